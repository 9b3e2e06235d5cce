import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { analyze } from '../../src/engine/analyze.ts';
import { compareWithin } from '../../src/engine/compare.ts';

const within = async (text: string, seconds: number | null = null) =>
  compareWithin((await analyze(new Blob([text]))).sections, seconds);
const capture = (name: string) => readFileSync(`test/cases/${name}`, 'utf8');

test('an output that stands in a paste twice gives rates, with the time that the paste tells', async () => {
  const before = capture('conntrack-invalid-drop/asymmetric.chain-before.txt');
  const after = capture('conntrack-invalid-drop/asymmetric.chain-after.txt');
  const found = await within(before + after);
  const drop = found?.moved.find(({ name }) => name.endsWith('-j DROP'));
  expect(found?.seconds).toBeGreaterThan(0);
  expect(drop?.rise).toBeGreaterThan(0);
  expect(drop?.rate).toBe((drop?.rise ?? 0) / (found?.seconds ?? 0));
  expect(drop?.places.before.line).toBeLessThan(drop?.places.after.line ?? 0);
});

test('the time between, where the person knows it, goes before what the paste tells', async () => {
  const twice = capture('conntrack-table-full/full-churn.conntrack-S-twice.txt');
  expect((await within(twice, 4))?.seconds).toBe(4);
});

test('nothing twice: nothing to compare', async () => {
  expect(await within(capture('conntrack-table-full/full-churn.sysctl.txt'))).toBeNull();
});

test('the same output of two hosts is no second reading', async () => {
  const of = (host: string) =>
    `root@${host}:~# conntrack -S\ncpu=0   \tfound=0 invalid=3 insert=0 insert_failed=0 drop=0 early_drop=0 error=0 search_restart=0\n`;
  expect(await within(of('node-1') + of('node-2'))).toBeNull();
  expect(await within(of('node-1') + of('node-1'))).not.toBeNull();
});

test('rules of nft: counters that moved, one that came', async () => {
  const list = (packets: number, more = '') =>
    `root@node-1:~# nft list ruleset\ntable ip t {\n\tchain c {\n\t\ttype filter hook input priority filter; policy accept;\n\t\ttcp dport 22 counter packets ${packets} bytes ${packets * 60} drop\n${more}\t}\n}\n`;
  const found = await within(list(3) + list(9, '\t\tudp dport 53 accept\n'));
  expect(found?.moved).toMatchObject([
    { of: 'nft ip t c', name: 'tcp dport 22 counter drop', before: 3, after: 9 },
  ]);
  expect(found?.rules.came).toMatchObject([
    { syntax: 'nft', table: 'ip t', chain: 'c', rule: 'udp dport 53 accept' },
  ]);
  expect(found?.rules.went).toEqual([]);
});

test('`sleep` in a command that was typed twice tells nothing of the time between the two', async () => {
  const stats = (drop: number) =>
    `cpu=0   \tfound=0 invalid=3 insert=0 insert_failed=0 drop=${drop} early_drop=${drop} error=0 search_restart=0\n`;
  const typed = (from: number, to: number) =>
    `root@node-1:~# conntrack -S; sleep 10; conntrack -S\n${stats(from)}${stats(to)}`;
  expect((await within(typed(1, 5)))?.seconds).toBe(10);
  expect((await within(typed(1, 5) + typed(90, 99)))?.seconds).toBeNull();
});
