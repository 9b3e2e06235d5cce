import type { Place } from './place.ts';

/**
 * What `nft list …` prints: tables, chains, sets, maps, objects, and the rules in columns, since a ruleset can hold a
 * hundred thousand. Chains, sets and objects stand in one list each, with the index of their table. `nftRule()` of
 * `src/engine/rules/nft-rule.ts` makes an object of one rule.
 */
export interface NftRuleset {
  readonly kind: 'nft-ruleset';
  readonly form: 'text' | 'json';
  /** `1.0.6`; only the JSON form says it. */
  readonly version: string | null;
  /** True where the paste shows a file (`cat /etc/nftables.conf`): what it says need not be in force. */
  readonly configured: boolean;
  /**
   * Whether the command prints rules at all: `nft list chains` and `list tables` do not. null where neither the command
   * nor a rule tells; then a chain without rules may still have some.
   */
  readonly rulesShown: boolean | null;
  /** The same for the elements of sets and maps (`-t` leaves them out). */
  readonly elementsShown: boolean | null;
  readonly tables: readonly NftTable[];
  readonly chains: readonly NftChain[];
  readonly sets: readonly NftSet[];
  readonly objects: readonly NftObject[];
  readonly flowtables: readonly NftFlowtable[];
  readonly rules: NftRuleColumns;
  readonly notices: readonly NftNotice[];
  /** False where something is missing for sure: a table, chain or set that is not closed, a line cut, JSON that breaks off. */
  readonly complete: boolean;
}

export type NftFamily = 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev';

export interface NftTable {
  /** null where the head of the listing is cut off, or was left out (`nft list tables` prints names only). */
  readonly family: NftFamily | null;
  readonly name: string | null;
  readonly handle: number | null;
  /** `dormant`, `owner`, `persist` */
  readonly flags: readonly string[];
  /** The program that owns it: `# progname firewalld`. */
  readonly owner: string | null;
  readonly comment: string | null;
  /** `# Warning: table ip filter is managed by iptables-nft, do not touch!` */
  readonly managedByIptables: boolean;
  /** False for a line of `nft list tables`: nothing is known of what is in it. */
  readonly contents: boolean;
  /** False where its closing brace is missing, or a line within it could not be read. */
  readonly complete: boolean;
  readonly place: Place;
}

export interface NftChain {
  /** Index in `tables`. */
  readonly table: number;
  /** null for an anonymous chain (`jump {`), and where the head is cut off. */
  readonly name: string | null;
  readonly handle: number | null;
  readonly comment: string | null;
  /** null for a chain that hangs on no hook. */
  readonly base: NftBase | null;
  /** Index in `chains` of the chain in whose rule an anonymous chain stands. */
  readonly within: number | null;
  /**
   * Its rules are those from `firstRule` to before `endRule` in the columns whose `chain` is this chain's index (an
   * anonymous chain may stand between them).
   */
  readonly firstRule: number;
  readonly endRule: number;
  /** How many rules were read; 0 says nothing where the ruleset's `rulesShown` is not true. */
  readonly ruleCount: number;
  readonly complete: boolean;
  readonly place: Place;
}

/** `type filter hook input priority filter + 10; policy drop;` */
export interface NftBase {
  /** `filter`, `nat`, `route` */
  readonly type: string;
  /** `prerouting`, `input`, `forward`, `output`, `postrouting`, `ingress`, `egress` */
  readonly hook: string;
  readonly devices: readonly string[];
  /** As printed: `filter + 10`, `-110`. */
  readonly priorityText: string | null;
  /** As a number; the lower runs first. null where a name is not known in this family. */
  readonly priority: number | null;
  /** `accept`, `drop`; null where it is not printed (old versions: accept is meant). */
  readonly policy: string | null;
  readonly offload: boolean;
  readonly place: Place;
}

export interface NftSet {
  readonly table: number;
  /** A verdict map is a map whose `data` is `verdict`. */
  readonly type: 'set' | 'map' | 'meter';
  readonly name: string;
  readonly handle: number | null;
  readonly comment: string | null;
  /** `ipv4_addr . inet_proto . inet_service`, or an expression behind `typeof`: `ip saddr . tcp dport`. */
  readonly key: string | null;
  readonly keyIsTypeof: boolean;
  /** What a map gives: `verdict`, `ipv4_addr`, `counter`; null for sets. */
  readonly data: string | null;
  readonly flags: readonly string[];
  /** Seconds. */
  readonly timeout: number | null;
  /** Seconds. */
  readonly gcInterval: number | null;
  readonly size: number | null;
  /** `memory`; null for the default `performance`. */
  readonly policy: string | null;
  readonly autoMerge: boolean;
  /** Statements for each element: `counter`, `limit rate 10/second`. */
  readonly statements: readonly string[];
  /** How many elements were read to their end; null where the listing may leave them out and shows none here. */
  readonly elements: number | null;
  /** True where every element is counted: the list is closed, and no line of it is cut. */
  readonly elementsComplete: boolean;
  /** The first elements, at most fifty. */
  readonly examples: readonly NftElement[];
  /** For verdict maps: how many elements have each verdict and chain; all of them up to 20,000 different ones. */
  readonly verdicts: readonly NftVerdictCount[];
  /** Verdicts and chains beyond that. */
  readonly verdictsLeft: number;
  readonly complete: boolean;
  readonly place: Place;
}

export interface NftVerdictCount {
  /** `accept`, `drop`, `goto`, `jump`, … */
  readonly verdict: string;
  /** The chain behind `goto` and `jump`. */
  readonly chain: string | null;
  readonly count: number;
  /** The line of the first. */
  readonly place: Place;
}

export interface NftElement {
  /** `10.96.0.1 . tcp . 443`, `10.0.0.0/8`, `"eth0"` */
  readonly key: string;
  /** What a map gives for it: `goto service-…`, `10.0.0.1`. */
  readonly data: string | null;
  /** Seconds. */
  readonly timeout: number | null;
  /** Seconds until it goes. */
  readonly expires: number | null;
  readonly packets: number | null;
  readonly bytes: number | null;
  readonly comment: string | null;
  readonly place: Place;
}

/** A named object that rules use: `counter c1 { packets 3 bytes 5 }`. */
export interface NftObject {
  readonly table: number;
  /** `counter`, `quota`, `limit`, `ct helper`, `ct timeout`, `ct expectation`, `synproxy`, `secmark`, `tunnel` */
  readonly type: string;
  readonly name: string;
  readonly handle: number | null;
  readonly comment: string | null;
  /** Of a counter; null with `-s`. */
  readonly packets: number | null;
  readonly bytes: number | null;
  /** Its lines as printed, at most twenty: `rate 5/second burst 3 packets`. */
  readonly lines: readonly string[];
  readonly complete: boolean;
  readonly place: Place;
}

export interface NftFlowtable {
  readonly table: number;
  readonly name: string;
  readonly handle: number | null;
  readonly hook: string | null;
  readonly priorityText: string | null;
  readonly devices: readonly string[];
  readonly flags: readonly string[];
  readonly counter: boolean;
  readonly complete: boolean;
  readonly place: Place;
}

/**
 * What a rule does with a packet in the end, by number in `NftRuleColumns.verdict`. none: it only counts, sets marks or
 * fills sets. log and notrack: nothing but that. xt: a target that only iptables can name (`xt target "TPROXY"`).
 * vmap: a verdict map decides. unknown: the line is cut where a verdict may have stood.
 */
export const NFT_VERDICTS = [
  'none',
  'log',
  'notrack',
  'xt',
  'flow',
  'dup',
  'accept',
  'drop',
  'reject',
  'queue',
  'continue',
  'return',
  'jump',
  'goto',
  'vmap',
  'masquerade',
  'snat',
  'dnat',
  'redirect',
  'tproxy',
  'synproxy',
  'fwd',
  'unknown',
] as const;

export type NftVerdict = (typeof NFT_VERDICTS)[number];

export interface NftRuleColumns {
  readonly count: number;
  /** Index in `chains`. */
  readonly chain: Uint32Array;
  /** Index in `NFT_VERDICTS`. */
  readonly verdict: Uint8Array;
  /** NaN where the rule has no counter or its numbers are not printed (`-s`). */
  readonly packets: Float64Array;
  readonly bytes: Float64Array;
  /** NaN where it is not printed (without `-a`). */
  readonly handle: Float64Array;
  readonly line: Uint32Array;
  /** Bytes of the rule's line in the paste. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** As printed, without indentation and handle; of the JSON form the `expr` array as JSON, and the comment. */
  readonly text: readonly string[];
}

export interface NftNotice {
  /**
   * managed-by-iptables: a table is iptables-nft's. not-found: what was asked for does not exist. not-permitted: not
   * root. error: another error of nft. cut: a line was longer than a line may be, and its end was not read.
   */
  readonly notice: 'managed-by-iptables' | 'not-found' | 'not-permitted' | 'error' | 'cut';
  /** The table named in it: `ip filter`. */
  readonly table: string | null;
  readonly text: string;
  readonly place: Place;
}
