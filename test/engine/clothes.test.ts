import { describe, expect, test } from 'vitest';
import { expectLinear } from '../linear.ts';
import { paste } from './paste.ts';

const STATS =
  'cpu=0   \tfound=0 invalid=12 insert=0 insert_failed=0 drop=19 early_drop=0 error=0 search_restart=0 clash_resolve=0 chaintoolong=0 ';
const FLOW =
  'tcp      6 431989 ESTABLISHED src=10.77.1.2 dst=10.96.0.10 sport=41992 dport=80 src=10.244.1.2 dst=10.77.1.2 sport=8080 dport=41992 [ASSURED] mark=0 use=1';
const SCROLL = [
  'root@node-3:~# sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max',
  'net.netfilter.nf_conntrack_count = 512',
  'net.netfilter.nf_conntrack_max = 512',
  'root@node-3:~# conntrack -S',
  STATS,
  'root@node-3:~# conntrack -L',
  FLOW,
  FLOW,
];

/** Documents and commands, without the places: the same paste in other clothes has other ones. */
async function documents(text: string) {
  const { sections, unreadLines } = await paste(text);
  const read = sections.map(({ command, host, document }) => ({ command, host, document }));
  return {
    read: JSON.parse(
      JSON.stringify(read, (key, value) =>
        /^(?:places?|first|span|marks?|listed)$/.test(key) && typeof value === 'object' ? undefined : value,
      ),
    ),
    unreadLines,
  };
}

describe('prompts', () => {
  const typed = (prompt: string) => paste(`${prompt}conntrack -C\n17\n${prompt}conntrack -S\n${STATS}\n`);

  test.each<[string, string | null]>([
    ['/ # ', null],
    ['~ $ ', null],
    ['/app $ ', null],
    ['[core@node-3 ~]$ ', 'node-3'],
    ['[root@node-3]# ', 'node-3'],
    ['PS C:\\Users\\me> ', null],
    ['PS /home/me> ', null],
    ['root@web-6d4cf56db6-x7k2p:/app# ', 'web-6d4cf56db6-x7k2p'],
    ['admin@node-3 ~> ', 'node-3'],
    ['[I] me@node-3 ~> ', 'node-3'],
    ['me@node-3 ~/src (main)> ', 'node-3'],
    ['me@node-3 ~/src main* ❯ ', 'node-3'],
    ['~ ❯ ', null],
    ['➜  src git:(main) ✗ ', null],
    ['╰─$ ', null],
    ['╰─❯ ', null],
    ['$> ', null],
    ['node-3 $ ', 'node-3'],
    ['node-3(config)# ', 'node-3'],
    ['me@node-3 MINGW64 ~ $ ', 'node-3'],
    ['(⎈|prod:default) me@node-3:~$ ', 'node-3'],
    ['⎈ prod:default ~ $ ', null],
    ['root@node-3 [~]# ', 'node-3'],
    ['root@node-3:[~]$ ', 'node-3'],
    ['root@node-3 ~ 03:07:41 # ', 'node-3'],
    ['2026-11-22 03:07:41 root@node-3:~# ', 'node-3'],
    ['[2026-11-22T03:07:41Z] root@node-3:~# ', 'node-3'],
    ['Sun Nov 22 03:07:41 root@node-3:~# ', 'node-3'],
    ['[0] me@node-3:~$ ', 'node-3'],
  ])('%s', async (prompt, host) => {
    const { sections, unreadLines } = await typed(prompt);
    expect(sections.map(({ command, host }) => [command, host])).toEqual([
      ['conntrack -C', host],
      ['conntrack -S', host],
    ]);
    expect(unreadLines).toBe(0);
  });

  test('kubectl exec without any prompt', async () => {
    const { sections } = await typed('kubectl exec -it web-0 -- ');
    expect(sections.map(({ command }) => command)).toEqual([
      'kubectl exec -it web-0 -- conntrack -C',
      'kubectl exec -it web-0 -- conntrack -S',
    ]);
  });

  test.each([
    'Last login: Sun Nov 22 03:07:41 2026 from 10.0.0.9',
    'Script started on 2026-11-22 03:07:41+00:00 [TERM="xterm"]',
    'Defaulted container "web" out of: web, sidecar',
    'Connection to node-3 closed.',
    'logout',
    '[detached (from session 0)]',
    'command terminated with exit code 1',
  ])('%s is nothing that a tool printed', async line => {
    const { sections, unreadLines } = await paste(`${line}\n$ conntrack -S\n${STATS}\n${line}\n`);
    expect(sections.map(({ firstLine, lastLine }) => [firstLine, lastLine])).toEqual([[2, 3]]);
    expect(unreadLines).toBe(0);
  });

  test.each([
    'packets went to node-3 > iptables',
    '10:00:01.000001 IP 10.0.0.1.53 > 10.0.0.2.99: UDP, length 12',
    'the table is 97% iptables rules',
  ])('%s is none', async text => {
    const { sections } = await paste(`${text}\n17\n`);
    expect(sections.filter(({ format }) => format === 'conntrack-count')).toEqual([]);
    expect(sections.every(({ command }) => command === null)).toBe(true);
  });
});

describe('seams without a prompt', () => {
  const SETTING = 'net.netfilter.nf_conntrack_max = 512\n';

  test.each([
    ['ss-summary', 'Total: 180\nTCP:   65 (estab 1, closed 8, orphaned 0, timewait 1)\n'],
    ['ipset', 'Name: KUBE-X\nType: hash:ip\nRevision: 6\nSize in memory: 216\nReferences: 0\nMembers:\n'],
  ])('%s behind another output is whole', async (format, text) => {
    const { sections, unreadLines } = await paste(SETTING + text);
    expect(sections.map(section => section.format)).toEqual(['sysctl', format]);
    expect(sections[1]?.firstLine).toBe(2);
    expect(unreadLines).toBe(0);
  });

  test('a first line without a second is none', async () => {
    const { sections, unreadLines } = await paste(`${SETTING}Total: 17\n${SETTING}Name: x\n`);
    expect(sections.map(({ format }) => format)).toEqual(['sysctl']);
    expect(unreadLines).toBe(2);
  });

  const LINK =
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00 promiscuity 0\n';
  const ADDRESS =
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n';
  test.each(['', '# ip -d link; ip addr\n'])('ip link and ip addr in one %j', async prompt => {
    const { sections, unreadLines } = await paste(prompt + LINK + ADDRESS);
    expect(sections.map(({ format }) => format)).toEqual(['ip-link', 'ip-address']);
    expect(unreadLines).toBe(0);
  });
});

describe('what editors and wikis put around a paste', () => {
  test.each<[string, (lines: string[]) => string[]]>([
    ['cat -n', lines => lines.map((line, at) => `${String(at + 1).padStart(6)}\t${line}`)],
    ['less -N', lines => lines.map((line, at) => `${String(at + 1).padStart(7)} ${line}`)],
    ['a gutter from the middle of a file', lines => lines.map((line, at) => `${at + 97}: ${line}`)],
    ['a gutter with a bar', lines => lines.map((line, at) => `${at + 9} | ${line}`)],
    ['an indented block', lines => lines.map(line => `    ${line}`)],
    ['an indented block with tabs', lines => lines.map(line => `\t${line}`)],
    ['a list item', lines => lines.map(line => `          ${line}`)],
  ])('%s', async (_name, dress) => {
    expect(await documents(dress(SCROLL).join('\n'))).toEqual(await documents(SCROLL.join('\n')));
  });

  test('one number in front of one line is no gutter', async () => {
    const { unreadLines, unread } = await paste(`${FLOW}\n12 ${FLOW}\nnothing\n${FLOW}\n`);
    expect(unreadLines).toBe(2);
    expect(unread[0]?.text).toBe(`12 ${FLOW}`);
  });

  const MANIFEST = `apiVersion: v1
data:
  sysctl.conf: |
    net.netfilter.nf_conntrack_max = 99

    net.ipv4.ip_forward=1
  rules: |-
    *filter
    -A INPUT -j DROP
    COMMIT
kind: ConfigMap
`;
  test.each(['', '$ kubectl get cm node-setup -o yaml\n'])(
    'the texts in a manifest are not read %j',
    async prompt => {
      const { sections } = await paste(`${prompt}${MANIFEST}root@node-3:~# conntrack -C\n17\n`);
      expect(sections.map(({ format }) => format)).toEqual(['conntrack-count']);
    },
  );

  test('a text in other YAML is what a tool printed', async () => {
    const { sections } = await paste(`changed: true\nstdout: |-\n  net.netfilter.nf_conntrack_max = 99\n`);
    expect(sections.map(({ format }) => format)).toEqual(['sysctl']);
  });

  const FULL = 'nf_conntrack: nf_conntrack: table full, dropping packet';
  test.each([
    `{"MESSAGE":"${FULL}","_HOSTNAME":"node-3","SYSLOG_IDENTIFIER":"kernel"}`,
    `    "message": "Nov 22 03:07:41 node-3 kernel: ${FULL}",`,
  ])('a log line within JSON is never another one: %s', async text => {
    const { findings } = await paste(`${text}\n`);
    expect(findings.filter(({ verdict }) => verdict === 'confirmed')).toEqual([]);
  });

  test('what was typed into a here-document is not read', async () => {
    const { sections, unreadLines } = await paste(
      `root@node-3:~# sysctl -p - <<EOF\n> net.netfilter.nf_conntrack_max = 99\n> EOF\nroot@node-3:~# conntrack -C\n17\n`,
    );
    expect(unreadLines).toBe(0);
    expect(JSON.stringify(sections)).not.toContain('"99"');
    expect(sections).toHaveLength(1);
  });

  test.each([
    '...',
    '[...]',
    '[... 1,204 more lines ...]',
    '<snip>',
    '(output truncated)',
    '. . .',
    '⋮',
    '… 200 行省略',
    '....',
    '……',
    '⋯',
    '・・・',
    '[..]',
    '{...}',
    '# ...',
    '[... truncated at 65536 bytes]',
    '[[ truncated ]]',
    '[Output exceeded 30000 characters; truncated]',
    '...omitted...',
    '[...snip...]',
    '~~~ snip ~~~',
    '<!-- snip -->',
    '---cut---',
    '--- 8< ---',
    '(omitted)',
    '(rest of output omitted)',
    '[1,234 lines deleted]',
    '<1234 more lines>',
    '(many more)',
    '... and so on',
    'etc.',
    '--More--(42%)',
    'lines 1-23/95 24%',
    '〜中略〜',
    '(中略)',
    '（以下省略）',
    '以下略',
    '(생략)',
    '...(중략)...',
    '이하 생략',
    '（省略）',
    '【此处省略 200 行】',
  ])('%s says that something was left out', async elision => {
    const { sections, unreadLines } = await paste(`${FLOW}\n${elision}\n${FLOW}\n`);
    expect(unreadLines).toBe(0);
    expect(sections[0]?.partial).toBe('elision');
  });

  test.each(['...', '(前略)', '[earlier lines truncated]'])(
    '%s above the first line says so too',
    async elision => {
      const { sections } = await paste(`$ conntrack -L\n${elision}\n${FLOW}\n$ conntrack -L\n${FLOW}\n`);
      expect(sections.map(({ partial }) => partial)).toEqual(['elision', null]);
    },
  );

  test.each([
    'more',
    'Members:',
    'cut the cable',
    'all of it was there',
    '12',
    'etc',
    '/etc/...',
    '{',
    '- - -',
    '一行のログ',
  ])('%s is no elision', async text => {
    expect((await paste(`${FLOW}\n${text}\n${FLOW}\n`)).sections[0]?.partial).toBeNull();
  });

  test('numbers and blanks in front of every line take linear time', () =>
    expectLinear(length => paste(Array.from({ length }, (_, at) => `${at}: x`).join('\n')), 200));
});
