import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Ruleset } from '../../../src/engine/model/ruleset.ts';
import { printRule, ruleAt } from '../../../src/engine/rules/index.ts';
import { paste } from '../paste.ts';

const recorded = (name: string) => readFileSync(`test/captures/iptables/${name}.txt`, 'utf8');

async function rulesets(text: string): Promise<Ruleset[]> {
  const { sections } = await paste(text);
  return sections.flatMap(({ document }) => (document.kind === 'ruleset' ? [document] : []));
}

const all = (ruleset: Ruleset) => Array.from({ length: ruleset.rules.count }, (_, i) => ruleAt(ruleset, i));

describe('iptables -S', () => {
  test.each(['filter', 'nat', 'mangle'])('-S -v of %s says the same as iptables-save -c', async table => {
    const [listed] = await rulesets(recorded(`S-v.kube.v4.legacy.${table}`));
    const [saved] = await rulesets(recorded('save-c.kube.v4.legacy'));
    expect(listed?.tables).toMatchObject([{ name: table, nameFrom: 'shape', complete: null }]);
    const own = all(saved as Ruleset).filter(rule => rule.table === table);
    expect(all(listed as Ruleset).map(printRule)).toEqual(own.map(printRule));
    const chains = saved?.tables.find(({ name }) => name === table)?.chains;
    expect(
      listed?.tables[0]?.chains.map(({ name, policy, policyCounters }) => [name, policy, policyCounters]),
    ).toEqual(chains?.map(({ name, policy, policyCounters }) => [name, policy, policyCounters]));
  });

  test('the command says the table, and filter where it names none', async () => {
    const [ruleset] = await rulesets(`# iptables -t raw -S\n-P PREROUTING ACCEPT\n-P OUTPUT ACCEPT\n`);
    expect(ruleset?.tables).toMatchObject([{ name: 'raw', nameFrom: 'said' }]);
    const [chain] = await rulesets(`# iptables -S KUBE-FORWARD\n-N KUBE-FORWARD\n`);
    expect(chain?.tables).toMatchObject([{ name: 'filter', nameFrom: 'said' }]);
    const [bare] = await rulesets('-P PREROUTING ACCEPT\n-P OUTPUT ACCEPT\n');
    expect(bare?.tables).toMatchObject([{ name: null, nameFrom: null }]);
  });

  test('several runs in one line are tables; another family is another document', async () => {
    const found = await rulesets(recorded('odd.S-both'));
    expect(found.map(({ family, tables }) => [family, tables.map(({ name }) => name)])).toEqual([
      ['ipv4', ['filter', 'nat']],
      ['ipv6', ['filter']],
    ]);
  });

  test('two tables without a command', async () => {
    const [ruleset] = await rulesets(recorded('S.kube.v4.legacy.filter') + recorded('S.kube.v4.legacy.nat'));
    expect(ruleset?.tables.map(({ name }) => name)).toEqual(['filter', 'nat']);
  });

  test.each([
    ['odd.not-root', 'not-permitted', null],
    ['odd.incompatible', 'legacy-tables-present', null],
  ])('%s: what the tool says instead of rules', async (name, notice, table) => {
    const [ruleset] = await rulesets(recorded(name));
    expect(ruleset?.tables).toEqual([]);
    expect(ruleset?.notices[0]).toMatchObject({ notice, table });
  });

  test('an incompatible table is named, with version and back end', async () => {
    const [ruleset] = await rulesets(recorded('odd.incompatible'));
    expect(ruleset?.notices[1]).toMatchObject({ notice: 'table-incompatible', table: 'filter' });
    expect(ruleset).toMatchObject({ backend: 'nf_tables', version: '1.8.9', family: 'ipv4' });
  });

  test('-P and -N of other things are none', async () => {
    expect(await rulesets('-P is the policy\n-N new\t\nnot this\n-P INPUT MAYBE\n')).toMatchObject([
      { rules: { count: 0 } },
    ]);
    expect(await rulesets('-P is the policy\n')).toEqual([]);
  });
});

describe('commands of a script', () => {
  const script = `#!/bin/sh
iptables -P FORWARD DROP
iptables -t nat -A POSTROUTING -s 10.0.0.0/255.0.0.0 -o eth0 -j MASQUERADE
iptables -A INPUT -p tcp --dport 22 -j ACCEPT || true
sudo iptables -I INPUT -i lo -j ACCEPT   # loopback
iptables -w 5 -I INPUT 2 -m conntrack -m comment --comment "keep; them" --ctstate ESTABLISHED -j ACCEPT
iptables -A INPUT -p tcp \\
    --dport 443 -j ACCEPT
iptables -A INPUT -i $WAN -j DROP
ip6tables -A INPUT -p icmpv6 -j ACCEPT
`;

  test('are read as what they add, in the order that it takes', async () => {
    const [four, six] = await rulesets(script);
    expect(four).toMatchObject({ form: 'commands', family: 'ipv4' });
    expect(all(four as Ruleset).map(rule => `${rule.table} ${printRule(rule)}`)).toEqual([
      'filter -A INPUT -i lo -j ACCEPT',
      'filter -A INPUT -m conntrack --ctstate ESTABLISHED -m comment --comment "keep; them" -j ACCEPT',
      'filter -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
      'filter -A INPUT -p tcp -m tcp --dport 443 -j ACCEPT',
      'nat -A POSTROUTING -s 10.0.0.0/8 -o eth0 -j MASQUERADE',
    ]);
    expect(four?.tables.flatMap(table => table.chains).every(chain => !chain.complete)).toBe(true);
    expect(six).toMatchObject({ form: 'commands', family: 'ipv6', rules: { count: 1 } });
  });

  test('a variable of the shell is no value', async () => {
    const { unread } = await paste(script);
    expect(unread.map(({ line }) => line)).toEqual([1, 9]);
  });

  test('behind a prompt they are commands that were run', async () => {
    const { sections } = await paste(
      'root@node-3:~# iptables -A INPUT -j DROP\nroot@node-3:~# iptables -S\n-P INPUT ACCEPT\n',
    );
    expect(sections.map(({ command }) => command)).toEqual(['iptables -S']);
  });
});
