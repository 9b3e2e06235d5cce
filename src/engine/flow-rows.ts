import { Batch } from './formats/conntrack-list/batch.ts';
import { cutCountLine } from './formats/conntrack-list/count-line.ts';
import * as FLOW from './formats/conntrack-list/fields.ts';
import { Names } from './formats/conntrack-list/names.ts';
import { OddFlowReader } from './formats/conntrack-list/odd-flow.ts';
import { readSave } from './formats/conntrack-save/save-line.ts';
import { readFlowElement } from './formats/conntrack-xml/flow-element.ts';
import type { Encoding } from './model/analysis.ts';
import type { Section } from './model/document.ts';
import type { Place, Span } from './model/place.ts';
import { chunksOf, type Paste } from './paste.ts';
import type { MappedLine } from './text/line.ts';
import { type LineSink, LineSplitter } from './text/splitter.ts';

export { FLOW };

/** Bytes that are given to the compiled reader at once: little, since an odd line makes it begin anew. */
const PIECE = 1 << 16;
/** A record that is longer than this, in how many lines ever, is none. */
const MAX_RECORD = 1 << 16;
/** Where a flow begins in a line of the plain listing: quote marks and numbers of an editor may stand before it. */
const BEGINS =
  /(?:ipv[46]\s{1,8}\d{1,2} )?\b[a-z][a-z0-9_-]{1,11}\s{1,8}\d{1,3} (?=(?:\d{1,10} )?(?:[A-Z][A-Z_0-9]{2,20} )?(?:timeout=\d{1,9}, stream_timeout=\d{1,9} )?\s{0,4}src=\S)/;
/** The count line in two pieces, each in the midst of a flow; formats/conntrack-list says more. */
const COUNT_HEAD = /conntrack v\d[\d.]{0,12} \(conntrack-tools\): (?!\d|Operation)/;
const COUNT_TAIL = /(?:^|(?<=\s))\d{1,12} flow entries have been shown\./;
const SAVE_BEGINS = /-[AUD]\s{1,4}(?:-t\s{1,4}\S{1,12}\s{1,4})?-u\s/;

/** Flows that were read, as rows of numbers; `FLOW` names the columns. Good until the next ones are read. */
export interface FlowRows {
  readonly rows: Int32Array;
  readonly size: number;
  /** Where the flow of a row stands in the paste. */
  placeOf(row: number): Place;
}

/** The words behind the numbers of the rows. */
export interface FlowNames {
  protocol(id: number): string;
  state(id: number): string;
  /** An address that is not IPv4, or is blacked out; empty for those beyond the limit. */
  address(id: number): string;
}

/** A part of a paste that can be read as a stream. */
export interface Slices {
  slice(start: number, end: number): Paste;
}

/**
 * Reads the flows of one listing again, in any of its forms, and hands them on some hundred at a time: for those who need each flow,
 * while the analysis keeps only sums. Rejects when the signal ends it.
 */
export async function readFlowRows(
  paste: Slices,
  section: Pick<Section, 'format' | 'span' | 'firstLine'>,
  encoding: Encoding,
  onRows: (rows: FlowRows) => void,
  signal?: AbortSignal,
): Promise<FlowNames> {
  const sink = new FlowSink(section.format, section.firstLine - 1, onRows);
  const lines = new LineSplitter(sink, encoding, section.span.start);
  for await (const chunk of chunksOf(paste.slice(section.span.start, section.span.end))) {
    signal?.throwIfAborted();
    lines.push(chunk);
  }
  lines.end();
  sink.end();
  return sink.names;
}

/** What was read of a record that goes on in the next line. */
interface Pending {
  readonly text: string;
  readonly line: number;
  readonly span: Span;
}

class FlowSink implements LineSink {
  readonly #format: Section['format'];
  readonly #linesBefore: number;
  readonly #onRows: (rows: FlowRows) => void;
  readonly #names = new Names();
  readonly #batch = new Batch();
  readonly #odd = new OddFlowReader(this.#batch.rows, this.#names);
  #pending: Pending | null = null;

  constructor(format: Section['format'], linesBefore: number, onRows: (rows: FlowRows) => void) {
    this.#format = format;
    this.#linesBefore = linesBefore;
    this.#onRows = onRows;
  }

  get names(): FlowNames {
    const { protocols, states, addresses } = this.#names;
    return {
      protocol: id => protocols.text(id),
      state: id => (id === FLOW.NO_STATE ? '' : states.text(id)),
      address: id => (id < 0 ? '' : addresses.text(id)),
    };
  }

  block(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number) {
    const none = { bytes: 0, lines: 0 };
    if (this.#format !== 'conntrack-list' || this.#pending) return none;
    let at = from;
    let line = firstLine;
    while (at < to) {
      const end = to - at <= PIECE ? to : bytes.lastIndexOf(10, at + PIECE - 1) + 1;
      if (end <= at) break;
      const taken = this.#piece(bytes.subarray(at, end), offset + at - from, line);
      at += taken.bytes;
      line += taken.lines;
      if (at < end) break;
    }
    return { bytes: at - from, lines: line - firstLine };
  }

  /** Reads plain flows from whole lines; stops before the first that is none. */
  #piece(bytes: Uint8Array, offset: number, firstLine: number) {
    const batch = this.#batch;
    batch.input.set(bytes);
    batch.base = offset;
    let at = 0;
    let line = firstLine;
    while (at < bytes.length) {
      const next = batch.read(at, bytes.length, line + this.#linesBefore);
      line += batch.size;
      const full = batch.size === batch.capacity;
      this.#flush();
      at = next;
      if (!full) break;
    }
    return { bytes: at, lines: line - firstLine };
  }

  line(line: MappedLine): void {
    const cut = cutCountLine(line);
    const text = cut.text.replace(COUNT_HEAD, '').replace(COUNT_TAIL, '');
    if (cut.torn && this.#format !== 'conntrack-xml') {
      // `ipv4     2 udp   conntrack v1.4.7 (…): 33 flow entries have been shown.`: the flow goes on in the next line.
      this.#giveUp();
      this.#pending = { text, line: line.number + this.#linesBefore, span: line.span };
    } else if (this.#format === 'conntrack-xml') this.#xml(text, line);
    else this.#text(text, line, this.#format === 'conntrack-save' ? SAVE_BEGINS : BEGINS);
  }

  end(): void {
    this.#giveUp();
  }

  #text(text: string, line: MappedLine, begins: RegExp): void {
    const start = begins.exec(text.slice(0, 240))?.index ?? -1;
    const before = this.#pending;
    if (start >= 0) {
      this.#giveUp();
      this.#offer({ text: text.slice(start), line: line.number + this.#linesBefore, span: line.span });
    } else if (before && text.trim() !== '') {
      const joined = before.text + text;
      const span = { start: before.span.start, end: line.span.end };
      this.#pending = null;
      if (joined.length < MAX_RECORD) this.#offer({ ...before, text: joined, span });
    } else {
      this.#giveUp();
    }
  }

  /** Takes a record that is whole; keeps one that may go on. */
  #offer(record: Pending): void {
    const whole = this.#format === 'conntrack-save' ? this.#addSave(record) : this.#add(record, false);
    this.#pending = whole ? null : record;
  }

  /** Takes what waits for its rest as it stands. */
  #giveUp(): void {
    const pending = this.#pending;
    this.#pending = null;
    if (pending && this.#format === 'conntrack-list') this.#add(pending, true);
  }

  #addSave(record: Pending): boolean {
    const save = readSave(record.text.trimEnd());
    return save?.extent === 'whole' && this.#add({ ...record, text: save.text }, true);
  }

  /** `<flow …>…</flow>`, several in a line or one in several lines. */
  #xml(text: string, line: MappedLine): void {
    const before = this.#pending;
    const place = before ?? { line: line.number + this.#linesBefore, span: line.span };
    let rest = (before?.text ?? '') + text;
    const span = { start: place.span.start, end: line.span.end };
    this.#pending = null;
    for (;;) {
      const from = rest.indexOf('<flow');
      const to = rest.indexOf('</flow>', from);
      if (from < 0) return;
      if (to < 0) {
        if (rest.length < MAX_RECORD) this.#pending = { ...place, text: rest.slice(from), span };
        return;
      }
      const flow = readFlowElement(rest.slice(from, to + '</flow>'.length));
      if (flow) this.#add({ ...place, text: flow.text, span }, true);
      rest = rest.slice(to + '</flow>'.length);
    }
  }

  /** Reads a flow in the plain writing; false where it is none, or does not end as one and may go on. */
  #add({ text, line, span }: Pending, whole: boolean): boolean {
    const { rows, input } = this.#batch;
    const { written } = encoder.encodeInto(text, input);
    if (!this.#odd.read(input, 0, written, 0)) return false;
    if (!whole && ((rows[FLOW.FLAGS] as number) & FLOW.USED) === 0) return false;
    rows[FLOW.LINE] = line;
    rows[FLOW.LENGTH] = span.end - span.start;
    rows[FLOW.OFFSET] = 0;
    this.#batch.base = span.start;
    this.#batch.size = 1;
    this.#flush();
    return true;
  }

  #flush(): void {
    const batch = this.#batch;
    if (batch.size === 0) return;
    batch.number(this.#names);
    this.#onRows(batch);
    batch.size = 0;
  }
}

const encoder = new TextEncoder();
