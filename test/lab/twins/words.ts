import fc, { type Arbitrary } from 'fast-check';

/** Words of which the options of iptables are made, legal and odd. Each arbitrary gives text as iptables-restore takes it. */

export type Family = 'ipv4' | 'ipv6';

const BARE = /^[A-Za-z0-9_./:,+%@=-]+$/;

/** A value as one word of iptables-restore: in double quotes where a blank or a quote is in it. */
export function quoted(value: string): string {
  return BARE.test(value) ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

export const maybe = (of: Arbitrary<string>, weight = 0.5): Arbitrary<string> =>
  fc.oneof(
    { arbitrary: of, weight: Math.round(weight * 100) },
    { arbitrary: fc.constant(''), weight: 100 - Math.round(weight * 100) },
  );

/** Puts the words that are not empty one behind the other. */
export const line = (...parts: (string | Arbitrary<string>)[]): Arbitrary<string> =>
  fc
    .tuple(...parts.map(part => (typeof part === 'string' ? fc.constant(part) : part)))
    .map(words => words.filter(word => word !== '').join(' '));

export const oneOf = (...values: string[]): Arbitrary<string> => fc.constantFrom(...values);

/** `--flag value`, sometimes `! --flag value`. */
export const option = (flag: string, value: Arbitrary<string>, negatable = true): Arbitrary<string> =>
  negatable ? line(not, flag, value) : line(flag, value);

export const not: Arbitrary<string> = maybe(fc.constant('!'), 0.3);

export const number = (min: number, max: number): Arbitrary<string> =>
  fc.oneof(
    { arbitrary: fc.integer({ min, max }).map(String), weight: 4 },
    { arbitrary: fc.constantFrom(min, max).map(String), weight: 1 },
  );

export const hex = (max: number): Arbitrary<string> =>
  fc.nat({ max }).map(value => `0x${value.toString(16)}`);

const u32 = fc.oneof(
  fc.constantFrom(0, 1, 0x4000, 0x8000, 0xffff, 0xff00, 0x80000000, 0xffffffff, 0x20000),
  fc.nat({ max: 0xffffffff }),
);

/** `0x4000/0x4000`, `16384`, `0x1`. */
export const mark: Arbitrary<string> = fc.oneof(
  u32.map(value => `0x${value.toString(16)}`),
  u32.map(String),
  fc
    .tuple(u32, u32)
    .map(([value, mask]) => `0x${((value & mask) >>> 0).toString(16)}/0x${mask.toString(16)}`),
);

export const mask32: Arbitrary<string> = u32.map(value => `0x${value.toString(16)}`);

export const port: Arbitrary<string> = fc
  .oneof(fc.constantFrom(0, 1, 22, 53, 80, 443, 8080, 30000, 65535), fc.nat({ max: 65535 }))
  .map(String);

const pair = (separator: string, max: number) =>
  fc.tuple(fc.nat({ max }), fc.nat({ max })).map(([one, other]) => {
    const [low, high] = one < other ? [one, other] : [other, one];
    return `${low}${separator}${high}`;
  });

/** `80`, `1024:65535`, `:1024`, `0:65535`, `5:5`. */
export const ports: Arbitrary<string> = fc.oneof(
  { arbitrary: port, weight: 4 },
  { arbitrary: pair(':', 65535), weight: 3 },
  {
    arbitrary: oneOf('0:65535', '1024:65535', ':1024', '1024:', '5:5', '0:0', '65535:65535', '1:65535'),
    weight: 2,
  },
);

export const portsDash: Arbitrary<string> = fc.oneof(port, pair('-', 65535), oneOf('1024-65535', '1-65535'));

/** `n` or `n:m` up to `max`. */
export const range = (max: number): Arbitrary<string> =>
  fc.oneof(number(0, max), pair(':', max), fc.constant(`0:${max}`));

const octet = fc.oneof(fc.constantFrom(0, 1, 10, 127, 255), fc.nat({ max: 255 }));

/** Some have a name in the namespace's own `/etc/hosts` and `/etc/networks`, so that `-L` without `-n` shows names. */
export const NAMED4 = ['10.77.1.2', '10.244.1.2', '192.0.2.80'];
export const NAMED6 = ['fd77:1::2', 'fd77:244::2'];

export const host4: Arbitrary<string> = fc.oneof(
  { arbitrary: oneOf(...NAMED4, '0.0.0.0', '255.255.255.255', '127.0.0.1', '224.0.0.1'), weight: 2 },
  { arbitrary: fc.tuple(octet, octet, octet, octet).map(bytes => bytes.join('.')), weight: 4 },
);

const group = fc.oneof(
  { arbitrary: fc.constant('0'), weight: 4 },
  { arbitrary: fc.nat({ max: 0xffff }).map(value => value.toString(16)), weight: 3 },
);
export const host6: Arbitrary<string> = fc.oneof(
  {
    arbitrary: oneOf(...NAMED6, '::', '::1', 'fe80::1', 'ff02::1', '::ffff:10.1.2.3', '2001:db8::'),
    weight: 2,
  },
  { arbitrary: fc.array(group, { minLength: 8, maxLength: 8 }).map(groups => groups.join(':')), weight: 3 },
);

export const host = (family: Family): Arbitrary<string> => (family === 'ipv4' ? host4 : host6);

const mask4 = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 32 }).map(String), weight: 5 },
  { arbitrary: oneOf('255.255.0.255', '255.0.255.0', '0.0.0.255', '255.255.255.0', '0.0.0.0'), weight: 1 },
);
const mask6 = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 128 }).map(String), weight: 5 },
  { arbitrary: oneOf('ffff:0:ffff::', '::ffff', 'ffff:ffff:ffff:ffff::', '0:0:0:0:ffff::'), weight: 1 },
);

/** `10.0.0.0/8`, `10.0.0.1`, `0.0.0.0/0`, `1.2.3.4/255.255.0.255`. */
export const net = (family: Family): Arbitrary<string> => {
  const address = host(family);
  const masked = line(address, family === 'ipv4' ? mask4 : mask6).map(words => words.replace(' ', '/'));
  return fc.oneof({ arbitrary: masked, weight: 3 }, { arbitrary: address, weight: 2 });
};

/** Two addresses in order, as `1.1.1.1-1.1.1.9`. */
export const span = (family: Family): Arbitrary<string> =>
  family === 'ipv4'
    ? fc.tuple(host4, octet).map(([low, last]) => {
        const bytes = low.split('.').map(Number);
        return `${low}-${[...bytes.slice(0, 3), Math.max(bytes[3] as number, last)].join('.')}`;
      })
    : oneOf('2001:db8::1-2001:db8::ff', '::1-::2', 'fd77::-fd77:ffff::', 'fd00::5-fd00::5');

/** Interface names of 15 characters at most; `+` stands for any ending. */
export const device: Arbitrary<string> = fc.oneof(
  {
    arbitrary: oneOf(
      'lo',
      'eth0',
      'ens192',
      'cali12345678901',
      'veth1a2b3c4d',
      'br-0a1b2c3d4e5f',
      'eth0.100',
      'wg0',
    ),
    weight: 4,
  },
  {
    arbitrary: oneOf(
      'eth+',
      'cali+',
      'a',
      'tun-x_y',
      'p1p1+',
      'in',
      'out',
      'opt',
      'tcp',
      'all',
      '--'.replace('--', 'x--'),
    ),
    weight: 2,
  },
  { arbitrary: fc.constant('+'), weight: 1 },
);

/** Names of sets, tables and lists: as they come, and as they could. */
export const name = (longest: number): Arbitrary<string> =>
  fc.oneof(
    {
      arbitrary: fc.stringMatching(/^[a-z][a-z0-9_-]{0,14}$/).map(text => text.slice(0, longest)),
      weight: 4,
    },
    { arbitrary: fc.constant('KUBE-SRC-IP'), weight: 1 },
    { arbitrary: fc.constant('x'.repeat(longest)), weight: 1 },
  );

const piece = fc.oneof(
  {
    arbitrary: oneOf(
      'default/web:http',
      'cluster',
      'IP',
      'allow',
      'service',
      'has',
      'no',
      'endpoints',
      'a',
      'x',
      'kube-dns',
      '10.96.0.10',
      '80',
    ),
    weight: 6,
  },
  {
    arbitrary: oneOf(
      '"',
      "'",
      '\\',
      '*/',
      '/*',
      '#',
      '-j',
      'DROP',
      '!',
      '--',
      '[goto]',
      'tcp',
      'dpt:22',
      'ACCEPT',
      '|',
      '`',
      '$x',
      '...',
    ),
    weight: 3,
  },
  { arbitrary: oneOf('日本語', 'Ü', 'ключ', '—', '“quoted”', '한글', '🙂'), weight: 1 },
);

/** A comment of at most 255 bytes. */
export const comment: Arbitrary<string> = fc.oneof(
  {
    arbitrary: fc
      .array(piece, { minLength: 1, maxLength: 7 })
      .chain(pieces => oneOf(' ', ' ', ' ', '').map(separator => pieces.join(separator))),
    weight: 8,
  },
  {
    arbitrary: oneOf(
      'a */ tcp dpt:22 /* b',
      'x -j ACCEPT',
      '# not a remark',
      ' leads and trails ',
      'two  blanks',
      '',
      "it's",
      'ends with \\',
      '"',
      'c'.repeat(255),
      'default/web:http has no endpoints',
      'kubernetes service portals',
      'reject-with icmp-port-unreachable',
      '/* */',
      '*/',
      '[0:0] -A INPUT',
      '*filter',
    ),
    weight: 3,
  },
);

/** Free text of at most `longest` bytes, such as a log prefix. */
export const text = (longest: number): Arbitrary<string> =>
  fc.oneof(
    {
      arbitrary: fc
        .array(piece, { minLength: 1, maxLength: 4 })
        .map(pieces => cut(pieces.join(' '), longest)),
      weight: 3,
    },
    { arbitrary: oneOf('ipt: ', 'DROP:', 'a b', 'x'), weight: 3 },
    { arbitrary: fc.constant('p'.repeat(longest)), weight: 1 },
  );

/** Bytes, not characters: a letter that would be cut in two is left out. */
function cut(whole: string, bytes: number): string {
  let short = whole;
  while (new TextEncoder().encode(short).length > bytes) short = [...short].slice(0, -1).join('');
  return short;
}

/** Some of the words, in the order given, with commas. */
export const some = (most: number, ...words: string[]): Arbitrary<string> =>
  fc
    .shuffledSubarray(words, { minLength: 1, maxLength: Math.min(most, words.length) })
    .map(list => list.join(','));
