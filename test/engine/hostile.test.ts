import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/engine/analyze.ts';
import { expectLinear } from '../linear.ts';
import { paste } from './paste.ts';

const LINE = 'net.netfilter.nf_conntrack_count = 512\nnet.netfilter.nf_conntrack_max = 512\n';
const verdict = async (...parts: BlobPart[]) => (await paste(...parts)).findings[0]?.verdict;

function noise(bytes: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes);
  let seed = 42;
  for (let i = 0; i < bytes; i++) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    out[i] = seed >>> 24;
  }
  return out;
}

function utf16(text: string, bigEndian: boolean, mark: boolean): Uint8Array<ArrayBuffer> {
  const units = [
    ...(mark ? [0xfeff] : []),
    ...Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)),
  ];
  const out = new Uint8Array(units.length * 2);
  const view = new DataView(out.buffer);
  for (const [i, unit] of units.entries()) view.setUint16(i * 2, unit, !bigEndian);
  return out;
}

describe('bytes that are no paste', () => {
  test.each([
    ['nothing', '', 'empty'],
    ['blanks', ' \n\t\n\r\n ', 'empty'],
    ['random bytes', noise(100_000), 'binary'],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13), 'binary'],
    ['a packed file', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0), 'gzip'],
    ['prose', 'It was a dark and stormy night.\nThe pager went off.', 'unrecognised'],
  ])('%s', async (_name, bytes, problem) => {
    const analysis = await paste(bytes);
    expect(analysis.problem).toBe(problem);
    expect(analysis.findings.every(found => found.verdict === 'undecided')).toBe(true);
  });

  test('every line of prose is listed as unread', async () => {
    const analysis = await paste('one\ntwo\n\nthree\n');
    expect(analysis.unread.map(({ line, text }) => [line, text])).toEqual([
      [1, 'one'],
      [2, 'two'],
      [4, 'three'],
    ]);
  });
});

describe('the same paste in other clothes', () => {
  test.each([
    ['CRLF', LINE.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${LINE}`],
    ['UTF-16, little end', utf16(LINE, false, true)],
    ['UTF-16, big end', utf16(LINE, true, true)],
    ['UTF-16 without a mark', utf16(LINE, false, false)],
    ['colours', LINE.replaceAll('512', '\x1b[1;31m512\x1b[0m')],
    ['a Markdown fence with prompts', `\`\`\`console\n$ sysctl -a | grep conntrack\n${LINE}\`\`\`\n`],
    ['a mail quote', LINE.replaceAll(/^/gm, '> ')],
    ['indentation', LINE.replaceAll(/^net/gm, '    net')],
    ['non-breaking spaces', LINE.replaceAll(' ', '\u00a0')],
    ['no last line end', LINE.trimEnd()],
    [
      'a typescript',
      `Script started on 2026-11-22\n\x1b[?2004hroot@node-3:~# sysctl -a\r\n\x1b[?2004l\r${LINE.replaceAll('\n', '\r\r\n')}`,
    ],
  ])('%s', async (_name, bytes) => {
    expect(await verdict(bytes)).toBe('confirmed');
  });

  test('evidence of a UTF-16 paste reads and points right', async () => {
    const analysis = await paste(utf16(LINE, false, true));
    const evidence = analysis.findings[0]?.reasons[0]?.evidence[0];
    expect(evidence).toMatchObject({
      line: 1,
      text: 'net.netfilter.nf_conntrack_count = 512',
      highlight: { from: 35, to: 38 },
    });
  });

  test('evidence points past colours and wide characters', async () => {
    const analysis = await paste(
      `連 \x1b[32mnet\n\x1b[1mnet.netfilter.nf_conntrack_count\x1b[0m = \x1b[31m512\x1b[0m\nnet.netfilter.nf_conntrack_max = 512\n`,
    );
    const evidence = analysis.findings[0]?.reasons[0]?.evidence[0];
    expect(evidence?.text).toBe('net.netfilter.nf_conntrack_count = 512');
    expect(evidence?.highlight).toEqual({ from: 35, to: 38 });
  });
});

describe('size', () => {
  test('10 MB on one line end in one unread line, quoted short', async () => {
    const analysis = await paste('x'.repeat(10_000_000), '\n', LINE);
    expect(analysis.lines).toBe(3);
    expect(analysis.unread[0]?.text.length).toBeLessThan(600);
    expect(analysis.findings[0]?.verdict).toBe('confirmed');
    expect(analysis.findings[0]?.reasons[0]?.evidence[0]?.line).toBe(2);
  });

  test('a hundred thousand unread lines are counted, a thousand are listed', async () => {
    const analysis = await paste('what is this\n'.repeat(100_000));
    expect(analysis.unreadLines).toBe(100_000);
    expect(analysis.unread).toHaveLength(1000);
  });

  test.each([
    ['blanks', ' '],
    ['prompts', '$ '],
    ['escapes', '\x1b['],
    ['pairs', 'a=1 '],
    ['brackets', '['],
    ['counters', 'cpu=0 a=1'],
    ['flows', 'src=1 dst=1 '],
    ['a log prefix', '[1.000000] '],
    ['quotes', '> '],
    ['dots', '.'],
    ['hex', '00000000 '],
  ])('a hostile line of %s takes time in proportion to its length', async (_name, unit) => {
    const line = (length: number) => `${unit.repeat(Math.ceil(length / unit.length))}\n`;
    await expectLinear(length => analyze(new Blob([line(length).repeat(20)])), 4_000);
  });
});

describe('progress and abort', () => {
  test('progress only grows and ends with the whole paste', async () => {
    const blob = new Blob([LINE.repeat(50_000)]);
    const seen: number[] = [];
    await analyze(blob, { onProgress: progress => seen.push(progress.bytes) });
    expect(seen.at(-1)).toBe(blob.size);
    expect(seen).toEqual([...seen].sort((one, other) => one - other));
  });

  test('an aborted analysis rejects with the reason', async () => {
    const abort = new AbortController();
    const running = analyze(new Blob([LINE.repeat(50_000)]), {
      signal: abort.signal,
      onProgress: () => abort.abort('enough'),
    });
    await expect(running).rejects.toBe('enough');
  });
});
