import type { End, PacketDirection, Tunnel } from './packets.ts';
import type { Place } from './place.ts';

/** Two ends that talk, with what was seen of each direction at each point of capture. */
export interface Conversation {
  readonly protocol: 'tcp' | 'udp';
  readonly family: 4 | 6 | null;
  /** Inside a tunnel. */
  readonly inner: boolean;
  /** Carries a tunnel. */
  readonly tunnel: Tunnel['kind'] | null;
  /** Who sent the SYN, or, where none was seen, the first packet. */
  readonly client: End;
  readonly server: End;
  /** False where no SYN tells who began. */
  readonly clientKnown: boolean;
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  /** Each direction at each point: with `-i any` a forwarded packet is seen once per interface. */
  readonly flows: readonly PacketFlow[];
  /**
   * Packets seen again at another point or by another tap: the same packet, not a retransmission. decidedBy says how they were
   * told apart; null where there were none.
   */
  readonly copies: number;
  readonly copiesDecidedBy: 'interface' | 'ip-id' | 'gap' | null;
  /** Other conversations of the list with the same SYN: the same connection before and after address translation. */
  readonly twins: readonly number[];
  /** Where only the answers are seen here, and answer the SYN of another conversation in the list: a wrong source. */
  readonly answersTo: number | null;
  readonly place: Place;
}

/** One direction of a conversation at one point of capture. Copies are not counted here twice. */
export interface PacketFlow {
  readonly fromClient: boolean;
  readonly interface: string | null;
  readonly direction: PacketDirection | null;
  readonly packets: number;
  /** Payload in bytes. */
  readonly bytes: number;
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  /** SYNs without ACK, repeated ones included; SYN/ACKs likewise. */
  readonly syns: number;
  readonly synAcks: number;
  readonly fins: number;
  readonly resets: number;
  /** The first SYN or SYN/ACK. */
  readonly syn: SynFacts | null;
  /** Seconds from each SYN (or SYN/ACK) to its repetition; null entries where there are no stamps. The first 16. */
  readonly synGaps: readonly (number | null)[];
  /** Segments with payload or FIN. */
  readonly segments: number;
  /** Those sent again, without SYNs. */
  readonly retransmissions: number;
  /** Seconds since the segment was last seen; the first 16. */
  readonly retransmissionGaps: readonly (number | null)[];
  /** Segments that fill a gap in what was seen before: out of order, or lost before this point and sent again. */
  readonly lateSegments: number;
  /** Repeated, and it cannot be told whether by the sender or by the capture. */
  readonly undecided: number;
  /** One byte before the window, to keep a connection alive or to probe a closed window. */
  readonly probes: number;
  readonly duplicateAcks: number;
  readonly zeroWindows: number;
  /** Largest payload of a segment, and largest of one that was sent again, in bytes. */
  readonly largest: number;
  readonly largestRetransmitted: number;
  /** IP fragments. */
  readonly fragments: number;
  /** The first lines of each. */
  readonly places: {
    readonly first: Place;
    readonly syns: readonly Place[];
    readonly resets: readonly Place[];
    readonly retransmissions: readonly Place[];
    readonly zeroWindows: readonly Place[];
  };
}

export interface SynFacts {
  readonly time: number | null;
  /** Absolute, as SYNs always print it. */
  readonly seq: number | null;
  readonly mss: number | null;
  /** Of a SYN/ACK. */
  readonly ack: number | null;
}
