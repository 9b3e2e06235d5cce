import type { Place } from './place.ts';

/**
 * Rules of iptables or ip6tables, whichever form they were printed in. The rules stand in columns, one entry a rule,
 * since a listing can hold a hundred thousand; equal rules share one body, which is parsed when it is asked for
 * (`src/engine/rules/`).
 */
export interface Ruleset {
  readonly kind: 'ruleset';
  /**
   * list: `-L`. list-rules: `-S`. save: `iptables-save`. commands: `iptables -A …`, as a script or a runbook has them:
   * what somebody wants, never what is in force.
   */
  readonly form: RulesetForm;
  /** null where neither the command, a header nor an address tells. */
  readonly family: 'ipv4' | 'ipv6' | null;
  readonly backend: 'legacy' | 'nf_tables' | null;
  /** `1.8.9`, where a header says it. */
  readonly version: string | null;
  /** What the columns of a listing show; null for the other forms, which show everything but perhaps counters. */
  readonly shown: ListingColumns | null;
  readonly tables: readonly RulesetTable[];
  readonly notices: readonly RulesetNotice[];
  readonly rules: RuleColumns;
}

export type RulesetForm = 'list' | 'list-rules' | 'save' | 'commands';

/** Which columns `iptables -L` was asked to print. */
export interface ListingColumns {
  /** `-v`: interfaces and counters. Without it, interfaces are unknown, never "any". */
  readonly verbose: boolean;
  /** `-n`; null where no line tells. Without it, hosts, ports and protocols are names of the host that printed them. */
  readonly numeric: boolean | null;
  readonly lineNumbers: boolean;
}

export interface RulesetTable {
  /** `filter`, `nat`, …; null where nothing tells (`-L` and `-S` do not print it). */
  readonly name: string | null;
  /** said: by a `*filter` line or the command. shape: by the built-in chains that it has. */
  readonly nameFrom: 'said' | 'shape' | null;
  readonly chains: readonly RulesetChain[];
  /** False where `COMMIT` is missing, so that chains or rules may be: only the save form can tell. */
  readonly complete: boolean | null;
  readonly place: Place;
}

export interface RulesetChain {
  readonly name: string;
  /** `ACCEPT`, `DROP`, …; null for chains that are not built in, and where it is not printed. */
  readonly policy: string | null;
  readonly policyCounters: Counters | null;
  /** `(2 references)`, where the form prints it. */
  readonly references: number | null;
  /** The chain's rules are those from `firstRule` on in the columns. */
  readonly firstRule: number;
  readonly ruleCount: number;
  /** False where the output breaks off within the chain, or a line in it could not be read: a rule may be missing. */
  readonly complete: boolean;
  readonly place: Place;
}

export interface Counters {
  readonly packets: Interval;
  readonly bytes: Interval;
}

/**
 * A count as far as the print tells: `12M` is anything from 11,499,500 to 12,499,499 (iptables rounds by 1,000 twice;
 * libxtables, xtables_print_num). Exact counts have `low` = `high`.
 */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface RuleColumns {
  readonly count: number;
  /** Which of the distinct bodies each rule has. */
  readonly body: Uint32Array;
  readonly line: Uint32Array;
  /** Bytes of the rule's line in the paste. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** The number as printed, NaN where none is; `packetUnit` 0 is exact, 1 K, 2 M, 3 G, 4 T. */
  readonly packets: Float64Array;
  readonly packetUnit: Uint8Array;
  readonly bytes: Float64Array;
  readonly byteUnit: Uint8Array;
  /** The numbers that `--line-numbers` printed; null without. */
  readonly printed: Uint32Array | null;
  /** The distinct bodies as printed (UTF-8): what stands behind number and counters, or behind `-A CHAIN`. */
  readonly bodyText: Uint8Array;
  /** Where each body begins in `bodyText`; one more entry than there are bodies. */
  readonly bodyFrom: Uint32Array;
  /**
   * What a reader saw of the target of each body on its way: length, first, second and last byte of its name, in one number; 0
   * where only a look at the text tells. null where no reader saw any.
   */
  readonly bodyTarget: Uint32Array | null;
}

/** A sentence of the tool about the ruleset: `# Warning: iptables-legacy tables present, …`. */
export interface RulesetNotice {
  readonly notice: NoticeKind;
  /** The table named in it. */
  readonly table: string | null;
  readonly text: string;
  readonly place: Place;
}

/**
 * not-permitted: not root. no-chain: what was asked for is not there. no-table: the kernel has no such table, or no
 * iptables at all. locked: another program held the lock.
 */
export type NoticeKind =
  | 'legacy-tables-present'
  | 'table-incompatible'
  | 'managed-by-iptables-nft'
  | 'not-permitted'
  | 'no-chain'
  | 'no-table'
  | 'locked'
  | 'other';

/** One rule, in the terms of iptables-save. */
export interface Rule {
  readonly table: string | null;
  readonly chain: string;
  /** The rule's number in its chain, as printed or counted; the first is 1. null where rules before it may be missing (`| grep`). */
  readonly number: number | null;
  /** null where the form does not print them. */
  readonly counters: Counters | null;
  readonly place: Place;
  readonly spec: RuleSpec;
}

/**
 * What a rule says, in the words and the order of iptables-save, whichever form it was read from. Two rules that mean
 * the same to the kernel have equal specs; what the form could not tell stands in `unknown`.
 */
export interface RuleSpec {
  /** `10.0.0.0/8`, with the mask always written; null: any. A host name where the listing resolved it. */
  readonly source: Negatable | null;
  readonly destination: Negatable | null;
  /** null: any, or not shown (then `unknown` says so). */
  readonly inInterface: Negatable | null;
  readonly outInterface: Negatable | null;
  /** The name as iptables-save writes it (`tcp`, `ipv6-icmp`), or a number; null: all. */
  readonly protocol: Negatable | null;
  /** `-f` (true), `! -f` (false). */
  readonly fragment: boolean | null;
  readonly matches: readonly Match[];
  /** null: the rule only counts, or only has side effects. */
  readonly target: Target | null;
  readonly unknown: readonly Unknown[];
}

export interface Negatable {
  readonly value: string;
  readonly negated: boolean;
}

/** A match extension, as in `-m conntrack ! --ctstate INVALID`. */
export interface Match {
  readonly name: string;
  readonly options: readonly RuleOption[];
  /** What was printed, where the extension is not understood: then `options` is empty. */
  readonly text: string | null;
}

export interface Target {
  readonly name: string;
  /** `-g` instead of `-j`. */
  readonly goto: boolean;
  readonly options: readonly RuleOption[];
  readonly text: string | null;
}

export interface RuleOption {
  /** `--ctstate` */
  readonly flag: string;
  readonly negated: boolean;
  /** Empty for a flag alone. Canonical: `RELATED,ESTABLISHED`, `0x4000/0x4000`, unquoted strings. */
  readonly values: readonly string[];
}

/** Something that the form of the output left open. */
export interface Unknown {
  /** The option as iptables-save would write it: `-i`, `-o`, `-s`, `--dport`, `--hashlimit-name`, or an extension's name. */
  readonly what: string;
  /**
   * not-shown: the form has no place for it. resolved: a name stands for a number. ambiguous: different rules print
   * the same. not-understood: text that no reader knows. masked: blacked out by a person. cut: the line breaks off.
   */
  readonly why: 'not-shown' | 'resolved' | 'ambiguous' | 'not-understood' | 'masked' | 'cut';
}
