import type { Place } from '../../model/place.ts';
import type {
  CountedPeer,
  Destination,
  Listener,
  LocalPort,
  SocketRow,
  SocketState,
  Sockets,
  StateCount,
  TcpInfo,
} from '../../model/sockets.ts';

const MAX_PEERS = 1000;
const MAX_LISTENERS = 1000;
const MAX_ROWS = 200;
const MAX_RETRANSMITTING = 50;
const MAX_GROUPS = 50;

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type States = Partial<Record<SocketState, number>>;
type Group = { count: number; states: States; first: SocketRow };

/** Adds up a listing of any length; keeps only the first rows as they are. */
export class SocketTally {
  readonly #states = new Map<string, Writable<StateCount>>();
  readonly #listeners: Listener[] = [];
  readonly #listening = new Set<number>();
  readonly #destinations = new Map<string, Group>();
  readonly #peers: CountedPeer[] = [];
  readonly #ports = new Map<string, Group>();
  readonly #rows: Writable<SocketRow>[] = [];
  readonly #retransmitting: Writable<SocketRow>[] = [];
  readonly #source: Sockets['source'];
  #listenersLeft = 0;
  #total = 0;
  #rowCount = 0;
  #told = false;
  #again = 0;
  /** The row that a line of details below belongs to. */
  #last: Writable<SocketRow> | null = null;
  #lastCounted = false;

  constructor(source: Sockets['source']) {
    this.#source = source;
  }

  get rows(): number {
    return this.#rowCount;
  }

  /** A number that stands beside a state: `  12034 TIME-WAIT`. */
  count(state: SocketState, count: number, place: Place): void {
    this.#countState('any', state, count, place);
  }

  /** A socket of a kind whose ends are no addresses: only counted. */
  other(protocol: string, state: SocketState, place: Place): void {
    this.#countState(protocol, state, 1, place);
    this.#last = null;
  }

  row(row: SocketRow): void {
    this.#countState(row.protocol, row.state, 1, row.place);
    if (row.state === 'LISTEN') this.#listen(row);
    this.#group(row);
    const kept = { ...row };
    if (this.#rowCount++ < MAX_ROWS) this.#rows.push(kept);
    this.#last = kept;
    this.#lastCounted = false;
    if (row.timer) this.#retransmits(row.timer.name.startsWith('on') && row.timer.retransmits > 0);
    if (row.info) this.#retransmits((row.info.retransmittedTotal ?? 0) > 0);
  }

  /** What `ss -i` prints below a row; false where there is none above. */
  details(info: TcpInfo | null): boolean {
    if (!this.#last) return false;
    if (info) {
      this.#last.info = info;
      this.#retransmits((info.retransmittedTotal ?? 0) > 0);
    }
    return true;
  }

  #retransmits(again: boolean): void {
    this.#told = true;
    if (!again || this.#lastCounted || !this.#last) return;
    this.#lastCounted = true;
    this.#again++;
    if (this.#rowCount > MAX_ROWS && this.#retransmitting.length < MAX_RETRANSMITTING)
      this.#retransmitting.push(this.#last);
  }

  #countState(protocol: string, state: SocketState, count: number, place: Place): void {
    this.#total += count;
    const key = `${protocol} ${state}`;
    const known = this.#states.get(key);
    if (known) known.count += count;
    else this.#states.set(key, { protocol, state, count, place });
  }

  #listen(row: SocketRow): void {
    if (row.local.port !== null) this.#listening.add(row.local.port);
    if (this.#listeners.length >= MAX_LISTENERS) {
      this.#listenersLeft++;
      return;
    }
    const { protocol, local, program, pid, place, recvQ, sendQ } = row;
    const backlog = this.#source === 'netstat' ? null : sendQ;
    this.#listeners.push({ protocol, local, acceptQueue: recvQ ?? 0, backlog, program, pid, place });
  }

  #group(row: SocketRow): void {
    const { protocol, local, peer, state } = row;
    if (local.port !== null) add(this.#ports, `${protocol} ${local.port}`, row);
    const unbound = peer.service === '*' || peer.service === '0' || peer.address === '*';
    if (unbound || state === 'LISTEN' || !local.exact || !peer.exact) return;
    add(this.#destinations, `${protocol} ${local.address} ${peer.address} ${peer.service}`, row);
  }

  /** A far end that the command counted. */
  peer(peer: CountedPeer): void {
    if (this.#peers.length < MAX_PEERS) this.#peers.push(peer);
  }

  close(): Sockets {
    const destinations = most(this.#destinations);
    const ports = most(this.#ports);
    return {
      kind: 'sockets',
      source: this.#source,
      total: this.#total,
      states: [...this.#states.values()].sort((a, b) => b.count - a.count),
      listeners: this.#listeners,
      listenersLeft: this.#listenersLeft,
      destinations: destinations.map(group => this.#destination(group)),
      destinationsLeft: this.#destinations.size - destinations.length,
      countedPeers: this.#peers,
      localPorts: ports.map(localPort),
      localPortsLeft: this.#ports.size - ports.length,
      rows: this.#rows,
      rowsLeft: this.#rowCount - this.#rows.length,
      retransmitting: this.#retransmitting,
      retransmittingCount: this.#told ? this.#again : null,
    };
  }

  #destination({ count, states, first }: Group): Destination {
    const { protocol, local, peer, place } = first;
    const served = local.port !== null && this.#listening.has(local.port);
    return {
      protocol,
      local: local.address,
      peer: peer.address,
      peerPort: peer.port,
      peerService: peer.service,
      count,
      states,
      served,
      place,
    };
  }
}

function add(groups: Map<string, Group>, key: string, row: SocketRow): void {
  const group = groups.get(key) ?? { count: 0, states: {}, first: row };
  if (group.count === 0) groups.set(key, group);
  group.count++;
  group.states[row.state] = (group.states[row.state] ?? 0) + 1;
}

function most(groups: Map<string, Group>): Group[] {
  return [...groups.values()].sort((a, b) => b.count - a.count).slice(0, MAX_GROUPS);
}

function localPort({ count, states, first }: Group): LocalPort {
  return {
    protocol: first.protocol,
    port: first.local.port as number,
    count,
    states,
    place: first.place,
  };
}
