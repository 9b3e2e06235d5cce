import type { Place } from './place.ts';

/** Kernel settings and counts, as `sysctl`, `cat /proc/sys/…` or `conntrack -C` print them. */
export interface Settings {
  readonly kind: 'settings';
  readonly entries: readonly Setting[];
}

export interface Setting {
  /** The dotted name, old names brought to today's: `net.netfilter.nf_conntrack_max`. */
  readonly key: string;
  /** The value as printed. */
  readonly text: string;
  /** The value as a number; null where it is none (`nf_log_ipv4`, `4096 87380 6291456`). */
  readonly number: number | null;
  /**
   * True where the paste does not name the setting and the reader went by its form (two bare numbers: count,
   * then maximum). Nothing that rests on it may be confirmed.
   */
  readonly assumed: boolean;
  /** True where a configuration file says so (`cat /etc/sysctl.d/…`): what is in force may be another value. */
  readonly configured: boolean;
  readonly place: Place;
}
