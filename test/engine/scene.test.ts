import { describe, expect, test } from 'vitest';
import type { Ruleset } from '../../src/engine/model/ruleset.ts';
import { specAt } from '../../src/engine/rules/rule-at.ts';
import { paste } from './paste.ts';

const STATS =
  'cpu=0   \tfound=0 invalid=12 insert=0 insert_failed=31 drop=31 early_drop=0 error=0 search_restart=0\ncpu=1   \tfound=0 invalid=2 insert=0 insert_failed=3 drop=3 early_drop=0 error=0 search_restart=0\n';
const SETTINGS = 'net.netfilter.nf_conntrack_max = 262144\nnet.netfilter.nf_conntrack_count = 262144\n';
const preceded = (label: string, text: string) => text.replace(/^(?=.)/gm, label);

/** What was read, as `format@host`. */
async function read(text: string) {
  const { sections, unreadLines } = await paste(text);
  return { of: sections.map(({ format, host }) => `${format}@${host ?? ''}`), unreadLines, sections };
}

describe('prompts', () => {
  test.each([
    ['bash-5.1$ ', null],
    ['-bash-4.2# ', null],
    ['root# ', null],
    ['[~]$ ', null],
    ['➜ ', null],
    ['➜  repo git:(main) ✗ ', null],
    ['(⎈ |prod:web)➜  ~ ', null],
    ['+ ', null],
    ['(prod|default) user@node-3 ', 'node-3'],
    ['⎈ prod user@node-3 ~ $ ', 'node-3'],
    ['I have no name!@web-0:/$ ', 'web-0'],
    ['[k8s-prod] root@node-3:~# ', 'node-3'],
    ['[#123] root@node-3:~# ', 'node-3'],
    ['root@node-3(rw)# ', 'node-3'],
    ['[root@node-3]~# ', 'node-3'],
    ['{root@node-3}~# ', 'node-3'],
    ['root@[node-3]:~# ', 'node-3'],
    ['✔ root@node-3:~# ', 'node-3'],
    ['root@node-3 ❯ ', 'node-3'],
    ['controlplane ~ ➜  ', 'controlplane'],
    ['user@node-3  ~/code/x \ue0b0 main \ue0b0 ', 'node-3'],
    ['╭─user@node-3 ~ \n╰─$ ', 'node-3'],
    ['user@node-3 in ~/k8s\n❯ ', 'node-3'],
    ['root on node-3 in ~ \n❯ ', 'node-3'],
    ['[root@node-3:/root]\n$ ', 'node-3'],
    ['me@node-3 MINGW64 ~/x (main)\n$ ', 'node-3'],
    ['~/src/k8s main*\n❯ ', null],
  ])('%j, and it alone at the end', async (prompt, host) => {
    const { of, unreadLines, sections } = await read(
      `${prompt}conntrack -S\n${STATS}${prompt}sysctl -a | grep conntrack_\n${SETTINGS}${prompt}\n`,
    );
    expect(of).toEqual([`conntrack-stats@${host ?? ''}`, `sysctl@${host ?? ''}`]);
    expect(sections.map(section => section.command)).toEqual(['conntrack -S', 'sysctl -a | grep conntrack_']);
    expect(unreadLines).toBe(0);
  });
});

describe('whose output it is', () => {
  const both = ['conntrack-stats@node-1', 'conntrack-stats@node-2'];

  test.each([
    ['ssh', `$ ssh root@node-1 conntrack -S\n${STATS}$ ssh -p 2222 node-2 'conntrack -S'\n${STATS}`],
    ['pdsh', preceded('node-1: ', STATS) + preceded('node-2: ', STATS)],
    ['parallel --tag', preceded('node-1\t', STATS) + preceded('node-2\t', STATS)],
    ['headings', `=== node-1 ===\n${STATS}=== node-2 ===\n${STATS}`],
    ['Markdown', `## node-1\n\n\`\`\`\n${STATS}\`\`\`\n\n## node-2\n\n\`\`\`\n${STATS}\`\`\`\n`],
    ['dshbak', preceded('', `--------\nnode-1\n--------\n${STATS}--------\nnode-2\n--------\n${STATS}`)],
    ['Salt', `node-1:\n${preceded('    ', STATS)}node-2:\n${preceded('    ', STATS)}`],
    [
      'a loop that says the name',
      `$ for h in node-1 node-2; do echo "== $h"; ssh $h conntrack -S; done\n== node-1\n${STATS}== node-2\n${STATS}`,
    ],
    [
      'a loop with hostname',
      `$ for h in node-1 node-2; do ssh $h 'hostname; conntrack -S'; done\nnode-1\n${STATS}node-2\n${STATS}`,
    ],
  ])('%s', async (_name, text) => {
    expect(await read(text)).toMatchObject({ of: both, unreadLines: 0 });
  });

  test('lines of several hosts that came mixed', async () => {
    const [first, second] = STATS.split('\n');
    const { sections, unreadLines } = await read(
      `node-1: ${first}\nnode-2: ${first}\nnode-2: ${second}\nnode-1: ${second}\n`,
    );
    expect(sections.map(({ host, firstLine, lastLine }) => [host, firstLine, lastLine])).toEqual([
      ['node-1', 1, 4],
      ['node-2', 2, 3],
    ]);
    expect(unreadLines).toBe(0);
  });

  test.each([
    '=== BEFORE ===',
    '--- eth0 ---',
    '=== step-2 ===',
    '## ipv4',
    '=== v1.28 ===',
    '--- test 1 ---',
  ])('the heading %j names no host', async heading => {
    expect((await read(`${heading}\n${STATS}`)).of).toEqual(['conntrack-stats@']);
  });
});

describe('what stands around the lines', () => {
  test.each([
    [
      'code marks',
      '- `net.netfilter.nf_conntrack_max = 262144`\n- `net.netfilter.nf_conntrack_count = 262144`\n',
    ],
    ['bullets', preceded('* ', SETTINGS)],
    ['quotes of a spreadsheet', SETTINGS.replace(/^(.+)$/gm, '"$1"')],
    ['a frame', SETTINGS.replace(/^(.+)$/gm, '│ $1   │')],
    ['stamps of ts', preceded('Nov 23 12:00:00 ', SETTINGS)],
    ['stamps of a build', preceded('2026-11-23T12:00:00.1234567Z ', SETTINGS)],
    ['Jira', `{code:bash|title=node}\n${SETTINGS}{code}\n`],
    ['a forum', `[code]\n${SETTINGS}[/code]\n`],
    ['a web page', `<pre><code>\n${SETTINGS}</code></pre>\n`],
    ['colours without their escapes', preceded('', SETTINGS.replace(/^(\S+)/gm, '[01;32m$1[0m'))],
  ])('%s', async (_name, text) => {
    const { of, unreadLines } = await read(text);
    expect(of).toEqual(['sysctl@']);
    expect(unreadLines).toBe(0);
  });

  test('signs that a web page wrote as entities', async () => {
    const { sections } = await read(
      '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -m comment --comment &quot;a &gt; b&quot; -j X\nCOMMIT\n',
    );
    const ruleset = sections[0]?.document as Ruleset;
    expect(specAt(ruleset, 0).matches[0]?.options[0]?.values).toEqual(['a > b']);
  });

  test('a bullet list of prose stays unread, and is left alone after a while', async () => {
    expect((await read('- what is this\n'.repeat(3000))).unreadLines).toBe(3000);
  });
});

test('two back ends on one command line are two listings', async () => {
  const { sections } = await read(
    '# iptables-legacy -S; iptables-nft -S\n-P INPUT ACCEPT\n-A INPUT -p tcp -j DROP\n-P INPUT ACCEPT\n-P FORWARD DROP\n',
  );
  expect(sections.map(({ document }) => document.kind === 'ruleset' && document.backend)).toEqual([
    'legacy',
    'nf_tables',
  ]);
});

test('a command over several lines', async () => {
  const { sections, unreadLines } = await read(
    `# sysctl net.netfilter.nf_conntrack_max \\\n>   net.netfilter.nf_conntrack_count\n${SETTINGS}`,
  );
  expect(sections[0]?.command).toBe('sysctl net.netfilter.nf_conntrack_max net.netfilter.nf_conntrack_count');
  expect(unreadLines).toBe(0);
});
