import type { Place } from '../../model/place.ts';
import type {
  VirtualConnection,
  VirtualConnectionCount,
  VirtualConnections,
} from '../../model/virtual-services.ts';
import { dotted, readEnd } from './numbers.ts';

const MAX_ROWS = 500;
const MAX_SERVERS = 2000;
/** Pairs of service and server that are counted at most. */
const MAX_PAIRS = 200_000;

/** `TCP 14:59  ESTABLISHED 10.0.0.7:40122 10.96.0.1:443 172.17.0.2:6443`; with `--persistent-conn` two words more. */
const ROW =
  /^(TCP|UDP|SCTP|IP|ICMP|\d{1,3})\s{1,8}(\d{2,9}):(\d\d)\s{1,8}([A-Z][A-Z_]{1,15}|ERR!|BUG!)\s{1,16}(\S{3,62})\s{1,24}(\S{3,62})\s{1,24}(\S{3,62})(?:\s{1,24}\S{1,64}\s{1,24}\S{1,400})?$/;
/** /proc/net/ip_vs_conn: `TCP 0A000007 9CBA 0A600001 01BB AC110002 192B ESTABLISHED     899` */
const PROC_ROW =
  /^(TCP|UDP|SCTP|IP)\s{1,4}([\dA-F]{8}|[\da-f:]{2,39}) ([\dA-F]{4}) ([\dA-F]{8}|[\da-f:]{2,39}) ([\dA-F]{4}) ([\dA-F]{8}|[\da-f:]{2,39}) ([\dA-F]{4}) ([A-Z][A-Z_]{1,15})\s{1,24}(\d{1,9})(?: \S{1,64} \S{1,400})?$/;

/** Reads one connection; null for other lines. */
export function readConnection(text: string, place: () => Place): VirtualConnection | null {
  const row = ROW.exec(text);
  if (row) {
    const [, protocol = '', minutes, seconds, state = '', client = '', virtual = '', server = ''] = row;
    if (!readEnd(client) || !readEnd(virtual) || !readEnd(server)) return null;
    return {
      protocol,
      expires: Number(minutes) * 60 + Number(seconds),
      state,
      client,
      virtual,
      server,
      place: place(),
    };
  }
  const proc = PROC_ROW.exec(text);
  if (!proc) return null;
  const [, protocol = '', a = '', aPort = '', b = '', bPort = '', c = '', cPort = '', state = '', expires] =
    proc;
  const ends = { client: end(a, aPort), virtual: end(b, bPort), server: end(c, cPort) };
  return { protocol, expires: Number(expires), state, ...ends, place: place() };
}

function end(address: string, port: string): string {
  const number = Number.parseInt(port, 16);
  return address.includes(':') ? `[${address}]:${number}` : `${dotted(address)}:${number}`;
}

/** Adds connections up. */
export class ConnectionTally {
  total = 0;
  readonly #rows: VirtualConnection[] = [];
  readonly #states = new Map<string, { protocol: string; state: string; count: number }>();
  readonly #servers = new Map<
    string,
    { -readonly [K in keyof VirtualConnectionCount]: VirtualConnectionCount[K] }
  >();
  #serversLeft = 0;

  add(row: VirtualConnection): void {
    this.total++;
    if (this.#rows.length < MAX_ROWS) this.#rows.push(row);
    const { protocol, state, virtual, server, place } = row;
    const stateKey = `${protocol} ${state}`;
    const counted = this.#states.get(stateKey);
    if (counted) counted.count++;
    else this.#states.set(stateKey, { protocol, state, count: 1 });
    const pairKey = `${protocol} ${virtual} ${server}`;
    const pair = this.#servers.get(pairKey);
    if (pair) pair.count++;
    else if (this.#servers.size < MAX_PAIRS)
      this.#servers.set(pairKey, { protocol, virtual, server, count: 1, place });
    else this.#serversLeft++;
  }

  finish(): VirtualConnections {
    const most = <T extends { count: number }>(counts: Iterable<T>) =>
      [...counts].sort((a, b) => b.count - a.count);
    const servers = most(this.#servers.values());
    return {
      total: this.total,
      states: most(this.#states.values()),
      servers: servers.slice(0, MAX_SERVERS),
      serversLeft: this.#serversLeft + Math.max(0, servers.length - MAX_SERVERS),
      rows: this.#rows,
      rowsLeft: this.total - this.#rows.length,
    };
  }
}
