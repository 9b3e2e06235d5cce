import type { Place, Span } from './place.ts';

/**
 * Counters of the connection-tracking table since boot, one row a CPU (`conntrack -S`,
 * `/proc/net/stat/nf_conntrack`). Which counters there are depends on kernel and tool: one that is not
 * printed is absent, not zero.
 */
export interface ConntrackStats {
  readonly kind: 'conntrack-stats';
  readonly source: 'conntrack -S' | '/proc/net/stat/nf_conntrack';
  readonly rows: readonly StatsRow[];
  /**
   * False where the tool said that it may not read the counters and fell back to the old file. Seen there: true
   * values on one machine, nothing but zeros on another; and for tools before 1.0, which print the first CPU alone. So
   * zeros prove nothing then.
   */
  readonly trusted: boolean;
}

export interface StatsRow {
  readonly cpu: number;
  readonly values: Readonly<Record<string, number>>;
  readonly marks: Readonly<Record<string, Span>>;
  /** Of the tools that print one counter a line: where each of them stands. */
  readonly places?: Readonly<Record<string, Place>>;
  readonly place: Place;
}
