import fc, { type Arbitrary } from 'fast-check';
import type { Context } from './context.ts';
import { MATCHES } from './matches.ts';
import { TARGETS } from './targets.ts';
import { device, type Family, line, maybe, net, not, oneOf } from './words.ts';

/** A rule of the grammar. */
export interface Generated {
  readonly table: Context['table'];
  readonly chain: string;
  /** What stands behind `-A CHAIN`. */
  readonly body: string;
  /** Counters to load, as text: they can be larger than a number of JavaScript is exact. */
  readonly counters: string;
  /** The extensions in it: `conntrack`, `-j DNAT`, `-g`, `no target`. */
  readonly extensions: readonly string[];
}

const HOOKS: Readonly<Record<Context['table'], readonly Context['hook'][]>> = {
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  raw: ['PREROUTING', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
};

export const TABLES = Object.keys(HOOKS) as Context['table'][];

/** Chains that hold rules and that nothing jumps to, so that every hook's extensions are legal in them. */
export const USER_CHAINS = ['KUBE-SEP-ABCDEFGHIJKLMNOP', 'cali-fw', 'twenty-eight-characters-lon'];
/** Empty chains to jump to: nothing can loop. A name has 28 characters at most. */
export const LEAVES = [
  'leaf',
  'a-name-of-28-characters-long',
  'KUBE-MARK-MASQ',
  'DOCKER_1.2',
  'all',
  'tcp',
  'policy',
];

export const builtIn = (table: Context['table']): readonly string[] => HOOKS[table];

const PROTOCOLS4 = [
  'icmp',
  'sctp',
  'udplite',
  'esp',
  'ah',
  'gre',
  '47',
  '0',
  'all',
  '255',
  '17',
  '4',
  '132',
  'dccp',
  '99',
  'igmp',
  'ospf',
];
const PROTOCOLS6 = ['sctp', 'udplite', 'esp', 'gre', '47', '0', 'all', '255', '17', '132', 'dccp', '99'];

interface Header {
  readonly text: string;
  readonly protocol: string | null;
}

function protocol(family: Family): Arbitrary<Header> {
  const own = family === 'ipv4' ? 'icmp' : 'ipv6-icmp';
  const positive = fc
    .oneof(
      { arbitrary: fc.constant('tcp'), weight: 8 },
      { arbitrary: fc.constant('udp'), weight: 4 },
      { arbitrary: fc.constant(own), weight: 2 },
      { arbitrary: oneOf(...(family === 'ipv4' ? PROTOCOLS4 : PROTOCOLS6)), weight: 2 },
    )
    .map(name => ({ text: `-p ${name}`, protocol: name }));
  const negated = oneOf('tcp', 'udp', own, '47', 'esp').map(name => ({
    text: `! -p ${name}`,
    protocol: null,
  }));
  const none = fc.constant({ text: '', protocol: null });
  return fc.oneof(
    { arbitrary: positive, weight: 10 },
    { arbitrary: negated, weight: 1 },
    { arbitrary: none, weight: 7 },
  );
}

function addresses({ family, hook }: Context): Arbitrary<string> {
  const into = hook === 'OUTPUT' || hook === 'POSTROUTING' ? '' : maybe(line(not, '-i', device), 0.3);
  const out = hook === 'PREROUTING' || hook === 'INPUT' ? '' : maybe(line(not, '-o', device), 0.3);
  const fragment = family === 'ipv4' ? maybe(line(not, '-f'), 0.05) : '';
  return line(
    maybe(line(not, '-s', net(family)), 0.3),
    maybe(line(not, '-d', net(family)), 0.4),
    into,
    out,
    fragment,
  );
}

interface Chosen {
  readonly name: string;
  readonly text: string;
}

/** Extensions that few places allow are drawn more often there. */
const OFTEN: Readonly<Record<string, number>> = {
  tcp: 16,
  udp: 16,
  icmp: 24,
  icmp6: 24,
  multiport: 6,
  comment: 6,
  conntrack: 4,
  rpfilter: 12,
  tcpmss: 5,
  SNAT: 8,
  DNAT: 10,
  MASQUERADE: 14,
  REDIRECT: 8,
  TPROXY: 40,
  TCPMSS: 20,
  SYNPROXY: 16,
  CLASSIFY: 4,
  CT: 8,
  REJECT: 6,
};

function among(
  parts: typeof MATCHES,
  context: Context,
  flag: string,
  left: ReadonlySet<string>,
): Arbitrary<Chosen> {
  const legal = Object.entries(parts).flatMap(([name, part]) => {
    const options = left.has(`${flag} ${name}`) ? null : part(context);
    if (options === null) return [];
    return [
      { arbitrary: options.map(text => ({ name, text: join(flag, name, text) })), weight: OFTEN[name] ?? 2 },
    ];
  });
  return fc.oneof(...legal);
}

const join = (...words: string[]) => words.filter(word => word !== '').join(' ');

function jump(context: Context, left: ReadonlySet<string>): Arbitrary<Chosen> {
  const chain = oneOf(...LEAVES);
  return fc.oneof(
    {
      arbitrary: among(TARGETS, context, '-j', left).map(({ name, text }) => ({ name: `-j ${name}`, text })),
      weight: 12,
    },
    { arbitrary: chain.map(name => ({ name: '-j chain', text: `-j ${name}` })), weight: 2 },
    { arbitrary: chain.map(name => ({ name: '-g', text: `-g ${name}` })), weight: 1 },
    { arbitrary: fc.constant({ name: 'no target', text: '' }), weight: 1 },
  );
}

/** Small, at the edges of K, M, G and T, and as large as a number of JavaScript is exact. */
const count = fc.oneof(
  { arbitrary: fc.constant(0n), weight: 2 },
  { arbitrary: fc.bigInt({ min: 0n, max: 100n }), weight: 2 },
  {
    arbitrary: fc.constantFrom(
      99_999n,
      100_000n,
      100_499n,
      100_500n,
      9_999_499n,
      9_999_500n,
      9_999_999n,
      10_000_000n,
      12_499_499n,
      12_499_500n,
      9_999_499_499n,
      9_999_500_000n,
      99_999_499_500n,
      9_999_499_499_499n,
      9_999_500_000_000n,
      9_007_199_254_740_991n,
    ),
    weight: 2,
  },
  { arbitrary: fc.bigInt({ min: 0n, max: 9_007_199_254_740_991n }), weight: 2 },
  { arbitrary: fc.nat({ max: 10_000_000 }).map(BigInt), weight: 2 },
);
export const counters: Arbitrary<string> = fc
  .tuple(count, count)
  .map(([packets, bytes]) => `[${packets}:${bytes}]`);

/** TCPMSS wants to see that only SYN packets reach it. */
const needed = (target: string) => (target === '-j TCPMSS' ? '-m tcp --tcp-flags SYN,RST SYN' : '');

/** Rules of one family; `left` names the extensions (`-m ipvs`, `-j TEE`) that this kernel does not have. */
export function rules(family: Family, left: ReadonlySet<string> = new Set()): Arbitrary<Generated> {
  const places = TABLES.flatMap(table => [...HOOKS[table], 'user' as const].map(hook => ({ table, hook })));
  const where = fc.tuple(fc.constantFrom(...places), protocol(family), oneOf(...USER_CHAINS));
  return where.chain(([{ table, hook }, header, user]) => {
    const context: Context = { family, table, hook, protocol: header.protocol };
    const matches = fc.array(among(MATCHES, context, '-m', left), {
      minLength: 0,
      maxLength: 3,
      size: 'max',
    });
    return fc
      .tuple(addresses(context), matches, jump(context, left), counters)
      .map(([ends, found, target, loaded]) => ({
        table,
        chain: hook === 'user' ? user : hook,
        body: join(ends, header.text, ...found.map(match => match.text), needed(target.name), target.text),
        counters: loaded,
        extensions: [...found.map(match => `-m ${match.name}`), target.name],
      }));
  });
}
