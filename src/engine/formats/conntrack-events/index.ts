import type { FlowEvents } from '../../model/flow-events.ts';
import type { Footer } from '../../model/flow-table.ts';
import { runs } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { cutCountLine, isLoss, isTrouble } from '../conntrack-list/count-line.ts';
import { readFlow } from '../conntrack-list/flow-text.ts';
import type { Format, Outcome, Reader } from '../format.ts';
import { type EventParts, readEvent } from './event-line.ts';
import { extentOf, keyOf } from './flow-words.ts';
import { Joiner } from './joiner.ts';
import { Recorder } from './recorder.ts';

/** `    [NEW] tcp      6 120 SYN_SENT src=…`, `[1795405558.613895]\t [UPDATE] ipv6     10 icmpv6   58 30 src=…` */
const EVENT =
  /^\s{0,12}(?:\[\d{1,12}\.\d{1,6}\s{0,6}\]\s{0,12})?\[(?:NEW|UPDATE|DESTROY)\]\s{1,8}(?:ipv[46]\s{1,8}\d{1,2}\s{1,4})?[a-z][a-z0-9]{2,11}\s{1,8}\d{1,3}\s{1,4}(?:\d{1,10}\s{1,4})?(?:[A-Z][A-Z_0-9]{2,20}\s{1,4})?src=\S/;
const COUNT = /^(?:\^C)?conntrack v[\d.]{1,12} \(conntrack-tools\): \d{1,12} flow events have been shown\./;
/** Options that let only some events through: `-e NEW`, `-p tcp`, `-s 10.0.0.1`. */
const NARROWING =
  /\s(?:-[epsdrqgnjfmwlu]\b|--(?:event-mask|proto|orig|reply|src|dst|state|family|mark|zone|label|status|any-nat|timeout|sport|dport))/;

/** `conntrack -E`: plain, with `-o timestamp`, `extended`, `id`, `ktimestamp`, `labels` in any mix. */
export const conntrackEvents: Format = {
  id: 'conntrack-events',
  detect(text, start) {
    if (EVENT.test(text)) return { score: 0.97, reason: 'an event «[NEW] tcp 6 … src=» of conntrack -E' };
    if (COUNT.test(text)) return { score: 0.9, reason: 'the count line of conntrack -E' };
    // Warnings of the tool, before the first event.
    return asksForEvents(start.command) && (isTrouble(text) || isLoss(text))
      ? { score: 0.6, reason: 'a message of conntrack -E' }
      : null;
  },
  open: () => new EventReader(),
  narrows: command => NARROWING.test(command),
};

/** `conntrack -E`, `conntrack --event`; not `conntrack -E expect`. */
export function asksForEvents(command: string | null): boolean {
  return runs(
    command,
    'conntrack',
    args => args.some(word => /^(?:-E|--event)$/.test(word)) && !args.includes('expect'),
  );
}

class EventReader implements Reader {
  readonly #recorder = new Recorder();
  readonly #joiner = new Joiner<Joined>();
  #footer: Footer | null = null;

  line(line: Line, whole: boolean): Outcome {
    if (isLoss(line.text)) {
      this.#recorder.lose(line.place());
      return 'read';
    }
    if (isTrouble(line.text)) return 'noise';
    const { text, footer, found, counted } = cutCountLine(line);
    // Each event is flushed (conntrack.c, fflush): the count line never tears one.
    if (found)
      return footer && counted === 'flow events' && text.trim() === '' ? this.#take(footer) : 'refused';
    const resumed = whole ? this.#joiner.resume(line.text) : null;
    if (resumed) return resumed === 'noise' ? 'noise' : this.#add(resumed.record);
    const parts = readEvent(text);
    if (!parts) return 'refused';
    // Events are flushed one by one, so the count line ends a recording.
    if (this.#footer && !this.#recorder.empty) return 'again';
    const extent = extentOf(parts.text);
    const joined = { parts, text: parts.text, line };
    const cut = parts.cut && extent === 'whole';
    const outcome = this.#joiner.decide(line.text, cut ? 'cut' : extent, whole, joined);
    if (outcome === 'read') return this.#add(joined);
    return whole && (cut || extent === 'cut') ? this.#add({ parts, text: knownOf(parts), line }) : outcome;
  }

  #take(footer: Footer): Outcome {
    if (this.#footer) return 'again';
    this.#footer = footer;
    return 'read';
  }

  #add({ parts, text, line }: Joined): Outcome {
    const flow = readFlow(text, line.place());
    if (!flow) return 'refused';
    const { type, time, userspace } = parts;
    this.#recorder.add(keyOf(text), { type, time, flow, userspace });
    return 'read';
  }

  close(): FlowEvents | null {
    return this.#recorder.finish(this.#footer);
  }
}

interface Joined {
  readonly parts: EventParts;
  readonly text: string;
  readonly line: Line;
}

/**
 * What is certain of a flow that breaks off: all but its last word, and the reply direction only where it is whole. A program that
 * breaks off leaves the flow as it is.
 */
function knownOf({ text, cut }: EventParts): string {
  if (cut) return text;
  const known = text.replace(/\s{1,8}(?:\[[^\]]{0,40}|\S{0,256})$/, '');
  const reply = known.indexOf(' src=', known.indexOf('src=') + 1);
  return reply > 0 && extentOf(known) !== 'whole' ? known.slice(0, reply) : known;
}
