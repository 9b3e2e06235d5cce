import { describe, expect, test } from 'vitest';
import { paste } from '../paste.ts';

async function counts(text: string) {
  const { sections, unreadLines } = await paste(text);
  const found = sections.flatMap(({ document }) => (document.kind === 'word-counts' ? document.counts : []));
  return { found: found.map(({ place: _, ...count }) => count), unreadLines, sections };
}

const NONE = { file: null, lines: null, words: null, characters: null, bytes: null };

describe('wc', () => {
  test('iptables -L | wc, with the warning that the pipe does not take', async () => {
    const { found, unreadLines, sections } = await counts(
      '$ sudo iptables -L | wc\n# Warning: iptables-legacy tables present, use iptables-legacy to see them\n  18606  393165 3159290\n',
    );
    expect(found).toEqual([{ ...NONE, of: 'iptables -L', lines: 18606, words: 393165, bytes: 3159290 }]);
    expect(unreadLines).toBe(0);
    expect(sections[0]?.document).toMatchObject({ notices: [{ notice: 'legacy-tables-present' }] });
  });

  test.each([
    ['iptables-save | grep -c KUBE | wc -l', '7', { of: 'iptables-save | grep -c KUBE', lines: 7 }],
    [
      'conntrack -L 2>/dev/null | wc -lc',
      '   57   9120',
      { of: 'conntrack -L 2>/dev/null', lines: 57, bytes: 9120 },
    ],
    [
      'wc -l /proc/net/nf_conntrack',
      '57 /proc/net/nf_conntrack',
      { of: null, file: '/proc/net/nf_conntrack', lines: 57 },
    ],
    ['iptables -S | wc --lines --words', '  48 512', { of: 'iptables -S', lines: 48, words: 512 }],
  ])('%s', async (command, line, expected) => {
    expect((await counts(`# ${command}\n${line}\n`)).found).toEqual([{ ...NONE, ...expected }]);
  });

  test('several in one line each have their command', async () => {
    const { found } = await counts('# iptables -t filter -S | wc -l; iptables -t nat -S | wc -l\n31\n48\n');
    expect(found.map(({ of, lines }) => [of, lines])).toEqual([
      ['iptables -t filter -S', 31],
      ['iptables -t nat -S', 48],
    ]);
  });

  test.each([
    '  18606  393165 3159290\n',
    '# iptables -L | wc\n18606 393165\n',
    '# iptables -L | wc -l\nabout 18606\n',
    '# iptables -L | wc -l | tee count\n1 2 3\n',
  ])('%j is no count', async text => {
    expect((await counts(text)).found).toEqual([]);
  });
});

describe('iptables --version', () => {
  test.each([
    ['iptables v1.8.2 (nf_tables)', { tool: 'iptables', version: '1.8.2', backend: 'nf_tables' }],
    ['ip6tables v1.8.9 (legacy)', { tool: 'ip6tables', version: '1.8.9', backend: 'legacy' }],
    ['iptables v1.4.21', { tool: 'iptables', version: '1.4.21', backend: 'legacy' }],
    ['iptables v1.8.4', { tool: 'iptables', version: '1.8.4', backend: null }],
  ])('%s', async (line, expected) => {
    const { sections } = await paste(`${line}\n`);
    expect(sections[0]?.document).toMatchObject({ kind: 'tool-versions', versions: [expected] });
  });

  test.each([
    'iptables v1.8.9 (nf_tables): Could not fetch',
    'nftables v1.0.6 (Lester Gooch #5)',
    'iptables version 1.8',
    'use iptables v1.8.9 (legacy)',
  ])('%s is none', async line => {
    const { sections } = await paste(`${line}\n`);
    expect(sections.filter(({ format }) => format === 'iptables-version')).toEqual([]);
  });
});
