import type { ConntrackStats } from './conntrack-stats.ts';
import type { FlowTable } from './flow-table.ts';
import type { Clock, LogEvents } from './log-events.ts';
import type { Span } from './place.ts';
import type { Ruleset } from './ruleset.ts';
import type { Settings } from './settings.ts';

/** A section, parsed. Plain data; every value in it knows its place in the paste. */
export type Document = Clock | ConntrackStats | FlowTable | LogEvents | Ruleset | Settings;

/** The outputs that are understood. The name is part of the JSON: it never changes. */
export type FormatId =
  | 'kernel-log'
  | 'clock'
  | 'sysctl'
  | 'conntrack-count'
  | 'conntrack-stats'
  | 'proc-conntrack-stats'
  | 'conntrack-list'
  | 'conntrack-events'
  | 'conntrack-save'
  | 'conntrack-xml'
  | 'conntrack-expectations'
  | 'iptables-list'
  | 'iptables-list-rules'
  | 'iptables-save'
  | 'iptables-version'
  | 'word-count'
  | 'nft-ruleset'
  | 'ipset'
  | 'ipvsadm'
  | 'curl-timing'
  | 'curl-verbose'
  | 'httpstat'
  | 'tcpdump'
  | 'slabinfo'
  | 'ss-summary'
  | 'ss'
  | 'netstat-statistics'
  | 'nstat'
  | 'ethtool-features'
  | 'ethtool-statistics'
  | 'ethtool-driver'
  | 'ip-address'
  | 'ip-link'
  | 'ip-route'
  | 'ip-neighbour'
  | 'top'
  | 'ps'
  | 'uname'
  | 'os-release'
  | 'lslocks'
  | 'resolv-conf'
  | 'dig'
  | 'nslookup'
  | 'host'
  | 'ping'
  | 'mtr'
  | 'traceroute'
  | 'kubectl-get'
  | 'kubernetes-log';

export type Partiality = 'options' | 'pipe' | 'elision';

/** What one command printed. */
export interface Section {
  readonly format: FormatId;
  /** The command as typed, where a prompt shows it. */
  readonly command: string | null;
  /** The host that the prompt names. */
  readonly host: string | null;
  /** Why the format was chosen, as a sentence for people who look behind the scenes. */
  readonly recognisedBy: string;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly span: Span;
  /**
   * Why the output is known to be only a part; null where nothing says so. options: the command itself was asked for
   * a part (`-p tcp`). pipe: a filter behind it (`| grep`), which does not touch what goes to standard error.
   * elision: a `...` in its midst.
   */
  readonly partial: Partiality | null;
  readonly document: Document;
}
