import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Ruleset } from '../../../src/engine/model/ruleset.ts';
import {
  bodyText,
  differences,
  printRule,
  readSaveBody,
  ruleAt,
  rulesOf,
} from '../../../src/engine/rules/index.ts';
import { captures } from '../captures.ts';
import { paste } from '../paste.ts';

const CHAIN = 'Chain INPUT (policy DROP 12 packets, 3456K bytes)\n';
const HEADER = ' pkts bytes target     prot opt in     out     source               destination         \n';
const RULE =
  '   10   600 ACCEPT     tcp  --  eth0   *       0.0.0.0/0            10.0.0.1             tcp dpt:22\n';

async function listings(text: string): Promise<Ruleset[]> {
  const { sections } = await paste(text);
  return sections.flatMap(({ document, format }) =>
    document.kind === 'ruleset' && format === 'iptables-list' ? [document] : [],
  );
}

async function listing(text: string): Promise<Ruleset> {
  const all = await listings(text);
  expect(all).toHaveLength(1);
  return all[0] as Ruleset;
}

/** Every rule, as iptables-save writes it. */
function printed(ruleset: Ruleset): string[] {
  return ruleset.tables.flatMap(table =>
    table.chains.flatMap(chain => [...rulesOf(ruleset, chain)].map(rule => printRule(rule))),
  );
}

function bodies(ruleset: Ruleset): string[] {
  return Array.from({ length: ruleset.rules.count }, (_, i) =>
    bodyText(ruleset, ruleset.rules.body[i] as number),
  );
}

const listed = captures.filter(
  ({ topic, file }) => topic === 'iptables' && /^n?v?x?L\.(?:kube|extensions)\./.test(file),
);

describe('the same as -S of the same rules', () => {
  test('there are such captures', () => {
    expect(listed.length).toBeGreaterThan(30);
  });

  test.each(listed)('$file', async ({ file, bytes }) => {
    const save = readFileSync(`test/captures/iptables/${file.replace(/^\w+\./, 'S.')}`, 'utf8');
    const family = file.includes('.v6.') ? 'ipv6' : 'ipv4';
    const rules = save.split('\n').flatMap(line => {
      const [, chain, body = ''] = /^-A (\S+) ?(.*)$/.exec(line) ?? [];
      const shown = file.includes('.nft.') ? body.replace('-m eui64 ', '') : body;
      return chain === undefined ? [] : [{ chain, spec: readSaveBody(shown, family) }];
    });
    const ruleset = await listing(new TextDecoder().decode(bytes));
    const table = ruleset.tables[0] as Ruleset['tables'][number];
    expect(ruleset.rules.count).toBe(rules.length);
    for (const chain of table.chains) {
      // iptables-nft lists no word of eui64, which has no options (seen with 1.8.9).
      const same = rules.filter(rule => rule.chain === chain.name);
      const read = [...rulesOf(ruleset, chain)];
      expect(
        read.flatMap(({ spec }, i) => differences((same[i] as (typeof rules)[number]).spec, spec)),
      ).toEqual([]);
      expect(chain.complete).toBe(true);
    }
  });

  test.each(listed)('raw bytes and lines give the same: $file', async ({ bytes }) => {
    const text = new TextDecoder().decode(bytes);
    // A colour code sends each line the slow way.
    const slow = await listing(text.replace(/^(?=.)/gm, '\u001b[0m'));
    const fast = await listing(text);
    expect(bodies(slow)).toEqual(bodies(fast));
    expect([...slow.rules.packets]).toEqual([...fast.rules.packets]);
    expect([...slow.rules.byteUnit]).toEqual([...fast.rules.byteUnit]);
    expect(slow.tables[0]?.chains.map(({ place, ...chain }) => chain)).toEqual(
      fast.tables[0]?.chains.map(({ place, ...chain }) => chain),
    );
    expect(slow.shown).toEqual(fast.shown);
  });
});

test('policy, counters as intervals, places', async () => {
  const ruleset = await listing(
    `${CHAIN}${HEADER}${RULE}  12M  100G DROP all -- * * 0.0.0.0/0 0.0.0.0/0\n\n`,
  );
  expect(ruleset.tables[0]?.chains[0]).toMatchObject({
    name: 'INPUT',
    policy: 'DROP',
    policyCounters: { packets: { low: 12, high: 12 }, bytes: { low: 3455500, high: 3456499 } },
    ruleCount: 2,
    complete: true,
  });
  expect(ruleAt(ruleset, 0).counters).toEqual({
    packets: { low: 10, high: 10 },
    bytes: { low: 600, high: 600 },
  });
  expect(ruleAt(ruleset, 1).counters?.packets).toEqual({ low: 11_499_500, high: 12_499_499 });
  const start = CHAIN.length + HEADER.length;
  expect(ruleAt(ruleset, 0).place).toEqual({ line: 3, span: { start, end: start + RULE.length - 1 } });
  expect(ruleset).toMatchObject({
    family: 'ipv4',
    shown: { verbose: true, numeric: true, lineNumbers: false },
  });
});

test('collapsed blanks and a blank target', async () => {
  const ruleset = await listing(
    'Chain X (2 references)\nnum pkts bytes target prot opt in out source destination\n1 5 300 !6 -- * !eth0 !10.0.0.0/8 0.0.0.0/0 mark match ! 0x1\n',
  );
  expect(printed(ruleset)).toEqual(['[5:300] -A X ! -s 10.0.0.0/8 ! -o eth0 ! -p tcp -m mark ! --mark 0x1']);
  expect(ruleset.tables[0]?.chains[0]?.references).toBe(2);
});

describe('which table', () => {
  const chains = (...names: string[]) =>
    names
      .map(name => `Chain ${name} (policy ACCEPT)\ntarget     prot opt source               destination\n\n`)
      .join('');

  test.each([
    ['iptables -t nat -nL', 'nat', 'said'],
    ['sudo iptables-legacy -L -n', 'filter', 'said'],
    ['ip netns exec pod ip6tables-nft --table=mangle -nvL', 'mangle', 'said'],
  ])('%s', async (command, name, nameFrom) => {
    const ruleset = await listing(`root@node-3:~# ${command}\nChain OUTPUT (policy ACCEPT)\n`);
    expect(ruleset.tables[0]).toMatchObject({ name, nameFrom });
    expect(ruleset.family).toBe(command.includes('ip6') ? 'ipv6' : 'ipv4');
    expect(ruleset.backend).toBe(
      command.includes('legacy') ? 'legacy' : command.includes('nft') ? 'nf_tables' : null,
    );
  });

  test('by the shape, only where it is whole', async () => {
    const names = async (text: string) => (await listings(text)).map(({ tables }) => tables[0]?.name);
    expect(await names(chains('INPUT', 'FORWARD', 'OUTPUT'))).toEqual(['filter']);
    expect(await names(chains('INPUT', 'FORWARD'))).toEqual([null]);
    expect(
      await names(
        chains('INPUT', 'FORWARD', 'OUTPUT') + chains('PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'),
      ),
    ).toEqual(['filter', 'nat']);
    expect(await names(chains('PREROUTING', 'INPUT', 'POSTROUTING', 'OUTPUT').repeat(2))).toEqual([
      'nat',
      'nat',
    ]);
  });

  test('several listings of one command line', async () => {
    const all = await listings(
      `# iptables -nL; iptables -t nat -nL\n${chains('INPUT', 'FORWARD', 'OUTPUT')}${chains('PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING')}`,
    );
    expect(all.map(({ tables }) => [tables[0]?.name, tables[0]?.nameFrom])).toEqual([
      ['filter', 'said'],
      ['nat', 'said'],
    ]);
  });
});

describe('parts', () => {
  test('rules without chain and header, behind grep', async () => {
    const ruleset = await listing(
      '# iptables -w 3 -L --line -nv|grep DROP|sort -rn -k 2\n2    19020  773K DROP       all  --  *      *       0.0.0.0/0            0.0.0.0/0            ctstate INVALID\n',
    );
    expect(ruleset.tables[0]?.chains[0]).toMatchObject({ name: '', complete: false });
    expect(ruleset.shown).toEqual({ verbose: true, numeric: true, lineNumbers: true });
    expect(ruleAt(ruleset, 0).spec.target?.name).toBe('DROP');
  });

  test('one rule, of the chain that the command names', async () => {
    const ruleset = await listing(
      '# iptables -t nat -nvL POSTROUTING 2\n    6   360 MASQUERADE  all  --  *      !docker0  172.17.0.0/16        0.0.0.0/0           \n',
    );
    expect(printed(ruleset)).toEqual(['[6:360] -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE']);
  });

  test.each<[string, string, (number | null)[]]>([
    ['iptables -nvL', `${CHAIN}${HEADER}${RULE}${RULE}`, [1, 2]],
    ['iptables -nvL | grep -E "Chain|22"', `${CHAIN}${RULE}`, [null]],
    ['iptables -nvL INPUT 7', RULE, [null]],
    ['iptables -nvL INPUT 7 --line-numbers', RULE.replace(' ', '7 '), [7]],
    ['iptables -nvL --line-numbers', `${CHAIN}num ${HEADER}1  ${RULE}2  ${RULE}`, [1, 2]],
    ['iptables -nvL --line-numbers | grep 22', `4  ${RULE}19 ${RULE}`, [4, 19]],
  ])('numbers of rules below %s', async (command, text, numbers) => {
    const ruleset = await listing(`root@node-3:~# ${command}\n${text}`);
    expect(numbers.map((_, at) => ruleAt(ruleset, at).number)).toEqual(numbers);
    expect(ruleset.rules.count).toBe(numbers.length);
  });

  const WARNING = '# Warning: iptables-legacy tables present, use iptables-legacy to see them\n';
  test.each<[string, string, string]>([
    ['in an address', RULE.slice(0, 62), RULE.slice(62)],
    ['in a port', RULE.slice(0, 94), RULE.slice(94)],
    ['in the columns', RULE.slice(0, 20), RULE.slice(20)],
    ['behind a whole rule', RULE.trimEnd(), '\n'],
  ])('a warning that tears a rule %s', async (_name, first, rest) => {
    const text = `${CHAIN}${HEADER}${RULE}${first}${WARNING}${rest}${RULE}`;
    const torn = await listing(text);
    expect(printed(torn)).toEqual(printed(await listing(`${CHAIN}${HEADER}${RULE}${RULE}${RULE}`)));
    expect(torn.notices.map(({ notice }) => notice)).toEqual(['legacy-tables-present']);
    expect(torn.tables[0]?.chains[0]?.complete).toBe(true);
    expect((await paste(text)).unreadLines).toBe(0);
  });

  test('a warning that tears a chain’s line', async () => {
    const own = 'Chain DOCKER (2 references)\n';
    const torn = await listing(
      `${CHAIN}${HEADER}${RULE}\n${own.slice(0, 20)}${WARNING}${own.slice(20)}${HEADER}${RULE}`,
    );
    expect(torn.tables[0]?.chains).toMatchObject([
      { name: 'INPUT', ruleCount: 1, complete: true },
      { name: 'DOCKER', references: 2, ruleCount: 1 },
    ]);
  });

  test('where the second half is lost, the rule says that it breaks off', async () => {
    const torn = await listing(`${CHAIN}${HEADER}${RULE.slice(0, 94)}${WARNING}${RULE}`);
    expect(torn.rules.count).toBe(2);
    expect(ruleAt(torn, 0).spec.unknown).toContainEqual({ what: '-m', why: 'cut' });
    expect(printed(torn)[1]).toBe(printed(await listing(`${CHAIN}${HEADER}${RULE}`))[0]);
  });

  test('an elision, a torn line and a warning in the midst', async () => {
    const elided = await listing(`${CHAIN}${HEADER}...\n${RULE}Chain X (0 references)\n`);
    expect(elided.tables[0]?.chains.map(({ complete }) => complete)).toEqual([false, true]);
    const torn = await listing(`${CHAIN}${HEADER}${RULE}   10   600 ACCEPT     tcp  --  eth`);
    expect([torn.rules.count, torn.tables[0]?.chains[0]?.complete]).toEqual([1, false]);
    const warned = await listing(
      `${CHAIN}# Warning: iptables-legacy tables present, use iptables-legacy to see them\n${HEADER}${RULE}`,
    );
    expect(warned.notices.map(({ notice }) => notice)).toEqual(['legacy-tables-present']);
    expect(warned.tables[0]?.chains[0]?.complete).toBe(true);
  });

  test('prose behind a listing takes nothing from it', async () => {
    const ruleset = await listing(`${CHAIN}${HEADER}${RULE}\nSo port 22 is open.\n`);
    expect(ruleset.tables[0]?.chains[0]?.complete).toBe(true);
    expect(ruleAt(ruleset, 0).spec.unknown).toEqual([]);
  });

  test('the last line of a paste that has no end may be cut', async () => {
    const ruleset = await listing(CHAIN + HEADER + RULE.slice(0, -2));
    expect(ruleset.tables[0]?.chains[0]?.complete).toBe(false);
    expect(ruleAt(ruleset, 0).spec.unknown).toContainEqual({ what: '--dport', why: 'cut' });
  });
});

describe('broken by a terminal', () => {
  const wide = captures.filter(
    ({ topic, file }) => topic === 'iptables' && /^n?v?x?L\.kube\.v4\.legacy\.(?:nat|filter)/.test(file),
  );

  test.each(wide.flatMap(({ file, bytes }) => [80, 100, 120].map(width => ({ file, bytes, width }))))(
    '$file at $width columns',
    async ({ bytes, width }) => {
      const text = new TextDecoder().decode(bytes);
      const broken = text.replace(new RegExp(`(.{${width}})(?=.)`, 'g'), '$1\n');
      expect(broken).not.toBe(text);
      expect(printed(await listing(broken))).toEqual(printed(await listing(text)));
    },
  );

  test('what cannot be joined leaves a mark', async () => {
    const ruleset = await listing(`${CHAIN}${HEADER}${RULE.trimEnd()}\nwhat is this\n${RULE}`);
    expect(ruleAt(ruleset, 0).spec.unknown).toContainEqual({ what: '--dport', why: 'cut' });
    expect(ruleset.tables[0]?.chains[0]?.complete).toBe(false);
  });
});

test.each([
  'The chain INPUT has policy DROP.',
  'ACCEPT all the things -- really',
  'Chain of events (policy unknown)',
  'Bridge chain: INPUT, entries: 0, policy: ACCEPT',
  'tcp 6 431999 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1 [ASSURED] mark=0 use=1',
  '-A INPUT -p tcp -j ACCEPT',
  'tcp   LISTEN 0 128 0.0.0.0:22 0.0.0.0:*',
  'default via 10.0.0.1 dev eth0',
])('is none: %s', async line => {
  expect(await listings(`${line}\n`)).toEqual([]);
});
