import type { Place } from './place.ts';

/**
 * States as ss spells them; netstat's `ESTABLISHED`, `TIME_WAIT`, `FIN_WAIT1` and its like are brought to these.
 * UNCONN: no connection (UDP without a peer, netstat's `CLOSE`). UNKNOWN: printed as such.
 */
export type SocketState =
  | 'ESTAB'
  | 'SYN-SENT'
  | 'SYN-RECV'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'TIME-WAIT'
  | 'UNCONN'
  | 'CLOSE-WAIT'
  | 'LAST-ACK'
  | 'LISTEN'
  | 'CLOSING'
  | 'UNKNOWN';

/** A listing of sockets, added up, with examples: `ss -tan`, `netstat -ant`, or `… | sort | uniq -c` of its states. */
export interface Sockets {
  readonly kind: 'sockets';
  /** counts: only numbers by state were printed (`uniq -c`, awk). */
  readonly source: 'ss' | 'netstat' | 'counts';
  /** Sockets that were printed, Unix sockets and others included. */
  readonly total: number;
  /** How many by protocol and state, the most first. */
  readonly states: readonly StateCount[];
  /** TCP sockets (and others that accept) in LISTEN: the first thousand. */
  readonly listeners: readonly Listener[];
  readonly listenersLeft: number;
  /**
   * Where connections go, by (local address, peer address, peer port), the most used first; each connection of one takes
   * a local port of its own. Without listeners and wildcards.
   */
  readonly destinations: readonly Destination[];
  readonly destinationsLeft: number;
  /** Far ends of sockets with how many go there, where the command counted them (`| awk '{print $5}' | sort | uniq -c`). */
  readonly countedPeers: readonly CountedPeer[];
  /** Sockets by local port, the most first; services with many connections stand on top. */
  readonly localPorts: readonly LocalPort[];
  readonly localPortsLeft: number;
  /** The first rows as printed. */
  readonly rows: readonly SocketRow[];
  readonly rowsLeft: number;
  /** The first rows beyond those whose timer or `retrans:` says that something was sent again. */
  readonly retransmitting: readonly SocketRow[];
  /** Rows of all whose timer or `retrans:` says so; null where neither timers nor details were printed. */
  readonly retransmittingCount: number | null;
}

export interface StateCount {
  /** `tcp`, `udp`, `raw`, `unix`, … ; `any` where the listing does not say. netstat's `tcp6` is `tcp`. */
  readonly protocol: string;
  readonly state: SocketState;
  readonly count: number;
  /** The first row, or the line of the count. */
  readonly place: Place;
}

export interface Listener {
  readonly protocol: string;
  readonly local: SocketEnd;
  /** Connections that are established and wait for accept(): Recv-Q of a listening socket. */
  readonly acceptQueue: number;
  /** The most that may wait: Send-Q of a listening socket in ss. null in netstat, which prints 0 there. */
  readonly backlog: number | null;
  /** The first program of `users:(("nginx",pid=12,fd=6))` or `12/nginx`. */
  readonly program: string | null;
  readonly pid: number | null;
  readonly place: Place;
}

export interface SocketEnd {
  /** As printed, without brackets: `10.0.0.1`, `::`, `*`, `0.0.0.0`. */
  readonly address: string;
  readonly device: string | null;
  /** null for `*` and for a service name. */
  readonly port: number | null;
  readonly service: string;
  /** False where masked or cut off by netstat's columns: two equal ones may be different. */
  readonly exact: boolean;
}

export interface Destination {
  readonly protocol: string;
  readonly local: string;
  readonly peer: string;
  readonly peerPort: number | null;
  readonly peerService: string;
  /** Connections, and thereby local ports, in use. */
  readonly count: number;
  readonly states: Readonly<Partial<Record<SocketState, number>>>;
  /** True where this host is the one that listens on the local ports. */
  readonly served: boolean;
  /** The first row. */
  readonly place: Place;
}

export interface CountedPeer {
  readonly address: string;
  readonly port: number;
  readonly count: number;
  readonly place: Place;
}

export interface LocalPort {
  readonly protocol: string;
  readonly port: number;
  readonly count: number;
  readonly states: Readonly<Partial<Record<SocketState, number>>>;
  readonly place: Place;
}

export interface SocketRow {
  readonly protocol: string;
  readonly state: SocketState;
  /** Bytes not yet read by the program; for LISTEN see `Listener`. null where the column is missing. */
  readonly recvQ: number | null;
  /** Bytes not yet acknowledged by the peer. */
  readonly sendQ: number | null;
  readonly local: SocketEnd;
  readonly peer: SocketEnd;
  readonly program: string | null;
  readonly pid: number | null;
  readonly timer: SocketTimer | null;
  readonly info: TcpInfo | null;
  readonly place: Place;
}

/** `timer:(on,1.2sec,3)`, netstat's `on (1.20/3/0)`. */
export interface SocketTimer {
  /** `on`: retransmission. Others: `keepalive`, `timewait`, `persist`, `unknown`, `off`, `probe`. */
  readonly name: string;
  /** Until it fires, as printed: `1.2sec`, `54min`, `200ms`, `7175.31`. */
  readonly left: string;
  /** How often it has sent again. */
  readonly retransmits: number;
}

/** What `ss -i` tells of one TCP connection; what it leaves out is null. Times in milliseconds. */
export interface TcpInfo {
  /** `cubic`, `bbr`, … */
  readonly congestion: string | null;
  readonly rto: number | null;
  readonly rtt: number | null;
  readonly rttVariation: number | null;
  readonly minRtt: number | null;
  /** Bytes. */
  readonly mss: number | null;
  readonly pathMtu: number | null;
  readonly advertisedMss: number | null;
  /** Segments. */
  readonly cwnd: number | null;
  readonly ssthresh: number | null;
  readonly unacked: number | null;
  readonly lost: number | null;
  /** Sent again and not yet acknowledged (`retrans:2/17`: 2). */
  readonly retransmittedNow: number | null;
  /** Sent again since the connection began (17). */
  readonly retransmittedTotal: number | null;
  readonly bytesSent: number | null;
  readonly bytesRetransmitted: number | null;
  readonly bytesReceived: number | null;
  /** Doublings of the RTO so far. */
  readonly backoff: number | null;
  /** Since something was last sent and received. */
  readonly lastSent: number | null;
  readonly lastReceived: number | null;
  readonly place: Place;
}
