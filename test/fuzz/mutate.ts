/** Pseudo-random numbers (mulberry32), so that a failure can be run again from its seed. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return below => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Random = (below: number) => number;
type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

/** What breaks readers: signs that mean something to one of them, numbers at the edges, encodings gone wrong. */
const TOKENS = [
  '\n',
  '\r\n',
  '\t',
  ' ',
  '        ',
  '"',
  "'",
  '\\',
  '!',
  '--',
  '/* ',
  ' */',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  '=',
  ':',
  ',',
  '#',
  '$ ',
  '\x1b[31m',
  '\x00',
  '\u00a0',
  '“',
  '…',
  '...',
  '\xff',
  '😀',
  '한',
  'ー',
  '-1',
  '0',
  '00',
  '4294967295',
  '4294967296',
  '18446744073709551615',
  '99999999999999999999999',
  '1e308',
  'NaN',
  '12K',
  '9999K',
  '10M',
  '0x',
  '0xffffffff',
  '::',
  '::1',
  '256.256.256.256',
  '10.xx.1.7',
  'x.x.x.x',
  '<redacted>',
  '***',
  'src=',
  'dst=',
  'Chain ',
  'COMMIT',
  '*nat',
  '-A ',
  'root@node-3:~# ',
  'conntrack -L\n',
  'constructor',
  '__proto__',
  'hasOwnProperty',
  'toString',
].map(token => new TextEncoder().encode(token));

const MUTATIONS: readonly Mutation[] = [
  // one byte becomes another
  (bytes, random) => {
    const copy = bytes.slice();
    if (copy.length > 0) copy[random(copy.length)] = random(256);
    return copy;
  },
  // a stretch is left out
  (bytes, random) => {
    const at = random(bytes.length + 1);
    return concat(bytes.subarray(0, at), bytes.subarray(at + random(1 + Math.min(400, bytes.length))));
  },
  // a stretch stands twice, or very often
  (bytes, random) => {
    const at = random(bytes.length + 1);
    const part = bytes.subarray(at, at + random(200));
    const often = random(10) === 0 ? 200 : 2;
    return concat(bytes.subarray(0, at), ...Array.from({ length: often }, () => part), bytes.subarray(at));
  },
  // something that means something is put in
  (bytes, random) => {
    const at = random(bytes.length + 1);
    return concat(bytes.subarray(0, at), TOKENS[random(TOKENS.length)] as Uint8Array, bytes.subarray(at));
  },
  // a part of another paste is put in
  (bytes, random, other) => {
    const at = random(bytes.length + 1);
    const from = random(other.length + 1);
    return concat(bytes.subarray(0, at), other.subarray(from, from + random(2000)), bytes.subarray(at));
  },
  // all newlines, or all blanks, are gone
  (bytes, random) => bytes.filter(byte => byte !== (random(2) === 0 ? 10 : 32)),
  // cut off
  (bytes, random) => bytes.subarray(0, random(bytes.length + 1)),
  (bytes, random) => bytes.subarray(random(bytes.length + 1)),
];

/** One paste out of two true ones, changed a few times. */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let changed = bytes;
  for (let times = 1 + random(5); times > 0; times--) {
    const mutation = MUTATIONS[random(MUTATIONS.length)] as Mutation;
    changed = mutation(changed, random, other).subarray(0, 1 << 17);
  }
  return new Uint8Array(changed);
}

/** Bytes without any sense, of all values or only of printable ones. */
export function noise(random: Random): Uint8Array<ArrayBuffer> {
  const printable = random(2) === 0;
  return Uint8Array.from({ length: random(3000) }, () => (printable ? 10 + random(117) : random(256)));
}

function concat(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
