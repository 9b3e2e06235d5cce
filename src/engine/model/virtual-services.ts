import type { Place } from './place.ts';
import type { Interval } from './ruleset.ts';

/** The IPVS load balancer: `ipvsadm -Ln` and its kin, `ipvsadm -Sn`, `/proc/net/ip_vs`, `ipvsadm -Lnc`. */
export interface VirtualServices {
  readonly kind: 'virtual-services';
  readonly form: VirtualServicesForm;
  /** `1.2.1`: the version of IPVS in the kernel. */
  readonly version: string | null;
  /** Buckets of the connection table. */
  readonly tableSize: number | null;
  readonly services: readonly VirtualService[];
  /** Servers whose service was not printed (`| grep Masq`, a head cut off). */
  readonly orphans: readonly RealServer[];
  readonly connections: VirtualConnections | null;
  /** `ipvsadm -L --timeout`; seconds. */
  readonly timeouts: VirtualTimeouts | null;
  /** `master sync daemon (mcast=eth0, syncid=1)` */
  readonly daemons: readonly { readonly text: string; readonly place: Place }[];
  readonly notices: readonly VirtualNotice[];
}

/**
 * What a server's line shows. list: forward method, weight, connections. stats: totals since start. rate: per second.
 * save: how it was set up. proc: /proc/net/ip_vs, the same as list. connections: `-c`. null: none of these lines came.
 */
export type VirtualServicesForm =
  | 'list'
  | 'stats'
  | 'rate'
  | 'thresholds'
  | 'persistent-conn'
  | 'tun-info'
  | 'save'
  | 'proc'
  | 'connections'
  | null;

export interface VirtualService {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP' | 'FWM';
  /** `10.96.0.1`, `fd00::1`; a name without `-n`; null for FWM. */
  readonly address: string | null;
  /** null for FWM, and where it is a name or blacked out; 0: every port. */
  readonly port: number | null;
  /** `10.96.0.1:443` as printed; `1` for FWM. */
  readonly text: string;
  readonly fwmark: number | null;
  /** `rr`, `wlc`, …; null where the form does not show it (stats, rate). */
  readonly scheduler: string | null;
  /** `sh-fallback`, `mh-port`, … */
  readonly schedulerFlags: readonly string[];
  /** Seconds that a client stays with its server; null: no persistence, or not shown. */
  readonly persistent: number | null;
  readonly mask: string | null;
  /** One-packet scheduling. */
  readonly ops: boolean;
  /** Totals since start; null where the form does not show them. */
  readonly totals: VirtualTraffic | null;
  /** Per second. */
  readonly rates: VirtualTraffic | null;
  readonly servers: readonly RealServer[];
  readonly place: Place;
}

export interface RealServer {
  readonly address: string;
  /** null where it is a name or blacked out. */
  readonly port: number | null;
  readonly text: string;
  readonly method: 'Masq' | 'Route' | 'Tunnel' | 'Local' | null;
  /** 0: it gets no new connections; those that it has go on. */
  readonly weight: number | null;
  /** Connections in ESTABLISHED. */
  readonly active: number | null;
  /** Connections in any other state. */
  readonly inactive: number | null;
  readonly persistent: number | null;
  readonly upperThreshold: number | null;
  readonly lowerThreshold: number | null;
  readonly totals: VirtualTraffic | null;
  readonly rates: VirtualTraffic | null;
  readonly place: Place;
}

/**
 * `123456K` is 123,456,000 to 123,456,999: ipvsadm cuts off (print_largenum), where iptables rounds. An exact number has
 * `low` = `high`.
 */
export interface VirtualTraffic {
  readonly connections: Interval;
  readonly inPackets: Interval;
  readonly outPackets: Interval;
  readonly inBytes: Interval;
  readonly outBytes: Interval;
}

/** The connections of `ipvsadm -Lnc`, added up. */
export interface VirtualConnections {
  readonly total: number;
  /** By protocol and state, the most first. `NONE` with client port 0 is a memory of persistence, no connection. */
  readonly states: readonly { readonly protocol: string; readonly state: string; readonly count: number }[];
  /** By service and server, the most first, at most two thousand. */
  readonly servers: readonly VirtualConnectionCount[];
  readonly serversLeft: number;
  /** The first five hundred. */
  readonly rows: readonly VirtualConnection[];
  readonly rowsLeft: number;
}

export interface VirtualConnectionCount {
  readonly protocol: string;
  readonly virtual: string;
  readonly server: string;
  readonly count: number;
  readonly place: Place;
}

export interface VirtualConnection {
  readonly protocol: string;
  /** Seconds until it goes. */
  readonly expires: number;
  readonly state: string;
  readonly client: string;
  readonly virtual: string;
  readonly server: string;
  readonly place: Place;
}

export interface VirtualTimeouts {
  readonly tcp: number;
  readonly tcpFin: number;
  readonly udp: number;
  readonly place: Place;
}

export interface VirtualNotice {
  /** unavailable: the kernel has no IPVS. not-permitted: not root. */
  readonly notice: 'unavailable' | 'not-permitted' | 'other';
  readonly text: string;
  readonly place: Place;
}
