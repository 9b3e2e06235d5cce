import type { Backend, End, PortUse, Ranking } from '../../model/flow-table.ts';
import type { Batch } from './batch.ts';
import * as F from './fields.ts';
import { type Counted, KeyTable } from './key-table.ts';
import type { Names } from './names.ts';

/** So many different addresses, or addresses with a port, are told apart; a table of any usual size has fewer. */
const MAX_ENDS = 1 << 20;
/** So many translated source addresses, and translated UDP services, are told apart. */
const MAX_GROUPS = 1 << 12;
const TOP = 10;
const TOP_GROUPS = 50;

/** The second number of a key: a port (all ones: none), whether the first number is a name's, and a group. */
const PORT = 0x1ffff;
const NO_PORT = PORT;
const NAMED = 1 << 17;
const GROUP = 18;

/** Counts who talks to whom: sources, services, translated sources and the ports that are taken on them. */
export class Ends {
  readonly #names: Names;
  readonly #sources = new KeyTable(MAX_ENDS);
  readonly #services = new KeyTable(MAX_ENDS);
  /** Destinations of flows without ports (ICMP, GRE): they reach no service. */
  readonly #portless = new KeyTable(MAX_ENDS);
  readonly #snatPorts = new KeyTable(MAX_ENDS);
  readonly #backends = new KeyTable(MAX_ENDS);
  /** Number → the address, or the service, that the group is; by the numbers of `key`. */
  readonly #snatGroups = new Groups();
  readonly #serviceGroups = new Groups();

  constructor(names: Names) {
    this.#names = names;
  }

  /** Counts the ends of all flows of a batch. */
  addBatch(batch: Batch): void {
    this.#addSources(batch);
    this.#addServices(batch);
  }

  #addSources(batch: Batch): void {
    const { rows, size } = batch;
    const sources = this.#sources;
    for (let i = 0; i < size; i++) {
      const flags = rows[i * F.ROW + F.FLAGS] as number;
      const second = (flags & F.NAMED) === 0 ? NO_PORT : NO_PORT | NAMED;
      sources.count(rows[i * F.ROW + F.SOURCE] as number, second, flags & F.UNREPLIED, batch, i);
    }
  }

  #addServices(batch: Batch): void {
    const { rows, size } = batch;
    const services = this.#services;
    const portless = this.#portless;
    for (let i = 0; i < size; i++) {
      const row = i * F.ROW;
      const flags = rows[row + F.FLAGS] as number;
      const second = end(rows, row + F.DESTINATION_PORT, flags & (F.NAMED << 1));
      const table = (second & PORT) === NO_PORT ? portless : services;
      table.count(rows[row + F.DESTINATION] as number, second, flags & F.UNREPLIED, batch, i);
    }
  }

  /** Counts flow `i` of a batch, whose source is translated: what it takes of the ports towards its destination. */
  addSnat(batch: Batch, i: number): void {
    const { rows } = batch;
    const row = i * F.ROW;
    const flags = rows[row + F.FLAGS] as number;
    const protocol = Math.min(rows[row + F.PROTOCOL] as number, OTHER_PROTOCOL);
    const address = NO_PORT | ((flags & (F.NAMED << 3)) === 0 ? 0 : NAMED) | (protocol << GROUP);
    const group = this.#snatGroups.idOf(rows[row + F.REPLY_DESTINATION] as number, address);
    if (group < 0) return;
    const second = end(rows, row + F.REPLY_SOURCE_PORT, flags & (F.NAMED << 2)) | (group << GROUP);
    this.#snatPorts.count(rows[row + F.REPLY_SOURCE] as number, second, flags & F.UNREPLIED, batch, i);
  }

  /** Counts where flow `i` of a batch, whose destination is translated, goes. */
  addBackend(batch: Batch, i: number): void {
    const { rows } = batch;
    const row = i * F.ROW;
    const flags = rows[row + F.FLAGS] as number;
    const service = end(rows, row + F.DESTINATION_PORT, flags & (F.NAMED << 1));
    const group = this.#serviceGroups.idOf(rows[row + F.DESTINATION] as number, service);
    if (group < 0) return;
    const second = end(rows, row + F.REPLY_SOURCE_PORT, flags & (F.NAMED << 2)) | (group << GROUP);
    this.#backends.count(rows[row + F.REPLY_SOURCE] as number, second, flags & F.UNREPLIED, batch, i);
  }

  /** The most frequent of each. */
  rank() {
    const destinations = new KeyTable(MAX_ENDS);
    for (const table of [this.#services, this.#portless])
      table.into(destinations, second => second | NO_PORT);
    return {
      sources: this.#rank(this.#sources),
      destinations: this.#rank(destinations),
      services: this.#rank(this.#services),
      snatPorts: this.#snatPorts.top(TOP_GROUPS).map(counted => this.#portUse(counted)),
      udpBackends: this.#backends.top(TOP_GROUPS).map(counted => this.#backend(counted)),
    };
  }

  #rank(table: KeyTable): Ranking {
    // One more, since the names beyond the interner's limit count as one without a name.
    const ends = table.top(TOP + 1).map(counted => this.#end(counted));
    const named = ends.filter(({ name }) => name !== '');
    const complete = table.overflow + this.#names.addresses.overflow === 0;
    return { top: named.slice(0, TOP), distinct: complete ? table.size : null };
  }

  #end(counted: Counted): End {
    const { count, unreplied, place } = counted;
    return { name: this.#name(counted.first, counted.second), flows: count, unreplied, places: [place] };
  }

  #portUse(counted: Counted): PortUse {
    const { first, second } = this.#snatGroups.keyOf(counted.second >>> GROUP);
    return {
      address: this.#name(first, second),
      destination: this.#name(counted.first, counted.second),
      protocol: F.PROTOCOLS[second >>> GROUP] ?? 'other',
      flows: counted.count,
      places: [counted.place],
    };
  }

  #backend(counted: Counted): Backend {
    const { first, second } = this.#serviceGroups.keyOf(counted.second >>> GROUP);
    return {
      service: this.#name(first, second),
      backend: this.#name(counted.first, counted.second),
      flows: counted.count,
      unreplied: counted.unreplied,
      places: [counted.place],
    };
  }

  #name(first: number, second: number): string {
    const address =
      (second & NAMED) === 0
        ? [24, 16, 8, 0].map(shift => (first >>> shift) & 255).join('.')
        : this.#names.addresses.text(first);
    const port = second & PORT;
    if (port === NO_PORT) return address;
    return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  }
}

const OTHER_PROTOCOL = F.PROTOCOLS.length;

/** The second number of the key of an end: its port, and whether its address is a name. */
function end(rows: Int32Array, port: number, named: number): number {
  return ((rows[port] as number) & PORT) | (named === 0 ? 0 : NAMED);
}

/** Numbers few keys in the order in which they come; -1 beyond the limit. */
class Groups {
  readonly #ids = new Map<number, Map<number, number>>();
  readonly #keys: { first: number; second: number }[] = [];
  #last = { first: 0, second: -1, id: -1 };

  /** Most look-ups are for the same key as the one before. */
  idOf(first: number, second: number): number {
    const last = this.#last;
    if (last.first === first && last.second === second) return last.id;
    const id = this.#find(first, second);
    this.#last = { first, second, id };
    return id;
  }

  #find(first: number, second: number): number {
    let ids = this.#ids.get(second);
    if (!ids) {
      ids = new Map();
      this.#ids.set(second, ids);
    }
    const id = ids.get(first);
    if (id !== undefined) return id;
    if (this.#keys.length >= MAX_GROUPS) return -1;
    ids.set(first, this.#keys.length);
    return this.#keys.push({ first, second }) - 1;
  }

  keyOf(id: number): { first: number; second: number } {
    return this.#keys[id] as { first: number; second: number };
  }
}
