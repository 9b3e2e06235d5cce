import fc, { type Arbitrary } from 'fast-check';
import { type Context, directions, setName } from './context.ts';
import { line, mask32, maybe, net, not, number, oneOf, option, ports, range, some } from './words.ts';

const CT_STATES = ['INVALID', 'NEW', 'ESTABLISHED', 'RELATED', 'UNTRACKED', 'SNAT', 'DNAT'];

const CT_STATUS = ['EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED'];

export function conntrack({ family }: Context): Arbitrary<string> {
  const state = option('--ctstate', some(7, ...CT_STATES));
  const address = oneOf('--ctorigsrc', '--ctorigdst', '--ctreplsrc', '--ctrepldst').chain(flag =>
    option(flag, net(family)),
  );
  const ctports = oneOf('--ctorigsrcport', '--ctorigdstport', '--ctreplsrcport', '--ctrepldstport').chain(
    flag => option(flag, ports),
  );
  const other = fc.oneof(
    option('--ctproto', oneOf('tcp', 'udp', '6', '132', '50', 'icmp')),
    option('--ctstatus', fc.oneof(some(4, ...CT_STATUS), fc.constant('NONE'))),
    option('--ctexpire', range(86400)),
    option('--ctdir', oneOf('ORIGINAL', 'REPLY'), false),
  );
  return fc.oneof(
    { arbitrary: state, weight: 5 },
    { arbitrary: fc.oneof(address, ctports, other), weight: 4 },
    { arbitrary: line(state, address, other), weight: 1 },
    { arbitrary: line(address, ctports, other), weight: 1 },
  );
}

export const setMatch = (): Arbitrary<string> =>
  line(
    not,
    '--match-set',
    setName,
    directions,
    maybe(fc.constant('--return-nomatch'), 0.15),
    maybe(line(not, '--update-counters'), 0.15),
    maybe(line(not, '--update-subcounters'), 0.15),
    maybe(oneOf('--packets-eq 5', '! --packets-eq 6', '--packets-lt 7', '--packets-gt 8'), 0.15),
    maybe(oneOf('--bytes-eq 5', '! --bytes-eq 6', '--bytes-lt 70000000000', '--bytes-gt 8'), 0.15),
  );

export const statistic = (): Arbitrary<string> => {
  const odds = fc.oneof(
    oneOf('0', '1', '0.5', '0.33333333349', '0.3333333333', '0.25000000000', '0.00000000047', '0.1'),
    fc.integer({ min: 1, max: 0x7fffffff }).map(share => (share / 0x80000000).toFixed(11)),
  );
  return fc.oneof(
    line('--mode random', not, '--probability', odds),
    fc.integer({ min: 1, max: 65535 }).chain(every =>
      line(
        '--mode nth',
        not,
        `--every ${every}`,
        fc.nat({ max: every - 1 }).map(packet => `--packet ${packet}`),
      ),
    ),
  );
};

/** The kernel refuses rates whose burst would overflow its credits: few a day, many a second. */
const rate: Arbitrary<string> = fc
  .oneof(
    line(number(1, 10000), oneOf('second', 'sec', 's')),
    line(number(1, 1000), oneOf('minute', 'm', 'min')),
    line(number(3, 60), oneOf('hour', 'day', 'h', 'd')),
  )
  .map(words => words.replace(' ', '/'));

const burst = oneOf('1', '5', '7', '9');

export const limit = (): Arbitrary<string> =>
  line(maybe(line('--limit', rate), 0.85), maybe(line('--limit-burst', burst), 0.6));

const bytesRate = line(number(20, 900), oneOf('b', 'kb', 'mb')).map(words => `${words.replace(' ', '')}/s`);

const hashMode = some(4, 'srcip', 'srcport', 'dstip', 'dstport');

export function hashlimit({ family }: Context): Arbitrary<string> {
  const widest = family === 'ipv4' ? 32 : 128;
  const packets = line(
    oneOf('--hashlimit-upto', '--hashlimit-above', '--hashlimit'),
    rate,
    maybe(line('--hashlimit-burst', burst), 0.6),
  );
  const matched = line(
    oneOf('--hashlimit-upto', '--hashlimit-above'),
    oneOf('10/sec', '100/sec', '7/sec'),
    '--hashlimit-rate-match',
    maybe(line('--hashlimit-rate-interval', number(1, 100))),
  );
  const bytes = line(
    oneOf('--hashlimit-upto', '--hashlimit-above'),
    fc.oneof(bytesRate, oneOf('900b/s --hashlimit-burst 4000b', '9kb/s --hashlimit-burst 2000kb')),
  );
  // A table of the kernel is known by its name, and keeps the kind of rate that it was made with.
  const named = (kind: string) =>
    fc.nat({ max: 7 }).map(index => `--hashlimit-name ${kind}${index}${'_long'.repeat(index % 3)}`);
  return line(
    fc.oneof(
      { arbitrary: line(packets, named('h')), weight: 6 },
      { arbitrary: line(bytes, named('bytes')), weight: 2 },
      { arbitrary: line(matched, named('match')), weight: 1 },
    ),
    maybe(line('--hashlimit-mode', hashMode), 0.7),
    maybe(line('--hashlimit-srcmask', number(1, widest)), 0.2),
    maybe(line('--hashlimit-dstmask', number(1, widest)), 0.2),
    maybe(line('--hashlimit-htable-size', number(1, 2000)), 0.3),
    maybe(line('--hashlimit-htable-max', number(2001, 60000)), 0.3),
    maybe(line('--hashlimit-htable-expire', number(1000, 100000)), 0.3),
    maybe(line('--hashlimit-htable-gcinterval', number(100, 5000)), 0.3),
  );
}

export const connlimit = ({ family }: Context): Arbitrary<string> =>
  line(
    oneOf('--connlimit-above', '--connlimit-upto'),
    number(0, 100000),
    maybe(line('--connlimit-mask', number(0, family === 'ipv4' ? 32 : 128))),
    maybe(oneOf('--connlimit-saddr', '--connlimit-daddr')),
  );

export const recent = ({ family }: Context): Arbitrary<string> => {
  const seen = line(
    not,
    oneOf('--rcheck', '--update'),
    maybe(line('--seconds', number(1, 86400), maybe(fc.constant('--reap'), 0.3))),
    maybe(line('--hitcount', number(1, 20))),
    maybe(fc.constant('--rttl'), 0.2),
  );
  return line(
    fc.oneof(line(not, '--set'), line(not, '--remove'), seen, seen),
    maybe(
      fc.nat({ max: 11 }).map(index => `--name r${index}${'-long'.repeat(index % 4)}`),
      0.7,
    ),
    maybe(oneOf('--rsource', '--rdest'), 0.5),
    maybe(
      line(
        '--mask',
        family === 'ipv4'
          ? oneOf('255.255.255.0', '255.255.255.255', '255.0.0.0')
          : oneOf('ffff:ffff::', 'ffff::'),
      ),
      0.3,
    ),
  );
};

export function cluster(): Arbitrary<string> {
  return fc.integer({ min: 1, max: 32 }).chain(nodes =>
    line(
      `--cluster-total-nodes ${nodes}`,
      fc.oneof(
        // A node is printed as a mask, and of masks the tool takes those up to 32 only.
        option('--cluster-local-node', number(1, Math.min(nodes, 6))),
        option(
          '--cluster-local-nodemask',
          fc.integer({ min: 1, max: Math.min(32, 2 ** nodes - 1) }).map(mask => `0x${mask.toString(16)}`),
        ),
      ),
      line('--cluster-hash-seed', mask32),
    ),
  );
}
