import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { listing } from '../../../bench/inputs/rules.ts';
import { Targets } from '../../../src/engine/facts/rule-targets.ts';
import type { Ruleset } from '../../../src/engine/model/ruleset.ts';
import { mutate, randomFrom } from '../../fuzz/mutate.ts';
import { captures } from '../captures.ts';

type Paste = typeof import('../paste.ts')['paste'];

/** Reads with the compiled reader of rules, and without: what either says must be the same. */
let compiled: Paste;
let general: Paste;

beforeAll(async () => {
  vi.resetModules();
  ({ paste: compiled } = await import('../paste.ts'));
  vi.resetModules();
  vi.stubGlobal('WebAssembly', undefined);
  ({ paste: general } = await import('../paste.ts'));
  await general(listing(11));
  vi.unstubAllGlobals();
});

afterAll(() => vi.resetModules());

const TARGETS = [
  'ACCEPT',
  'DROP',
  'REJECT',
  'DNAT',
  'MASQUERADE',
  'KUBE-MARK-MASQ',
  'KUBE-SVC-X',
  'tcp',
  'X',
  '',
];

/** Where each body goes: what a reader saw of the targets must be what their text says. */
function targetsIn(ruleset: Ruleset) {
  const targets = new Targets(ruleset);
  return { hidden: targets.hidden, to: TARGETS.map(name => targets.bodiesTo(name)) };
}

async function read(paste: Paste, text: BlobPart) {
  const { sections, unread, unreadLines, findings } = await paste(text);
  let seen = 0;
  const plain = sections.map(section => {
    // A blank line behind a listing is read with it where lines are read by the hundred.
    const { document, lastLine: _, span: __, ...rest } = section;
    if (document.kind !== 'ruleset') return { ...rest, document };
    seen += document.rules.bodyTarget?.length ?? 0;
    const targets = targetsIn(document);
    return { ...rest, document: { ...document, rules: { ...document.rules, bodyTarget: null } }, targets };
  });
  return { said: { sections: plain, unread, unreadLines, findings }, seen };
}

async function expectSame(text: BlobPart) {
  const one = await read(compiled, text);
  const other = await read(general, text);
  expect(other.seen).toBe(0);
  expect(one.said).toEqual(other.said);
  return one;
}

/** Of pastes that are made at random, in each test. */
const ROUNDS = 10;

const HEAD = 'Chain INPUT (policy ACCEPT 0 packets, 0 bytes)\n';
const VERBOSE = ' pkts bytes target     prot opt in     out     source               destination         \n';
const PLAIN = 'target     prot opt source               destination         \n';

describe('the compiled reader of rules and the general one say the same', () => {
  test('it reads at all', async () => {
    const { seen } = await expectSame(listing(2200));
    expect(seen).toBe(2200);
  });

  const listed = captures.filter(({ format }) => format === 'iptables-list');
  test.each(listed)('$topic/$file', async ({ command, bytes }) => {
    await expectSame(bytes);
    if (command !== null) await expectSame(new Blob([`root@node:~# ${command}\n`, bytes]) as never);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'damaged listings, seed %i',
    async seed => {
      const random = randomFrom(seed);
      const texts = [new TextEncoder().encode(listing(60)), ...listed.map(({ bytes }) => bytes)];
      for (let round = 0; round < ROUNDS; round++) {
        const bytes = texts[random(texts.length)] as Uint8Array;
        const other = texts[random(texts.length)] as Uint8Array;
        await expectSame(mutate(bytes, other, random) as BlobPart);
      }
    },
    60_000,
  );

  /** Each column as it should be and as it should not, in lines of their own. */
  const columns = {
    counts: [
      '    0     0',
      '  12K  34M',
      '1G 2T',
      '5 6Q',
      '99999999999999999999 1',
      '123456789012345678 1',
      '-1 2',
      '1 2\t',
      '12',
    ],
    targets: [
      'ACCEPT    ',
      '          ',
      '         ',
      'KUBE-SVC-ABCDEFGHIJKLMNOP',
      '-X',
      '!X',
      'ä',
      'x'.repeat(31),
      'x'.repeat(32),
      'X',
    ],
    protocols: ['all', 'tcp', '!udp', '6', '17', '58', '1', '0', 'icmp', 'icmpv6', 'esp', '255', '256', 'a'],
    opts: ['--', '-f', '!f', '!-', '–', '-', ''],
    interfaces: [
      '*',
      'eth0',
      '!eth0',
      'br-0123456789ab',
      'a'.repeat(15),
      'a'.repeat(16),
      'any',
      'e/0',
      'wg+',
      '!',
    ],
    addresses: [
      ...[
        '0.0.0.0/0',
        '10.0.0.1',
        '!10.0.0.0/8',
        '10.0.0.0/33',
        '10.0.0.0/08',
        '10.0.0.0/0',
        '010.0.0.1',
        '256.1.1.1',
      ],
      ...[
        '1.2.3',
        '1.2.3.4.5',
        '10.0.0.0/255.0.255.0',
        '::/0',
        'fe80::/64',
        'FE80::1',
        'fd00::1/129',
        '1:2',
        ':::',
        'anywhere',
      ],
      ...['!anywhere', 'localhost', 'web.example', 'x.x.x.x', '10.0.0.1/', '***'],
    ],
    rests: [
      '',
      ' ',
      '    ',
      ' tcp dpt:22',
      ' /* 한 */',
      ' /* a\tb */',
      '\r',
      ' x\r',
      '\r\r',
      ' use iptables-legacy to see them',
      ' …',
      ' \x1b[31mx',
    ],
  };

  test.each([
    ['-nvL', HEAD + VERBOSE, true, false],
    ['-nL', HEAD + PLAIN, false, false],
    ['-nvL --line-numbers', `${HEAD}num  ${VERBOSE}`, true, true],
    ['-L --line-numbers', `${HEAD}num  ${PLAIN}`, false, true],
  ] as const)(
    'odd columns of %s',
    async (command, head, verbose, numbered) => {
      const random = randomFrom(5);
      for (let round = 0; round < ROUNDS; round++) {
        // Most columns are usual ones, so that lines fail in one of them alone.
        const pick = (list: readonly string[]) =>
          list[random(3) > 0 ? random(2) : random(list.length)] as string;
        const lines = Array.from({ length: 60 }, (_, at) => {
          const { counts, targets, protocols, opts, interfaces, addresses, rests } = columns;
          const number = numbered ? `${random(20) === 0 ? pick(counts) : at + 1}    ` : '';
          const counters = verbose ? `${pick(counts)} ` : '';
          const devices = verbose ? `${pick(interfaces).padEnd(6)} ${pick(interfaces).padEnd(6)} ` : '';
          const ends = `${pick(addresses).padEnd(20)} ${pick(addresses).padEnd(random(2) * 20)}`;
          const rule = `${number}${counters}${pick(targets)}  ${pick(protocols)}  ${pick(opts)}  ${devices}${ends}${pick(rests)}`;
          const other = random(30);
          if (other === 0)
            return `\nChain ${pick(['MINE', 'OTHER', 'x'.repeat(41), 'é'])} (${pick(['1', '0', '9999999999', '-1'])} references)\n${head.split('\n')[1]}`;
          return other === 1 ? pick(['', ' ', '\r', 'Chain INPUT (0 references)', 'Chain ', '...']) : rule;
        });
        const prompt = random(2) === 0 ? `root@node:~# iptables ${command}\n` : '';
        await expectSame(`${prompt}${head}${lines.join('\n')}\n`);
      }
    },
    60_000,
  );

  test('bodies by the hundred thousand: the tables grow', async () => {
    const rules = Array.from(
      { length: 140_000 },
      (_, at) =>
        `1 1 ACCEPT 6 -- * * 10.0.0.1 10.${at >> 16}.${(at >> 8) & 255}.${at & 255} ${at % 70_000}\n`,
    );
    const text = `${HEAD}${VERBOSE}${rules.join('')}${rules.slice(0, 1000).join('')}`;
    const { sections } = await compiled(text);
    const document = sections[0]?.document as Ruleset;
    const { count, body, bodyFrom, bodyText, bodyTarget } = document.rules;
    expect(count).toBe(141_000);
    expect(bodyFrom.length).toBe(140_001);
    expect(body[140_999]).toBe(999);
    // A line in which two chunks meet is read by the general reader, which sees no targets.
    expect(new Set(bodyTarget).size).toBeLessThanOrEqual(2);
    const decoder = new TextDecoder();
    const wrong = rules.findIndex((rule, at) => {
      const own = decoder.decode(bodyText.subarray(bodyFrom[at], bodyFrom[at + 1]));
      return body[at] !== at || `1 1 ${own}\n` !== rule;
    });
    expect(wrong).toBe(-1);
  }, 60_000);
});
