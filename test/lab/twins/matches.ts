import fc from 'fast-check';
import { ACCOUNTS, at, type Part, ported, v4 } from './context.ts';
import {
  cluster,
  connlimit,
  conntrack,
  hashlimit,
  limit,
  recent,
  setMatch,
  statistic,
} from './matches.connection.ts';
import {
  BYTECODE,
  dscpClass,
  hops,
  ICMP4,
  ICMP6,
  PORT_LIST,
  portOption,
  string,
  tcp,
  U32,
} from './matches.packet.ts';
import { addrtype, cgroup, mac, owner, physdev, policy, time } from './matches.place.ts';
import {
  comment,
  hex,
  host,
  line,
  mark,
  maybe,
  number,
  oneOf,
  option,
  quoted,
  range,
  some,
  span,
} from './words.ts';

/** Every match of the issue, under the name behind `-m`. */
export const MATCHES: Readonly<Record<string, Part>> = {
  comment: () => line('--comment', comment.map(quoted)),
  conntrack,
  state: () => option('--state', some(5, 'INVALID', 'NEW', 'ESTABLISHED', 'RELATED', 'UNTRACKED')),
  mark: () => option('--mark', mark),
  connmark: () => option('--mark', mark),
  multiport: context =>
    ported(context) ? option('', line(oneOf('--sports', '--dports', '--ports'), PORT_LIST)) : null,
  tcp: ({ protocol }) => (protocol === 'tcp' ? tcp() : null),
  udp: ({ protocol }) =>
    protocol === 'udp' ? line(maybe(portOption('--sport'), 0.4), maybe(portOption('--dport'), 0.7)) : null,
  icmp: context =>
    v4(context) && context.protocol === 'icmp' ? option('--icmp-type', oneOf(...ICMP4)) : null,
  icmp6: context =>
    !v4(context) && context.protocol === 'ipv6-icmp' ? option('--icmpv6-type', oneOf(...ICMP6)) : null,
  addrtype,
  set: setMatch,
  statistic,
  limit,
  hashlimit,
  connlimit,
  recent,
  physdev,
  owner,
  mac,
  iprange: ({ family }) =>
    fc.oneof(
      option('--src-range', span(family)),
      option('--dst-range', fc.oneof(span(family), host(family))),
      line(option('--src-range', span(family)), option('--dst-range', span(family))),
    ),
  length: () => option('--length', range(65535)),
  tcpmss: ({ protocol }) => (protocol === 'tcp' ? option('--mss', range(65535)) : null),
  string,
  u32: () => option('--u32', oneOf(...U32).map(quoted)),
  ipvs: () => option('--vproto', oneOf('tcp', 'udp')),
  rpfilter: context =>
    context.hook === 'PREROUTING' && (context.table === 'raw' || context.table === 'mangle')
      ? line(
          ...['--loose', '--validmark', '--accept-local', '--invert'].map(flag =>
            maybe(fc.constant(flag), 0.4),
          ),
        )
      : null,
  socket: context =>
    at(context, 'PREROUTING', 'INPUT')
      ? line(
          ...['--nowildcard', '--transparent', '--restore-skmark'].map(flag => maybe(fc.constant(flag), 0.4)),
        )
      : null,
  time,
  policy,
  pkttype: () => option('--pkt-type', oneOf('unicast', 'broadcast', 'multicast')),
  cgroup,
  nfacct: () => line('--nfacct-name', oneOf(...ACCOUNTS)),
  bpf: () => line('--bytecode', oneOf(...BYTECODE).map(quoted)),
  dscp: () =>
    fc.oneof(option('--dscp', number(0, 63)), option('--dscp', hex(63)), option('--dscp-class', dscpClass)),
  ttl: context => (v4(context) ? hops('ttl') : null),
  hl: context => (v4(context) ? null : hops('hl')),
  // Realm 0 has a name in the files of iproute2.
  realm: context =>
    v4(context) && context.hook !== 'PREROUTING'
      ? option('--realm', oneOf('1', '0x10', '5/0xff', '255', '10', '0x1/0xffff'))
      : null,
  cluster,
};
