import type { ConntrackStats } from './conntrack-stats.ts';
import type { CountedLines } from './counted-lines.ts';
import type { DnsAnswers } from './dns-answers.ts';
import type { Expectations } from './expectations.ts';
import type { FileLocks } from './file-locks.ts';
import type { FlowEvents } from './flow-events.ts';
import type { FlowTable } from './flow-table.ts';
import type { Addresses, Links } from './interfaces.ts';
import type { IpSets } from './ip-sets.ts';
import type { KubeObjects } from './kube-objects.ts';
import type { Clock, LogEvents } from './log-events.ts';
import type { Neighbours } from './neighbours.ts';
import type { NetworkCounters } from './network-counters.ts';
import type { NftRuleset } from './nft-ruleset.ts';
import type { NicCounters, NicDriver, NicFeatures } from './nic.ts';
import type { Packets } from './packets.ts';
import type { Paths } from './paths.ts';
import type { Pings } from './pings.ts';
import type { Span } from './place.ts';
import type { Processes } from './processes.ts';
import type { ResolverConfig } from './resolver-config.ts';
import type { Routes } from './routes.ts';
import type { Ruleset } from './ruleset.ts';
import type { Settings } from './settings.ts';
import type { Slabs } from './slabs.ts';
import type { SocketSummary } from './socket-summary.ts';
import type { Sockets } from './sockets.ts';
import type { System } from './system.ts';
import type { CurlTrace, Timings } from './timings.ts';
import type { ToolVersions } from './tool-versions.ts';
import type { VirtualServices } from './virtual-services.ts';
import type { WordCounts } from './word-counts.ts';

/** A section, parsed. Plain data; every value in it knows its place in the paste. */
export type Document =
  | Addresses
  | Clock
  | ConntrackStats
  | CountedLines
  | Expectations
  | FileLocks
  | FlowEvents
  | FlowTable
  | Links
  | IpSets
  | LogEvents
  | NftRuleset
  | VirtualServices
  | Neighbours
  | NetworkCounters
  | NicCounters
  | NicDriver
  | NicFeatures
  | Processes
  | Routes
  | Ruleset
  | Settings
  | Slabs
  | SocketSummary
  | Sockets
  | System
  | DnsAnswers
  | Paths
  | Pings
  | ResolverConfig
  | Packets
  | Timings
  | CurlTrace
  | KubeObjects
  | ToolVersions
  | WordCounts;

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
  | 'counted-lines'
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
  /** The command that opened the shell in which it was typed (`kubectl exec -it web-0 -- sh`), where the paste shows one. */
  readonly inside?: string;
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
