import type { Place } from './place.ts';

/**
 * A listing of the connection-tracking table, added up while it was read: never one object a flow, so that
 * millions of them fit.
 */
export interface FlowTable {
  readonly kind: 'flow-table';
  readonly source: 'conntrack -L' | '/proc/net/nf_conntrack';
  /** Flows read, one a line. */
  readonly flows: number;
  readonly ipv6: number;
  readonly unreplied: number;
  readonly assured: number;
  readonly offloaded: number;
  /** Flows whose two tuples show that the destination, or the source, was translated. */
  readonly dnat: number;
  readonly snat: number;
  /** Most frequent first. */
  readonly states: readonly StateCount[];
  readonly sources: Ranking;
  readonly destinations: Ranking;
  /** Destination address and port of the original direction. */
  readonly services: Ranking;
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
  /** The first flows of this state, as evidence. */
  readonly places: readonly Place[];
}

export interface Ranking {
  readonly top: readonly {
    readonly name: string;
    readonly flows: number;
    readonly places: readonly Place[];
  }[];
  /** How many different ones there are; null where there were too many to count them all. */
  readonly distinct: number | null;
}

export interface Footer {
  /** `1.4.7` */
  readonly version: string;
  readonly shown: number;
  readonly place: Place;
}
