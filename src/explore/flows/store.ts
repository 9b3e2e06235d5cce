import { FLOW, type FlowNames, type FlowRows, readFlowRows } from '../../engine/flow-rows.ts';
import type { Analysis } from '../../engine/model/analysis.ts';
import type { Section } from '../../engine/model/document.ts';

/** So many flows of a listing are kept in columns, 46 bytes each; what comes after is only counted. */
export const MAX_FLOWS = 4_000_000;

/** An address as one number: IPv4 as its 32 bits, any other as the number of its name behind them. */
export type AddressKey = number;
const NAMES_FROM = 2 ** 32;

/** The flows of one listing in columns: what they are put together, filtered and sorted from. */
export class FlowStore {
  /** Flows that are kept. */
  size = 0;
  /** Flows read in all. */
  read = 0;
  readonly protocol: Uint8Array;
  readonly state: Uint8Array;
  /** Seconds; -1 where none is printed. */
  readonly timeout: Int32Array;
  readonly flags: Uint16Array;
  readonly line: Uint32Array;
  /** Where the line begins in the paste, and its bytes. */
  readonly start: Float64Array;
  readonly length: Uint16Array;
  /** Source, destination, source of the reply, destination of the reply. */
  readonly #addresses: readonly Uint32Array[];
  readonly #ports: readonly Uint16Array[];
  /** Which of the four ports are not there, by bits. */
  readonly #portless: Uint8Array;
  names: FlowNames | null = null;

  constructor(capacity: number) {
    const room = Math.min(capacity, MAX_FLOWS);
    this.protocol = new Uint8Array(room);
    this.state = new Uint8Array(room);
    this.timeout = new Int32Array(room);
    this.flags = new Uint16Array(room);
    this.line = new Uint32Array(room);
    this.start = new Float64Array(room);
    this.length = new Uint16Array(room);
    this.#addresses = [0, 1, 2, 3].map(() => new Uint32Array(room));
    this.#ports = [0, 1, 2, 3].map(() => new Uint16Array(room));
    this.#portless = new Uint8Array(room);
  }

  /** Takes the rows of a batch, as many as there is room for. */
  add(batch: FlowRows): void {
    this.read += batch.size;
    for (let row = 0; row < batch.size && this.size < this.protocol.length; row++) this.#addRow(batch, row);
  }

  #addRow(batch: FlowRows, row: number): void {
    const { rows } = batch;
    const at = row * FLOW.ROW;
    const i = this.size++;
    this.protocol[i] = rows[at + FLOW.PROTOCOL] as number;
    this.state[i] = rows[at + FLOW.STATE] as number;
    this.timeout[i] = rows[at + FLOW.TIMEOUT] as number;
    this.flags[i] = rows[at + FLOW.FLAGS] as number;
    const { line, span } = batch.placeOf(row);
    this.line[i] = line;
    this.start[i] = span.start;
    this.length[i] = Math.min(65535, span.end - span.start);
    let portless = 0;
    for (let which = 0; which < 4; which++) {
      const [address, port] = COLUMNS[which] as readonly [number, number];
      (this.#addresses[which] as Uint32Array)[i] = rows[at + address] as number;
      const number = rows[at + port] as number;
      (this.#ports[which] as Uint16Array)[i] = number;
      if (number === FLOW.NO_PORT) portless |= 1 << which;
    }
    this.#portless[i] = portless;
  }

  has(i: number, flag: number): boolean {
    return ((this.flags[i] as number) & flag) !== 0;
  }

  /** 0 source, 1 destination, 2 source of the reply, 3 destination of the reply. */
  address(i: number, which: Which): AddressKey {
    const bits = (this.#addresses[which] as Uint32Array)[i] as number;
    return this.has(i, FLOW.NAMED << which) ? NAMES_FROM + bits : bits;
  }

  /** The port plus 1; 0 where there is none. */
  port(i: number, which: Which): number {
    if (((this.#portless[i] as number) & (1 << which)) !== 0) return 0;
    return ((this.#ports[which] as Uint16Array)[i] as number) + 1;
  }

  /** `10.96.0.10`, `10.96.0.10:53`, `[fd00::a]:53` */
  nameOf(address: AddressKey, port: number): string {
    const name =
      address < NAMES_FROM
        ? [24, 16, 8, 0].map(shift => (address >>> shift) & 255).join('.')
        : (this.names?.address((address - NAMES_FROM) | 0) ?? '') || '?';
    if (port === 0) return name;
    return name.includes(':') ? `[${name}]:${port - 1}` : `${name}:${port - 1}`;
  }

  endName(i: number, which: Which): string {
    return this.nameOf(this.address(i, which), this.port(i, which));
  }

  protocolName(id: number): string {
    return this.names?.protocol(id) ?? '';
  }

  stateName(id: number): string {
    return this.names?.state(id) ?? '';
  }

  /** Whether an address is whole: two of which one is blacked out can not be compared. */
  isWhole(address: AddressKey): boolean {
    return address < NAMES_FROM || /^[\da-f:.]{2,45}$/.test(this.nameOf(address, 0));
  }
}

export type Which = 0 | 1 | 2 | 3;

const COLUMNS = [
  [FLOW.SOURCE, FLOW.SOURCE_PORT],
  [FLOW.DESTINATION, FLOW.DESTINATION_PORT],
  [FLOW.REPLY_SOURCE, FLOW.REPLY_SOURCE_PORT],
  [FLOW.REPLY_DESTINATION, FLOW.REPLY_DESTINATION_PORT],
] as const;

/** The listings of a paste, in its order. */
export function listingsOf({ sections }: Analysis): Section[] {
  return sections.filter(({ document }) => document.kind === 'flow-table');
}

/** What a paste is kept as. */
interface Held {
  readonly paste: Blob;
  readonly analysis: Analysis;
}

/** The store of the listing that was asked for last: one at a time, since it may be large. */
const STORES = new WeakMap<Analysis, { readonly table: number; readonly store: FlowStore }>();

/** Reads a listing into columns, once. Rejects when the signal ends it; null where the paste has no such listing. */
export async function storeOf(
  { paste, analysis }: Held,
  table: number,
  signal: AbortSignal,
): Promise<FlowStore | null> {
  const held = STORES.get(analysis);
  if (held?.table === table) return held.store;
  const section = listingsOf(analysis)[table];
  if (section?.document.kind !== 'flow-table') return null;
  const store = new FlowStore(section.document.flows);
  store.names = await readFlowRows(paste, section, analysis.encoding, rows => store.add(rows), signal);
  STORES.set(analysis, { table, store });
  return store;
}
