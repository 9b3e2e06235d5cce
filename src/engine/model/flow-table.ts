import type { Flow } from './flow.ts';
import type { Place } from './place.ts';

/**
 * A listing of the connection-tracking table, added up while it was read: never one object a flow, so that
 * millions of them fit.
 */
export interface FlowTable {
  readonly kind: 'flow-table';
  readonly source: 'conntrack -L' | 'conntrack -o save' | 'conntrack -o xml' | '/proc/net/nf_conntrack';
  /** Flows read, one a line. */
  readonly flows: number;
  readonly ipv6: number;
  readonly unreplied: number;
  readonly assured: number;
  readonly offloaded: number;
  /** Flows whose two tuples show that the destination, or the source, was translated; a flow can be in both. */
  readonly dnat: number;
  readonly snat: number;
  /** Flows whose source address stayed and whose source port did not. */
  readonly sourcePortChanged: number;
  /** Most frequent first. */
  readonly states: readonly StateCount[];
  readonly sources: Ranking;
  readonly destinations: Ranking;
  /** Destination address and port of the original direction. */
  readonly services: Ranking;
  /** Ports that are used on addresses to which sources are translated. */
  readonly snatPorts: readonly PortUse[];
  /** Where UDP flows to each service are really sent, for services that are translated. */
  readonly udpBackends: readonly Backend[];
  /** Marks other than 0, most frequent first. */
  readonly marks: readonly { readonly mark: number; readonly flows: number }[];
  /** The first flows of the listing, whole. */
  readonly listed: readonly Flow[];
  /** UDP flows to a tunnel's port (4789, 6081, 8472), whole, up to a limit. */
  readonly tunnels: readonly Flow[];
  /** `N flow entries have been shown`, where the paste has that line. */
  readonly footer: Footer | null;
  readonly first: Place;
}

export interface StateCount {
  /** Lower case, as printed: `tcp`, `udp`, `unknown`. */
  readonly protocol: string;
  /** The TCP, SCTP or DCCP state; null for protocols without one. */
  readonly state: string | null;
  readonly flows: number;
  readonly unreplied: number;
  readonly assured: number;
  /** The first flows of this state, as evidence. */
  readonly places: readonly Place[];
  /** How long the entries still have to live: flows by seconds, each below `below` and at least the one before. */
  readonly timeouts: readonly { readonly below: number; readonly flows: number }[];
}

export interface Ranking {
  readonly top: readonly End[];
  /** How many different ones there are; null where there were too many to count them all. */
  readonly distinct: number | null;
}

export interface End {
  /** An address, or address and port: `10.96.0.10:53`, `[fd00::a]:53`. */
  readonly name: string;
  readonly flows: number;
  /** Of them, those that no packet came back for. */
  readonly unreplied: number;
  readonly places: readonly Place[];
}

/**
 * How many ports of a translated source address are taken towards one destination: the kernel has to find another one
 * for each flow with the same destination address, port and protocol (nf_nat_core.c, get_unique_tuple()).
 */
export interface PortUse {
  /** The address that the destination sees. */
  readonly address: string;
  /** Address and port that the packets really go to. */
  readonly destination: string;
  readonly protocol: string;
  readonly flows: number;
  readonly places: readonly Place[];
}

export interface Backend {
  readonly service: string;
  readonly backend: string;
  readonly flows: number;
  readonly unreplied: number;
  readonly places: readonly Place[];
}

export interface Footer {
  /** `1.4.7` */
  readonly version: string;
  readonly shown: number;
  readonly place: Place;
}
