import type { Expectations } from '../../model/expectations.ts';
import type { Footer } from '../../model/flow-table.ts';
import { runs } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import { Joiner } from '../conntrack-events/joiner.ts';
import { cutCountLine, isTrouble } from '../conntrack-list/count-line.ts';
import type { Format, Outcome, Reader } from '../format.ts';
import { type ExpectationLine, readExpectation } from './expectation-line.ts';
import { ExpectationList } from './expectation-list.ts';

const TOOL =
  /^\s{0,12}(?:\[\d{1,12}\.\d{1,6}\s{0,6}\]\s{0,12})?(?:\[(?:NEW|UPDATE|DESTROY)\]\s{1,8})?\d{1,10}\s{1,4}proto=\d{1,3}\s{1,4}src=\S/;
const PROC = /^\s{0,4}(?:\d{1,10}|-)\s{1,4}l3proto = \d{1,3}\s{1,4}proto=\d{1,3}\s{1,4}src=\S/;
const COUNTED = / \d{1,12} (?:expectations|expectation events) have been shown\./;

/** `conntrack -L expect`, `conntrack -E expect`, `/proc/net/nf_conntrack_expect`. */
export const conntrackExpectations: Format = {
  id: 'conntrack-expectations',
  detect(text) {
    const { equals } = signsOf(text);
    if (equals && TOOL.test(text))
      return { score: 0.97, reason: 'an expectation «298 proto=6 src=» of conntrack -L expect' };
    if (equals && PROC.test(text))
      return {
        score: 0.97,
        reason: 'a line «298 l3proto = 2 proto=6 src=» of /proc/net/nf_conntrack_expect',
      };
    return cutsToNothing(text) && COUNTED.test(text)
      ? { score: 0.95, reason: 'the count line of conntrack -L expect' }
      : null;
  },
  open: ({ command }) => new ExpectationReader(command),
};

function cutsToNothing(text: string): boolean {
  return /^(?:\^C)?conntrack v[\d.]{1,12} \(conntrack-tools\): \d{1,12} expectation/.test(text);
}

class ExpectationReader implements Reader {
  readonly #list = new ExpectationList();
  readonly #joiner = new Joiner<Joined | null>();
  #source: Expectations['source'] | null;
  #footer: Footer | null = null;

  constructor(command: string | null) {
    const events = runs(command, 'conntrack', args => args.some(word => /^(?:-E|--event)$/.test(word)));
    this.#source = events ? 'conntrack -E expect' : null;
  }

  line(line: Line, whole: boolean): Outcome {
    if (isTrouble(line.text)) return 'noise';
    const { text, footer, found, counted, torn } = cutCountLine(line);
    if (found && !footer && text.trim() === '') return 'noise';
    if (footer && text.trim() === '') return this.#takeFooter(footer, counted === 'expectation events');
    if (found && torn && !whole) return this.#joiner.beginsAnother(text, /^\d/) ? 'refused' : 'more';
    const resumed = whole ? this.#joiner.resume(text) : null;
    if (resumed) return resumed === 'noise' ? 'noise' : this.#add(resumed.record);
    const entry = readExpectation(text);
    const begins = TOOL.test(text) || PROC.test(text);
    const all = entry && (entry.form === 'proc' || entry.entry.master);
    const joined = entry && { ...entry, line };
    const outcome = this.#joiner.decide(
      text,
      all ? 'whole' : begins ? 'cut' : 'none',
      whole || found,
      joined,
    );
    if (outcome !== 'read') return outcome;
    this.#footer = footer ?? this.#footer;
    return this.#add(joined);
  }

  #add(joined: Joined | null): Outcome {
    if (!joined) return 'refused';
    const { form, entry, line } = joined;
    const listed = entry.type ? 'conntrack -E expect' : 'conntrack -L expect';
    this.#source ??= form === 'proc' ? '/proc/net/nf_conntrack_expect' : listed;
    this.#list.add({ ...entry, place: line.place() });
    return 'read';
  }

  #takeFooter(footer: Footer, events: boolean): Outcome {
    if (this.#footer) return 'again';
    this.#footer = footer;
    if (events) this.#source ??= 'conntrack -E expect';
    return 'read';
  }

  close(): Expectations | null {
    return this.#list.finish(this.#source ?? 'conntrack -L expect', this.#footer);
  }
}

interface Joined extends ExpectationLine {
  readonly line: Line;
}
