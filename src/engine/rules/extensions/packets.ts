import type { RuleOption } from '../../model/ruleset.ts';
import { protocolName } from '../protocols.ts';
import type { Extension, OptionKind } from './extension.ts';
import { extension, flag, one, string, withDefault, withoutDefault } from './extension.ts';
import {
  addressRange,
  addressWithMask,
  dscpClass,
  hex,
  lower,
  mark,
  named,
  number,
  ordered,
  parseNumber,
  ports,
  typeOfService,
} from './values.ts';

const ADDRESS_TYPES =
  'UNSPEC UNICAST LOCAL BROADCAST ANYCAST MULTICAST BLACKHOLE UNREACHABLE PROHIBIT THROW NAT XRESOLVE'.split(
    ' ',
  );
const PACKET_TYPES = { host: 'unicast', bcast: 'broadcast', mcast: 'multicast' };

/** `6&0xFF=1` is `0x6&0xff=0x1`: libxt_u32.c writes every number in hexadecimal and no blanks. */
function u32(value: string): string {
  return value.replace(/\s{1,20}/g, '').replace(/\b(?:0x[\da-f]{1,8}|\d{1,10})\b/gi, text => {
    const parsed = parseNumber(text);
    return parsed === null ? text : `0x${parsed.toString(16)}`;
  });
}

/** What a filter of classic BPF is written like: `4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0`. */
function bytecode(value: string): string {
  return value.replace(/\s*,\s*/g, ',').replace(/,$/, '');
}

/** `--dscp-class EF` is `--dscp 0x2e`, in the match and (`--set-dscp-class`) in the target. */
export function finishDscp(name: string): (options: readonly RuleOption[]) => readonly RuleOption[] {
  return options =>
    options.map(option =>
      option.flag === `${name}-class`
        ? { ...option, flag: name, values: option.values.map(dscpClass) }
        : option,
    );
}

/** `--ttl 64` is `--ttl-eq 64`. */
function compared(name: string): OptionKind[] {
  return [one(`${name}-eq`, number, name), one(`${name}-lt`, number), one(`${name}-gt`, number)];
}

/** Bit 2 of four nodes is `--cluster-local-nodemask 0x00000002` (libxt_cluster.c). */
function finishCluster(options: readonly RuleOption[]): readonly RuleOption[] {
  const masked = options.map(option => {
    if (option.flag !== '--cluster-local-node') return option;
    const node = parseNumber(option.values[0] ?? '');
    if (!node || node > 32) return option;
    const mask = `0x${(2 ** (node - 1)).toString(16).padStart(8, '0')}`;
    return { ...option, flag: '--cluster-local-nodemask', values: [mask] };
  });
  return withDefault(masked, '--cluster-hash-seed', '0x00000000');
}

/** Matches on a packet: addresses, devices, header bits, contents; and the comment. */
export const PACKETS: readonly Extension[] = [
  extension('comment', [string('--comment')]),
  extension('addrtype', [
    one('--src-type', ordered(ADDRESS_TYPES)),
    one('--dst-type', ordered(ADDRESS_TYPES)),
    flag('--limit-iface-in'),
    flag('--limit-iface-out'),
  ]),
  extension('iprange', [one('--src-range', addressRange), one('--dst-range', addressRange)]),
  extension('mac', [one('--mac-source', lower)]),
  extension('physdev', [
    flag('--physdev-is-in'),
    one('--physdev-in'),
    flag('--physdev-is-out'),
    one('--physdev-out'),
    flag('--physdev-is-bridged'),
  ]),
  {
    ...extension('policy', [
      one('--dir'),
      one('--pol'),
      flag('--strict'),
      one('--reqid', number),
      one('--spi', hex(1)),
      one('--proto', protocolName),
      one('--mode'),
      one('--tunnel-dst', addressWithMask),
      one('--tunnel-src', addressWithMask),
      flag('--next'),
    ]),
    ordered: true,
  },
  extension('rpfilter', [flag('--loose'), flag('--validmark'), flag('--accept-local'), flag('--invert')]),
  extension('pkttype', [one('--pkt-type', named(PACKET_TYPES))]),
  extension('realm', [one('--realm', mark)]),
  extension('devgroup', [one('--src-group', mark), one('--dst-group', mark)]),
  extension(
    'cluster',
    [
      one('--cluster-local-node', number),
      one('--cluster-local-nodemask', hex(8)),
      one('--cluster-total-nodes', number),
      one('--cluster-hash-seed', hex(8)),
    ],
    finishCluster,
  ),
  extension('length', [one('--length', ports)]),
  extension(
    'string',
    [
      string('--hex-string', 'always'),
      string('--string', 'always'),
      one('--algo'),
      one('--from', number),
      one('--to', number),
      flag('--icase'),
    ],
    options => withoutDefault(withoutDefault(options, '--from', '0'), '--to', '65535'),
  ),
  extension('u32', [string('--u32', 'always', u32)]),
  extension('bpf', [string('--bytecode', 'always', bytecode), one('--object-pinned')]),
  extension('dscp', [one('--dscp', hex(2)), one('--dscp-class')], finishDscp('--dscp')),
  extension('tos', [one('--tos', typeOfService)]),
  extension('ecn', [flag('--ecn-tcp-ece'), flag('--ecn-tcp-cwr'), one('--ecn-ip-ect', number)]),
  extension('ttl', compared('--ttl')),
  extension('hl', compared('--hl')),
];
