import type { FlowEvent, FlowEvents, FlowEventType } from '../../model/flow-events.ts';
import type { FlowTable, Footer } from '../../model/flow-table.ts';
import { runs } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { cutUserspace } from '../conntrack-events/event-line.ts';
import { keyOf } from '../conntrack-events/flow-words.ts';
import { asksForEvents } from '../conntrack-events/index.ts';
import { Joiner } from '../conntrack-events/joiner.ts';
import { Recorder } from '../conntrack-events/recorder.ts';
import { cutCountLine, isLoss, isTrouble } from '../conntrack-list/count-line.ts';
import { readFlow } from '../conntrack-list/flow-text.ts';
import { Tally } from '../conntrack-list/tally.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';
import { readSave, type SaveLine } from './save-line.ts';

/** `-A -t 99 -u SEEN_REPLY,ASSURED -s 10.0.0.1 …`; the status makes it differ from `iptables -S`: `-A CHAIN …`. */
const SAVE =
  /^\s{0,4}-[AUD]\s{1,4}(?:-t\s{1,4}\S{1,12}\s{1,4})?-u\s{1,4}(?:UNSET|[A-Z][A-Z_,]{3,80})\s{1,4}-[a-z-]/;
/** The first letters of a line, before the place where the count line tore it. */
const BEGINS = /^-(?:[AUD](?:\s|$)|$)/;
const NARROWING =
  /\s(?:-[DGUepsdrqgnjfmwlu]\b|--(?:delete|get|update|event-mask|proto|orig|reply|src|dst|state|family|mark|zone|label|status|any-nat|timeout|sport|dport))/;
const TYPES: Readonly<Record<SaveLine['action'], FlowEventType>> = { A: 'NEW', U: 'UPDATE', D: 'DESTROY' };

/** `conntrack -L -o save` and `conntrack -E -o save`. */
export const conntrackSave: Format = {
  id: 'conntrack-save',
  detect(text) {
    return SAVE.test(text)
      ? { score: 0.97, reason: 'a flow «-A -t … -u STATUS -s … -d …» of conntrack -o save' }
      : null;
  },
  open: start => new SaveReader(start),
  narrows: command => NARROWING.test(command),
};

const encoder = new TextEncoder();

/**
 * Both at once, until it is known which it is: a listing has nothing but `-A`, and so may a recording with `-e NEW` have. `-U`, `-D`
 * and `[USERSPACE]` stand in recordings alone, `-D` below `conntrack -D` too.
 */
class SaveReader implements Reader {
  readonly #tally = new Tally();
  readonly #recorder = new Recorder();
  readonly #joiner = new Joiner<Joined>();
  #footer: Footer | null = null;
  #events: boolean;
  readonly #deleted: boolean;

  constructor({ command }: SectionStart) {
    this.#events = asksForEvents(command);
    this.#deleted = runs(command, 'conntrack', args => args.some(word => /^(?:-D|--delete)$/.test(word)));
  }

  line(line: Line, whole: boolean): Outcome {
    if (isLoss(line.text)) {
      this.#recorder.lose(line.place());
      return 'read';
    }
    if (isTrouble(line.text)) return 'noise';
    const { text, footer, found, counted, torn } = cutCountLine(line);
    if (found && !footer && text.trim() === '') return 'noise';
    if (footer && text.trim() === '') {
      if (this.#footer) return 'again';
      this.#takeFooter(footer, counted === 'flow events');
      return 'read';
    }
    // `-r 10.0conntrack v1.4.7 (…): 29 flow entries have been shown.` and, in the next line, `.0.2 -q 10.0.0.1 …`
    if (found && torn && !whole) return this.#joiner.beginsAnother(text, BEGINS) ? 'refused' : 'more';
    const resumed = whole ? this.#joiner.resume(text) : null;
    if (resumed) return resumed === 'noise' ? 'noise' : this.#add(resumed.record);
    const { text: body, userspace, cut } = cutUserspace(text.trimEnd());
    const save = readSave(body);
    if (!save) return 'refused';
    const extent = cut && save.extent === 'whole' ? 'cut' : save.extent;
    const joined = { save, userspace, line };
    const outcome = this.#joiner.decide(text, extent, whole || found, joined);
    if (outcome !== 'read') return outcome;
    if (footer) this.#takeFooter(footer, counted === 'flow events');
    return this.#add(joined);
  }

  #takeFooter(footer: Footer, events: boolean): void {
    this.#footer = footer;
    this.#events ||= events;
  }

  #add({ save, userspace, line }: Joined): Outcome {
    const place = line.place();
    const flow = readFlow(save.text, place);
    if (!flow) return 'refused';
    if (userspace || (save.action !== 'A' && !this.#deleted)) this.#events = true;
    const bytes = encoder.encode(save.text);
    if (!this.#events && this.#tally.addLine(bytes, 0, bytes.length, place, true) === 'none')
      return 'refused';
    this.#recorder.add(keyOf(save.text), { type: TYPES[save.action], time: null, flow, userspace });
    return 'read';
  }

  close(): FlowEvents | FlowTable | null {
    if (this.#events) return this.#recorder.finish(this.#footer);
    return this.#tally.finish(this.#footer, 'conntrack -o save');
  }
}

interface Joined {
  readonly save: SaveLine;
  readonly userspace: FlowEvent['userspace'];
  readonly line: Line;
}
