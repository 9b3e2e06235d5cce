import type { Place } from './place.ts';
import type { RulesetNotice } from './ruleset.ts';

/** What `wc` counted: `iptables -L | wc`, `wc -l /proc/net/nf_conntrack`. */
export interface WordCounts {
  readonly kind: 'word-counts';
  readonly counts: readonly WordCount[];
  /** What the program before the pipe said on standard error: the pipe does not take it. */
  readonly notices: readonly RulesetNotice[];
}

export interface WordCount {
  /** The command whose output was counted, without the `| wc`: `iptables -L`; null where `wc` read a file. */
  readonly of: string | null;
  /** The file that `wc` names; `total` for the sum of several. */
  readonly file: string | null;
  /** null where it was not asked for. */
  readonly lines: number | null;
  readonly words: number | null;
  readonly characters: number | null;
  readonly bytes: number | null;
  readonly place: Place;
}
