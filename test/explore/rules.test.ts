import { globSync, readFileSync } from 'node:fs';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/engine/analyze.ts';
import { MATCHES, TARGET_EXTENSIONS } from '../../src/engine/rules/extensions/index.ts';
import { readSaveBody } from '../../src/engine/rules/index.ts';
import { rulesAnswer } from '../../src/explore/rules/answer.ts';
import { ruleAnswer } from '../../src/explore/rules/detail.ts';
import { explainRule } from '../../src/explore/rules/explain.ts';
import type { Explained, Said } from '../../src/explore/rules/explained.ts';
import { nftParts } from '../../src/explore/rules/nft/parts.ts';
import type { RulesAsk } from '../../src/explore/rules/question.ts';
import { locales } from '../../src/i18n/locales.ts';
import { format } from '../../src/i18n/message.ts';
import en from '../../src/i18n/strings/desk/explain/en.ts';
import ja from '../../src/i18n/strings/desk/explain/ja.ts';
import ko from '../../src/i18n/strings/desk/explain/ko.ts';
import zh from '../../src/i18n/strings/desk/explain/zh.ts';

const strings = { en, ja, ko, zh };
const { signal } = new AbortController();
const ALL: RulesAsk = {
  table: null,
  chain: '',
  target: '',
  text: '',
  counting: false,
  duplicates: false,
  sort: { column: 'line', descending: false },
  from: 0,
  count: 500,
};

async function held(text: string) {
  const paste = new Blob([text]);
  return { paste, analysis: await analyze(paste) };
}

const capture = (path: string) => held(readFileSync(`test/${path}`, 'utf8'));

function explained(rule: string, chain = 'INPUT', family: 'ipv4' | 'ipv6' = 'ipv4'): Explained {
  return explainRule({
    table: 'filter',
    chain,
    number: 1,
    counters: null,
    place: { line: 1, span: { start: 0, end: 0 } },
    spec: readSaveBody(rule, family),
  });
}

/** The names of the values that a message takes, in any of its branches. */
function valuesOf(elements: readonly MessageFormatElement[]): string[] {
  return elements.flatMap(element => {
    const own = 'value' in element && element.type !== TYPE.literal ? [element.value] : [];
    const branches = 'options' in element ? Object.values(element.options) : [];
    return [...own, ...branches.flatMap(({ value }) => valuesOf(value))];
  });
}

const sentences = ({ conditions, also = [], action, open }: Explained): Said[] => [
  ...[...conditions, ...also, action].flatMap(({ said }) => said),
  ...open,
];

function english(rule: string, chain?: string, family?: 'ipv6'): string[] {
  return sentences(explained(rule, chain, family)).map(({ key, values }) =>
    format((en as Record<string, string>)[key] ?? key, values, 'en'),
  );
}

describe('a rule in plain words', () => {
  test.each([
    [
      '! -s 127.0.0.0/8 -d 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP',
      [
        'The source address is not 127.0.0.0/8.',
        'The destination address is 127.0.0.0/8.',
        'The state of the connection is none of: RELATED, ESTABLISHED, DNAT.',
        'Throws the packet away. The sender gets no answer.',
      ],
    ],
    [
      '-i cali+ -p tcp -m multiport --dports 80,443,8000:8080 -g cali-wl-to-host',
      [
        'The name of the incoming interface begins with cali.',
        'The protocol is tcp.',
        'The destination port is one of: 80, 443, 8000–8080.',
        'Goes on in the chain cali-wl-to-host and does not come back to this one.',
      ],
    ],
    ['-p tcp --syn -j REJECT --reject-with tcp-reset', ['It asks for a new TCP connection', 'with a RST']],
    ['-p tcp ! --syn -j DROP', ['It is no request for a new TCP connection']],
    [
      '-m limit --limit 10/min -j LOG --log-prefix "a b "',
      ['10 a minute on average, the first 5', 'begins with: a b '],
    ],
    ['-m statistic --mode random --probability 0.5 -j ACCEPT', ['By chance: 50 %']],
    [
      '-m connlimit --connlimit-above 20 -j REJECT',
      ['more than 20', 'for each source address', 'icmp-port-unreachable'],
    ],
    [
      '-m recent --name ssh --update --seconds 60 --hitcount 4 -j DROP',
      ['in the list ssh; if it is', 'within 60 s', 'at least 4 times'],
    ],
    ['-j MARK --set-xmark 0x0/0xf0000', ['Clears the bits 0xf0000 of the packet mark.']],
    [
      '-j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff',
      ['to the packet', 'Only these bits: 0xff of the packet, 0xff of the connection.'],
    ],
    ['-j NFQUEUE --queue-num 3 --queue-bypass', ['which decides', 'goes on as if the rule were not there']],
    ['-m set ! --match-set blocked src -j ACCEPT', ['The set blocked does not hold it']],
    ['-m rpfilter --validmark --invert -j DROP', ['would not leave', 'mark is used']],
    ['-m nosuch --option 5 -j ACCEPT', ['Lets the packet through']],
    ['', ['Nothing is decided: the rule only counts']],
  ])('%s', (rule, expected) => {
    const text = english(rule).join('\n');
    for (const part of expected) expect(text).toContain(part);
  });

  test('what nobody explains is there, and without words', () => {
    const { conditions, action } = explained('-m nosuch --option 5 -j NOSUCH --other 6');
    expect(conditions).toEqual([{ code: '-m nosuch --option 5', said: [] }]);
    expect(action).toEqual({ code: '-j NOSUCH --other 6', said: [] });
  });

  test('the meaning of a mark is said only in the chains of its owner', () => {
    const rule = '-m mark --mark 0x4000/0x4000 -j ACCEPT';
    expect(english(rule, 'KUBE-FORWARD').join(' ')).toContain('mark of kube-proxy');
    expect(english(rule, 'FORWARD').join(' ')).not.toContain('kube-proxy');
    expect(english('-j MARK --set-xmark 0x8000/0x8000', 'KUBE-MARK-DROP').join(' ')).toContain('kubelet');
    expect(english('-j KUBE-MARK-MASQ', 'KUBE-SVC-A').join(' ')).toContain('masqueraded');
  });

  test('in a listing without -v, interfaces are open, not any', async () => {
    const read = await capture('cases/duplicate-iptables-rules/few.nL.txt');
    const { explained: said } = await ruleAnswer(read, { id: 0 }, signal);
    expect(said.open.map(({ key }) => key)).toContain('open.not-shown');
  });
});

describe('the sentences', () => {
  test.each(locales)('%s has a sentence for every key, with the same values', locale => {
    expect(Object.keys(strings[locale]).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) {
      const own = [...new Set(valuesOf(parse(strings[locale][key as keyof typeof en])))].sort();
      expect([key, own]).toEqual([key, [...new Set(valuesOf(parse(text)))].sort()]);
    }
  });

  test('every option of every match and target of the captures is said in four languages', async () => {
    const unsaid = new Map<string, number>();
    let rules = 0;
    for (const path of globSync('test/{cases/healthy,captures/iptables}/*.{save-c,S,save}*')) {
      const read = await held(readFileSync(path, 'utf8'));
      const { rows } = await rulesAnswer(read, { ...ALL, count: 0 }, signal);
      for (let id = 0; id < rows; id++) {
        const { explained: said } = await ruleAnswer(read, { id }, signal);
        rules++;
        for (const { code, said: own } of [...said.conditions, said.action])
          if (own.length === 0) unsaid.set(code.split(' ').slice(0, 2).join(' '), rules);
        for (const { key, values } of sentences(said)) {
          if (key === 'unexplained') unsaid.set(String(values['v']), rules);
          for (const locale of locales)
            expect(format(strings[locale][key as keyof typeof en], values, locale)).not.toBe('');
        }
      }
    }
    expect(rules).toBeGreaterThan(1000);
    expect([...unsaid.keys()].filter(code => !NOT_ASKED.has(code))).toEqual([]);
  }, 60_000);

  test('an option that is not explained is named, never left out', () => {
    const names = fc.constantFrom(...MATCHES.values(), ...TARGET_EXTENSIONS.values());
    const value = fc.constantFrom('1', '1:2', 'a,b', '0x1/0x3', '10.0.0.1', 'x y', '5/min', '{v}', '<b>');
    fc.assert(
      fc.property(names, value, value, fc.boolean(), (extension, one, two, negated) => {
        const isTarget = TARGET_EXTENSIONS.get(extension.name) === extension;
        const options = extension.options.map(({ flag, arity }) => ({
          flag,
          negated,
          values: [one, two].slice(0, arity),
        }));
        const part = { name: extension.name, options, text: null };
        const spec = readSaveBody('', 'ipv4');
        const whole = explainRule({
          table: null,
          chain: 'A',
          number: 1,
          counters: null,
          place: { line: 1, span: { start: 0, end: 0 } },
          spec: isTarget ? { ...spec, target: { ...part, goto: false } } : { ...spec, matches: [part] },
        });
        for (const { key, values } of sentences(whole)) {
          const pattern = (en as Record<string, string>)[key];
          expect(pattern, key).toBeDefined();
          for (const locale of locales) format(strings[locale][key as keyof typeof en], values, locale);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Matches and targets that no one asked to have explained; they are shown as they stand. */
const NOT_ASKED = new Set(['-m rt']);

describe('the table of rules', () => {
  test('rows, filters and duplicates of a listing', async () => {
    const read = await capture('cases/duplicate-iptables-rules/few.nvL.txt');
    const all = await rulesAnswer(read, ALL, signal);
    expect([all.rules, all.rows, all.counters]).toEqual([17, 17, true]);
    const twice = await rulesAnswer(read, { ...ALL, duplicates: true }, signal);
    expect(twice.window.map(({ chain }) => chain)).toEqual([
      ...Array(3).fill('KUBE-FIREWALL'),
      ...Array(9).fill('KUBE-ROUTER-INPUT'),
    ]);
    expect(twice.window[0]?.copies).toBe(3);
    const own = await rulesAnswer(read, { ...ALL, chain: 'INPUT' }, signal);
    expect(own.window.map(({ chain }) => chain)).toEqual(['INPUT', 'INPUT']);
    const part = await rulesAnswer(read, { ...ALL, chain: 'firewall', target: 'drop' }, signal);
    expect(part.rows).toBe(3);
    const text = await rulesAnswer(read, { ...ALL, text: 'MARKED packets' }, signal);
    expect(text.rows).toBe(3);
  });

  test('the same table read twice holds no duplicates for that', async () => {
    const once = readFileSync('test/cases/duplicate-iptables-rules/once.save-c.txt', 'utf8');
    const one = await rulesAnswer(await held(once), { ...ALL, duplicates: true }, signal);
    const two = await rulesAnswer(await held(`${once}\n${once}`), { ...ALL, duplicates: true }, signal);
    expect(two.rows).toBe(one.rows * 2);
    expect(one.rows).toBe(0);
  });

  test('a rounded counter is an interval, and no counter is no zero', async () => {
    const rows = `Chain INPUT (policy ACCEPT 0 packets, 0 bytes)
 pkts bytes target     prot opt in     out     source               destination
  12M  720K ACCEPT     all  --  eth0   *       0.0.0.0/0            0.0.0.0/0
    0     0 DROP       all  --  eth1   *       0.0.0.0/0            0.0.0.0/0
`;
    const read = await held(rows);
    const { window } = await rulesAnswer(read, ALL, signal);
    expect(window[0]?.packets).toEqual({ printed: '12M', low: 11_499_500, high: 12_499_499 });
    expect((await rulesAnswer(read, { ...ALL, counting: true }, signal)).rows).toBe(1);
    const plain = await rulesAnswer(
      await held('*filter\n:INPUT ACCEPT\n-A INPUT -j DROP\nCOMMIT\n'),
      ALL,
      signal,
    );
    expect(plain.counters).toBe(false);
    expect(plain.window[0]?.packets).toBeNull();
  });

  test('sorted by any column, each rule is there once', async () => {
    const read = await capture('cases/healthy/calico.save-c.txt');
    const { rows } = await rulesAnswer(read, ALL, signal);
    for (const column of [
      'table',
      'chain',
      'number',
      'packets',
      'bytes',
      'target',
      'rule',
      'line',
    ] as const) {
      for (const descending of [false, true]) {
        const seen: number[] = [];
        for (let from = 0; from < rows; from += 500)
          seen.push(
            ...(await rulesAnswer(read, { ...ALL, sort: { column, descending }, from }, signal)).window.map(
              ({ id }) => id,
            ),
          );
        expect(new Set(seen).size, column).toBe(rows);
      }
    }
    const { window } = await rulesAnswer(
      read,
      { ...ALL, sort: { column: 'packets', descending: true } },
      signal,
    );
    const packets = window.map(row => row.packets?.low ?? -1);
    expect(packets).toEqual([...packets].sort((one, other) => other - one));
  });

  test('rules of nft: verdict, counter, comment', async () => {
    const read = await held(`table inet filter {
	chain input {
		type filter hook input priority filter; policy accept;
		ct state established,related counter packets 7 bytes 420 accept comment "replies"
		tcp dport 22 counter packets 0 bytes 0 jump ssh
		tcp dport 22 counter packets 3 bytes 9 jump ssh
	}

	chain ssh {
		drop
	}
}
`);
    const { window, tables } = await rulesAnswer(read, ALL, signal);
    expect(tables.map(({ name, rules }) => [name, rules])).toEqual([['inet filter', 4]]);
    expect(window.map(({ chain, number, target, copies }) => [chain, number, target, copies])).toEqual([
      ['input', 1, 'accept', 1],
      ['input', 2, 'jump ssh', 2],
      ['input', 3, 'jump ssh', 2],
      ['ssh', 1, 'drop', 1],
    ]);
    const { explained: said, pasted } = await ruleAnswer(read, { id: 0 }, signal);
    expect(pasted.trim()).toMatch(/^ct state .* comment "replies"$/);
    expect(said.conditions.map(({ code }) => code)).toEqual([
      'ct state established,related',
      'comment "replies"',
    ]);
    expect(said.also?.map(({ code }) => code)).toEqual(['counter packets 7 bytes 420']);
    expect(said.action).toEqual({ code: 'accept', said: [{ key: 'nft.accept', values: {} }] });
  });

  test.each([
    ['ip saddr 10.0.0.0/8 tcp dport { 80, 443 } accept', ['source', 'protocol', 'dports', 'nft.accept']],
    ['iifname "cali*" ct state invalid drop', ['interface.begins', 'ctstate', 'state.INVALID', 'DROP']],
    ['ip saddr != 10.244.0.0/16 ip daddr @cluster-ips jump mark', ['source', 'nft.set', 'jump']],
    ['meta mark & 0x00004000 == 0x00000000 return', ['mark.bit', 'RETURN']],
    ['meta mark set meta mark | 0x00004000', ['MARK.or', 'none']],
    ['limit rate over 10/second burst 20 packets drop', ['hashlimit.above', 'hashlimit.burst', 'DROP']],
    ['ip daddr . meta l4proto . th dport vmap @service-ips', ['nft.map']],
    ['meta random & 2147483647 < 1073741824 dnat to 10.0.0.1:80', ['statistic.random', 'DNAT.to']],
    ['masquerade to :1024-65535 fully-random', ['MASQUERADE', 'nat.ports', 'nat.randomFully']],
    [
      'log prefix "drop: " level warn reject with tcp reset',
      ['LOG', 'LOG.prefix', 'LOG.level', 'REJECT.reset'],
    ],
    // Half understood: the words after a jhash are no condition, and a verdict that is not known in full is told by its kind.
    [
      'meta mark set jhash ip saddr . tcp dport mod 2 counter packets 1 bytes 2 accept',
      ['nft.counter', 'nft.accept'],
    ],
    ['dnat to numgen inc mod 2 map { 0 : 10.0.0.1, 1 : 10.0.0.2 }', ['nft.dnat']],
    ['tcp dport < 1024 accept', ['nft.accept']],
  ])('nft, match by match: %s', async (rule, keys) => {
    const read = await held(`table ip t {\n\tchain c {\n\t\t${rule}\n\t}\n}\n`);
    const { explained: said } = await ruleAnswer(read, { id: 0 }, signal);
    expect(sentences(said).map(({ key }) => key)).toEqual(keys);
    for (const { key, values } of sentences(said))
      for (const locale of locales)
        expect(format(strings[locale][key as keyof typeof en], values, locale)).not.toBe('');
  });

  test('nft: no word of a rule gets lost, and nearly all of the captures are explained in full', async () => {
    let rules = 0;
    let whole = 0;
    for (const path of globSync('test/{cases/healthy,captures/nft}/*.txt')) {
      const read = await held(readFileSync(path, 'utf8'));
      for (const { document } of read.analysis.sections) {
        if (document.kind !== 'nft-ruleset' || document.form === 'json') continue;
        for (const text of document.rules.text) {
          const parts = nftParts(text);
          expect(parts.map(({ code }) => code).join(' ')).toBe(text.replaceAll(/ +/g, ' ').trim());
          rules++;
          if (parts.every(({ said }) => said.length > 0)) whole++;
        }
      }
    }
    expect(rules).toBeGreaterThan(300);
    expect(whole / rules).toBeGreaterThan(0.8);
  }, 60_000);

  test('nft -j says the same of a rule as its text', async () => {
    const keysOf = async (path: string) => {
      const read = await capture(path);
      const { rows } = await rulesAnswer(read, { ...ALL, count: 0 }, signal);
      const all: string[] = [];
      for (let id = 0; id < rows; id++) {
        const { explained: said } = await ruleAnswer(read, { id }, signal);
        const unsaid = [...said.conditions, ...(said.also ?? []), said.action].some(
          part => part.said.length === 0,
        );
        all.push(`${unsaid ? '?' : ''}${sentences(said).map(({ key }) => key)}`);
      }
      return all;
    };
    const [text, json] = await Promise.all([
      keysOf('captures/nft/kube-proxy.txt'),
      keysOf('captures/nft/kube-proxy-json.txt'),
    ]);
    expect(json.length).toBe(text.length);
    const pairs = text.map((keys, at) => [keys, json[at] as string] as const);
    const told = pairs.filter(([one, other]) => !one.startsWith('?') && !other.startsWith('?'));
    expect(told.length / pairs.length).toBeGreaterThan(0.6);
    // The text leaves out the usual kind of a reject.
    const usual = (keys: string) => keys.replace('REJECT', 'nft.reject');
    for (const [one, other] of told) expect(usual(other)).toBe(usual(one));
  });

  test('a question that is called off is rejected', async () => {
    const { listing } = await import('../../bench/inputs/rules.ts');
    const read = await held(listing(12_000));
    const off = new AbortController();
    const answer = rulesAnswer(read, ALL, off.signal);
    off.abort();
    await expect(answer).rejects.toThrow();
  });
});
