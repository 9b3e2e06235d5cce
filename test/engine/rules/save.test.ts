import { describe, expect, test } from 'vitest';
import {
  compatible,
  countInterval,
  isMasked,
  printSpec,
  readSaveBody,
  sameSpec,
} from '../../../src/engine/rules/index.ts';
import { expectLinear } from '../../linear.ts';

const read = (text: string) => readSaveBody(text, 'ipv4');

describe('readSaveBody', () => {
  test('every part of a rule', () => {
    expect(
      read(
        '! -s 10.244.0.0/16 -d 10.96.0.80/32 -i cali+ ! -o eth0 -p tcp -m comment --comment "a \\"b\\" # c" -m tcp --dport 80 -g KUBE-X',
      ),
    ).toEqual({
      source: { value: '10.244.0.0/16', negated: true },
      destination: { value: '10.96.0.80/32', negated: false },
      inInterface: { value: 'cali+', negated: false },
      outInterface: { value: 'eth0', negated: true },
      protocol: { value: 'tcp', negated: false },
      fragment: null,
      matches: [
        {
          name: 'comment',
          text: null,
          options: [{ flag: '--comment', negated: false, values: ['a "b" # c'] }],
        },
        { name: 'tcp', text: null, options: [{ flag: '--dport', negated: false, values: ['80'] }] },
      ],
      target: { name: 'KUBE-X', goto: true, options: [], text: null },
      unknown: [],
    });
  });

  test.each([
    // iptables 1.2 to 1.4.2 wrote the negation inside, and dotted masks.
    [
      '-s 192.168.122.0/255.255.255.0 -d ! 192.168.122.0/255.255.255.0 -j MASQUERADE',
      '-s 192.168.122.0/24 ! -d 192.168.122.0/24 -j MASQUERADE',
    ],
    ['-i ! eth0 -p ! tcp -j DROP', '! -i eth0 ! -p tcp -j DROP'],
    ['-p tcp -m tcp --dport ! 22 -j DROP', '-p tcp -m tcp ! --dport 22 -j DROP'],
    ['-m state --state ! NEW -j DROP', '-m state ! --state NEW -j DROP'],
    ['-m mark --mark ! 0x1/0x1 -j DROP', '-m mark ! --mark 0x1/0x1 -j DROP'],
    // As people type them: options of a match after the next match, single quotes, `=`.
    [
      '-m conntrack -m comment --comment "To avoid it" --ctstate INVALID -j ACCEPT',
      '-m conntrack --ctstate INVALID -m comment --comment "To avoid it" -j ACCEPT',
    ],
    [
      "-p tcp --dport=443 -m comment --comment 'two words' -j ACCEPT",
      '-p tcp -m tcp --dport 443 -m comment --comment "two words" -j ACCEPT',
    ],
    // `--proto` is one of the rule and one of policy.
    [
      '-p tcp -m policy --dir in --pol ipsec --proto esp -j ACCEPT',
      '-p tcp -m policy --dir in --pol ipsec --proto esp -j ACCEPT',
    ],
    // Counters of `iptables -S -v` are no part of what a rule says.
    ['-m mark --mark 0x1 -c 3 180 -j DROP', '-m mark --mark 0x1 -j DROP'],
    // IPVS is not in every kernel: written from libxt_ipvs.c.
    [
      '-m ipvs --vmethod MASQ --vport 443 --vproto tcp --vaddr 10.96.0.1 -j ACCEPT',
      '-m ipvs --vproto 6 --vaddr 10.96.0.1 --vport 443 --vmethod MASQ -j ACCEPT',
    ],
  ])('%s', (text, printed) => {
    expect(printSpec(read(text))).toBe(printed);
  });

  test.each([
    ['-p tcp -m comment --comment "default/sho', '--comment'],
    ['-p tcp -m tcp --dport', '--dport'],
    ['-s 10.0.0.0/8 -j', '-j'],
    ['-m set --match-set blocked', '--match-set'],
    ['-p tcp -m tcp --tcp-fl', '--tcp-flags'],
    ['-m conntrack !', '!'],
    ['-j DROP -c 12', '-c'],
  ])('a line that breaks off is cut, never a shorter rule: %s', (text, what) => {
    expect(read(text).unknown).toEqual([{ what, why: 'cut' }]);
  });

  test.each([
    ['-m osf --genre Linux --ttl 2 -j DROP', 'osf', '--genre Linux --ttl 2'],
    ['-m conntrack --ctstate NEW --ctnew 5 -j DROP', 'conntrack', '--ctstate NEW --ctnew 5'],
  ])('a match that is not known keeps its text: %s', (text, name, kept) => {
    const spec = read(text);
    expect(spec.matches).toEqual([{ name, options: [], text: kept }]);
    expect(spec.unknown).toEqual([{ what: name, why: 'not-understood' }]);
    expect(spec.target?.name).toBe('DROP');
    expect(printSpec(spec)).toBe(`${text} # unknown: ${name} (not understood)`);
  });

  test('a target that is not known keeps its text', () => {
    const spec = read('-i eth0 -j IDLETIMER --timeout 42 --label "a b"');
    expect(spec.target).toEqual({
      name: 'IDLETIMER',
      goto: false,
      options: [],
      text: '--timeout 42 --label "a b"',
    });
    expect(spec.unknown).toEqual([{ what: 'IDLETIMER', why: 'not-understood' }]);
  });

  test.each([
    ['-s 10.xx.1.7/32 -j DROP', '-s', 'masked'],
    ['-d x.x.x.x -j DROP', '-d', 'masked'],
    ['-j DNAT --to-destination x.x.x.x:80', '--to-destination', 'masked'],
    ['-s db.example.com -j DROP', '-s', 'resolved'],
    ['-p tcp -m tcp --dport https -j DROP', '--dport', 'resolved'],
  ])('what is no number is said to be unknown: %s', (text, what, why) => {
    const spec = read(text);
    expect(spec.unknown).toEqual([{ what, why }]);
    expect(printSpec(spec).startsWith(text)).toBe(true);
  });

  test('its own remarks are read again', () => {
    const open = {
      ...read('-j DROP'),
      unknown: [
        { what: '-i', why: 'not-shown' },
        { what: '-s', why: 'resolved' },
      ] as const,
    };
    const printed = printSpec(open);
    expect(printed).toBe('-j DROP # unknown: -i (not shown by this form); -s (a name stands for it)');
    expect(read(printed).unknown).toEqual(open.unknown);
    expect(read('-m comment --comment "a # unknown: -i (not shown by this form)" -j DROP').unknown).toEqual(
      [],
    );
  });

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'no word is more than a word: %s',
    word => {
      const spec = read(
        `-p ${word} -m ${word} --${word} -m tos --tos ${word} -j REJECT --reject-with ${word}`,
      );
      expect(spec.target?.options).toEqual([{ flag: '--reject-with', negated: false, values: [word] }]);
      expect(read(`${word} -j ${word}`).target?.name).toBe(word);
    },
  );

  test.each([
    ['words', (n: number) => '-m comment '.repeat(n / 11)],
    ['a quote that does not close', (n: number) => `-m comment --comment "${'a'.repeat(n)}`],
    ['backslashes', (n: number) => `-m comment --comment "${'\\"'.repeat(n / 2)}`],
    ['strange words', (n: number) => '--x '.repeat(n / 4)],
    ['negations', (n: number) => '! '.repeat(n / 2)],
    ['a list', (n: number) => `-m conntrack --ctstate ${'NEW,'.repeat(n / 4)}`],
    [
      'colons',
      (n: number) =>
        `-s ${':'.repeat(n)} -d ${'1:'.repeat(n / 2)} -j DNAT --to-destination ${'1:'.repeat(n / 2)}`,
    ],
    ['remarks', (n: number) => '# unknown: '.repeat(n / 11)],
    ['numbers', (n: number) => `-m u32 --u32 "${'1&'.repeat(n / 2)}"`],
  ])('takes time in proportion: %s', async (_, make) => {
    await expectLinear(length => read(make(length)), 4000);
  });
});

describe('comparing', () => {
  test('what one form does not tell does not count', () => {
    const whole = read('-i lo -j ACCEPT');
    const listed = { ...read('-j ACCEPT'), unknown: [{ what: '-i', why: 'not-shown' }] as const };
    expect(compatible(whole, listed)).toBe(true);
    expect(sameSpec(whole, listed)).toBe(false);
    expect(compatible(whole, read('-j ACCEPT'))).toBe(false);
    expect(compatible(whole, { ...listed, target: null })).toBe(false);
  });

  test('a negation that is lost is a difference', () => {
    expect(compatible(read('-m state ! --state NEW -j DROP'), read('-m state --state NEW -j DROP'))).toBe(
      false,
    );
  });
});

test.each([
  [99999, 0, 99_999, 99_999],
  [100, 1, 100_000, 100_499],
  [1235, 1, 1_234_500, 1_235_499],
  [12, 2, 11_499_500, 12_499_499],
  [10, 2, 9_999_500, 10_499_499],
  [988, 3, 987_499_499_500, 988_499_499_499],
])('%d with unit %d is a count from %d to %d', (number, unit, low, high) => {
  const interval = countInterval(number, unit);
  expect(interval).toEqual({ low, high });
  if (unit === 0) return;
  expect(printed(interval.low)).toBe(printed(interval.high));
  expect(printed(interval.low - 1)).not.toBe(printed(interval.low));
  expect(printed(interval.high + 1)).not.toBe(printed(interval.high));
});

/** xtables_print_num of libxtables, anew. */
function printed(count: number): string {
  if (count <= 99_999) return String(count);
  for (const unit of ['K', 'M', 'G', 'T']) {
    count = Math.floor((count + 500) / 1000);
    if (count <= 9999 || unit === 'T') return `${count}${unit}`;
  }
  return '';
}

test.each([
  ['10.xx.1.7', true],
  ['x.x.x.x', true],
  ['***.***.1.1', true],
  ['<redacted>', true],
  ['153.xx.119.255-153.251.119.255', true],
  ['10.0.0.1', false],
  ['fd00::1', false],
  ['KUBE-SVC-XX', false],
  ['0x4000/0x4000', false],
  ['eth0', false],
])('%s was blacked out: %s', (text, masked) => {
  expect(isMasked(text)).toBe(masked);
});
