import type { Place } from './place.ts';

/** Messages of the kernel that a check asks for; every other line is only counted. */
export type KernelMessage =
  | 'conntrack-table-full'
  | 'expectation-table-full'
  | 'neighbour-table-overflow'
  | 'time-wait-bucket-overflow'
  | 'callbacks-suppressed';

/** A stretch of the kernel's log: `dmesg`, `journalctl -k`, a syslog file. */
export interface LogEvents {
  readonly kind: 'log-events';
  /** Lines that were read, known messages or not. */
  readonly lines: number;
  readonly events: readonly LogEvent[];
  /** The newest stamp of the whole stretch; null where no line has one. */
  readonly newest: Stamp | null;
}

export interface LogEvent {
  readonly message: KernelMessage;
  /** The inode of the network namespace, where the message names one (newer kernels, outside the first). */
  readonly netns: string | null;
  /** How many messages the rate limit swallowed, for `callbacks-suppressed`. */
  readonly suppressed: number | null;
  readonly stamp: Stamp | null;
  /** The host of a syslog prefix. */
  readonly host: string | null;
  /**
   * False for a line that holds the bare message, without stamp or prefix, and below no command that prints a log: a
   * document that quotes the message looks the same.
   */
  readonly prefixed: boolean;
  readonly place: Place;
}

/** A moment. Stamps of different clocks cannot be compared. */
export interface Stamp {
  /** `uptime`: seconds since boot. `wall`: seconds since 1970 as printed, without regard to the time zone. */
  readonly clock: 'uptime' | 'wall';
  readonly seconds: number;
  /** False where the year is not printed (`Nov 22 03:07:41`) and only differences within one log hold. */
  readonly dated: boolean;
  readonly text: string;
}

/** What `date` or `uptime` said: the moment of the paste. */
export interface Clock {
  readonly kind: 'clock';
  readonly stamps: readonly { readonly stamp: Stamp; readonly place: Place }[];
}
