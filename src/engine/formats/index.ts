import { clock } from './clock/index.ts';
import { conntrackCount } from './conntrack-count/index.ts';
import { conntrackEvents } from './conntrack-events/index.ts';
import { conntrackExpectations } from './conntrack-expectations/index.ts';
import { conntrackList } from './conntrack-list/index.ts';
import { conntrackSave } from './conntrack-save/index.ts';
import { conntrackStats } from './conntrack-stats/index.ts';
import { conntrackXml } from './conntrack-xml/index.ts';
import { countedLines } from './counted-lines/index.ts';
import { curlTiming } from './curl-timing/index.ts';
import { curlVerbose } from './curl-verbose/index.ts';
import { dig } from './dig/index.ts';
import { ethtoolDriver } from './ethtool-driver/index.ts';
import { ethtoolFeatures } from './ethtool-features/index.ts';
import { ethtoolStatistics } from './ethtool-statistics/index.ts';
import type { Format } from './format.ts';
import { host } from './host/index.ts';
import { httpstat } from './httpstat/index.ts';
import { ipAddress } from './ip-address/index.ts';
import { ipLink } from './ip-link/index.ts';
import { ipNeighbour } from './ip-neighbour/index.ts';
import { ipRoute } from './ip-route/index.ts';
import { ipset } from './ipset/index.ts';
import { iptablesList } from './iptables-list/index.ts';
import { iptablesListRules } from './iptables-list-rules/index.ts';
import { iptablesSave } from './iptables-save/index.ts';
import { iptablesVersion } from './iptables-version/index.ts';
import { ipvsadm } from './ipvsadm/index.ts';
import { kernelLog } from './kernel-log/index.ts';
import { kubectlGet } from './kubectl-get/index.ts';
import { kubernetesLog } from './kubernetes-log/index.ts';
import { lslocks } from './lslocks/index.ts';
import { mtr } from './mtr/index.ts';
import { netstatStatistics } from './netstat-statistics/index.ts';
import { nftRuleset } from './nft-ruleset/index.ts';
import { nslookup } from './nslookup/index.ts';
import { nstat } from './nstat/index.ts';
import { osRelease } from './os-release/index.ts';
import { ping } from './ping/index.ts';
import { procConntrackStats } from './proc-conntrack-stats/index.ts';
import { ps } from './ps/index.ts';
import { resolvConf } from './resolv-conf/index.ts';
import { slabinfo } from './slabinfo/index.ts';
import { ss } from './ss/index.ts';
import { ssSummary } from './ss-summary/index.ts';
import { sysctl } from './sysctl/index.ts';
import { tcpdump } from './tcpdump/index.ts';
import { top } from './top/index.ts';
import { traceroute } from './traceroute/index.ts';
import { uname } from './uname/index.ts';
import { wordCount } from './word-count/index.ts';

/** Every output that is understood. The order has no meaning. */
export const FORMATS: readonly Format[] = [
  clock,
  conntrackCount,
  conntrackEvents,
  conntrackExpectations,
  conntrackList,
  conntrackSave,
  conntrackStats,
  conntrackXml,
  countedLines,
  curlTiming,
  curlVerbose,
  dig,
  ethtoolDriver,
  ethtoolFeatures,
  ethtoolStatistics,
  host,
  httpstat,
  ipAddress,
  ipLink,
  ipNeighbour,
  ipRoute,
  ipset,
  iptablesList,
  iptablesListRules,
  iptablesSave,
  iptablesVersion,
  wordCount,
  ipvsadm,
  kernelLog,
  kubernetesLog,
  lslocks,
  mtr,
  netstatStatistics,
  nftRuleset,
  nslookup,
  nstat,
  osRelease,
  ping,
  procConntrackStats,
  ps,
  resolvConf,
  slabinfo,
  ss,
  ssSummary,
  sysctl,
  tcpdump,
  top,
  traceroute,
  uname,
  kubectlGet,
];
