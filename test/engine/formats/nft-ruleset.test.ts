import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nftRuleset } from '../../../src/engine/formats/nft-ruleset/index.ts';
import type { NftRuleset } from '../../../src/engine/model/nft-ruleset.ts';
import { type NftRule, nftRule, rulesOfChain } from '../../../src/engine/rules/nft-rule.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';

const capture = (name: string) => readFileSync(`test/captures/nft/${name}.txt`, 'utf8');
const below = (command: string, output: string) => `root@node-3:~# ${command}\n${output}`;

async function read(text: string): Promise<NftRuleset> {
  const { sections } = await paste(text);
  const [document] = sections.flatMap(section =>
    section.document.kind === 'nft-ruleset' ? [section.document] : [],
  );
  if (!document) throw new Error(`no ruleset: ${sections.map(section => section.format).join()}`);
  return document;
}

const rulesOf = (ruleset: NftRuleset): NftRule[] =>
  Array.from({ length: ruleset.rules.count }, (_, index) => nftRule(ruleset, index));
const chain = (ruleset: NftRuleset, name: string) => {
  const index = ruleset.chains.findIndex(candidate => candidate.name === name);
  return { index, rules: [...rulesOfChain(ruleset, index)].map(rule => nftRule(ruleset, rule)) };
};
const set = (ruleset: NftRuleset, name: string) => ruleset.sets.find(candidate => candidate.name === name);
/** What two forms must agree on: all but the words and the places. */
const outline = (ruleset: NftRuleset) =>
  rulesOf(ruleset).map(({ verdict, target, map, packets, bytes, comment, chain: of }) => ({
    chain: ruleset.chains[of]?.name,
    verdict,
    target,
    map,
    packets,
    bytes,
    comment,
  }));

describe('a ruleset with one of everything', async () => {
  const ruleset = await read(capture('ruleset-handles'));

  test('each line with a handle that opens nothing is a rule', () => {
    const handles = [...capture('ruleset-handles').matchAll(/^(?!.*\{ # handle).*# handle (\d+)$/gm)].map(
      match => Number(match[1]),
    );
    const read = [...ruleset.rules.handle].filter(handle => !Number.isNaN(handle));
    expect(read.sort((a, b) => a - b)).toEqual(handles.sort((a, b) => a - b));
    // The two rules of the anonymous chain have no handle in the print.
    expect(ruleset.rules.count).toBe(handles.length + 2);
  });

  test('tables, and all of it closed', () => {
    expect(
      ruleset.tables.map(table => [table.family, table.name, table.handle, table.comment, table.complete]),
    ).toEqual([
      ['inet', 'fw', 1, 'my fw', true],
      ['netdev', 'nd', 2, null, true],
      ['bridge', 'br', 3, null, true],
      ['arp', 'a', 4, null, true],
    ]);
    expect(ruleset).toMatchObject({
      form: 'text',
      complete: true,
      configured: false,
      rulesShown: true,
      elementsShown: true,
    });
    expect(ruleset.chains.every(({ complete }) => complete)).toBe(true);
  });

  test('base chains: priorities as numbers, in a bridge others', () => {
    const bases = ruleset.chains.flatMap(({ name, base }) =>
      base ? [[name, base.type, base.hook, base.priority, base.policy]] : [],
    );
    expect(bases).toEqual([
      ['in', 'filter', 'input', 10, 'drop'],
      ['clamp', 'filter', 'forward', -150, 'accept'],
      ['nat', 'nat', 'prerouting', -110, 'accept'],
      ['post', 'nat', 'postrouting', 100, 'accept'],
      ['i', 'filter', 'ingress', 0, 'accept'],
      ['j', 'filter', 'ingress', -500, 'accept'],
      ['f', 'filter', 'forward', -200, 'accept'],
      ['f', 'filter', 'input', 0, 'accept'],
    ]);
    expect(ruleset.chains.find(({ name }) => name === 'i')?.base?.devices).toEqual(['lo']);
  });

  test('verdicts: names in strings, sets and values are none', () => {
    const { rules } = chain(ruleset, 'in');
    const verdicts = rules.map(({ verdict, text }) => [verdict, text.slice(0, 24)]);
    expect(verdicts).toContainEqual(['log', 'log prefix "DROP { x" fl']);
    expect(verdicts).toContainEqual(['vmap', 'ct state vmap { invalid ']);
    expect(verdicts).toContainEqual(['accept', 'ct status dnat accept']);
    expect(verdicts).toContainEqual(['drop', 'icmp type redirect drop']);
    expect(verdicts).toContainEqual(['none', 'meta mark set ip daddr m']);
    expect(verdicts).toContainEqual(['continue', 'udp dport 53 counter pac']);
    expect(rules.find(({ text }) => text === 'jump web')).toMatchObject({
      verdict: 'jump',
      target: 'web',
      handle: 39,
    });
    expect(rules.find(({ text }) => text.startsWith('tcp dport vmap'))?.branches).toEqual([
      { verdict: 'goto', chain: 'web' },
      { verdict: 'jump', chain: 'web' },
    ]);
    expect(rules.find(({ map }) => map === 'vm')?.verdict).toBe('vmap');
    expect(chain(ruleset, 'post').rules.map(({ verdict }) => verdict)).toEqual(['masquerade', 'snat']);
    expect(chain(ruleset, 'web').rules[0]).toMatchObject({
      comment: 'hi } there',
      packets: 0,
      bytes: 0,
      verdict: 'none',
    });
  });

  test('an anonymous chain has its own rules, and the chain around it goes on behind it', () => {
    const inner = ruleset.chains.findIndex(({ name }) => name === null);
    const outer = ruleset.chains[inner]?.within ?? -1;
    expect(ruleset.chains[outer]?.name).toBe('in');
    expect([...rulesOfChain(ruleset, inner)].map(rule => nftRule(ruleset, rule))).toMatchObject([
      { packets: 4, bytes: 240, verdict: 'accept' },
      { verdict: 'drop' },
    ]);
    expect(chain(ruleset, 'in').rules.at(-1)?.text).toBe(
      'fib daddr type local counter packets 0 bytes 0 return',
    );
    expect(chain(ruleset, 'in').rules).toHaveLength(ruleset.chains[outer]?.ruleCount ?? -1);
  });

  test('sets and maps', () => {
    expect(set(ruleset, 's1')).toMatchObject({
      key: 'ipv4_addr',
      flags: ['interval'],
      autoMerge: true,
      comment: 'blocked',
      elements: 2,
    });
    expect(set(ruleset, 's2')).toMatchObject({
      timeout: 3600,
      size: 65535,
      flags: ['dynamic', 'timeout'],
      statements: ['counter'],
    });
    expect(set(ruleset, 's2')?.examples[0]).toMatchObject({
      key: '1.2.3.4 . 80',
      timeout: 300,
      packets: 1,
      bytes: 2,
      comment: 'q } {',
    });
    expect(set(ruleset, 's3')).toMatchObject({ key: 'ip saddr . tcp dport', keyIsTypeof: true });
    expect(set(ruleset, 's5')).toMatchObject({ elements: 0, elementsComplete: true });
    expect(set(ruleset, 'vm')).toMatchObject({ type: 'map', data: 'verdict', elements: 2 });
    expect(set(ruleset, 'vm')?.verdicts.map(({ verdict, chain: to, count }) => [verdict, to, count])).toEqual(
      [
        ['drop', null, 1],
        ['goto', 'web', 1],
      ],
    );
    expect(ruleset.objects.find(({ name }) => name === 'c1')).toMatchObject({
      type: 'counter',
      packets: 3,
      bytes: 5,
    });
    expect(ruleset.objects.map(({ type }) => type)).toContain('ct timeout');
  });

  test('places: the line of a rule is where it stands', () => {
    const text = capture('ruleset-handles');
    for (const rule of rulesOf(ruleset)) {
      expect(text.slice(rule.place.span.start, rule.place.span.end)).toContain(rule.text);
      expect(text.split('\n')[rule.place.line - 1]).toContain(rule.text);
    }
  });
});

describe('the same ruleset in other forms', async () => {
  const plain = await read(capture('ruleset'));

  test('JSON, on one line and indented by jq', async () => {
    const json = await read(capture('ruleset-json'));
    expect(json).toMatchObject({ form: 'json', version: '1.0.6', complete: true });
    // An anonymous chain comes as text within JSON: its two rules are not rules there.
    expect(outline(json)).toEqual(outline(plain).filter(rule => rule.chain !== null));
    expect(outline(await read(below('nft -j list ruleset | jq .', capture('ruleset-jq'))))).toEqual(
      outline(json),
    );
    for (const { name, elements, verdicts } of plain.sets) {
      expect(set(json, name)).toMatchObject({
        elements,
        verdicts: verdicts.map(({ verdict, count }) => ({ verdict, count })),
      });
    }
  });

  test.each([80, 120])('JSON that a terminal of %i columns broke', async width => {
    const broken = capture('ruleset-json').replaceAll(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\n');
    expect(outline(await read(broken))).toEqual(outline(await read(capture('ruleset-json'))));
  });

  test('without numbers, a counter is not zero', async () => {
    const stateless = await read(capture('ruleset-stateless'));
    expect(stateless.rules.count).toBe(plain.rules.count);
    expect(rulesOf(stateless).every(({ packets, bytes }) => packets === null && bytes === null)).toBe(true);
    expect(stateless.objects.find(({ name }) => name === 'c1')).toMatchObject({ packets: null, bytes: null });
  });

  test('with numbers for names, priorities are the same', async () => {
    const priorities = (ruleset: NftRuleset) => ruleset.chains.map(({ base }) => base?.priority);
    expect(priorities(await read(capture('ruleset-numeric')))).toEqual(priorities(plain));
    expect(priorities(await read(capture('ruleset-priorities')))).toEqual(priorities(plain));
  });

  test('terse: the elements are not known', async () => {
    const terse = await read(below('nft -t list ruleset', capture('ruleset-terse')));
    expect(terse.elementsShown).toBe(false);
    expect(terse.sets.every(({ elements, elementsComplete }) => elements === null && !elementsComplete)).toBe(
      true,
    );
    expect((await read(capture('ruleset-terse'))).elementsShown).toBe(null);
  });

  test('names alone, and chains without rules', async () => {
    const tables = await read(capture('tables'));
    expect(tables.tables.map(({ name, contents }) => [name, contents])).toEqual([
      ['fw', false],
      ['nd', false],
      ['br', false],
      ['a', false],
    ]);
    expect(tables.rulesShown).toBe(null);
    const chains = await read(below('nft -a list chains', capture('chains')));
    expect(chains).toMatchObject({ rulesShown: false, elementsShown: false });
    expect(chains.chains.map(({ name }) => name)).toEqual(
      plain.chains.flatMap(({ name }) => (name === null ? [] : [name])),
    );
  });

  test.each([80, 120])('broken by a terminal of %i columns', async width => {
    const text = capture('ruleset');
    const broken = text.replaceAll(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\n');
    expect(broken).not.toBe(text);
    const joined = await read(broken);
    expect(joined.rules.text).toEqual(plain.rules.text);
    expect(outline(joined)).toEqual(outline(plain));
    expect(joined.sets.map(({ elements }) => elements)).toEqual(plain.sets.map(({ elements }) => elements));
  });

  test.each([
    ['blanks collapsed', (text: string) => text.replaceAll(/[ \t]+/g, ' ')],
    ['indentation lost', (text: string) => text.replaceAll(/^[ \t]+/gm, '')],
    ['blank lines lost', (text: string) => text.replaceAll(/\n+/g, '\n')],
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a mail quote', (text: string) => text.replaceAll(/^/gm, '> ')],
    ['colours', (text: string) => text.replaceAll(/drop|accept/g, '\x1b[31m$&\x1b[0m')],
    [
      'a letter of another script',
      (text: string) => text.replaceAll('comment "ssh"', 'comment "ssh für 運用"'),
    ],
  ])('%s', async (name, damage) => {
    const read1 = await read(damage(capture('ruleset')));
    const ssh = name.startsWith('a letter') ? 'ssh für 運用' : 'ssh';
    expect(outline(read1)).toEqual(
      outline(plain).map(rule => (rule.comment === 'ssh' ? { ...rule, comment: ssh } : rule)),
    );
    expect(read1.complete).toBe(true);
  });
});

describe('what is cut', { timeout: 60_000 }, async () => {
  const text = capture('ruleset');
  const whole = outline(await read(text));

  test('at any byte: no rule is wrong, and the last one may be unknown', async () => {
    for (let end = 40; end < text.length; end += 13) {
      const { sections } = await paste(text.slice(0, end));
      const document = sections[0]?.document;
      if (document?.kind !== 'nft-ruleset') continue;
      const read = outline(document);
      expect(read.slice(0, -1)).toEqual(whole.slice(0, Math.max(0, read.length - 1)));
      const last = read.at(-1);
      const true_ = whole[read.length - 1];
      if (last && last.verdict !== 'unknown' && document.rules.count > 0)
        expect(last.verdict).toBe(true_?.verdict);
      if (last?.packets != null) expect(last.packets).toBe(true_?.packets);
      if (last?.bytes != null) expect(last.bytes).toBe(true_?.bytes);
      // Behind the last brace of a table nothing tells that another one is missing.
      if (!/\n\}\n?(?:t[^\n]{0,20})?$/.test(text.slice(0, end))) expect(document.complete).toBe(false);
    }
  });

  test('the head: rules stand in a chain without a name', async () => {
    const ruleset = await read(text.slice(text.indexOf('udp dport 53 counter')));
    expect(ruleset.tables[0]).toMatchObject({ family: null, name: null, complete: false });
    expect(ruleset.chains[0]).toMatchObject({ name: null, complete: false });
    expect(nftRule(ruleset, 0)).toMatchObject({ verdict: 'continue', packets: 7, bytes: 700 });
    expect(ruleset.chains.map(({ name }) => name)).toContain('post');
  });

  test('every line at the same width', async () => {
    const rule = (port: number, packets: number) =>
      `\t\ttcp dport ${port} ip saddr 10.0.0.0/8 counter packets ${packets} bytes 123456 drop`;
    const lines = [
      rule(2222, 1234),
      rule(2223, 1235),
      rule(22, 12),
      '\t\ttcp dport { 22, 80, 443, 8080, 8443, 9090 } ct state new accept',
    ];
    const listing = ['table ip a {', '\tchain b {', ...lines, '\t}', '}'];
    const ruleset = await read(listing.map(line => line.slice(0, 62)).join('\n'));
    expect(rulesOf(ruleset).map(({ bytes }) => bytes)).not.toContain(12345);
    expect(ruleset.complete).toBe(false);
  });

  test('an indented line behind an open brace is a rule of its own', async () => {
    const ruleset = await read(
      'table ip a {\n\tchain b {\n\t\ttcp dport { 22, 80, 4\n\t\tip saddr 10.0.0.1 drop\n\t}\n}\n',
    );
    expect(ruleset.rules.text).toEqual(['tcp dport { 22, 80, 4', 'ip saddr 10.0.0.1 drop']);
  });

  test('JSON', async () => {
    const json = capture('ruleset-json');
    for (let end = 60; end < json.length; end += 307) {
      const { sections } = await paste(json.slice(0, end));
      const document = sections[0]?.document;
      if (document?.kind !== 'nft-ruleset') continue;
      expect(document.complete).toBe(false);
      expect(outline(document)).toEqual(
        whole.filter(rule => rule.chain !== null).slice(0, document.rules.count),
      );
    }
  });

  test('a line of JSON that is too long for a line', async () => {
    const rules = Array.from({ length: 2000 }, (_, handle) => ({
      rule: {
        family: 'ip',
        table: 'a',
        chain: 'b',
        handle,
        expr: [{ counter: { packets: handle, bytes: 0 } }, { drop: null }],
      },
    }));
    const json = JSON.stringify({ nftables: [{ table: { family: 'ip', name: 'a' } }, ...rules] });
    const ruleset = await read(json);
    expect(json.length).toBeGreaterThan(65536);
    expect(ruleset.complete).toBe(false);
    expect(ruleset.notices[0]?.notice).toBe('cut');
    expect(ruleset.rules.count).toBeGreaterThan(400);
    expect(
      rulesOf(ruleset).every(({ packets, handle, verdict }) => packets === handle && verdict === 'drop'),
    ).toBe(true);
  });
});

describe('kube-proxy in nftables mode', async () => {
  const ruleset = await read(capture('kube-proxy'));

  test('maps: every element and where it leads', () => {
    const counts = Object.fromEntries(
      ruleset.sets.map(({ name, elements }) => [name.slice(0, 24), elements]),
    );
    expect(counts).toEqual({
      'cluster-ips': 4,
      'nodeport-ips': 1,
      'affinity-TCOU7JCQ-kube-s': 1,
      'service-ips': 2,
      'service-nodeports': 1,
      'no-endpoint-services': 2,
      'no-endpoint-nodeports': 0,
      'firewall-ips': 0,
    });
    expect(
      set(ruleset, 'no-endpoint-services')?.verdicts.map(({ verdict, chain: to }) => [verdict, to]),
    ).toContainEqual(['drop', null]);
    expect(
      set(ruleset, 'service-ips')?.examples.find(({ comment }) => comment === 'default/kubernetes:https'),
    ).toMatchObject({
      key: '10.96.0.1 . tcp . 443',
      data: 'goto service-2QRHZV4L-default/kubernetes/tcp/https',
    });
  });

  test('chains: where each service goes', () => {
    const [masquerade, spread] = chain(ruleset, 'service-2QRHZV4L-default/kubernetes/tcp/https').rules;
    expect(masquerade).toMatchObject({ verdict: 'jump', target: 'mark-for-masquerade', packets: null });
    expect(spread?.branches.map(({ chain: to }) => to)).toEqual([
      'endpoint-5OJB2KTY-default/kubernetes/tcp/https__192.0.2.5/6443',
      'endpoint-GRV2KQ3A-default/kubernetes/tcp/https__192.0.2.6/6443',
    ]);
    expect(chain(ruleset, 'nat-prerouting').rules[0]?.target).toBe('services');
    expect(ruleset.chains.find(({ name }) => name === 'filter-output-post-dnat')?.base?.priority).toBe(-90);
  });

  test('the JSON form says the same', async () => {
    expect(outline(await read(capture('kube-proxy-json')))).toEqual(outline(ruleset));
  });

  test('broken at 80 columns', async () => {
    const broken = await read(capture('kube-proxy').replaceAll(/.{80}(?=.)/g, '$&\n'));
    expect(outline(broken)).toEqual(outline(ruleset));
    expect(
      broken.sets.map(({ elements, verdicts }) => [elements, verdicts.map(({ chain: to }) => to)]),
    ).toEqual(ruleset.sets.map(({ elements, verdicts }) => [elements, verdicts.map(({ chain: to }) => to)]));
  });
});

describe('other versions, other owners', () => {
  test('translations of iptables-nft', async () => {
    const ruleset = await read(capture('iptables-nft'));
    expect(ruleset.tables.map(({ family, name }) => `${family} ${name}`)).toEqual([
      'ip filter',
      'ip nat',
      'ip mangle',
      'ip raw',
      'ip6 filter',
    ]);
    expect(ruleset.tables.filter(({ managedByIptables }) => managedByIptables).length).toBeGreaterThan(0);
    expect(ruleset.notices.every(({ notice }) => notice === 'managed-by-iptables')).toBe(true);
    const forward = ruleset.chains.find(({ name, base }) => name === 'FORWARD' && base?.priority === 0);
    expect(forward?.base?.policy).toBe('drop');
    const log = rulesOf(ruleset).find(({ text }) => text.includes('log prefix'));
    expect(log).toMatchObject({
      verdict: 'log',
      text: 'limit rate 5/minute counter packets 0 bytes 0 log prefix "q"x "',
    });
    expect(rulesOf(ruleset).find(({ text }) => text.startsWith('xt match recent'))?.verdict).toBe('none');
    expect(chain(ruleset, 'POSTROUTING').rules[0]?.verdict).toBe('masquerade');
  });

  test('old: bare devices, numbers, # xt_ remarks', async () => {
    const ruleset = await read(capture('written.old-nft'));
    expect(rulesOf(ruleset).map(({ verdict, packets, handle }) => [verdict, packets, handle])).toEqual([
      ['accept', null, 4],
      ['accept', null, 5],
      ['accept', 12, 6],
      ['drop', 3, 7],
      ['flow', null, null],
    ]);
    expect(ruleset.flowtables[0]).toMatchObject({
      name: 'fast',
      hook: 'ingress',
      priorityText: '0',
      devices: ['eth0', 'eth1'],
    });
    expect(ruleset.chains.at(-1)?.base?.devices).toEqual(['eth0']);
  });

  test('new: xt in quotes, owner, several devices', async () => {
    const ruleset = await read(capture('written.new-nft'));
    expect(ruleset.tables).toMatchObject([
      { name: 'nat', managedByIptables: true, owner: null },
      { name: 'firewalld', managedByIptables: false, owner: 'firewalld', flags: ['owner', 'persist'] },
    ]);
    expect(
      chain(ruleset, 'KUBE-SVC-NPX46M4PTMTKRN6Y').rules.map(({ verdict, packets }) => [verdict, packets]),
    ).toEqual([
      ['jump', 1],
      ['xt', 0],
    ]);
    expect(chain(ruleset, 'filter_IN_public').rules[0]?.verdict).toBe('accept');
    expect(chain(ruleset, 'filter_INPUT_POLICIES').rules[1]).toMatchObject({
      verdict: 'log',
      packets: 9,
      bytes: 540,
    });
    expect(ruleset.chains.at(-1)?.base).toMatchObject({
      devices: ['eth0', 'eth1'],
      offload: true,
      priority: -450,
    });
    expect(ruleset.flowtables[0]).toMatchObject({
      flags: ['offload'],
      counter: true,
      priorityText: 'filter + 10',
    });
  });

  test('a file is not what is in force', async () => {
    const ruleset = await read(capture('written.file'));
    expect(ruleset).toMatchObject({ configured: true, complete: true });
    expect(ruleset.chains[0]?.base).toMatchObject({ policy: 'drop', priority: 0 });
    expect(ruleset.sets[0]).toMatchObject({ elements: 2, timeout: 86400, flags: ['interval', 'timeout'] });
  });

  test('lines through grep have no chain', async () => {
    const ruleset = await read(below("nft list ruleset | grep -E 'drop|reject'", capture('written.grep')));
    expect(rulesOf(ruleset).map(({ verdict, packets }) => [verdict, packets])).toEqual([
      ['drop', 12],
      ['drop', 5120],
      ['reject', 88],
    ]);
    expect(ruleset).toMatchObject({ complete: false, chains: [{ name: null }] });
  });

  test('a table that is not there, and no right to look', async () => {
    const missing = await read(below('nft list table ip kube-proxy', capture('no-such-table')));
    expect(missing).toMatchObject({ tables: [], notices: [{ notice: 'not-found', table: 'ip kube-proxy' }] });
    expect((await read(capture('not-root'))).notices[0]?.notice).toBe('not-permitted');
  });

  test('a large set: every element is counted', async () => {
    const ruleset = await read(capture('large-set'));
    const text = capture('large-set');
    const listed = text.slice(
      text.indexOf('{', text.indexOf('elements')) + 1,
      text.indexOf('}', text.indexOf('elements')),
    );
    expect(ruleset.sets[0]).toMatchObject({ elements: listed.split(',').length, elementsComplete: true });
    expect(ruleset.sets[0]?.examples).toHaveLength(50);
    expect(ruleset.rules.packets[0]).toBe(88);
  });

  test('blacked-out numbers are not known', async () => {
    const ruleset = await read(
      'table ip a {\n\tchain b {\n\t\tip saddr 10.xx.1.7 counter packets xxx bytes *** drop\n\t}\n}\n',
    );
    expect(nftRule(ruleset, 0)).toMatchObject({
      verdict: 'drop',
      packets: null,
      bytes: null,
      text: expect.stringContaining('10.xx.1.7'),
    });
  });

  test('two runs in a row are two rulesets', async () => {
    const { sections, unreadLines } = await paste(
      capture('iptables-nft-handles') + capture('iptables-nft-handles'),
    );
    expect(sections).toHaveLength(2);
    expect(unreadLines).toBe(0);
  });

  test('a line that is no rule is unread, and its chain not complete', async () => {
    const { sections, unread } = await paste(
      'table ip a {\n\tchain b {\n\t\tip saddr 10.0.0.1 drop\nand here it hangs\n\t}\n}\n',
    );
    expect(unread.map(({ text }) => text)).toEqual(['and here it hangs']);
    expect(sections[0]?.document).toMatchObject({
      complete: false,
      chains: [{ complete: false, ruleCount: 1 }],
    });
  });
});

describe('lines of others', () => {
  test.each([
    'table: filter',
    'The table ip filter is empty, so what drops it?',
    'ip route show',
    'chain reaction {',
    'Chain INPUT (policy ACCEPT 0 packets, 0 bytes)',
    '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
    '  "counter": {',
    'limit rate',
    'drop',
    'type: filter',
    'server { listen 80; }',
    'set -x',
  ])('%s', text => {
    expect(nftRuleset.detect(text, { command: null })?.score ?? 0).toBeLessThan(
      text.startsWith('chain') ? 0.81 : 0.5,
    );
  });
});

test('hostile lines take time in proportion to their length', async () => {
  const head = 'table ip a {\n\tchain b {\n';
  for (const piece of [
    'ip saddr ',
    '{ ',
    '" ',
    'vmap { 0 : drop, ',
    'counter packets ',
    '1,',
    ' : ',
    'log prefix "q"x ',
  ]) {
    await expectLinear(length => paste(`${head}\t\tip saddr ${piece.repeat(length / piece.length)}\n`), 4096);
    await expectLinear(
      length => paste(`${head}\t\tip saddr drop\n`.repeat(1) + `\t\ttcp ${piece}\n`.repeat(length / 16)),
      4096,
    );
  }
  await expectLinear(
    length => paste(`table ip a {\n\tset b {\n\t\telements = { ${'1.1.1.1,\n\t\t'.repeat(length / 8)}`),
    8192,
  );
}, 60_000);
