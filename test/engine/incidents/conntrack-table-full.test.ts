import { describe, expect, test } from 'vitest';
import { conntrackTableFull } from '../../../src/engine/incidents/conntrack-table-full/index.ts';
import type { Analysis } from '../../../src/engine/model/analysis.ts';
import { finding, paste, reasonKeys } from '../paste.ts';

const judge = async (text: string) => finding(await paste(text), 'conntrack-table-full');

const LINE = 'nf_conntrack: nf_conntrack: table full, dropping packet';
const counts = (count: number, max: number) =>
  `net.netfilter.nf_conntrack_count = ${count}\nnet.netfilter.nf_conntrack_max = ${max}\n`;
const stats = (drop: number, early: number, failed: number) =>
  `cpu=0   \tfound=0 invalid=0 insert=0 insert_failed=${failed} drop=${drop} early_drop=${early} error=0 search_restart=0 clash_resolve=0 chaintoolong=0 \n`;
const twice = (one: string, other: string) => `$ conntrack -S; sleep 10; conntrack -S\n${one}${other}`;
const flow = (i: number) =>
  `tcp      6 100 TIME_WAIT src=10.0.0.${i % 250} dst=10.96.0.10 sport=${1024 + i} dport=80 src=10.244.1.2 dst=10.0.0.${i % 250} sport=80 dport=${1024 + i} [ASSURED] mark=0 use=1\n`;
const footer = (shown: number, version = '1.4.7') =>
  `conntrack v${version} (conntrack-tools): ${shown} flow entries have been shown.\n`;

describe('confirmed: enough by itself', () => {
  test.each([
    ['the kernel says so', `[12345.678901] ${LINE}\n`, 'log-says-full'],
    ['below dmesg -t', `root@n:~# dmesg -t | tail -1\n${LINE}\nsome text that is no log\n`, 'log-says-full'],
    [
      'the old name',
      'Nov 22 03:07:41 node-3 kernel: ip_conntrack: table full, dropping packet.\n',
      'log-says-full',
    ],
    ['count at the maximum', counts(512, 512), 'count-at-max'],
    ['count past the maximum', counts(513, 512), 'count-at-max'],
    ['evictions between two readings', twice(stats(5, 7, 0), stats(9, 12, 0)), 'evicting-now'],
    [
      'a listing as long as the maximum',
      `${Array.from({ length: 60 }, (_, i) => flow(i)).join('')}net.netfilter.nf_conntrack_max = 60\n`,
      'count-at-max',
    ],
    ['nearly full, and evicted since boot', counts(257273, 262144) + stats(4411, 240, 0), 'count-near-max'],
  ])('%s', async (_name, text, key) => {
    const found = await judge(text);
    expect(found.verdict).toBe('confirmed');
    expect(found.severity).toBe('critical');
    expect(reasonKeys(found)).toContain(key);
    expect(found.reasons.every(reason => reason.evidence.length > 0)).toBe(true);
  });

  test('in a network namespace of its own', async () => {
    const found = await judge(
      '[    9.000000] nf_conntrack: table full in netns 4026532315, dropping packet\n',
    );
    expect(found).toMatchObject({ verdict: 'confirmed', summary: { values: { netns: '4026532315' } } });
  });
});

describe('suspected: fits, but something else could explain it', () => {
  test.each([
    ['98 % and no drop', counts(257273, 262144), 'critical', 'count-near-max'],
    [
      'a maximum that broke off',
      'net.netfilter.nf_conntrack_count = 31207\nnet.netfilter.nf_conntrack_max = 2621',
      'critical',
      'count-over-max',
    ],
    ['85 %', counts(85000, 100000), 'warning', 'count-near-max'],
    ['76 %', counts(76000, 100000), 'notice', 'count-near-max'],
    ['two bare numbers', '262144\n262144\n', 'critical', 'count-assumed'],
    ['evicted since boot', stats(0, 3, 0), 'warning', 'evicted-since-boot'],
    ['dropped since boot', stats(19, 0, 0), 'warning', 'dropped-since-boot'],
    [
      'evictions between two readings, but room at the last',
      twice(stats(5, 7, 0), stats(9, 12, 0)) + counts(40, 512),
      'notice',
      'evicting-now',
    ],
    ['drops go on', twice(stats(19, 0, 0), stats(25, 0, 0)), 'warning', 'dropping-now'],
    [
      'a day-old message',
      `[  100.000000] ${LINE}\n[90000.000000] eth0: link up\n`,
      'notice',
      'log-said-full',
    ],
    [
      'a message older than the uptime allows',
      `[  100.000000] ${LINE}\n 10:12:33 up 12 days,  3:04,  1 user,  load average: 0.00, 0.01, 0.05\n`,
      'notice',
      'log-said-full',
    ],
    [
      'the message, but room now',
      `[  100.000000] ${LINE}\n${counts(5000, 262144)}`,
      'notice',
      'log-says-full',
    ],
    [
      'another network namespace full, room in this one',
      `[    9.000000] nf_conntrack: table full in netns 4026532315, dropping packet\n${counts(100, 262144)}`,
      'notice',
      'log-says-full-netns',
    ],
    ['full before, room now', counts(512, 512) + counts(40, 512), 'notice', 'count-was-at-max'],
    ['a bare message', `${LINE}\n`, 'notice', 'log-bare'],
    [
      'a message among prose',
      `How we lost two days\n${LINE}\nThen we raised the limit.\n`,
      'notice',
      'log-bare',
    ],
  ])('%s', async (_name, text, severity, key) => {
    const found = await judge(text);
    expect(found).toMatchObject({ verdict: 'suspected', severity });
    expect(reasonKeys(found)).toContain(key);
    expect(found.next.length).toBeGreaterThan(0);
  });
});

describe('clear: evidence against it', () => {
  test.each([
    ['room', counts(31207, 262144), '-count-below-max'],
    ['no limit', counts(31207, 0), '-no-limit'],
    ['nothing counted since boot', stats(0, 0, 0), '-counters-zero'],
    ['room, and all drops are clashes', counts(16, 262144) + stats(16, 0, 16), '-drops-are-clashes'],
    [
      'room, and another table overflows',
      `${counts(16, 262144)}[    1.000000] neighbour: arp_cache: neighbor table overflow!\n`,
      '-other-table-neighbour-table-overflow',
    ],
    [
      'a whole listing far below the maximum',
      `net.netfilter.nf_conntrack_max = 262144\n$ conntrack -L\n${flow(1)}${flow(2)}${footer(2)}`,
      '-count-below-max',
    ],
  ])('%s', async (_name, text, key) => {
    const found = await judge(text);
    expect(found.verdict).toBe('clear');
    expect(reasonKeys(found)).toContain(key);
  });
});

test('a maximum that was raised after the count makes a full table one that was full', async () => {
  const raise = '$ sysctl -w net.netfilter.nf_conntrack_max=1024\nnet.netfilter.nf_conntrack_max = 1024\n';
  const found = await judge(`${counts(512, 512)}${raise}`);
  expect(found.verdict).toBe('suspected');
  expect(reasonKeys(found)).toEqual(['count-was-at-max', '-count-below-max']);
});

test('the count line of a piped listing is the whole count, that of a narrowed one is not', async () => {
  const max = 'net.netfilter.nf_conntrack_max = 262144\n';
  const piped = await judge(`${max}$ conntrack -L | wc -l\n${footer(257_000)}257000\n`);
  expect(piped).toMatchObject({
    verdict: 'suspected',
    severity: 'critical',
    summary: { values: { count: 257_000 } },
  });
  expect((await judge(`${max}$ conntrack -L | grep 10.0.0.1\n${footer(1000)}`)).verdict).toBe('clear');
  expect((await judge(`${max}$ conntrack -L -p udp | wc -l\n${footer(1000)}1000\n`)).verdict).toBe(
    'undecided',
  );
});

describe('undecided: this paste cannot tell', () => {
  test.each([
    ['a listing without a maximum', flow(1) + flow(2) + footer(2), 'undecided-no-max'],
    ['a count without a maximum', '$ conntrack -C\n511\n', 'undecided-no-max'],
    ['a maximum without a count', 'net.netfilter.nf_conntrack_max = 262144\n', 'undecided'],
    [
      'zeros without root',
      `conntrack v1.4.7 (conntrack-tools): Operation failed: sorry, you must be root or get CAP_NET_ADMIN capability to do this\n${stats(0, 0, 0)}`,
      'undecided',
    ],
    ['zeros of a part of the CPUs', `$ conntrack -S | head -1\n${stats(0, 0, 0)}`, 'undecided'],
    ['only clashes', stats(16, 0, 16), 'undecided'],
    [
      'a filtered listing',
      `net.netfilter.nf_conntrack_max = 262144\n$ conntrack -L -p udp\n${flow(1)}${footer(1)}`,
      'undecided-no-max',
    ],
    [
      'a listing of an old tool, IPv4 alone',
      `net.netfilter.nf_conntrack_max = 262144\n${flow(1)}${footer(1, '1.4.3')}`,
      'undecided-no-max',
    ],
    ['another table', '[    1.000000] TCP: time wait bucket table overflow\n', 'undecided'],
    ['two bare small numbers', '31207\n262144\n', 'undecided-no-max'],
    ['nothing of the kind', 'hello\n', 'undecided'],
    [
      'the source of the kernel',
      'net_warn_ratelimited("nf_conntrack: table full, dropping packet\\n");\n',
      'undecided',
    ],
    ['a configuration file', `$ cat /etc/sysctl.conf\n${counts(512, 512)}`, 'undecided'],
  ])('%s', async (name, text, key) => {
    const found = await judge(text);
    if (name === 'a configuration file') expect(found.verdict).toBe('undecided');
    else expect(found).toMatchObject({ verdict: 'undecided', summary: { key } });
    expect(found.next[0]?.id).toBe('conntrack-count-max');
  });
});

/** What is said of this incident, host by host. */
function verdictsByHost({ findings }: Analysis) {
  return findings
    .filter(({ incident }) => incident === 'conntrack-table-full')
    .map(({ host, verdict }) => [host, verdict]);
}

describe('several hosts in one scroll', () => {
  test('the count of one is never held against the maximum of another', async () => {
    const analysis = await paste(
      'root@node-1:~# sysctl net.netfilter.nf_conntrack_count\nnet.netfilter.nf_conntrack_count = 200000\n' +
        'root@node-2:~# sysctl net.netfilter.nf_conntrack_max\nnet.netfilter.nf_conntrack_max = 131072\n',
    );
    expect(verdictsByHost(analysis)).toEqual([
      ['node-1', 'undecided'],
      ['node-2', 'undecided'],
    ]);
  });

  test('each host has its own finding, the confirmed one first', async () => {
    const analysis = await paste(
      `root@node-1:~# sysctl -a\n${counts(10, 1000)}root@node-2:~# sysctl -a\n${counts(1000, 1000)}`,
    );
    expect(verdictsByHost(analysis)).toEqual([
      ['node-2', 'confirmed'],
      ['node-1', 'clear'],
    ]);
  });
});

describe('what fills the table', () => {
  test('the largest states and sources, and what they point to', async () => {
    const found = await judge(Array.from({ length: 100 }, (_, i) => flow(i % 4)).join(''));
    const notes = found.notes.map(note => [note.key, note.values]);
    expect(notes).toContainEqual(['fills-state', { flows: 100, share: 1, state: 'TIME_WAIT' }]);
    expect(notes).toContainEqual(['hint-churn', { state: 'TIME_WAIT' }]);
    expect(notes).toContainEqual(['fills-source', { flows: 25, share: 0.25, address: '10.0.0.1' }]);
  });

  test('a filtered listing says nothing of shares', async () => {
    const found = await judge(
      `$ conntrack -L | grep TIME_WAIT\n${Array.from({ length: 100 }, (_, i) => flow(i)).join('')}`,
    );
    expect(found.notes.map(note => note.key)).toEqual(['listing-partial']);
  });
});

test('a counter that fell between two readings is no movement', async () => {
  const found = await judge(twice(stats(50, 9, 0), stats(3, 0, 0)));
  expect(reasonKeys(found)).toEqual(['dropped-since-boot']);
});

test('every sentence that was said is declared', async () => {
  const said = new Set<string>();
  for (const text of [
    `[1.000000] ${LINE}`,
    counts(512, 512),
    counts(1, 512),
    stats(1, 1, 0),
    stats(0, 0, 0),
    'x',
    flow(1),
  ]) {
    const found = await judge(text);
    for (const message of [found.summary, ...found.reasons, ...found.notes]) said.add(message.key);
  }
  for (const key of said) expect(conntrackTableFull.messages).toContain(key);
});
