import type { Flow } from '../../model/flow.ts';
import type { FlowTable, Footer } from '../../model/flow-table.ts';
import type { Place } from '../../model/place.ts';
import { Batch } from './batch.ts';
import { Ends } from './ends.ts';
import * as F from './fields.ts';
import { readFlow } from './flow-text.ts';
import { Kinds } from './kinds.ts';
import { Names } from './names.ts';
import { OddFlowReader } from './odd-flow.ts';

/** So many flows are kept whole. */
const LISTED = 1000;
const TUNNELS = 200;
/** Adds flows up while they are read, from bytes. */
export class Tally {
  flows = 0;
  #ipv6 = 0;
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
  readonly #odd = new OddFlowReader(this.#batch.rows, this.#names);
  readonly #kinds = new Kinds(this.#names);
  readonly #ends = new Ends(this.#names);

  /**
   * Reads whole lines up to the first that is no flow, or that does not end as one. `offset` is the place of `from` in
   * the paste, `firstLine` the number of its line. Says how many bytes and lines were taken.
   */
  addBlock(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number) {
    const { input } = this.#batch;
    let at = from;
    let line = firstLine;
    while (at < to) {
      const end = to - at <= input.length ? to : bytes.lastIndexOf(10, at + input.length - 1) + 1;
      if (end <= at) break;
      input.set(bytes.subarray(at, end));
      this.#batch.base = offset + at - from;
      const taken = this.#addInput(end - at, line);
      at += taken.bytes;
      line += taken.lines;
      if (at < end) break;
    }
    return { bytes: at - from, lines: line - firstLine };
  }

  /** The same for the first `to` bytes of the batch's input. */
  #addInput(to: number, firstLine: number) {
    const batch = this.#batch;
    let at = 0;
    let line = firstLine;
    while (at < to) {
      const before = batch.size;
      at = batch.read(at, to, line);
      line += batch.size - before;
      if (batch.size === batch.capacity) this.#count();
      else if (at < to) {
        const newline = this.#addOdd(at, to, line);
        if (newline < 0) break;
        line++;
        at = newline + 1;
      }
    }
    // The rows know their places by the input, which is filled anew.
    this.#count();
    return { bytes: at, lines: line - firstLine };
  }

  /** The place of the newline behind a flow that ends as a whole line does; -1 where the line is none. */
  #addOdd(from: number, to: number, line: number): number {
    const batch = this.#batch;
    const { input, rows } = batch;
    const row = batch.size * F.ROW;
    const newline = plainEnd(input, from, to);
    const end = input[newline - 1] === 13 ? newline - 1 : newline;
    if (newline < 0 || !this.#odd.read(input, from, end, row)) return -1;
    if (((rows[row + F.FLAGS] as number) & F.USED) === 0) return -1;
    rows[row + F.LINE] = line;
    rows[row + F.LENGTH] = end - from;
    rows[row + F.OFFSET] = from;
    batch.size++;
    return newline;
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
    place: Place,
    whole: boolean,
  ): 'added' | 'unended' | 'none' {
    const batch = this.#batch;
    if (!this.#odd.read(bytes, from, to, 0)) return 'none';
    if (!whole && ((batch.rows[F.FLAGS] as number) & F.USED) === 0) return 'unended';
    batch.rows[F.LINE] = place.line;
    batch.rows[F.LENGTH] = place.span.end - place.span.start;
    batch.rows[F.OFFSET] = 0;
    batch.base = place.span.start;
    batch.size = 1;
    this.#keep(bytes.subarray(from, to), 0, place);
    this.#count(true);
    return 'added';
  }

  /** Counts what the batch holds, and empties it. `kept`: whole flows were kept already. */
  #count(kept = false): void {
    const batch = this.#batch;
    const { size } = batch;
    if (size === 0) return;
    this.#first ??= batch.placeOf(0);
    this.flows += size;
    batch.number(this.#names);
    this.#kinds.addBatch(batch);
    this.#ends.addBatch(batch);
    const flags = this.#countFlags(batch);
    if (flags & F.REPLIED) this.#countNat(batch);
    if (!kept) this.#keepSome(batch);
    batch.size = 0;
  }

  /** Counts marks, IPv6 and offloaded flows; gives the flags that any flow has. */
  #countFlags({ rows, size }: Batch): number {
    let all = 0;
    let ipv6 = 0;
    let offloaded = 0;
    for (let row = 0; row < size * F.ROW; row += F.ROW) {
      const flags = rows[row + F.FLAGS] as number;
      all |= flags;
      ipv6 += (flags & F.IPV6) >> 6;
      offloaded += (flags & F.OFFLOADED) >> 2;
      const mark = rows[row + F.MARK] as number;
      if (mark !== 0) this.#marks.set(mark, (this.#marks.get(mark) ?? 0) + 1);
    }
    this.#ipv6 += ipv6;
    this.#offloaded += offloaded;
    this.#flags |= all;
    return all;
  }

  #countNat(batch: Batch): void {
    const { rows, size } = batch;
    const ends = this.#ends;
    let dnat = 0;
    let snat = 0;
    let sourcePortChanged = 0;
    for (let i = 0; i < size; i++) {
      const row = i * F.ROW;
      const flags = rows[row + F.FLAGS] as number;
      if ((flags & F.REPLIED) === 0) continue;
      if (isDnat(rows, row, flags)) {
        dnat++;
        if (rows[row + F.PROTOCOL] === F.UDP) ends.addBackend(batch, i);
      }
      if (!isSnat(rows, row, flags)) continue;
      snat++;
      if (rows[row + F.REPLY_DESTINATION] === rows[row + F.SOURCE]) sourcePortChanged++;
      ends.addSnat(batch, i);
    }
    this.#dnat += dnat;
    this.#snat += snat;
    this.#sourcePortChanged += sourcePortChanged;
  }

  /** Keeps the first flows whole, and those of tunnels, while there is room for either. */
  #keepSome(batch: Batch): void {
    if (this.#listed.length >= LISTED && this.#tunnels.length >= TUNNELS) return;
    const { rows, size } = batch;
    for (let i = 0; i < size; i++) {
      const row = i * F.ROW;
      if (this.#listed.length >= LISTED && !isTunnel(rows, row)) continue;
      const from = rows[row + F.OFFSET] as number;
      const line = batch.input.subarray(from, from + (rows[row + F.LENGTH] as number));
      this.#keep(line, row, batch.placeOf(i));
    }
  }

  /** Keeps the flow of a row whole, where there is still room for it. */
  #keep(line: Uint8Array, row: number, place: Place): void {
    const whole = this.#listed.length < LISTED;
    const tunnel = this.#tunnels.length < TUNNELS && isTunnel(this.#batch.rows, row);
    if (!whole && !tunnel) return;
    const flow = readFlow(decoder.decode(line), place);
    if (!flow) return;
    if (whole) this.#listed.push(flow);
    if (tunnel) this.#tunnels.push(flow);
  }

  /** The table, once all flows are in; null where there were none and no count line says that there are none. */
  finish(footer: Footer | null, form?: FlowTable['source']): FlowTable | null {
    const first = this.#first ?? footer?.place;
    if (!first) return null;
    const states = this.#kinds.rank();
    const plain = (this.#flags & F.FAMILY) !== 0 && !footer ? '/proc/net/nf_conntrack' : 'conntrack -L';
    return {
      kind: 'flow-table',
      source: form ?? plain,
      flows: this.flows,
      ipv6: this.#ipv6,
      unreplied: sum(states.map(state => state.unreplied)),
      assured: sum(states.map(state => state.assured)),
      offloaded: this.#offloaded,
      dnat: this.#dnat,
      snat: this.#snat,
      sourcePortChanged: this.#sourcePortChanged,
      states,
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

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
