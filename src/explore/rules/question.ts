import type { Explained } from './explained.ts';

export type RuleColumn = 'line' | 'table' | 'chain' | 'number' | 'packets' | 'bytes' | 'target' | 'rule';

export interface RulesAsk {
  /** One of the tables of the answer; null: all. */
  readonly table: number | null;
  /** The name of a chain; where no chain is called so, a part of the name. Empty: all. The same for the target. */
  readonly chain: string;
  readonly target: string;
  /** What the rule must hold, as it is shown or as it was pasted; upper and lower case are the same. */
  readonly text: string;
  /** Only rules whose counter shows packets. */
  readonly counting: boolean;
  /** Only rules that stand more than once in their chain. */
  readonly duplicates: boolean;
  readonly sort: { readonly column: RuleColumn; readonly descending: boolean };
  /** The window: row numbers counted from 0. At most `MAX_WINDOW` rows come back. */
  readonly from: number;
  readonly count: number;
}

export const MAX_WINDOW = 500;

export interface RulesAnswer {
  readonly tables: readonly RuleTable[];
  /** Names to choose from: the first hundred chains of the table, and the hundred targets that most rules have. */
  readonly chains: readonly string[];
  readonly targets: readonly string[];
  /** Whether the form prints counters at all. */
  readonly counters: boolean;
  /** Rules in all. */
  readonly rules: number;
  /** Rules beyond the limit, that are in no row. */
  readonly left: number;
  /** Rows that pass the filters. */
  readonly rows: number;
  readonly window: readonly RuleRow[];
}

export interface RuleTable {
  readonly id: number;
  /** `filter`, `ip nat`; null where the form does not print it. */
  readonly name: string | null;
  readonly family: 'ipv4' | 'ipv6' | null;
  /** Where it begins in the paste: tells two readings apart. */
  readonly line: number;
  readonly rules: number;
}

export interface RuleRow {
  /** What the rule is asked for by. */
  readonly id: number;
  readonly table: string | null;
  readonly chain: string;
  /** In its chain, from 1; null where rules before it may be missing. */
  readonly number: number | null;
  /** null where the form prints none. */
  readonly packets: Count | null;
  readonly bytes: Count | null;
  /** Empty where the rule has none. */
  readonly target: string;
  /** In the words of iptables-save, with `# unknown` behind it where the form left something open; nft as printed. */
  readonly text: string;
  readonly line: number;
  /** How many rules of the chain read the same, this one included. */
  readonly copies: number;
}

/** A count as printed, and what it may be: `12M` is 11,499,500 to 12,499,499. */
export interface Count {
  readonly printed: string;
  readonly low: number;
  readonly high: number;
}

export interface RuleAsk {
  readonly id: number;
}

/** One rule, looked at closely. */
export interface RuleAnswer extends RuleRow {
  /** The line as it stands in the paste. */
  readonly pasted: string;
  readonly explained: Explained;
  /** Lines of the rules of its chain that read the same, without its own: the first twenty. */
  readonly sameLines: readonly number[];
  /** False where the form hides what may tell them apart: a listing without `-v` shows no interfaces. */
  readonly sameForSure: boolean;
}
