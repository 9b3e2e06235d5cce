import { describe, expect, test } from 'vitest';
import { compare } from '../../src/engine/compare.ts';

const stats = (drop: number, evicted: number) =>
  `cpu=0   \tfound=0 invalid=3 insert=0 insert_failed=0 drop=${drop} early_drop=${evicted} error=0 search_restart=0 clash_resolve=0 chaintoolong=0 \n`;

const save = (packets: number, rules: readonly string[]) =>
  `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [${packets}:${packets * 60}]\n:OUTPUT ACCEPT [0:0]\n${rules.map(rule => `${rule}\n`).join('')}COMMIT\n`;

const blob = (text: string) => new Blob([text]);

describe('two readings', () => {
  test('counters become rates, and verdicts sharpen', async () => {
    const before = stats(2, 7);
    const alone = await compare(blob(before), blob(before), { seconds: 10 });
    expect(alone.moved).toEqual([]);
    const { moved, together, seconds } = await compare(blob(before), blob(stats(40, 27)), { seconds: 10 });
    expect(seconds).toBe(10);
    expect(moved.map(({ name, rise, rate }) => ({ name, rise, rate }))).toEqual([
      { name: 'drop', rise: 38, rate: 3.8 },
      { name: 'early_drop', rise: 20, rate: 2 },
    ]);
    const full = together.findings.find(({ incident }) => incident === 'conntrack-table-full');
    expect(full?.verdict).toBe('confirmed');
    expect(full?.summary.values).toMatchObject({ evicted: 20 });
  });

  test('the time between comes from `date`, where nobody says it', async () => {
    const at = (time: string, rest: string) => `$ date\nMon Nov 23 ${time} UTC 2026\n$ conntrack -S\n${rest}`;
    const { seconds } = await compare(blob(at('06:00:10', stats(0, 0))), blob(at('06:01:40', stats(5, 5))));
    expect(seconds).toBe(90);
    expect((await compare(blob(stats(0, 0)), blob(stats(5, 5)))).seconds).toBeNull();
  });

  test('rules that came and went, counted as often as they stand there', async () => {
    const [old, kept, fresh] = [
      '-A INPUT -i lo -j ACCEPT',
      '-A INPUT -p tcp -j DROP',
      '-A INPUT -s 10.0.0.0/8 -j DROP',
    ];
    const { rules, moved } = await compare(
      blob(save(3, [old as string, kept as string])),
      blob(save(9, [kept as string, fresh as string, fresh as string])),
    );
    expect(rules.came.map(({ rule, times }) => ({ rule, times }))).toEqual([
      { rule: '-s 10.0.0.0/8 -j DROP', times: 2 },
    ]);
    expect(rules.went.map(({ rule }) => rule)).toEqual(['-i lo -j ACCEPT']);
    expect(rules.count).toEqual({ before: 2, after: 3 });
    expect(moved).toMatchObject([
      { of: 'filter FORWARD', name: 'policy', before: 3, after: 9, rise: 6, rate: null },
    ]);
  });

  test('a table that one paste shows in part is not compared', async () => {
    const whole = save(0, ['-A INPUT -i lo -j ACCEPT']);
    const part = `# iptables-save | grep lo\n-A INPUT -i lo -j ACCEPT\n`;
    expect((await compare(blob(whole), blob(part))).rules).toMatchObject({ came: [], went: [], count: null });
  });

  test('what was found in one of the two alone', async () => {
    const log = '[  100.512345] nf_conntrack: nf_conntrack: table full, dropping packet\n';
    const { gone, appeared } = await compare(blob(`# dmesg\n${log}`), blob(stats(0, 0)));
    expect({ gone, appeared }).toEqual({ gone: ['conntrack-table-full'], appeared: [] });
  });

  test('a rounded counter moves only as far as it must have', async () => {
    const listing = (packets: string) =>
      `Chain INPUT (policy ACCEPT 0 packets, 0 bytes)\n pkts bytes target     prot opt in     out     source               destination         \n${packets} 60M DROP       all  --  *      *       10.0.0.0/8           0.0.0.0/0           \n`;
    const { moved } = await compare(blob(listing(' 100K')), blob(listing(' 102K')));
    expect(moved).toMatchObject([{ of: 'INPUT', rise: expect.any(Number) }]);
    expect(moved[0]?.rise).toBeLessThan(2000);
    expect((await compare(blob(listing(' 100K')), blob(listing(' 100K')))).moved).toEqual([]);
  });
});
