import fc, { type Arbitrary } from 'fast-check';
import { at, type Context, v4 } from './context.ts';
import { device, hex, line, maybe, net, not, number, oneOf, option, some } from './words.ts';

const TYPES = [
  'UNSPEC',
  'UNICAST',
  'LOCAL',
  'BROADCAST',
  'ANYCAST',
  'MULTICAST',
  'BLACKHOLE',
  'UNREACHABLE',
  'PROHIBIT',
];

const TYPES6 = ['UNICAST', 'LOCAL', 'ANYCAST', 'MULTICAST', 'UNREACHABLE'];

export function addrtype(context: Context): Arbitrary<string> {
  const types = v4(context) ? some(3, ...TYPES) : some(3, ...TYPES6);
  const limits = [
    ...(at(context, 'PREROUTING', 'INPUT', 'FORWARD') ? ['--limit-iface-in'] : []),
    ...(at(context, 'POSTROUTING', 'OUTPUT', 'FORWARD') ? ['--limit-iface-out'] : []),
  ];
  return fc.oneof(
    option('--dst-type', types),
    option('--src-type', types),
    line(option('--src-type', types), option('--dst-type', types)),
    line(option('--dst-type', types), oneOf(...limits)),
  );
}

export function physdev(context: Context): Arbitrary<string> | null {
  if (!at(context, 'PREROUTING', 'INPUT', 'FORWARD', 'POSTROUTING')) return null;
  const out = at(context, 'FORWARD', 'POSTROUTING');
  return line(
    option('--physdev-in', device),
    out ? maybe(option('--physdev-out', device), 0.4) : '',
    maybe(line(not, '--physdev-is-bridged'), 0.3),
    maybe(line(not, '--physdev-is-in'), 0.3),
    out ? maybe(line(not, '--physdev-is-out'), 0.3) : '',
  );
}

export const owner = (context: Context): Arbitrary<string> | null =>
  at(context, 'OUTPUT', 'POSTROUTING')
    ? fc.oneof(
        option('--uid-owner', oneOf('0', '1000', '65534', '1000-2000', '4294967294', 'root', '0-10')),
        option('--gid-owner', oneOf('0', '1000', '65534', '5-7', '33')),
        line(not, '--socket-exists'),
        line(
          '--uid-owner 33',
          option('--gid-owner', oneOf('33', '0-5')),
          maybe(fc.constant('--suppl-groups'), 0.5),
        ),
      )
    : null;

export const mac = (context: Context): Arbitrary<string> | null =>
  at(context, 'PREROUTING', 'INPUT', 'FORWARD')
    ? option(
        '--mac-source',
        fc.array(hexByte, { minLength: 6, maxLength: 6 }).map(bytes => bytes.join(':')),
      )
    : null;

const hexByte = fc.nat({ max: 255 }).map(byte => byte.toString(16).padStart(2, '0'));

export const time = (): Arbitrary<string> =>
  line(
    maybe(fc.nat({ max: 86399 }).map(second => `--timestart ${clock(second)}`)),
    maybe(fc.nat({ max: 86399 }).map(second => `--timestop ${clock(second)}`)),
    maybe(
      oneOf('--datestart 2026-01-02T03:04:05', '--datestart 2030-12-31', '--datestart 1970-01-01T00:00:01'),
      0.3,
    ),
    maybe(oneOf('--datestop 2031-06-07T08:09:10', '--datestop 2038-01-19T03:14:06'), 0.3),
    maybe(option('--weekdays', some(6, 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')), 0.4),
    maybe(option('--monthdays', fc.oneof(some(4, '1', '2', '15', '28', '31'), oneOf('1', '31'))), 0.3),
    maybe(fc.constant('--kerneltz'), 0.3),
  );

const clock = (second: number) =>
  [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60]
    .map(part => String(part).padStart(2, '0'))
    .join(':');

export function policy(context: Context): Arbitrary<string> | null {
  const dirs = [
    ...(at(context, 'PREROUTING', 'INPUT', 'FORWARD') ? ['in'] : []),
    ...(at(context, 'POSTROUTING', 'OUTPUT', 'FORWARD') ? ['out'] : []),
  ];
  const ends = line(
    '--mode tunnel',
    option('--tunnel-src', net(context.family)),
    maybe(option('--tunnel-dst', net(context.family))),
  );
  const element = line(
    maybe(option('--reqid', number(1, 100000)), 0.5),
    maybe(option('--spi', hex(0xffffff)), 0.4),
    maybe(option('--proto', oneOf('esp', 'ah', 'ipcomp')), 0.4),
    maybe(fc.oneof(fc.constant('--mode transport'), fc.constant('--mode tunnel'), ends), 0.5),
  );
  const ipsec = fc.oneof(
    line('--pol ipsec', element),
    line(
      '--pol ipsec --strict',
      line(
        option('--reqid', number(1, 9)),
        element.map(words => words.replace(/(?:! )?--reqid \S+ ?/, '')),
      ),
    ),
    line('--pol ipsec --strict --reqid 1 --next', option('--reqid', number(2, 9))),
  );
  return line('--dir', oneOf(...dirs), fc.oneof(fc.constant('--pol none'), ipsec, ipsec));
}

export const cgroup = (context: Context): Arbitrary<string> | null =>
  at(context, 'INPUT', 'OUTPUT', 'POSTROUTING')
    ? fc.oneof(option('--cgroup', number(0, 4294967295)), option('--path', oneOf('/')))
    : null;
