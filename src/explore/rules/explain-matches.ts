import type { Match, RuleOption } from '../../engine/model/ruleset.ts';
import { LIMITS } from './explain-limits.ts';
import {
  elsewhere,
  given,
  hex,
  isBit,
  listed,
  markOf,
  not,
  plain,
  ranged,
  type SayOption,
  said,
} from './explain-parts.ts';
import type { Said } from './explained.ts';

/** A test on the packet's or the connection's mark: whole, one bit, or under a mask. */
function marked(field: 'packet' | 'connection' | 'realm'): SayOption {
  return ({ values, negated }) => {
    const mark = markOf(values[0] ?? '');
    if (!mark) return undefined;
    const { value, mask } = mark;
    if (mask === 0xffffffff) return said('mark', { field, v: hex(value), ...not(negated) });
    if (value === mask && isBit(value)) return said('mark.bit', { field, v: hex(value), ...not(negated) });
    return said('mark.masked', { field, v: hex(value), m: hex(mask), ...not(negated) });
  };
}

/** Each state, and what it is. */
const states: SayOption = ({ values, negated }) => {
  const names = (values[0] ?? '').split(',');
  return [
    said('ctstate', { v: names.join(', '), ...not(negated) }),
    ...names.filter(name => STATES.includes(name)).map(name => said(`state.${name}`)),
  ];
};
const STATES = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED', 'SNAT', 'DNAT'];

/** Types of ICMP by the names that iptables takes (extensions/libxt_icmp.h): the common ones. */
const ICMP: Readonly<Record<string, string>> = {
  '0': 'echo-reply',
  '3': 'destination-unreachable',
  '3/0': 'network-unreachable',
  '3/1': 'host-unreachable',
  '3/3': 'port-unreachable',
  '3/4': 'fragmentation-needed',
  '5': 'redirect',
  '8': 'echo-request',
  '11': 'time-exceeded',
  '12': 'parameter-problem',
};
const ICMP6: Readonly<Record<string, string>> = {
  '1': 'destination-unreachable',
  '2': 'packet-too-big',
  '3': 'time-exceeded',
  '4': 'parameter-problem',
  '128': 'echo-request',
  '129': 'echo-reply',
  '133': 'router-solicitation',
  '134': 'router-advertisement',
  '135': 'neighbour-solicitation',
  '136': 'neighbour-advertisement',
  '137': 'redirect',
};

function icmp(names: Readonly<Record<string, string>>): SayOption {
  return ({ values, negated }) => {
    const [value = ''] = values;
    if (value === 'any') return said('icmp.any', not(negated));
    const name = Object.hasOwn(names, value) ? names[value] : undefined;
    return said('icmp.type', { v: name === undefined ? value : `${value} (${name})`, ...not(negated) });
  };
}

/** `--syn` is kept as the flags that it stands for. */
const tcpFlags: SayOption = ({ values, negated }) => {
  const [mask = '', set = ''] = values;
  if (mask === 'FIN,SYN,RST,ACK' && set === 'SYN') return said('tcp.syn', not(negated));
  if (set === 'NONE') return said('tcp.flagsNone', { m: listed(mask), ...not(negated) });
  return said('tcp.flags', { m: listed(mask), v: listed(set), ...not(negated) });
};

/** Kinds of addresses, and what is known by the name of the commonest: an address of this host. */
function addressType(side: 'src' | 'dst'): SayOption {
  return ({ values, negated }) => {
    const [value = ''] = values;
    if (value === 'LOCAL') return said('addrtype.local', { side, ...not(negated) });
    return said('addrtype', { side, v: listed(value), ...not(negated) });
  };
}

function range(side: 'src' | 'dst'): SayOption {
  return ({ values, negated }) => {
    const [from = '', to = ''] = (values[0] ?? '').split('-');
    return said('iprange', { side, from, to, ...not(negated) });
  };
}

const policy: SayOption = ({ values }, options) => {
  const kind = given(options, '--pol');
  const dir = values[0];
  if ((dir !== 'in' && dir !== 'out') || (kind !== 'ipsec' && kind !== 'none')) return undefined;
  return said(`policy.${dir}.${kind}`);
};

const ports = { '--sport': ranged('sport'), '--dport': ranged('dport') };

type Options = Readonly<Record<string, SayOption>>;

/** By match and option, what is said. */
const MATCHES: Readonly<Record<string, Options>> = {
  ...LIMITS,
  comment: { '--comment': plain('comment') },
  conntrack: {
    '--ctstate': states,
    '--ctproto': plain('ctproto'),
    '--ctorigsrc': plain('ctorigsrc'),
    '--ctorigdst': plain('ctorigdst'),
    '--ctreplsrc': plain('ctreplsrc'),
    '--ctrepldst': plain('ctrepldst'),
    '--ctorigsrcport': ranged('ctorigsrcport'),
    '--ctorigdstport': ranged('ctorigdstport'),
    '--ctreplsrcport': ranged('ctreplsrcport'),
    '--ctrepldstport': ranged('ctrepldstport'),
    '--ctstatus': ({ values, negated }) => said('ctstatus', { v: listed(values[0] ?? ''), ...not(negated) }),
    '--ctexpire': ranged('ctexpire'),
    '--ctdir': ({ values, negated }) => said('ctdir', { dir: values[0] ?? '', ...not(negated) }),
  },
  state: { '--state': states },
  connmark: { '--mark': marked('connection') },
  mark: { '--mark': marked('packet') },
  connlabel: { '--label': plain('connlabel'), '--set': () => said('connlabel.set') },
  helper: { '--helper': plain('helper') },
  ipvs: {
    '--ipvs': ({ negated }) => said('ipvs', not(negated)),
    '--vproto': plain('ipvs.vproto'),
    '--vaddr': plain('ipvs.vaddr'),
    '--vport': ranged('ipvs.vport'),
    '--vdir': ({ values, negated }) => said('ctdir', { dir: values[0] ?? '', ...not(negated) }),
    '--vmethod': plain('ipvs.vmethod'),
    '--vportctl': ranged('ipvs.vportctl'),
  },
  socket: {
    '--transparent': () => said('socket.transparent'),
    '--nowildcard': () => said('socket.nowildcard'),
    '--restore-skmark': () => said('socket.restore'),
  },
  owner: {
    '--socket-exists': ({ negated }) => said('owner.exists', not(negated)),
    '--uid-owner': plain('owner.uid'),
    '--gid-owner': plain('owner.gid'),
    '--suppl-groups': () => said('owner.groups'),
  },
  cgroup: { '--path': plain('cgroup.path'), '--cgroup': plain('cgroup.id') },
  tcp: { ...ports, '--tcp-option': plain('tcp.option'), '--tcp-flags': tcpFlags },
  udp: ports,
  udplite: ports,
  sctp: ports,
  dccp: ports,
  multiport: { '--sports': ranged('sports'), '--dports': ranged('dports'), '--ports': ranged('ports') },
  icmp: { '--icmp-type': icmp(ICMP) },
  icmp6: { '--icmpv6-type': icmp(ICMP6) },
  tcpmss: { '--mss': ranged('tcpmss') },
  addrtype: {
    '--src-type': addressType('src'),
    '--dst-type': addressType('dst'),
    '--limit-iface-in': () => said('addrtype.in'),
    '--limit-iface-out': () => said('addrtype.out'),
  },
  iprange: { '--src-range': range('src'), '--dst-range': range('dst') },
  mac: { '--mac-source': plain('mac') },
  physdev: {
    '--physdev-is-in': ({ negated }) => said('physdev.isIn', not(negated)),
    '--physdev-in': plain('physdev.in'),
    '--physdev-is-out': ({ negated }) => said('physdev.isOut', not(negated)),
    '--physdev-out': plain('physdev.out'),
    '--physdev-is-bridged': ({ negated }) => said('physdev.isBridged', not(negated)),
  },
  policy: {
    '--dir': policy,
    '--pol': elsewhere,
    '--strict': () => said('policy.strict'),
    '--reqid': plain('policy.reqid'),
    '--spi': plain('policy.spi'),
    '--proto': plain('policy.proto'),
    '--mode': plain('policy.mode'),
    '--tunnel-src': plain('policy.tunnelSrc'),
    '--tunnel-dst': plain('policy.tunnelDst'),
    '--next': () => said('policy.next'),
  },
  rpfilter: {
    '--loose': () => said('rpfilter.loose'),
    '--validmark': () => said('rpfilter.validmark'),
    '--accept-local': () => said('rpfilter.acceptLocal'),
    '--invert': elsewhere,
  },
  pkttype: { '--pkt-type': plain('pkttype') },
  realm: { '--realm': marked('realm') },
  cluster: {
    '--cluster-total-nodes': elsewhere,
    '--cluster-hash-seed': elsewhere,
    '--cluster-local-nodemask': ({ values, negated }, options) =>
      said('cluster', {
        v: values[0] ?? '',
        n: given(options, '--cluster-total-nodes') ?? '?',
        seed: given(options, '--cluster-hash-seed') ?? '?',
        ...not(negated),
      }),
  },
  length: { '--length': ranged('length') },
  string: {
    '--string': plain('string'),
    '--hex-string': plain('string.hex'),
    '--algo': plain('string.algo'),
    '--from': plain('string.from'),
    '--to': plain('string.to'),
    '--icase': () => said('string.icase'),
  },
  u32: { '--u32': plain('u32') },
  bpf: { '--bytecode': plain('bpf'), '--object-pinned': plain('bpf.pinned') },
  dscp: { '--dscp': plain('dscp') },
  ttl: {
    '--ttl-eq': compared('eq', 'TTL'),
    '--ttl-lt': compared('lt', 'TTL'),
    '--ttl-gt': compared('gt', 'TTL'),
  },
  hl: {
    '--hl-eq': compared('eq', 'hop limit'),
    '--hl-lt': compared('lt', 'hop limit'),
    '--hl-gt': compared('gt', 'hop limit'),
  },
};

function compared(how: 'eq' | 'lt' | 'gt', field: string): SayOption {
  return ({ values, negated }) => said(`ttl.${how}`, { field, v: values[0] ?? '', ...not(negated) });
}

/** What a match says by being there, before its options. */
function headOf({ name, options }: Match): Said[] {
  if (name === 'socket') return [said('socket')];
  if (name === 'rpfilter') return [said('rpfilter', not(options.some(({ flag }) => flag === '--invert')))];
  return [];
}

/** Everything that is known of a match; empty where nobody explains it. */
export function sayMatch(match: Match): Said[] {
  const known = MATCHES[match.name];
  if (!known || match.text !== null) return [];
  return [...headOf(match), ...sayOptions(known, match.options)];
}

/** What each option says; what nobody explains is named. */
export function sayOptions(known: Options, options: readonly RuleOption[]): Said[] {
  return options.flatMap(option => {
    const sentences = known[option.flag]?.(option, options);
    if (sentences === null) return [];
    if (sentences === undefined)
      return [said('unexplained', { v: [option.flag, ...option.values].join(' ') })];
    return Array.isArray(sentences) ? (sentences as readonly Said[]) : [sentences as Said];
  });
}
