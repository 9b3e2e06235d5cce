import type { Place } from './place.ts';

/** What `ping` printed: each run of it, with what came back. */
export interface Pings {
  readonly kind: 'pings';
  readonly runs: readonly PingRun[];
}

export interface PingRun {
  /** What was pinged, as typed; null where the first line is missing. */
  readonly target: string | null;
  /** The address behind it; null where not printed. */
  readonly address: string | null;
  /** Bytes of payload (`ping -s`), without the headers; null where not printed. */
  readonly payload: number | null;
  /** Bytes of the whole IP packet, `84` of `56(84) bytes of data`; null where not printed (IPv6 before 2022, busybox). */
  readonly packetBytes: number | null;
  /** The source address or device that `-I` sets. */
  readonly from: string | null;
  readonly replies: readonly PingReply[];
  /** Replies read and not kept, beyond the limit. */
  readonly leftOut: number;
  readonly errors: readonly PingError[];
  /** The last lines: what was sent and came back; null where they are missing (an interrupted paste). */
  readonly summary: PingSummary | null;
  /** False where the target's name was not found: nothing was sent. */
  readonly resolved: boolean;
  readonly place: Place;
}

export interface PingReply {
  readonly seq: number | null;
  readonly ttl: number | null;
  /** Milliseconds; null where not printed. */
  readonly milliseconds: number | null;
  readonly bytes: number | null;
  readonly from: string;
  /** `(DUP!)`: this number was answered before. */
  readonly duplicate: boolean;
  readonly place: Place;
}

/**
 * message-too-long: the own interface's MTU is smaller (`local error`, also `sendmsg: Message too long`): nothing was
 * sent. fragmentation-needed: a router on the way said so. no-answer: `no answer yet` of `ping -O`. Others as ICMP names
 * them. not-permitted: an own firewall rule refuses to send.
 */
export type PingErrorKind =
  | 'message-too-long'
  | 'fragmentation-needed'
  | 'host-unreachable'
  | 'net-unreachable'
  | 'port-unreachable'
  | 'protocol-unreachable'
  | 'host-prohibited'
  | 'net-prohibited'
  | 'filtered'
  | 'time-exceeded'
  | 'redirect'
  | 'no-answer'
  | 'not-permitted'
  | 'no-buffer'
  | 'other';

export interface PingError {
  readonly error: PingErrorKind;
  /** Who said so; null for an error of the own host. */
  readonly from: string | null;
  readonly seq: number | null;
  /** Bytes; null where the line names none. */
  readonly mtu: number | null;
  readonly place: Place;
}

export interface PingSummary {
  readonly transmitted: number;
  readonly received: number;
  /** Zero where the line names none. */
  readonly duplicates: number;
  /** ICMP errors (`+3 errors`); zero where the line names none. */
  readonly errors: number;
  /** Percent as printed. */
  readonly lossPercent: number;
  /** Milliseconds of the whole run; null where not printed. */
  readonly milliseconds: number | null;
  /** Round trip in milliseconds; null where nothing came back. mdev is null where not printed (busybox). */
  readonly rtt: {
    readonly min: number;
    readonly average: number;
    readonly max: number;
    readonly deviation: number | null;
  } | null;
  readonly place: Place;
}
