import type { RuleOption } from '../../model/ruleset.ts';
import type { Context, Extension } from './extension.ts';
import { extension, find, flag, one, string, two, withDefault, withoutDefault } from './extension.ts';
import { finishDscp } from './packets.ts';
import {
  address,
  dashedPorts,
  fullMark,
  hex,
  hexOf,
  lower,
  named,
  network,
  number,
  ordered,
  parseNumber,
  splitMark,
  typeOfService,
} from './values.ts';

const CT_EVENTS = 'new related destroy reply assured protoinfo helper mark natseqinfo secmark'.split(' ');

const REJECT4: Readonly<Record<string, string>> = {
  'net-unreach': 'icmp-net-unreachable',
  'host-unreach': 'icmp-host-unreachable',
  'proto-unreach': 'icmp-proto-unreachable',
  'port-unreach': 'icmp-port-unreachable',
  'net-prohib': 'icmp-net-prohibited',
  'host-prohib': 'icmp-host-prohibited',
  'admin-prohib': 'icmp-admin-prohibited',
  'tcp-rst': 'tcp-reset',
};
const REJECT6: Readonly<Record<string, string>> = {
  'no-route': 'icmp6-no-route',
  'adm-prohibited': 'icmp6-adm-prohibited',
  'addr-unreach': 'icmp6-addr-unreachable',
  'port-unreach': 'icmp6-port-unreachable',
  'policy-fail': 'icmp6-policy-fail',
  'reject-route': 'icmp6-reject-route',
  'tcp-rst': 'tcp-reset',
};

function rejectWith(value: string, context: Context): string {
  return named(context.family === 'ipv6' ? REJECT6 : REJECT4)(value, context);
}

const LOG_LEVELS = {
  emerg: '0',
  panic: '0',
  alert: '1',
  crit: '2',
  err: '3',
  error: '3',
  warning: '4',
  warn: '4',
  notice: '5',
  info: '6',
  debug: '7',
};

/** The ways to set a mark, in the one that iptables-save knows: value and mask of `--set-xmark` (libxt_MARK.c). */
function setXmark(option: RuleOption): RuleOption {
  const parts = splitMark(option.values[0] ?? '');
  if (!parts) return option;
  const { value, mask } = parts;
  const xmark = {
    '--set-mark': [value, value | mask],
    '--set-xmark': [value, mask],
    '--or-mark': [value, value],
    '--xor-mark': [value, 0],
    '--and-mark': [0, ~value],
  }[option.flag];
  if (!xmark) return option;
  const [bits, of] = xmark as [number, number];
  return { flag: '--set-xmark', negated: false, values: [`0x${hexOf(bits)}/0x${hexOf(of)}`] };
}

const setsMark = (options: readonly RuleOption[]) => options.map(setXmark);

/** `--save-mark --mask 0xff` is `--save-mark --nfmask 0xff --ctmask 0xff`; without a mask it is all ones, written out. */
function finishConnmark(options: readonly RuleOption[]): readonly RuleOption[] {
  const done = setsMark(options);
  if (!find(done, '--save-mark') && !find(done, '--restore-mark')) return done;
  const mask = find(done, '--mask')?.values[0] ?? '0xffffffff';
  const rest = done.filter(option => option.flag !== '--mask');
  return withDefault(withDefault(rest, '--nfmask', mask), '--ctmask', mask);
}

/** `--and-tos`, `--or-tos`, `--xor-tos` as `--set-tos VALUE/MASK` (libxt_TOS.c); one value alone has the mask 0xff. */
function finishTos(options: readonly RuleOption[]): readonly RuleOption[] {
  return options.map(option => {
    const value = parseNumber(option.values[0] ?? '');
    const bits = {
      '--and-tos': [0, 255 - (value ?? 0)],
      '--or-tos': [value, value],
      '--xor-tos': [value, 0],
    }[option.flag];
    if (!bits || value === null) return option;
    const text = bits.map(part => `0x${(part as number).toString(16).padStart(2, '0')}`).join('/');
    return { flag: '--set-tos', negated: false, values: [text] };
  });
}

const BITS = [
  one('--set-xmark', fullMark),
  one('--set-mark', fullMark),
  one('--and-mark'),
  one('--or-mark'),
  one('--xor-mark'),
];

const NAT_FLAGS = [flag('--random'), flag('--random-fully'), flag('--persistent')];

/** `10.0.0.5-10.0.0.9:8443`, `[fd00::5]:53`, `:8080`: addresses as iptables writes them, the rest as it is. */
function natRange(value: string): string {
  const parts =
    /^(?:\[([^\]]{2,91})\]|([^:]{0,60}|[\da-fA-F:.]{2,45}(?:-[\da-fA-F:.]{2,45})?))(:[\w/-]{1,40})?$/.exec(
      value,
    );
  if (!parts) return value;
  const host = parts[1] ?? parts[2] ?? '';
  const [from = '', to] = host.split('-');
  const text =
    to === undefined || address(from) === address(to) ? address(from) : `${address(from)}-${address(to)}`;
  return `${parts[1] === undefined ? text : `[${text}]`}${(parts[3] ?? '').replace(/^:(\d+)-\1$/, ':$1')}`;
}

function finishReject(options: readonly RuleOption[], { family }: Context): readonly RuleOption[] {
  return withDefault(
    options,
    '--reject-with',
    family === 'ipv6' ? 'icmp6-port-unreachable' : 'icmp-port-unreachable',
  );
}

function finishTproxy(options: readonly RuleOption[], { family }: Context): readonly RuleOption[] {
  const done = withDefault(options, '--on-ip', family === 'ipv6' ? '::' : '0.0.0.0');
  return withDefault(done, '--tproxy-mark', '0x0/0x0');
}

function finishNfqueue(options: readonly RuleOption[]): readonly RuleOption[] {
  return find(options, '--queue-balance') ? options : withDefault(options, '--queue-num', '0');
}

/** `NAME:MINOR` of tc in hexadecimal, four digits each: `0001:0020`. */
function classId(value: string): string {
  const parts = /^([\da-f]{1,4}):([\da-f]{1,4})$/i.exec(value);
  if (!parts) return value;
  return [parts[1], parts[2]].map(part => (part as string).toLowerCase().padStart(4, '0')).join(':');
}

function hops(name: string): Extension['options'] {
  return [one(`${name}-set`, number), one(`${name}-dec`, number), one(`${name}-inc`, number)];
}

const setName = (value: string) => value;

/** What a rule does with a packet, beyond the targets that have no options. */
export const TARGETS_WITH_OPTIONS: readonly Extension[] = [
  extension('REJECT', [one('--reject-with', rejectWith)], finishReject),
  extension(
    'NFQUEUE',
    [one('--queue-num', number), one('--queue-balance'), flag('--queue-bypass'), flag('--queue-cpu-fanout')],
    finishNfqueue,
  ),
  extension(
    'LOG',
    [
      string('--log-prefix'),
      one('--log-level', named(LOG_LEVELS)),
      flag('--log-tcp-sequence'),
      flag('--log-tcp-options'),
      flag('--log-ip-options'),
      flag('--log-uid'),
      flag('--log-macdecode'),
    ],
    options => withoutDefault(options, '--log-level', '4'),
  ),
  extension(
    'NFLOG',
    [
      string('--nflog-prefix'),
      one('--nflog-group', number),
      one('--nflog-size', number),
      one('--nflog-range', number),
      one('--nflog-threshold', number),
    ],
    options => withoutDefault(withoutDefault(options, '--nflog-group', '0'), '--nflog-threshold', '0'),
  ),
  extension('ULOG', [
    string('--ulog-prefix'),
    one('--ulog-nlgroup', number),
    one('--ulog-cprange', number),
    one('--ulog-qthreshold', number),
  ]),
  extension('MARK', BITS, setsMark),
  extension(
    'CONNMARK',
    [
      ...BITS,
      flag('--save-mark'),
      flag('--restore-mark'),
      one('--mask', hex(1)),
      one('--nfmask', hex(1)),
      one('--ctmask', hex(1)),
      one('--left-shift-mark', number),
      one('--right-shift-mark', number),
    ],
    finishConnmark,
  ),
  extension('MASQUERADE', [one('--to-ports', dashedPorts), flag('--random'), flag('--random-fully')]),
  extension('SNAT', [one('--to-source', natRange), ...NAT_FLAGS]),
  extension('DNAT', [one('--to-destination', natRange), ...NAT_FLAGS]),
  extension('REDIRECT', [one('--to-ports', dashedPorts), flag('--random'), flag('--random-fully')]),
  extension('NETMAP', [one('--to', network)]),
  extension(
    'TPROXY',
    [one('--on-port', number), one('--on-ip', address), one('--tproxy-mark', fullMark)],
    finishTproxy,
  ),
  extension('CT', [
    flag('--notrack'),
    one('--helper'),
    one('--timeout'),
    one('--ctevents', ordered(CT_EVENTS, false)),
    one('--expevents'),
    one('--zone', number),
    one('--zone-orig', number),
    one('--zone-reply', number),
  ]),
  extension('TCPMSS', [one('--set-mss', number), flag('--clamp-mss-to-pmtu')]),
  extension('TCPOPTSTRIP', [one('--strip-options')]),
  extension('CHECKSUM', [flag('--checksum-fill')]),
  extension('SET', [
    two('--add-set', setName, v => v.toLowerCase()),
    two('--del-set', setName, v => v.toLowerCase()),
    two('--map-set', setName, v => v.toLowerCase()),
    flag('--exist'),
    one('--timeout', number),
    flag('--map-mark'),
    flag('--map-prio'),
    flag('--map-queue'),
  ]),
  extension('DSCP', [one('--set-dscp', hex(2)), one('--set-dscp-class')], finishDscp('--set-dscp')),
  extension(
    'TOS',
    [one('--set-tos', typeOfService), one('--and-tos'), one('--or-tos'), one('--xor-tos')],
    finishTos,
  ),
  extension('TTL', hops('--ttl')),
  extension('HL', hops('--hl')),
  extension('CLASSIFY', [one('--set-class', classId)]),
  extension('AUDIT', [one('--type', lower)]),
  extension('SYNPROXY', [
    flag('--sack-perm'),
    flag('--timestamp'),
    one('--wscale', number),
    one('--mss', number),
    flag('--ecn'),
  ]),
  extension('TEE', [one('--gateway', address), one('--oif')]),
  extension('HMARK', [
    one('--hmark-src-prefix', number),
    one('--hmark-dst-prefix', number),
    one('--hmark-sport-mask', hex(4)),
    one('--hmark-dport-mask', hex(4)),
    one('--hmark-spi-mask', hex(8)),
    one('--hmark-sport', hex(4)),
    one('--hmark-dport', hex(4)),
    one('--hmark-spi', hex(8)),
    one('--hmark-proto-mask', hex(2)),
    one('--hmark-rnd', hex(8)),
    one('--hmark-mod', number),
    one('--hmark-offset', number),
    one('--hmark-tuple'),
  ]),
  extension('CONNSECMARK', [flag('--save'), flag('--restore')]),
  extension('SECMARK', [one('--selctx')]),
];

/** Targets without options. */
const PLAIN = ['ACCEPT', 'DROP', 'RETURN', 'QUEUE', 'NOTRACK', 'TRACE'];

export const TARGETS: readonly Extension[] = [
  ...PLAIN.map(name => extension(name, [])),
  ...TARGETS_WITH_OPTIONS,
];
