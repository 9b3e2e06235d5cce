import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyze } from '../../src/engine/analyze.ts';
import type { Analysis } from '../../src/engine/model/analysis.ts';
import type { Document, Section } from '../../src/engine/model/document.ts';

/** node.sh ends with this status where it cannot run: no root, no network namespaces, no netfilter. */
const CANNOT_RUN_HERE = 77;
/** Names, and words of comments, of the node that node.sh makes. */
const NAMES = ['node-3', 'example.net', '4e:0f:00:00:02:01', 'payroll', 'checkout', 'Maple', 'printers'];
/** Beginnings of its addresses. */
const ADDRESSES = [
  '10.77.1.',
  '10.244.2.',
  '10.96.12.',
  '192.168.7.',
  '198.18.5.',
  '172.20.4.',
  'fd77:1:',
  'fd00:10:96',
  '2a02:898',
];

const directory = mkdtempSync(join(tmpdir(), 'collect-'));
let cannot: string | null = null;

beforeAll(() => {
  const { status, stderr } = spawnSync('bash', ['test/lab/collect/node.sh', directory], { encoding: 'utf8' });
  if (status === CANNOT_RUN_HERE) {
    cannot = `The test of collect.sh was left out: ${stderr.trim()}`;
    process.stdout.write(`${cannot}\n`);
  } else expect(status, stderr).toBe(0);
}, 300_000);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const recorded = (name: string) => readFileSync(join(directory, name), 'utf8');
const has = (name: string) => readdirSync(directory).includes(name);

/** Reads a recording whole: one host, no line that nobody reads, no section without its command. */
async function readWhole(name: string, host: string): Promise<Analysis> {
  const analysis = await analyze(new Blob([recorded(name)]));
  expect(analysis.unread.slice(0, 5)).toEqual([]);
  expect(analysis.unreadLines).toBe(0);
  expect(new Set(analysis.sections.map(section => section.host))).toEqual(new Set([host]));
  expect(analysis.sections.filter(({ command }) => command === null)).toEqual([]);
  return analysis;
}

const of = (analysis: Analysis, command: string) =>
  analysis.sections.filter(section => section.command === command);

function kinds(sections: readonly Section[]): Document['kind'][] {
  return [...new Set(sections.map(({ document }) => document.kind))].sort();
}

/** Everything but texts and places: what a pseudonym cannot change. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (value === null || typeof value !== 'object') return typeof value === 'string' ? 'text' : value;
  if ('start' in value && 'end' in value) return 'place';
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, inner]) => [key, shape(inner)]));
}

describe('collect.sh on a node', () => {
  test.for(['dash', 'busybox', 'bash'])('%s: the engine reads all that it prints', async (shell, context) => {
    if (cannot) return context.skip(cannot);
    if (!has(`${shell}.txt`)) return context.skip(`There is no ${shell} here.`);
    expect(recorded(`${shell}.status`).trim()).toBe('0');
    expect(recorded(`${shell}.stderr`)).toBe('');
    const analysis = await readWhole(`${shell}.txt`, 'node-3.example.net');
    expect(kinds(analysis.sections)).toEqual(
      expect.arrayContaining([
        'addresses',
        'clock',
        'conntrack-stats',
        'flow-table',
        'ip-sets',
        'links',
        'neighbours',
        'network-counters',
        'nic-driver',
        'nic-features',
        'nft-ruleset',
        'routes',
        'ruleset',
        'settings',
        'socket-summary',
        'sockets',
        'system',
        'tool-versions',
      ]),
    );
    const [flows] = of(analysis, 'conntrack -L');
    expect(flows?.document).toMatchObject({ kind: 'flow-table', flows: 20, assured: 20, ipv6: 0 });
  });

  test('counters are read twice, each reading below the moment at which it was taken', async context => {
    if (cannot) return context.skip(cannot);
    const analysis = await readWhole('dash.txt', 'node-3.example.net');
    for (const command of [
      'conntrack -S',
      'nstat -asz',
      'ip -d -s link',
      'iptables-save -c',
      'nft list table inet guard',
      'ss -s',
    ]) {
      const readings = of(analysis, command);
      expect(readings, command).toHaveLength(2);
      const [first, second] = readings.map(({ firstLine }) => {
        const before = of(analysis, 'date').filter(({ lastLine }) => lastLine < firstLine);
        const clock = before.at(-1)?.document;
        return clock?.kind === 'clock' ? (clock.stamps[0]?.stamp.seconds ?? Number.NaN) : Number.NaN;
      }) as [number, number];
      expect(second - first, command).toBeGreaterThanOrEqual(2);
      expect(second - first, command).toBeLessThan(100);
    }
  });

  test('a run changes no rule, no setting, no module and no connection', context => {
    if (cannot) return context.skip(cannot);
    const before = recorded('before.txt');
    expect(before).toContain('KUBE-SEP-ABCDEFGHIJKLMNOP');
    expect(before).toContain('net.netfilter.nf_conntrack_tcp_be_liberal');
    expect(before.match(/^tcp .* dport=8080 .*ASSURED/gm)).toHaveLength(20);
    expect(recorded('after.txt')).toBe(before);
  });

  test('without root it reads what it may and says what it could not', async context => {
    if (cannot) return context.skip(cannot);
    expect(recorded('nobody.status').trim()).toBe('0');
    const analysis = await readWhole('nobody.txt', 'node-3.example.net');
    expect(kinds(analysis.sections)).toEqual(
      expect.arrayContaining(['addresses', 'conntrack-stats', 'links', 'network-counters', 'settings']),
    );
    expect(recorded('nobody.txt')).toMatch(/^user@node-3\.example\.net:~\$ # not root: /m);
    expect(recorded('nobody.txt')).toMatch(/:~\$ # iptables-save -c: .*you must be root/);
  });

  test('without any tool it reads the files of the kernel, and says once what is missing', async context => {
    if (cannot) return context.skip(cannot);
    expect(recorded('bare.status').trim()).toBe('0');
    const analysis = await readWhole('bare.txt', 'node-3.example.net');
    expect(kinds(analysis.sections)).toEqual(
      expect.arrayContaining(['clock', 'conntrack-stats', 'network-counters', 'settings', 'system']),
    );
    for (const tool of ['ip', 'ethtool', 'ss', 'iptables-save', 'ipset'])
      expect(recorded('bare.txt').split(`# ${tool}: not installed`), tool).toHaveLength(2);
  });

  test('with more rules than there is room for, the limit holds and the cut is said', async context => {
    if (cannot) return context.skip(cannot);
    for (const [name, host] of [
      ['huge', 'node-3.example.net'],
      ['huge-redacted', 'host-1'],
    ] as const) {
      expect(recorded(`${name}.status`).trim()).toBe('0');
      expect(recorded(`${name}.txt`).length).toBeLessThanOrEqual(1_000_000);
      const analysis = await readWhole(`${name}.txt`, host);
      const rules = of(analysis, 'iptables-save -c');
      expect(rules.map(({ partial }) => partial)).toEqual(['elision', 'elision']);
      expect(of(analysis, 'conntrack -L')).toHaveLength(1);
      expect(analysis.sections.at(-1)?.command).toBe('date');
    }
  });
});

describe('--redact', () => {
  test('a run holds none of the names', context => {
    if (cannot) return context.skip(cannot);
    expect(NAMES.filter(name => recorded('redacted.txt').includes(name))).toEqual([]);
  });

  // Line by line: by chance one address can become what another was.
  test.for(['mawk', 'gawk', 'original-awk', 'busybox'])('%s: no line holds what it held', (awk, context) => {
    if (cannot) return context.skip(cannot);
    if (!has(`${awk}.pseudonyms`)) return context.skip(`There is no ${awk} here.`);
    const lines = recorded('dash.txt').split('\n');
    const redacted = recorded(`${awk}.pseudonyms`).split('\n');
    expect(redacted).toHaveLength(lines.length);
    for (const secret of [...NAMES, ...ADDRESSES]) {
      const held = lines.flatMap((line, i) => (line.includes(secret) ? [i] : []));
      expect(held.length, secret).toBeGreaterThan(0);
      expect(
        held.filter(i => redacted[i]?.includes(secret)),
        secret,
      ).toEqual([]);
    }
  });

  test.for(['mawk', 'gawk', 'original-awk', 'busybox'])(
    '%s: the engine reads the same in it',
    async (awk, context) => {
      if (cannot) return context.skip(cannot);
      if (!has(`${awk}.pseudonyms`)) return context.skip(`There is no ${awk} here.`);
      const plain = await readWhole('dash.txt', 'node-3.example.net');
      const redacted = await readWhole(`${awk}.pseudonyms`, 'host-1');
      const where = ({ format, command, firstLine, lastLine, partial }: Section) =>
        [format, command, firstLine, lastLine, partial].join(' ');
      expect(redacted.sections.map(where)).toEqual(plain.sections.map(where));
      for (const [i, section] of plain.sections.entries())
        expect(shape(redacted.sections[i]?.document), section.command ?? '').toEqual(shape(section.document));
      const judged = ({ findings }: Analysis) =>
        findings.map(({ incident, verdict, severity, reasons }) => [
          incident,
          verdict,
          severity,
          reasons.map(({ key, for: speaksFor }) => [key, speaksFor]),
        ]);
      expect(judged(redacted)).toEqual(judged(plain));
    },
  );

  test('what lay in one subnet still does, and private addresses stay private', context => {
    if (cannot) return context.skip(cannot);
    const text = recorded('mawk.pseudonyms');
    // Service network of the endpoints, the endpoint, and the route to it.
    const endpoints = /! -s (10\.\d+)\.0\.0\/16 -d (10\.\d+\.\d+)\.7\/32/.exec(text);
    const target = /--to-destination (\d+\.\d+)\.(\d+)\.7:8080/.exec(text);
    expect(target?.[1]).toBe(endpoints?.[1]);
    expect(text).toContain(
      `${target?.[1]}.${target?.[2]}.0/24 via ${target?.[1]}.${target?.[2]}.0 dev flannel.1`,
    );
    expect(text).toMatch(/-s 192\.168\.\d+\.0\/24 -m comment --comment "the name-\d+ of name-\d+ name-\d+"/);
    expect(text).toMatch(/-s 172\.(1[6-9]|2\d|3[01])\.\d+\.0\/22 /);
    const external = /-s ([0-9a-f:]+)::\/48 /.exec(text)?.[1];
    expect(external).toMatch(/^[23]/);
    expect(text).toContain(`-s ${external}:`);
    expect(text).toContain('169.254.20.10/32');
  });
});

/** What other tools printed elsewhere, put together as collect.sh would have. */
const CAPTURES: readonly (readonly [command: string, file: string])[] = [
  ['kubectl get nodes -o wide --request-timeout=5s', 'kubernetes/written.nodes-wide.txt'],
  ['kubectl get svc -A -o wide --request-timeout=5s', 'kubernetes/written.svc-wide-A.txt'],
  ['kubectl get endpointslices -A --request-timeout=5s', 'kubernetes/written.endpointslices.txt'],
  [
    "journalctl -q --no-pager -u kubelet --since '2 hours ago' | tail -n 1000",
    'kubernetes/written.journal-kubelet.txt',
  ],
  ['crictl logs 5ab1 2>&1 | tail -n 1000', 'kubernetes/written.kube-proxy-start.txt'],
  ['dmesg -T | tail -n 2000', 'logs/rule-log-T.txt'],
  ['dmesg -T | tail -n 2000', 'logs/martian.txt'],
  ['dmesg -T | tail -n 2000', 'logs/syn-flood.txt'],
  ['nft list ruleset', 'nft/kube-proxy.txt'],
  ['nft list ruleset', 'nft/ruleset.txt'],
  ['ipvsadm -Ln', 'ipvsadm/written.list.txt'],
  ['ipvsadm -Ln --stats', 'ipvsadm/written.stats.txt'],
  ['ipset list -t', 'ipset/terse.txt'],
  ['ip addr', 'host/ip-addr.txt'],
  ['ip -d -s link', 'host/ip-d-link-all.txt'],
  ['ip route show table all', 'host/ip-route-all.txt'],
  ['ip neigh', 'host/ip-neigh.txt'],
  ['ss -tan', 'host/ss-tan-client.txt'],
  ['ss -lnt', 'host/ss-lnt.txt'],
  ['top -b -n1 | head -n 40', 'host/top-b.txt'],
];

test('pseudonyms change nothing that the engine reads of other tools', async context => {
  const text = CAPTURES.map(([command, file]) => {
    const printed = readFileSync(`test/captures/${file}`, 'utf8');
    return `root@node-3:~# ${command}\n${printed}${printed.endsWith('\n') ? '' : '\n'}`;
  }).join('');
  const { error, status, stdout } = spawnSync('sh', ['public/collect.sh', '--redact-stdin'], {
    input: text,
    encoding: 'utf8',
  });
  if (error) return context.skip(`It cannot run here: ${error.message}`);
  expect(status).toBe(0);
  const plain = await analyze(new Blob([text]));
  const redacted = await analyze(new Blob([stdout]));
  expect(plain.unreadLines).toBe(0);
  expect(redacted.unread).toEqual([]);
  expect(redacted.sections.map(({ format }) => format)).toEqual(plain.sections.map(({ format }) => format));
  for (const [i, section] of plain.sections.entries())
    expect(shape(redacted.sections[i]?.document), section.command ?? '').toEqual(shape(section.document));
  expect(stdout).not.toMatch(/fd77:1::|node-3/);
});

test('the script keeps to POSIX', context => {
  const checks = [
    ['dash', '-n', 'public/collect.sh'],
    ['busybox', 'sh', '-n', 'public/collect.sh'],
    ['bash', '--posix', '-n', 'public/collect.sh'],
    ['shellcheck', '-s', 'sh', 'public/collect.sh'],
  ] as const;
  let checked = 0;
  for (const [program, ...words] of checks) {
    const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: 'utf8' });
    if (error) continue;
    expect(status, `${program}: ${stdout}${stderr}`).toBe(0);
    checked++;
  }
  if (checked === 0) context.skip('There is no shell here that checks it.');
});
