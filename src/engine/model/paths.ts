import type { Place } from './place.ts';

/** What `mtr --report`, `traceroute` or `tracepath` found: the routers on a way. */
export interface Paths {
  readonly kind: 'paths';
  readonly traces: readonly PathTrace[];
}

export interface PathTrace {
  readonly tool: 'mtr' | 'traceroute' | 'tracepath';
  /** As typed; null where the first line is missing. mtr's report does not name it. */
  readonly target: string | null;
  readonly address: string | null;
  readonly maxHops: number | null;
  /** Bytes of a probe; null where not printed. */
  readonly packetBytes: number | null;
  readonly hops: readonly Hop[];
  /** Bytes, what tracepath sums up (`Resume: pmtu 1400 …`) or traceroute --mtu found; null where not printed. */
  readonly pathMtu: number | null;
  /** Whether the tool says that the target was reached; null where the form does not say. */
  readonly reached: boolean | null;
  readonly place: Place;
}

export interface Hop {
  /** Its number, from 1; tracepath prints one hop several times. */
  readonly number: number;
  /** All that answered at this distance, in order; empty for `* * *`, `???` and `no reply`. */
  readonly hosts: readonly HopHost[];
  /** Percent of probes without an answer (mtr); null where the form prints none. */
  readonly lossPercent: number | null;
  /** Probes sent; null where the form prints none. */
  readonly sent: number | null;
  /** Round trips in milliseconds as printed one by one (traceroute, tracepath). */
  readonly times: readonly number[];
  /** Probes without an answer that are printed one by one (`*`). */
  readonly silent: number;
  /** mtr's columns, in milliseconds. */
  readonly last: number | null;
  readonly average: number | null;
  readonly best: number | null;
  readonly worst: number | null;
  readonly deviation: number | null;
  /** `!H`, `!N`, `!X`, `!F-1400`, as printed. */
  readonly marks: readonly string[];
  /** Bytes: a router said here that larger packets do not go on (`pmtu 1400`, `F=1400`, `!F-1400`). */
  readonly mtu: number | null;
  readonly place: Place;
}

export interface HopHost {
  /** Null where only an address is printed. */
  readonly name: string | null;
  /** Null where only a name is printed. */
  readonly address: string | null;
}
