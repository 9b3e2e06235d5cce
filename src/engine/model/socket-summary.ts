import type { Place } from './place.ts';

/** Counts of sockets by kind: `ss -s`, `/proc/net/sockstat`. A count that is not printed is null, not zero. */
export interface SocketSummary {
  readonly kind: 'socket-summary';
  readonly source: 'ss -s' | '/proc/net/sockstat';
  /** Sockets of all kinds in the namespace. */
  readonly total: number | null;
  /** `Total: 180 (kernel 0)` of old ss: entries of the slab; 0 there means that it could not be read. */
  readonly kernel: number | null;
  readonly tcp: TcpCounts | null;
  /** One row a protocol: `UDP`, `TCP6`, `FRAG`, `RAW`, `INET`, `*`. */
  readonly transports: readonly TransportCounts[];
}

/** All in sockets; of the network namespace, but `orphaned` of the whole machine. */
export interface TcpCounts {
  /**
   * ss: all, those in TIME-WAIT included. sockstat: null.
   */
  readonly total: number | null;
  readonly established: number | null;
  /** ss's `closed`: those without a port, and those in TIME-WAIT. */
  readonly closed: number | null;
  /** Closed by the program, still kept by the kernel. */
  readonly orphaned: number | null;
  /** Half-open; only old ss prints it. */
  readonly synReceived: number | null;
  readonly timeWait: number | null;
  /** Local ports in use (`ports 0`: old ss could not tell). */
  readonly ports: number | null;
  /** sockstat's `inuse`: all but those in TIME-WAIT. */
  readonly inUse: number | null;
  /** sockstat's `alloc`: allocated, with a port or without. */
  readonly allocated: number | null;
  /** sockstat's `mem`: pages of memory in use by all of them. */
  readonly memoryPages: number | null;
  readonly place: Place;
}

export interface TransportCounts {
  readonly name: string;
  readonly total: number | null;
  readonly ipv4: number | null;
  readonly ipv6: number | null;
  readonly place: Place;
}
