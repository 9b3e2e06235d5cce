import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/engine/analyze.ts';
import type { Encoding } from '../../src/engine/model/analysis.ts';
import type { ReadCase } from '../../src/explore/answers.ts';
import { answerRange, answerSearch, answerText, ruleNotes } from '../../src/explore/lines/index.ts';
import { indexLines } from '../../src/explore/lines/line-index.ts';
import { Shared } from '../../src/explore/lines/shared.ts';

const go = new AbortController().signal;

async function read(...parts: BlobPart[]): Promise<ReadCase> {
  const paste = new Blob(parts);
  return { paste, analysis: await analyze(paste) };
}

/** The same, without reading what it says: only where its lines are. */
async function bare(encoding: Encoding, ...parts: BlobPart[]): Promise<ReadCase> {
  const nothing = await analyze(new Blob(['\n']));
  return { paste: new Blob(parts), analysis: { ...nothing, encoding } };
}

const capture = (name: string, slug = 'conntrack-table-full') =>
  readFileSync(`test/cases/${slug}/${name}`, 'utf8');

const textsOf = async (of: ReadCase, first: number, count: number) =>
  (await answerRange(of, { first, count }, go)).lines.map(({ text }) => text);

/** Lines as a paste holds them, some of them empty and some of them very long. */
const pastes = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.string({ maxLength: 40 }).map(text => text.replaceAll(/[\p{C}\p{Z}\r\n]/gu, '·')),
    },
    { weight: 2, arbitrary: fc.constantFrom('', 'パケット', '패킷 손실', '🙂 丢包') },
    { weight: 1, arbitrary: fc.integer({ min: 30_000, max: 300_000 }).map(length => 'x'.repeat(length)) },
  ),
  { minLength: 1, maxLength: 60 },
);

function utf16(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2 + 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, true);
  for (let at = 0; at < text.length; at++) view.setUint16(2 + at * 2, text.charCodeAt(at), true);
  return bytes;
}

describe('any line of any paste', () => {
  test('reads as it stands there, wherever the reading begins', async () => {
    await fc.assert(
      fc.asyncProperty(pastes, fc.nat(), fc.boolean(), fc.boolean(), async (lines, at, wide, ended) => {
        const text = lines.join('\n') + (ended ? '\n' : '');
        const of = wide ? await bare('utf-16le', utf16(text)) : await bare('utf-8', text);
        const expected = text.split('\n');
        if (expected.at(-1) === '') expected.pop();
        const first = expected.length === 0 ? 1 : 1 + (at % expected.length);
        const got = await textsOf(of, first, 20);
        expect(got).toEqual(expected.slice(first - 1, first + 19).map(line => line.slice(0, 2000)));
      }),
      { numRuns: 60 },
    );
  });

  test('is counted as the analysis counts', async () => {
    for (const text of ['', 'a', 'a\n', 'a\nb', '\n\n', 'a\r\nb\r\n', `${'x'.repeat(70_000)}\n`]) {
      const paste = new Blob([text]);
      const { lines } = await analyze(paste);
      expect((await indexLines(paste, 'utf-8')).lines, JSON.stringify(text.slice(0, 9))).toBe(lines);
    }
  });

  test('far down in two million lines is found with few marks', async () => {
    const part = `${'udp 17 24 src=10.0.0.1\n'.repeat(100_000)}`;
    const paste = new Blob(Array.from({ length: 20 }, () => part).concat('the last'));
    const index = await indexLines(paste, 'utf-8');
    expect(index.lines).toBe(2_000_001);
    expect(index.numbers.length).toBeLessThan(1600);
    const of = { paste, analysis: (await bare('utf-8', '')).analysis };
    expect(await textsOf(of, 2_000_000, 5)).toEqual(['udp 17 24 src=10.0.0.1', 'the last']);
  });

  test('has no colours and no control characters, and what a terminal typed over is gone', async () => {
    const of = await read(
      '\u001b[31mnf_conntrack:\u001b[0m table full\r\n  0%\r100%\n\u001b]0;title\u0007x\u0000y\u00a0z',
    );
    expect(await textsOf(of, 1, 9)).toEqual(['nf_conntrack: table full', '100%', 'xy z']);
  });

  test('is cut where it is very long, and says how much is left', async () => {
    const long = 'é'.repeat(5000);
    const of = await bare('utf-8', `${long}\nnext`);
    const { lines } = await answerRange(of, { first: 1, count: 2 }, go);
    expect(lines.map(({ text, left }) => [text.length, left])).toEqual([
      [2000, 6000],
      [4, 0],
    ]);
  });

  test('beyond the last there is nothing', async () => {
    expect((await answerRange(await bare('utf-8', 'a\n'), { first: 2, count: 9 }, go)).lines).toEqual([]);
    expect((await answerRange(await bare('utf-8', ''), { first: 1, count: 9 }, go)).lines).toEqual([]);
  });
});

describe('the evidence of a true capture', () => {
  const text = capture('full-assured.sysctl.txt');

  test('is marked with the same words as in the findings', async () => {
    const of = await read(`some words before\n\n${text}`);
    const { lines } = await answerRange(of, { first: 1, count: 1000 }, go);
    let marks = 0;
    of.analysis.findings.forEach((finding, nth) => {
      finding.reasons.forEach((reason, which) => {
        for (const { line, text: quoted, highlight } of reason.evidence) {
          const shown = lines[line - 1];
          const mark = shown?.marks.find(
            ({ finding: of, reason: why, from }) =>
              of === nth && why === which && (!highlight || from === highlight.from),
          );
          expect(shown?.text.slice(mark?.from, mark?.to)).toBe(
            highlight ? quoted.slice(highlight.from, highlight.to) : quoted.trim(),
          );
          expect(mark?.for).toBe(reason.for);
          marks++;
        }
      });
    });
    expect(marks).toBeGreaterThan(0);
  });

  test('is marked on every line that a terminal broke it into', async () => {
    const flow = capture('full-churn.conntrack-L.txt')
      .split('\n')
      .find(line => line.startsWith('tcp')) as string;
    const of = await read(`node# conntrack -L\n${flow.slice(0, 80)}\n${flow.slice(80)}\n`);
    const [section] = of.analysis.sections;
    const span = { start: section?.span.start ?? 0, end: section?.span.end ?? 0 };
    const [finding] = of.analysis.findings;
    const evidence = [{ line: 2, span, text: flow, highlight: null }];
    const reason = { key: 'x', values: {}, for: true, decisive: false, more: 0, evidence };
    const marked = finding ? [{ ...finding, reasons: [reason] }] : [];
    const { lines } = await answerRange(
      { ...of, analysis: { ...of.analysis, findings: marked } },
      { first: 1, count: 3 },
      go,
    );
    expect(lines.slice(1).map(line => line.marks.length)).toEqual([1, 1]);
  });

  test('lies in the sections of the analysis', async () => {
    const of = await read(text);
    const [section] = of.analysis.sections;
    const { sections } = await answerRange(of, { first: section?.lastLine ?? 1, count: 1 }, go);
    expect(sections.map(({ format }) => format)).toEqual([section?.format]);
  });
});

describe('search', () => {
  test('finds each line once, whatever its case, through colours and in any language', async () => {
    const of = await bare('utf-8', 'DROP drop\nnone\n\u001b[1mdr\u001b[0mop\nДРОП パケット\n');
    expect(await answerSearch(of, { text: 'Drop', from: 1 }, go)).toEqual({ lines: [1, 3], next: null });
    expect((await answerSearch(of, { text: 'drop', from: 2 }, go)).lines).toEqual([3]);
    expect((await answerSearch(of, { text: 'дроп パ', from: 1 }, go)).lines).toEqual([4]);
    expect((await answerSearch(of, { text: '', from: 1 }, go)).lines).toEqual([]);
  });

  test('finds in the end the lines that a plain look finds, in bounded answers', async () => {
    const listing = capture('full-churn.conntrack-L.txt');
    const text = listing.repeat(Math.ceil(3_000_000 / listing.length));
    const of = await bare('utf-8', text);
    const expected = text
      .split('\n')
      .flatMap((line, nth) => (line.toLowerCase().includes('src=10.7') ? [nth + 1] : []));
    const found: number[] = [];
    for (let from: number | null = 1; from !== null; ) {
      const answer: { lines: readonly number[]; next: number | null } = await answerSearch(
        of,
        { text: 'SRC=10.7', from },
        go,
      );
      expect(answer.lines.length).toBeLessThanOrEqual(5000);
      found.push(...answer.lines);
      from = answer.next;
    }
    expect(found).toEqual(expected);
    expect(found.length).toBeGreaterThan(0);
  });

  test('stops when nobody wants to know any more', async () => {
    const of = await bare('utf-8', 'a\n'.repeat(2_000_000));
    const controller = new AbortController();
    const answer = answerSearch(of, { text: 'b', from: 1 }, controller.signal);
    controller.abort();
    await expect(answer).rejects.toThrow();
    expect((await answerRange(of, { first: 2_000_000, count: 1 }, go)).lines).toHaveLength(1);
  });
});

test('what is copied is the text from one character to another, of cut lines too', async () => {
  const long = 'x'.repeat(300_000);
  const of = await bare('utf-8', `first\n\u001b[32m${long}\u001b[0m\r\nlast line\n`);
  const points = { from: { line: 1, at: 2 }, to: { line: 3, at: 4 } };
  expect(await answerText(of, points, go)).toEqual({ text: `rst\n${long}\nlast`, whole: true });
  const huge = await bare('utf-8', 'y'.repeat(9_000_000));
  const copied = await answerText(huge, { from: { line: 1, at: 0 }, to: { line: 1, at: null } }, go);
  expect([copied.text.length, copied.whole]).toEqual([8_000_000, false]);
});

test('an output of rules says its tables and whether it has counters', async () => {
  const save = '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -j ACCEPT\nCOMMIT\n';
  const list = [
    'Chain INPUT (policy ACCEPT 3 packets, 180 bytes)',
    ' pkts bytes target     prot opt in     out     source               destination',
    '   12   720 DROP       tcp  --  *      *       0.0.0.0/0            0.0.0.0/0',
    '',
  ].join('\n');
  const of = await read(`node# iptables-save -t nat\n${save}node# iptables -vnL\n${list}`);
  expect(ruleNotes(of)).toMatchObject([
    { line: 1, tables: ['nat'], counters: false },
    { line: 6, counters: true },
  ]);
});

describe('work that several wait for', () => {
  test('is done once, and goes on while one of them still waits', async () => {
    let begun = 0;
    let release = (_: number) => {};
    const shared = new Shared<number>(() => {
      begun++;
      return new Promise(resolve => {
        release = resolve;
      });
    });
    const leaves = new AbortController();
    const [one, other] = [shared.get(leaves.signal), shared.get(go)];
    leaves.abort();
    await expect(one).rejects.toThrow();
    release(7);
    expect(await other).toBe(7);
    expect(begun).toBe(1);
  });

  test('is broken off when the last one leaves, and begun again for the next', async () => {
    const signals: AbortSignal[] = [];
    const shared = new Shared<number>(signal => {
      signals.push(signal);
      return signals.length > 1 ? Promise.resolve(2) : new Promise(() => {});
    });
    const leaves = new AbortController();
    const one = shared.get(leaves.signal);
    leaves.abort();
    await expect(one).rejects.toThrow();
    expect(signals[0]?.aborted).toBe(true);
    expect(await shared.get(go)).toBe(2);
  });
});
