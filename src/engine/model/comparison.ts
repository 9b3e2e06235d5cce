import type { Analysis } from './analysis.ts';
import type { Severity, Verdict } from './finding.ts';
import type { Place } from './place.ts';

/** What changed between two readings. */
export interface Changes {
  /** Seconds between the two, as asked or as the pastes tell; null where nothing tells. */
  readonly seconds: number | null;
  /** Counters and settings with a number that moved, most moved first. */
  readonly moved: readonly Moved[];
  /** How many stand in both and did not move. */
  readonly still: number;
  readonly rules: RuleChanges;
}

/** What changed between two pastes. */
export interface Comparison extends Changes {
  /** Both pastes read as one, the later behind the earlier: counters have become rates, and verdicts are sharper. */
  readonly together: Analysis;
  /** What each incident looked like, of those that were or are confirmed or suspected. */
  readonly verdicts: readonly VerdictChange[];
  /** Slugs of what was confirmed or suspected in one of the two alone, and not in the other alone. */
  readonly gone: readonly string[];
  readonly appeared: readonly string[];
}

/** What one incident looked like in each paste alone, and in both together. */
export interface VerdictChange {
  readonly incident: string;
  readonly severity: Severity;
  readonly before: Verdict;
  readonly after: Verdict;
  readonly together: Verdict;
}

/** One number that stands in both pastes. */
export interface Moved {
  /** Who counts: `conntrack -S`, `nstat`, `eth0`, `filter FORWARD policy`, `sysctl`, or the chain of a rule. */
  readonly of: string;
  /** The counter's own name, or the rule as iptables-save writes it. */
  readonly name: string;
  readonly host: string | null;
  readonly before: number;
  readonly after: number;
  /** Of rounded counters (`12M`) at least so much; negative where a counter was reset or a setting lowered. */
  readonly rise: number;
  /** A second; null where the time between is not known. */
  readonly rate: number | null;
  readonly places: { readonly before: Place; readonly after: Place };
}

/** Rules that stand in one paste only. Compared are tables that both pastes show whole, in the same form. */
export interface RuleChanges {
  readonly came: readonly RuleChange[];
  readonly went: readonly RuleChange[];
  /** Beyond those that are listed. */
  readonly leftOut: number;
  /** Rules of the compared tables; null where no table could be compared. */
  readonly count: { readonly before: number; readonly after: number } | null;
}

export interface RuleChange {
  /** How the rule is written: `-t table -A chain rule`, or nft's `table { chain { rule } }`. */
  readonly syntax: 'iptables' | 'nft';
  readonly family: 'ipv4' | 'ipv6' | null;
  /** `filter`; of nft with its family: `ip kube-proxy`. */
  readonly table: string | null;
  readonly chain: string;
  /** As iptables-save writes it, without counters. */
  readonly rule: string;
  /** How many of the same. */
  readonly times: number;
  readonly place: Place;
}
