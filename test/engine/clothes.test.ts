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
  ])('%s says that something was left out', async elision => {
    const { sections, unreadLines } = await paste(`${FLOW}\n${elision}\n${FLOW}\n`);
    expect(unreadLines).toBe(0);
    expect(sections[0]?.partial).toBe('elision');
  });

  test('numbers and blanks in front of every line take linear time', () =>
    expectLinear(length => paste(Array.from({ length }, (_, at) => `${at}: x`).join('\n')), 200));
});
