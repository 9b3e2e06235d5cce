import { acceptQueueOverflow } from './accept-queue-overflow.ts';
import { connectionRefusedRst } from './connection-refused-rst.ts';
import { conntrackInvalidDrop } from './conntrack-invalid-drop/index.ts';
import { conntrackMaxMisconfigured } from './conntrack-max-misconfigured.ts';
import { conntrackTableFull } from './conntrack-table-full/index.ts';
import { dnsConntrackRace5s } from './dns-conntrack-race-5s/index.ts';
import { dnsSlowOrTimeout } from './dns-slow-or-timeout/index.ts';
import { duplicateIptablesRules } from './duplicate-iptables-rules/index.ts';
import { ephemeralPortExhaustion } from './ephemeral-port-exhaustion.ts';
import { establishedTimeoutIdleLeak } from './established-timeout-idle-leak.ts';
import { externaltrafficpolicyLocalDrop } from './externaltrafficpolicy-local-drop.ts';
import { forwardPolicyDrop } from './forward-policy-drop/index.ts';
import { hostFirewallReject } from './host-firewall-reject/index.ts';
import type { Incident } from './incident.ts';
import { iptablesScaleSyncSlow } from './iptables-scale-sync-slow.ts';
import { ipvsConnReuse } from './ipvs-conn-reuse/index.ts';
import { kubeFirewallDropAll } from './kube-firewall-drop-all/index.ts';
import { kubePostroutingDoubleSnat } from './kube-postrouting-double-snat/index.ts';
import { kubeProxyNftablesMode } from './kube-proxy-nftables-mode.ts';
import { loadbalancersourcerangesDrop } from './loadbalancersourceranges-drop.ts';
import { missingMasqueradeHairpin } from './missing-masquerade-hairpin/index.ts';
import { mixedIptablesBackends } from './mixed-iptables-backends/index.ts';
import { mtuPmtu } from './mtu-pmtu/index.ts';
import { neighbourTableOverflow } from './neighbour-table-overflow.ts';
import { networkpolicyDrop } from './networkpolicy-drop.ts';
import { nodelocaldnsDown } from './nodelocaldns-down/index.ts';
import { overlayUdpBlocked } from './overlay-udp-blocked/index.ts';
import { replyPathDrop } from './reply-path-drop.ts';
import { rpFilterDrop } from './rp-filter-drop/index.ts';
import { serviceNoEndpoints } from './service-no-endpoints/index.ts';
import { snatPortRace } from './snat-port-race/index.ts';
import { staleUdpConntrack } from './stale-udp-conntrack/index.ts';
import { synRetransmission } from './syn-retransmission.ts';
import { synSentUnreplied } from './syn-sent-unreplied.ts';
import { timewaitBucketOverflow } from './timewait-bucket-overflow.ts';
import { tlsHandshakeSlow } from './tls-handshake-slow.ts';
import { udpReplyWrongSource } from './udp-reply-wrong-source/index.ts';
import { udpUnreplied } from './udp-unreplied.ts';
import { unexpectedSnat } from './unexpected-snat/index.ts';
import { vxlanChecksumOffload } from './vxlan-checksum-offload/index.ts';
import { xtablesLockContention } from './xtables-lock-contention.ts';

/** Every incident that is looked for. The order has no meaning: rank.ts puts findings in order. */
export const INCIDENTS: readonly Incident[] = [
  unexpectedSnat,
  acceptQueueOverflow,
  connectionRefusedRst,
  conntrackInvalidDrop,
  conntrackMaxMisconfigured,
  conntrackTableFull,
  dnsConntrackRace5s,
  dnsSlowOrTimeout,
  duplicateIptablesRules,
  ephemeralPortExhaustion,
  establishedTimeoutIdleLeak,
  externaltrafficpolicyLocalDrop,
  forwardPolicyDrop,
  hostFirewallReject,
  iptablesScaleSyncSlow,
  ipvsConnReuse,
  kubePostroutingDoubleSnat,
  kubeProxyNftablesMode,
  loadbalancersourcerangesDrop,
  missingMasqueradeHairpin,
  mixedIptablesBackends,
  mtuPmtu,
  neighbourTableOverflow,
  networkpolicyDrop,
  nodelocaldnsDown,
  overlayUdpBlocked,
  replyPathDrop,
  rpFilterDrop,
  serviceNoEndpoints,
  snatPortRace,
  staleUdpConntrack,
  synRetransmission,
  synSentUnreplied,
  timewaitBucketOverflow,
  tlsHandshakeSlow,
  udpReplyWrongSource,
  udpUnreplied,
  vxlanChecksumOffload,
  xtablesLockContention,
  kubeFirewallDropAll,
];
