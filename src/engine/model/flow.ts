import type { Place } from './place.ts';

/** One flow of the connection-tracking table, as a listing or an event prints it. What is not printed is null. */
export interface Flow {
  /** As printed, lower case: `tcp`, `udp`, `icmp`, `unknown`. */
  readonly protocol: string;
  /** The number of the protocol: 6 for tcp. */
  readonly protocolNumber: number | null;
  readonly family: 'ipv4' | 'ipv6' | null;
  /** Seconds until the entry is dropped. */
  readonly timeout: number | null;
  /** The TCP, SCTP or DCCP state. */
  readonly state: string | null;
  readonly original: Tuple;
  /** null where the line breaks off before it. */
  readonly reply: Tuple | null;
  /** What the two tuples show: replies from elsewhere (dnat), replies to elsewhere (snat); null without a reply tuple. */
  readonly nat: { readonly dnat: boolean; readonly snat: boolean } | null;
  readonly unreplied: boolean;
  readonly assured: boolean;
  readonly offloaded: boolean;
  readonly mark: number | null;
  readonly zone: number | null;
  readonly helper: string | null;
  readonly id: number | null;
  /** Seconds since the flow began (`delta-time=`, with nf_conntrack_timestamp=1). */
  readonly age: number | null;
  readonly labels: readonly string[];
  readonly place: Place;
}

/** One direction of a flow. */
export interface Tuple {
  readonly source: string;
  readonly destination: string;
  /** null for protocols without ports, and where a person blacked them out. */
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  /** Packets and bytes, with nf_conntrack_acct=1: absence is not zero. */
  readonly packets: number | null;
  readonly bytes: number | null;
  /** `zone-orig=`, `zone-reply=` */
  readonly zone: number | null;
}
