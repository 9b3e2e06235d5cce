import fc, { type Arbitrary } from 'fast-check';
import { at, directions, flag, type Part, plain, setName, v4 } from './context.ts';
import { dscpClass } from './matches.packet.ts';
import { dnat, masquerade, netmap, redirect, snat, tproxy } from './targets.nat.ts';
import { device, hex, host, line, mark, mask32, maybe, number, oneOf, quoted, text } from './words.ts';

const REJECT4 = [
  'icmp-net-unreachable',
  'icmp-host-unreachable',
  'icmp-proto-unreachable',
  'icmp-port-unreachable',
  'icmp-net-prohibited',
  'icmp-host-prohibited',
  'icmp-admin-prohibited',
  'host-unreach',
  'port-unreach',
];

const REJECT6 = [
  'icmp6-no-route',
  'no-route',
  'icmp6-adm-prohibited',
  'adm-prohibited',
  'icmp6-addr-unreachable',
  'icmp6-port-unreachable',
  'icmp6-policy-fail',
  'icmp6-reject-route',
];

const reject: Part = context => {
  if (context.table !== 'filter' || !at(context, 'INPUT', 'FORWARD', 'OUTPUT')) return null;
  const kinds = v4(context) ? REJECT4 : REJECT6;
  return maybe(
    line('--reject-with', oneOf(...kinds, ...(context.protocol === 'tcp' ? ['tcp-reset', 'tcp-reset'] : []))),
    0.8,
  );
};

const nfqueue: Part = () =>
  fc.oneof(
    line(maybe(line('--queue-num', number(0, 65535)), 0.8), flag('--queue-bypass')),
    line(
      '--queue-balance',
      oneOf('0:3', '1:2', '100:65534'),
      flag('--queue-bypass'),
      flag('--queue-cpu-fanout'),
    ),
  );

const LEVELS = [
  '0',
  '1',
  '4',
  '7',
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'crit',
  'alert',
  'emerg',
  'panic',
];

const log: Part = () =>
  line(
    maybe(line('--log-prefix', text(29).map(quoted)), 0.7),
    maybe(line('--log-level', oneOf(...LEVELS)), 0.5),
    flag('--log-tcp-sequence', 0.2),
    flag('--log-tcp-options', 0.2),
    flag('--log-ip-options', 0.2),
    flag('--log-uid', 0.2),
    flag('--log-macdecode', 0.2),
  );

const nflog: Part = () =>
  line(
    maybe(
      line(
        '--nflog-prefix',
        text(63)
          .filter(value => value !== '')
          .map(quoted),
      ),
      0.6,
    ),
    maybe(line('--nflog-group', number(0, 65535)), 0.6),
    maybe(oneOf('--nflog-size 64', '--nflog-range 96', '--nflog-size 0'), 0.3),
    maybe(line('--nflog-threshold', number(1, 100)), 0.3),
  );

const setMark: Part = () =>
  fc.oneof(
    line(oneOf('--set-xmark', '--set-mark'), mark),
    line(oneOf('--and-mark', '--or-mark', '--xor-mark'), mask32),
    oneOf('--set-xmark 0x4000/0x4000', '--set-xmark 0x4000/0x0', '--or-mark 0x4000'),
  );

const connmark: Part = context => {
  const copies = context.table === 'mangle' ? ['--save-mark', '--restore-mark'] : ['--save-mark'];
  const masks = fc.oneof(plain, line('--nfmask', mask32, '--ctmask', mask32), line('--mask', mask32));
  return fc.oneof(
    line(oneOf('--set-xmark', '--set-mark'), mark),
    line(oneOf('--and-mark', '--or-mark', '--xor-mark'), mask32),
    line(oneOf(...copies), masks),
    line(oneOf(...copies), masks),
  );
};

const EVENTS = ['new', 'related', 'destroy', 'reply', 'assured', 'protoinfo', 'helper', 'mark'];

const ct: Part = context =>
  context.table === 'raw'
    ? fc.oneof(
        fc.constant('--notrack'),
        line(
          maybe(
            line(
              '--ctevents',
              fc.shuffledSubarray(EVENTS, { minLength: 1, maxLength: 4 }).map(list => list.join(',')),
            ),
            0.5,
          ),
          maybe(fc.constant('--expevents new'), 0.3),
          fc.oneof(
            plain,
            line(
              oneOf('--zone', '--zone-orig', '--zone-reply'),
              fc.oneof(number(1, 65535), fc.constant('mark')),
            ),
          ),
          context.protocol === 'tcp' ? maybe(fc.constant('--helper ftp'), 0.1) : '',
        ).filter(words => words !== ''),
      )
    : null;

const tcpmss: Part = context =>
  context.protocol === 'tcp' && context.table === 'mangle' && at(context, 'FORWARD', 'OUTPUT', 'POSTROUTING')
    ? fc.oneof(line('--set-mss', number(1, 65495)), fc.constant('--clamp-mss-to-pmtu'))
    : null;

const setTarget: Part = context =>
  fc.oneof(
    line('--add-set', setName, directions, flag('--exist'), maybe(line('--timeout', number(0, 86400)), 0.4)),
    line('--del-set', setName, directions),
    ...(context.table === 'mangle' && at(context, 'FORWARD', 'OUTPUT', 'POSTROUTING')
      ? [
          line(
            '--map-set',
            setName,
            directions,
            flag('--map-mark', 0.7),
            flag('--map-prio'),
            flag('--map-queue'),
          ).filter(
            words =>
              words.includes('--map-mark') || words.includes('--map-prio') || words.includes('--map-queue'),
          ),
        ]
      : []),
  );

const mangled =
  (part: Arbitrary<string>): Part =>
  context =>
    context.table === 'mangle' ? part : null;

const tuple = fc
  .shuffledSubarray(['src', 'dst', 'sport', 'dport', 'ct'], { minLength: 1, maxLength: 4 })
  .map(list => list.join(','));

/** The tool takes a tuple or the parts, not both: "can only be used once". */
const hmark: Part = context => {
  if (context.table !== 'mangle' || !at(context, 'PREROUTING', 'OUTPUT', 'FORWARD', 'POSTROUTING'))
    return null;
  const longest = v4(context) ? 32 : 128;
  const parts = line(
    line('--hmark-src-prefix', number(1, longest)),
    maybe(line('--hmark-dst-prefix', number(1, longest))),
    maybe(line('--hmark-proto-mask', hex(0xff)), 0.3),
    maybe(
      fc.oneof(
        line('--hmark-sport-mask', hex(0xffff), maybe(line('--hmark-dport-mask', hex(0xffff)))),
        line('--hmark-spi-mask', hex(0xffff)),
      ),
      0.4,
    ),
  );
  return line(
    fc.oneof(line('--hmark-tuple', tuple), parts),
    line('--hmark-mod', number(1, 100000)),
    maybe(line('--hmark-offset', number(1, 100000)), 0.6),
    line('--hmark-rnd', hex(0xffffffff)),
  );
};

const synproxy: Part = context =>
  context.protocol === 'tcp' && context.table === 'filter' && at(context, 'INPUT', 'FORWARD')
    ? line(
        flag('--sack-perm', 0.5),
        flag('--timestamp', 0.5),
        maybe(line('--wscale', number(0, 14))),
        maybe(line('--mss', number(1, 65535))),
        flag('--ecn', 0.1),
      )
    : null;

/** Every target of the issue that is an extension, under the name behind `-j`. */
export const TARGETS: Readonly<Record<string, Part>> = {
  ACCEPT: () => plain,
  DROP: ({ table }) => (table === 'nat' ? null : plain),
  RETURN: () => plain,
  QUEUE: () => plain,
  REJECT: reject,
  NFQUEUE: nfqueue,
  LOG: log,
  NFLOG: nflog,
  MARK: setMark,
  CONNMARK: connmark,
  MASQUERADE: masquerade,
  SNAT: snat,
  DNAT: dnat,
  REDIRECT: redirect,
  NETMAP: netmap,
  TPROXY: tproxy,
  CT: ct,
  NOTRACK: ({ table }) => (table === 'raw' ? plain : null),
  TCPMSS: tcpmss,
  CHECKSUM: mangled(fc.constant('--checksum-fill')),
  SET: setTarget,
  TRACE: ({ table }) => (table === 'raw' ? plain : null),
  DSCP: mangled(
    fc.oneof(
      line('--set-dscp', number(0, 63)),
      line('--set-dscp', hex(63)),
      line('--set-dscp-class', dscpClass),
    ),
  ),
  TTL: context =>
    v4(context) && context.table === 'mangle'
      ? fc.oneof(line('--ttl-set', number(0, 255)), line(oneOf('--ttl-inc', '--ttl-dec'), number(1, 255)))
      : null,
  HL: context =>
    !v4(context) && context.table === 'mangle'
      ? fc.oneof(line('--hl-set', number(0, 255)), line(oneOf('--hl-inc', '--hl-dec'), number(1, 255)))
      : null,
  CLASSIFY: context =>
    context.table === 'mangle' && at(context, 'OUTPUT', 'FORWARD', 'POSTROUTING')
      ? line('--set-class', oneOf('1:1', 'ffff:ffff', '10:20', '0:1', 'a:b'))
      : null,
  AUDIT: () => line('--type', oneOf('accept', 'drop', 'reject')),
  SYNPROXY: synproxy,
  TEE: context =>
    context.table === 'mangle'
      ? line(
          '--gateway',
          host(context.family).filter(address => !/^[0:.]*$/.test(address)),
          maybe(
            line(
              '--oif',
              device.filter(name => !name.includes('+')),
            ),
            0.3,
          ),
        )
      : null,
  HMARK: hmark,
};
