import type { KernelMessage, LoggedPacket, LogValues } from '../../model/log-events.ts';
import { signsOf } from '../../text/signs.ts';
import { DEVICE_MESSAGES } from './device-messages.ts';
import { readPacket } from './packet.ts';

export interface KnownMessage {
  readonly message: KernelMessage;
  readonly netns: string | null;
  readonly suppressed: number | null;
  readonly values: LogValues;
  readonly packet: LoggedPacket | null;
  /** False where a terminal broke the line: the rest of it is to come. */
  readonly whole: boolean;
}

/** A message, its whole text, and the values in its named groups. */
export type MessagePattern = readonly [
  KernelMessage,
  RegExp,
  ((groups: Readonly<Record<string, string | undefined>>) => LogValues)?,
];

const ADDRESS4 = '\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}';

/**
 * What the kernel prints, whole messages only: a sentence or a line of source that holds the words is none.
 * The prefix stands twice where the message brings its own (`nf_conntrack: nf_conntrack: table full`).
 */
const MESSAGES: readonly MessagePattern[] = [
  // net/netfilter/nf_conntrack_core.c, __nf_conntrack_alloc(); `in netns` since 2025 outside the first namespace.
  // Kernel 3.x and older end it with a full stop; `ip_conntrack` is the name before 2.6.20.
  [
    'conntrack-table-full',
    /^(?:(?:nf|ip)_conntrack: ){1,2}table full(?: in netns (?<netns>\d{1,20}))?, dropping packet\.?$/,
  ],
  // net/netfilter/nf_conntrack_core.c, nf_ct_alloc_hashtable(), until 5.0: no run of free pages for the table
  ['conntrack-vmalloc', /^(?:nf_conntrack: ){1,2}falling back to vmalloc\.?$/],
  // net/netfilter/nf_conntrack_expect.c, nf_ct_expect_alloc(): the table of expected flows, not of flows.
  ['expectation-table-full', /^(?:nf_conntrack: ){1,2}expectation table full$/],
  // net/core/neighbour.c, neigh_alloc(); older kernels print `Neighbour table overflow.`
  [
    'neighbour-table-overflow',
    /^(?:neighbour: (?<name>\w{1,20}): neighbor table overflow!|(?:ipv6: |IPv6: )?Neighbour table overflow\.?)$/,
    ({ name }) => (name ? { name } : {}),
  ],
  // net/ipv4/tcp_minisocks.c, tcp_time_wait()
  ['time-wait-bucket-overflow', /^(?:TCP: )?time wait bucket table overflow(?: \(C(?:PU|T)\d+\))?$/],
  // lib/ratelimit.c: how many messages were not printed.
  [
    'callbacks-suppressed',
    /^(?<name>\w{1,60}): (?<suppressed>\d{1,9}) callbacks suppressed$/,
    ({ name }) => (name ? { name } : {}),
  ],
  // net/netfilter/nf_conntrack_helper.c, nf_ct_helper_log()
  [
    'helper-dropped',
    /^nf_ct_(?<name>[\w.-]{1,30}): dropping packet: (?<reason>[\w ]{1,80}?)\s{0,2}(?:IN=.{0,800})?$/,
    ({ name, reason }) => ({ ...(name && { name }), ...(reason && { reason }) }),
  ],
  // The same file; until 5.19, and from 4.7 turned off by default.
  [
    'helper-not-assigned',
    /^(?:nf_conntrack: ){0,2}(?:default automatic helper assignment has been turned off for security reasons and CT-based +firewall rule not found\. Use the iptables CT target to attach helpers instead\.|automatic helper assignment is deprecated and it will be removed soon\. Use the iptables CT target to attach helpers instead\.)$/,
  ],
  // nf_conntrack_core.c, nf_conntrack_init_start(), until 5.0
  [
    'conntrack-version',
    /^(?:nf_conntrack: )?(?:nf|ip)_conntrack version [\d.]{1,10} \((?<buckets>\d{1,10}) buckets, (?<limit>\d{1,10}) max\)(?: - \d{1,5} bytes per conntrack)?$/,
    ({ buckets, limit }) => ({ buckets: Number(buckets), limit: Number(limit) }),
  ],
  // net/ipv4/tcp_input.c, tcp_syn_flood_action(); the address since 6.2, the name in front since 3.4
  [
    'syn-flooding',
    new RegExp(
      `^(?:TCP: )?(?:(?<name>[\\w-]{1,40}): )?[Pp]ossible SYN flooding on port (?:(?<address>${ADDRESS4}|\\[[0-9a-f:.]{2,45}\\]):)?(?<port>\\d{1,5})\\. (?<action>Sending cookies|Dropping request)\\.(?: {1,2}Check SNMP counters\\.)?$`,
    ),
    ({ name, address, port, action }) => ({
      ...(name && { name }),
      ...(address && { address: address.replace(/^\[|\]$/g, '') }),
      port: Number(port),
      action: action === 'Sending cookies' ? 'cookies' : 'dropped',
    }),
  ],
  // net/ipv4/tcp.c, tcp_check_oom()
  ['tcp-out-of-memory', /^(?:TCP: )?out of memory -- consider tuning tcp_mem$|^Out of socket memory$/],
  ['too-many-orphans', /^(?:TCP: )?too many (?:of )?orphaned sockets$/],
  // net/ipv4/route.c, ip_handle_martian_source(): first the address it went to, then the one it came from.
  [
    'martian-source',
    new RegExp(
      `^(?:IPv4: )?martian source (?<target>${ADDRESS4}) from (?<source>${ADDRESS4}), on dev (?<device>\\S{1,20})$`,
    ),
    ({ target = '', source = '', device = '' }) => ({ target, source, device }),
  ],
  // The same file, ip_route_input_slow()
  [
    'martian-destination',
    new RegExp(
      `^(?:IPv4: )?martian destination (?<target>${ADDRESS4}) from (?<source>${ADDRESS4}), dev (?<device>\\S{1,20})$`,
    ),
    ({ target = '', source = '', device = '' }) => ({ target, source, device }),
  ],
  // net/ipv4/udp.c, __udp4_lib_rcv(); shown where debug messages of the network code are.
  [
    'udp-bad-checksum',
    new RegExp(
      `^UDP(?:-Lite)?: bad checksum\\. From (?<source>${ADDRESS4}):(?<sourcePort>\\d{1,5}) to (?<address>${ADDRESS4}):(?<port>\\d{1,5}) ulen (?<count>\\d{1,6})$`,
    ),
    ({ source = '', sourcePort, address = '', port, count }) => ({
      source,
      sourcePort: Number(sourcePort),
      address,
      port: Number(port),
      count: Number(count),
    }),
  ],
  // net/netfilter/ipvs/ip_vs_sched.c, ip_vs_scheduler_err()
  [
    'ipvs-no-destination',
    new RegExp(
      `^IPVS: (?<name>[\\w-]{1,20}): (?<protocol>\\w{2,6}) (?<address>${ADDRESS4}|\\[[0-9a-f:.]{2,45}\\]):(?<port>\\d{1,5}) - no destination available(?:: .{1,80})?$`,
    ),
    ({ name = '', protocol = '', address = '', port }) => ({
      name,
      protocol: protocol.toLowerCase(),
      address: address.replace(/^\[|\]$/g, ''),
      port: Number(port),
    }),
  ],
  // net/netfilter/ipset/ip_set_hash_gen.h, mtype_add()
  [
    'ipset-full',
    /^(?:ip_set: )?Set (?<name>\S{1,31}) is full, maxelem (?<limit>\d{1,10}) reached$/,
    ({ name = '', limit }) => ({ name, limit: Number(limit) }),
  ],
  // net/netfilter/nfnetlink_queue.c, __nfqnl_enqueue_packet()
  [
    'nfqueue-full',
    /^(?:nfnetlink_queue: )?nf_queue: full at (?<limit>\d{1,10}) entries, dropping packets\(s\)$/,
    ({ limit }) => ({ limit: Number(limit) }),
  ],
  // net/bridge/br.c, since 3.18
  [
    'bridge-netfilter-off',
    /^bridge: (?:filtering via arp\/ip\/ip6tables is no longer available by default\. Update your scripts to load br_netfilter if you need this\.|automatic filtering via arp\/ip\/ip6tables has been deprecated\. Update your scripts to load br_netfilter if you need this\.)$/,
  ],
  // net/core/dst.c, dst_alloc()
  ['route-cache-full', /^Route cache is full: consider increasing sysctl net\.ipv6\.route\.max_size\.$/],
  ...DEVICE_MESSAGES,
];

/** Words of which every message has one: most lines of a paste have none, and are spared the rest. */
const WORDS =
  /overflow|full|falling back|suppressed|dropping|helper|version|flooding|memory|orphan|martian|checksum|csum|no destination|netfilter|GRO|timed out|[Ll]ink|renamed|own address|lockup|failure|too many/;

/** What the messages without a colon begin with; `eth0 NIC Link is Down` is another. */
const BARE =
  /^(?:Neighbour table|time wait|default auto|automatic |(?:nf|ip)_conntrack |too many|out of mem|Out of |[Pp]ossible SYN|martian|Set )/;

/** Knows one of the messages by its whole text, blanks at its end included; null for any other. */
export function knownMessage(line: string): KnownMessage | null {
  const packet = signsOf(line).equals && line.includes('IN=') ? packetMessage(line) : null;
  if (packet) return packet;
  if (!signsOf(line).colon && !BARE.test(line) && !line.includes('ink ')) return null;
  if (!WORDS.test(line)) return null;
  const text = line.trimEnd();
  for (const [message, pattern, values] of MESSAGES) {
    const match = pattern.exec(text);
    if (!match) continue;
    const groups = match.groups ?? {};
    const suppressed = groups['suppressed'];
    return {
      message,
      netns: groups['netns'] ?? null,
      suppressed: suppressed === undefined ? null : Number(suppressed),
      values: values ? values(groups) : {},
      packet: null,
      whole: true,
    };
  }
  return null;
}

/** `TRACE: nat:KUBE-SERVICES:rule:6 `, of xt_TRACE with the legacy back end */
const TRACE =
  /^TRACE: (?<table>\w{1,20}):(?<chain>[^:\s]{1,32}):(?<verdict>rule|return|policy):(?<number>\d{1,9}) $/;
/** `nf_ct_proto_6: SEQ is over upper bound 4233071492 (…) `, before 4.20 `nf_ct_tcp: SEQ is over the upper bound (…) ` */
const INVALID =
  /^nf_ct_(?:proto_(?<number>\d{1,3})|(?<name>tcp|udp|udplite|icmp|icmpv6|dccp|sctp|gre|generic)): (?<reason>\S.{0,160}?) {0,2}$/;
const NUMBERS: Readonly<Record<string, number>> = {
  icmp: 1,
  tcp: 6,
  udp: 17,
  dccp: 33,
  gre: 47,
  icmpv6: 58,
  sctp: 132,
  udplite: 136,
};

function packetMessage(text: string): KnownMessage | null {
  const found = readPacket(text);
  if (!found) return null;
  const { before, packet, whole } = found;
  const rest = { netns: null, suppressed: null, packet: { ...packet, prefix: '' }, whole };
  const trace = TRACE.exec(before)?.groups;
  if (trace) {
    const { table = '', chain = '', verdict = '', number } = trace;
    return { message: 'rule-trace', values: { table, chain, verdict, number: Number(number) }, ...rest };
  }
  const invalid = INVALID.exec(before)?.groups;
  if (invalid && !/^dropping packet/.test(invalid['reason'] ?? ''))
    return { message: 'conntrack-invalid', values: invalidValues(invalid), ...rest };
  // A helper's own message; `PACKET: 2 dff6c75d IN=…` is of xtables-monitor.
  if (/^(?:nf_ct_[\w.-]{1,30}: dropping packet|PACKET: \d)/.test(before)) return null;
  return { message: 'rule-log', values: {}, ...rest, packet };
}

/** net/netfilter/nf_conntrack_proto_tcp.c: `packet (index 3) in dir 0 invalid, state SYN_SENT`, `SEQ is over upper bound 7 (…)` */
function invalidValues(groups: Readonly<Record<string, string | undefined>>): LogValues {
  const reason = groups['reason'] ?? '';
  const number = groups['number'] === undefined ? NUMBERS[groups['name'] ?? ''] : Number(groups['number']);
  const state = /\bstate (\w{4,12})$/.exec(reason)?.[1];
  const limit = /\b(?:upper|lower) bound (\d{1,10})\b/.exec(reason)?.[1];
  return {
    reason,
    ...(number !== undefined && { protocolNumber: number }),
    ...(state !== undefined && { state }),
    ...(limit !== undefined && { limit: Number(limit) }),
  };
}
