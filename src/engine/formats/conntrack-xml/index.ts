import type { Expectation, Expectations } from '../../model/expectations.ts';
import type { FlowEvent, FlowEvents } from '../../model/flow-events.ts';
import type { FlowTable, Footer } from '../../model/flow-table.ts';
import type { Place } from '../../model/place.ts';
import { runs } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import { cutUserspace } from '../conntrack-events/event-line.ts';
import { extentOf, keyOf } from '../conntrack-events/flow-words.ts';
import { Recorder } from '../conntrack-events/recorder.ts';
import { ExpectationList } from '../conntrack-expectations/expectation-list.ts';
import { cutCountLine, isLoss, isTrouble } from '../conntrack-list/count-line.ts';
import { readFlow } from '../conntrack-list/flow-text.ts';
import { Tally } from '../conntrack-list/tally.ts';
import type { Format, Outcome, Reader } from '../format.ts';
import { readExpectationElement } from './expectation-element.ts';
import { type FlowElement, readFlowElement } from './flow-element.ts';

const FLOW = /^\s{0,8}<flow(?: type="(?:new|update|destroy)")?>\s{0,40}(?:$|<(?:meta|layer3)[\s>])/;
const FRAME = /^\s{0,8}(?:<\?xml\s[^<>]{1,80}\?>)?\s{0,8}(?:<\/?(?:conntrack|expect)>)?\s{0,8}$/;
const BEGIN = /^\s{0,8}(?:<\?xml\s[^<>]{1,80}\?>)?\s{0,8}<(?:conntrack|expect)>/;
const DECLARATION = /^\s{0,8}<\?xml version="1\.0" encoding="utf-8"\?>\s{0,8}$/;
const NARROWING =
  /\s(?:-[DGUepsdrqgnjfmwlu]\b|--(?:delete|get|update|event-mask|proto|orig|reply|src|dst|state|family|mark|zone|label|status|any-nat|timeout|sport|dport))/;

/** `conntrack -L -o xml`, `conntrack -E -o xml`, `conntrack -L expect -o xml`: a flow a line, or laid out by another tool. */
export const conntrackXml: Format = {
  id: 'conntrack-xml',
  detect(text, start) {
    if (signsOf(text).first !== '<') return null;
    if (FLOW.test(text)) return { score: 0.97, reason: 'a <flow> of conntrack -o xml' };
    if (BEGIN.test(text)) return { score: 0.9, reason: 'the root <conntrack> of conntrack -o xml' };
    // Any XML begins so: it counts only where flows follow.
    const asked = runs(start.command, 'conntrack', args =>
      args.some(word => /^(?:-o)?[a-z,]{0,40}xml/.test(word)),
    );
    return DECLARATION.test(text)
      ? { score: asked ? 0.9 : 0.5, reason: 'the first line of conntrack -o xml' }
      : null;
  },
  open: () => new XmlReader(),
  narrows: command => NARROWING.test(command),
  pieces: 64,
};

const encoder = new TextEncoder();

class XmlReader implements Reader {
  readonly #tally = new Tally();
  readonly #recorder = new Recorder();
  readonly #expectations = new ExpectationList();
  /** What the flows of this document are; known by the first. */
  #kind: Kind | null = null;
  #footer: Footer | null = null;
  #events = false;

  line(line: Line, whole: boolean): Outcome {
    if (isLoss(line.text)) {
      this.#recorder.lose(line.place());
      return 'read';
    }
    if (isTrouble(line.text)) return 'noise';
    const { text, footer, found, torn } = cutCountLine(line);
    if (found && !footer && text.trim() === '') return 'noise';
    if (footer && text.trim() === '') return this.#takeFooter(footer);
    if (found && torn && !whole) return 'more';
    if (FRAME.test(text) && text.trim() !== '') return this.#takeFrame(text);
    // ` [USERSPACE] portid=16023` that a terminal broke off its flow.
    if (this.#kind && /^\s{0,4}\[USERSPACE\] portid=\d{1,10}(?: progname=\S{1,40})?$/.test(text))
      return 'noise';
    const flows = splitFlows(text.replace(BEGIN, '').replace(/<\/(?:conntrack|expect)>\s{0,8}$/, ''));
    if (flows === 'cut') return whole ? 'refused' : 'more';
    const taken = flows.map(readAny);
    const first = taken[0];
    if (!first || !taken.every(flow => flow?.kind === first.kind)) return 'refused';
    if (this.#kind && this.#kind !== first.kind) return 'again';
    this.#kind = first.kind;
    this.#footer = footer ?? this.#footer;
    const added = taken.map(flow => this.#add(flow as Taken, line.place()));
    return added.every(Boolean) ? 'read' : 'refused';
  }

  #takeFooter(footer: Footer): Outcome {
    if (this.#footer) return 'again';
    this.#footer = footer;
    return 'read';
  }

  /** `<?xml …?>` and `<conntrack>` begin a document, of which there may be several in a row. */
  #takeFrame(text: string): Outcome {
    return this.#kind && /<(?:\?xml|conntrack|expect)/.test(text) ? 'again' : 'noise';
  }

  #add(taken: Taken, place: Place): boolean {
    if (taken.kind === 'expectations') {
      this.#expectations.add({ ...taken.entry, place });
      this.#events ||= taken.entry.type !== null;
      return true;
    }
    const { text, type, time } = taken.flow;
    if (type === null) {
      const bytes = encoder.encode(text);
      return this.#tally.addLine(bytes, 0, bytes.length, place, true) === 'added';
    }
    const flow = readFlow(text, place);
    if (flow) this.#recorder.add(keyOf(text), { type, time, flow, userspace: taken.userspace });
    return flow !== null;
  }

  close(): FlowEvents | FlowTable | Expectations | null {
    if (this.#kind === 'table') return this.#tally.finish(this.#footer, 'conntrack -o xml');
    if (this.#kind === 'events') return this.#recorder.finish(this.#footer);
    if (this.#kind === null) return null;
    const source = this.#events ? 'conntrack -E expect' : 'conntrack -L expect';
    return this.#expectations.finish(source, this.#footer);
  }
}

type Kind = 'table' | 'events' | 'expectations';
type Userspace = FlowEvent['userspace'];
type Taken =
  | { readonly kind: 'table' | 'events'; readonly flow: FlowElement; readonly userspace: Userspace }
  | { readonly kind: 'expectations'; readonly entry: Omit<Expectation, 'place'> };

/** Reads a flow or an expectation; null where it is neither, or where no flow can be made of it. */
function readAny({ xml, userspace }: Piece): Taken | null {
  const flow = readFlowElement(xml);
  // Without a place: only to see that it is one.
  if (flow && extentOf(flow.text) !== 'none' && readFlow(flow.text, NOWHERE))
    return { kind: flow.type ? 'events' : 'table', flow, userspace };
  const entry = readExpectationElement(xml);
  return entry && { kind: 'expectations', entry };
}

const NOWHERE: Place = { line: 0, span: { start: 0, end: 0 } };

interface Piece {
  readonly xml: string;
  readonly userspace: Userspace;
}

/** The flows that stand in a line, mostly one; `cut` where the last goes on in the next line. */
function splitFlows(text: string): Piece[] | 'cut' {
  const pieces: Piece[] = [];
  let rest = text.trim();
  while (rest !== '') {
    if (!rest.startsWith('<flow')) return /^<(?:f|fl|flo)?$/.test(rest) ? 'cut' : [];
    const end = rest.indexOf('</flow');
    // `</flo`: a terminal broke it within the last tag.
    if (end < 0) return 'cut';
    const xml = rest.slice(0, end + '</flow>'.length);
    const next = rest.indexOf('<flow', xml.length);
    const behind = rest.slice(xml.length, next < 0 ? undefined : next).trim();
    const { text: other, userspace, cut } = cutUserspace(` ${behind}`);
    if (cut) return 'cut';
    if (other.trim() !== '') return [];
    pieces.push({ xml, userspace });
    rest = next < 0 ? '' : rest.slice(next);
  }
  return pieces;
}
