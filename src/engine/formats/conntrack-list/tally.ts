import type { Flow } from '../../model/flow.ts';
import type { FlowTable, Footer } from '../../model/flow-table.ts';
import type { Place } from '../../model/place.ts';
import { Batch, placeOf } from './batch.ts';
import { Ends } from './ends.ts';
import * as F from './fields.ts';
import { readFlow } from './flow-text.ts';
import { Kinds } from './kinds.ts';
import { Names } from './names.ts';
import { OddFlowReader } from './odd-flow.ts';
import { PlainFlowReader, ROOM } from './plain-flow.ts';

/** So many flows are kept whole. */
const LISTED = 2000;
const TUNNELS = 200;
/** Adds flows up while they are read, from bytes. */
export class Tally {
  flows = 0;
  #ipv6 = 0;
  #unreplied = 0;
  #assured = 0;
  #offloaded = 0;
  #dnat = 0;
  #snat = 0;
  #sourcePortChanged = 0;
  #flags = 0;
  #first: Place | null = null;
  readonly #marks = new Map<number, number>();
  readonly #listed: Flow[] = [];
  readonly #tunnels: Flow[] = [];
  readonly #names = new Names();
  readonly #batch = new Batch();
  readonly #plain = new PlainFlowReader(this.#batch.rows, this.#names);
  readonly #odd = new OddFlowReader(this.#batch.rows, this.#names);
  readonly #kinds = new Kinds(this.#names);
  readonly #ends = new Ends(this.#names);

  /**
   * Reads whole lines up to the first that is no flow, or that does not end as one. `offset` is the place of `from` in
   * the paste, `firstLine` the number of its line. Says how many bytes and lines were taken.
   */
  addBlock(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const batch = this.#batch;
    const { rows, starts } = batch;
    const safe = bytes.length - ROOM;
    let at = from;
    let line = firstLine;
    while (at < to) {
      if (batch.size === batch.capacity) this.#count();
      const row = batch.size * F.ROW;
      let newline = at < safe ? this.#plain.read(bytes, view, at, to, row) : -1;
      if (newline < 0) newline = this.#readOdd(bytes, at, to, row);
      if (newline < 0) break;
      const end = bytes[newline - 1] === 13 ? newline - 1 : newline;
      rows[row + F.LINE] = line++;
      rows[row + F.LENGTH] = end - at;
      starts[batch.size++] = offset + at - from;
      if (this.#listed.length < LISTED || isTunnel(rows, row)) this.#keep(bytes, at, end);
      at = newline + 1;
    }
    return { bytes: at - from, lines: line - firstLine };
  }

  /** The place of the newline behind a flow that ends as a whole line does; -1 where the line is none. */
  #readOdd(bytes: Uint8Array, from: number, to: number, row: number): number {
    const newline = plainEnd(bytes, from, to);
    const end = bytes[newline - 1] === 13 ? newline - 1 : newline;
    if (newline < 0 || !this.#odd.read(bytes, from, end, row)) return -1;
    return ((this.#batch.rows[row + F.FLAGS] as number) & F.USED) === 0 ? -1 : newline;
  }

  /**
   * Adds one flow in the plain writing of `conntrack -L`, without its newline: the bytes from `from` to `to`, which stand
   * at `place` in the paste. `unended`: a flow without the field that ends every whole line, so not added; with `whole` it is
   * added all the same. `none`: no flow.
   */
  addLine(
    bytes: Uint8Array,
    from: number,
    to: number,
    { line, span }: Place,
    whole: boolean,
  ): 'added' | 'unended' | 'none' {
    const batch = this.#batch;
    if (batch.size === batch.capacity) this.#count();
    const row = batch.size * F.ROW;
    if (!this.#odd.read(bytes, from, to, row)) return 'none';
    if (!whole && ((batch.rows[row + F.FLAGS] as number) & F.USED) === 0) return 'unended';
    batch.rows[row + F.LINE] = line;
    batch.rows[row + F.LENGTH] = span.end - span.start;
    batch.starts[batch.size++] = span.start;
    this.#keep(bytes, from, to);
    return 'added';
  }

  /** Counts what the batch holds, and empties it. */
  #count(): void {
    const batch = this.#batch;
    const { rows, starts, size } = batch;
    if (size === 0) return;
    this.#first ??= placeOf(rows, starts, 0);
    this.flows += size;
    this.#kinds.addBatch(batch);
    this.#ends.addBatch(batch);
    for (let i = 0; i < size; i++) {
      const row = i * F.ROW;
      const flags = rows[row + F.FLAGS] as number;
      this.#flags |= flags;
      this.#unreplied += flags & F.UNREPLIED;
      this.#assured += (flags & F.ASSURED) >> 1;
      this.#offloaded += (flags & F.OFFLOADED) >> 2;
      if (flags & F.IPV6) this.#ipv6++;
      const mark = rows[row + F.MARK] as number;
      if (mark !== 0) this.#marks.set(mark, (this.#marks.get(mark) ?? 0) + 1);
      if (flags & F.REPLIED) this.#countNat(rows, row, flags, i);
    }
    batch.size = 0;
  }

  #countNat(rows: Int32Array, row: number, flags: number, i: number): void {
    if (isDnat(rows, row, flags)) {
      this.#dnat++;
      if (rows[row + F.PROTOCOL] === F.UDP) this.#ends.addBackend(this.#batch, i);
    }
    if (!isSnat(rows, row, flags)) return;
    this.#snat++;
    if (rows[row + F.REPLY_DESTINATION] === rows[row + F.SOURCE]) this.#sourcePortChanged++;
    this.#ends.addSnat(this.#batch, i);
  }

  /** Keeps the flow of the last row whole, where there is still room for it. */
  #keep(bytes: Uint8Array, from: number, to: number): void {
    const { rows, starts, size } = this.#batch;
    const whole = this.#listed.length < LISTED;
    const tunnel = this.#tunnels.length < TUNNELS && isTunnel(rows, (size - 1) * F.ROW);
    if (!whole && !tunnel) return;
    const flow = readFlow(decoder.decode(bytes.subarray(from, to)), placeOf(rows, starts, size - 1));
    if (!flow) return;
    if (whole) this.#listed.push(flow);
    if (tunnel) this.#tunnels.push(flow);
  }

  /** The table, once all flows are in; null where there were none and no count line says that there are none. */
  finish(footer: Footer | null, form?: FlowTable['source']): FlowTable | null {
    this.#count();
    const first = this.#first ?? footer?.place;
    if (!first) return null;
    const plain = (this.#flags & F.FAMILY) !== 0 && !footer ? '/proc/net/nf_conntrack' : 'conntrack -L';
    return {
      kind: 'flow-table',
      source: form ?? plain,
      flows: this.flows,
      ipv6: this.#ipv6,
      unreplied: this.#unreplied,
      assured: this.#assured,
      offloaded: this.#offloaded,
      dnat: this.#dnat,
      snat: this.#snat,
      sourcePortChanged: this.#sourcePortChanged,
      states: this.#kinds.rank(),
      ...this.#ends.rank(),
      marks: [...this.#marks]
        .map(([mark, flows]) => ({ mark: mark >>> 0, flows }))
        .sort((one, other) => other.flows - one.flows)
        .slice(0, 50),
      listed: this.#listed,
      tunnels: this.#tunnels,
      footer,
      first,
    };
  }
}

const decoder = new TextDecoder();

/** Replies come from another address or port than the one that was asked. */
function isDnat(rows: Int32Array, row: number, flags: number): boolean {
  return (
    rows[row + F.REPLY_SOURCE] !== rows[row + F.DESTINATION] ||
    rows[row + F.REPLY_SOURCE_PORT] !== rows[row + F.DESTINATION_PORT] ||
    ((flags >> 1) & F.NAMED) !== ((flags >> 2) & F.NAMED)
  );
}

/** Replies go to another address or port than the one that asked. */
function isSnat(rows: Int32Array, row: number, flags: number): boolean {
  return (
    rows[row + F.REPLY_DESTINATION] !== rows[row + F.SOURCE] ||
    rows[row + F.REPLY_DESTINATION_PORT] !== rows[row + F.SOURCE_PORT] ||
    (flags & F.NAMED) !== ((flags >> 3) & F.NAMED)
  );
}

/** A UDP flow to the port of VXLAN (RFC 7348), Geneve (RFC 8926), or VXLAN as Linux and flannel set it. */
function isTunnel(rows: Int32Array, row: number): boolean {
  if (rows[row + F.PROTOCOL] !== F.UDP) return false;
  const port = rows[row + F.DESTINATION_PORT];
  return port === 4789 || port === 8472 || port === 6081;
}

/** The end of a line of bytes that need no cleaning; -1 for one with colour codes or wide characters, which goes the slow way. */
function plainEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte >= 0x20 && byte < 0x7f) continue;
    if (byte === 10) return i;
    if (byte !== 13 || bytes[i + 1] !== 10) return -1;
  }
  return -1;
}
