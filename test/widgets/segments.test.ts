import { expect, test } from 'vitest';
import { scaleOf, unreadRuns, widthOf } from '../../src/widgets/segments.ts';
import type { ReadSection } from '../../src/worker/reading.ts';

const section = (firstLine: number, lastLine: number): ReadSection => ({
  format: 'sysctl',
  command: null,
  host: null,
  recognisedBy: '',
  firstLine,
  lastLine,
  span: { start: 0, end: 0 },
  partial: null,
  kind: 'settings',
  holds: { unit: 'values', n: 1 },
});
const unread = (line: number, within: 'sysctl' | null = null) => ({
  line,
  span: { start: 0, end: 1 },
  text: '?',
  within,
});
const evidence = (line: number) => ({ line, span: { start: 0, end: 1 }, text: '', highlight: null });

test('outputs and unread lines stand on one scale, in the order of the paste', () => {
  const reading = {
    sections: [section(2, 4), section(7, 9)],
    moreSections: 0,
    unread: [unread(1), unread(5), unread(6)],
  };
  const { segments, more } = scaleOf(reading, []);
  expect(segments.map(({ kind, first, lines }) => [kind, first, lines])).toEqual([
    ['unread', 1, 1],
    ['section', 2, 3],
    ['unread', 5, 2],
    ['section', 7, 3],
  ]);
  expect(more).toBe(0);
});

test('an output leads to the first line in it on which the highest finding rests', () => {
  const findings = [
    { rank: 1, reasons: [{ evidence: [evidence(9), evidence(8)] }] },
    { rank: 2, reasons: [{ evidence: [evidence(7)] }, { evidence: [evidence(40)] }] },
  ];
  const [segment] = scaleOf({ sections: [section(7, 9)], moreSections: 0, unread: [] }, findings).segments;
  expect(segment).toMatchObject({ ranks: [1, 2], target: { rank: 1, line: 8 } });
});

test('a scroll of hundreds of commands is counted, not drawn', () => {
  const sections = Array.from({ length: 200 }, (_, i) => section(i * 2 + 1, i * 2 + 2));
  const { segments, more } = scaleOf({ sections, moreSections: 100, unread: [] }, []);
  expect(segments.length).toBe(24);
  expect(more).toBe(276);
});

test('the width grows with the logarithm of the lines, from 2 to 7', () => {
  expect([0, 1, 9, 10, 512, 300_000, 2 ** 31].map(widthOf)).toEqual([2, 2, 2, 3, 4, 7, 7]);
});

test('unread lines in the midst of one output are one run', () => {
  const runs = unreadRuns([unread(1), unread(4, 'sysctl'), unread(5, 'sysctl'), unread(9, 'sysctl')]);
  expect(runs.map(({ within, lines }) => [within, lines.length])).toEqual([
    [null, 1],
    ['sysctl', 2],
    ['sysctl', 1],
  ]);
});
