import type { Place } from './place.ts';
import type { RuleSpec, RulesetNotice } from './ruleset.ts';

/**
 * Lines that `uniq -c` or awk counted: `iptables -S | sort | uniq -c`, `conntrack -L -p tcp | awk '{print $4}' | sort | uniq -c`. The
 * order of the rules is gone, and mostly only a part of them is shown, so these are no ruleset.
 */
export interface CountedLines {
  readonly kind: 'counted-lines';
  /** The command up to the first pipe: `iptables -S`; null where no prompt shows it. */
  readonly of: string | null;
  /** The rules, each distinct line once, in the order of the print. */
  readonly rules: readonly CountedRule[];
  /** Rules that were read and not kept, beyond the limit: those that stand there once go first. */
  readonly rulesLeft: number;
  /** The table that all rules are of; null where it may be another one. */
  readonly table: string | null;
  /**
   * The lines of so many tables at most went into one count: 5 for `iptables-save`, 10 where those of ip6tables are in it too.
   * null where nothing tells: a file, a loop over hosts, no command.
   */
  readonly tablesMixed: number | null;
  /** Whether each line of what was counted is shown: no `-d`, no `head`, no `grep` on the way. */
  readonly whole: boolean;
  /** Flows by state, where the lines are the states of `conntrack -L`. */
  readonly states: readonly CountedState[];
  /** What iptables said on standard error: the pipe does not take it. */
  readonly notices: readonly RulesetNotice[];
}

export interface CountedRule {
  /** How many equal lines there are. */
  readonly count: number;
  /** null where the print does not tell: `iptables -L`, sorted. */
  readonly chain: string | null;
  readonly family: 'ipv4' | 'ipv6' | null;
  /** The rule as printed: what stands behind `-A CHAIN`, or a line of `iptables -L`. */
  readonly text: string;
  readonly spec: RuleSpec;
  readonly place: Place;
}

export interface CountedState {
  /** As conntrack prints it: `ESTABLISHED`, `SYN_SENT`. */
  readonly state: string;
  readonly count: number;
  readonly place: Place;
}
