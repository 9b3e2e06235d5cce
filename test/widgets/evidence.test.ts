import { expect, test } from 'vitest';
import type { Evidence } from '../../src/engine/model/finding.ts';
import { evidenceLines, rangesOf } from '../../src/widgets/evidence.ts';

const at = (line: number, text: string, from?: number, to?: number): Evidence => ({
  line,
  span: { start: 0, end: text.length },
  text,
  highlight: from === undefined || to === undefined ? null : { from, to },
});

test('a line stands once, in the order of the paste, cut where it is marked', () => {
  const reasons = [
    { for: true, evidence: [at(9, 'drop=12 early_drop=4', 8, 20), at(2, 'count = 512', 8, 11)] },
    { for: true, evidence: [at(9, 'drop=12 early_drop=4', 0, 7)] },
  ];
  expect(evidenceLines(reasons)).toEqual([
    {
      line: 2,
      side: 'for',
      parts: [
        { text: 'count = ', side: null },
        { text: '512', side: 'for' },
      ],
    },
    {
      line: 9,
      side: 'for',
      parts: [
        { text: 'drop=12', side: 'for' },
        { text: ' ', side: null },
        { text: 'early_drop=4', side: 'for' },
      ],
    },
  ]);
});

test('where a part speaks for both sides, the reason that comes first keeps it', () => {
  const text = 'early_drop=4 drop=0';
  const [line] = evidenceLines([
    { for: false, evidence: [at(1, text, 0, 12)] },
    { for: true, evidence: [at(1, text, 6, 19)] },
  ]);
  expect(line?.side).toBe('for');
  expect(line?.parts).toEqual([
    { text: 'early_drop=4', side: 'against' },
    { text: ' drop=0', side: 'for' },
  ]);
});

test('a reason without a highlight marks the whole line but not the blanks around it', () => {
  const [line] = evidenceLines([{ for: false, evidence: [at(3, '  512 ')] }]);
  expect(line?.parts.filter(({ side }) => side === 'against')).toEqual([{ text: '512', side: 'against' }]);
});

test('of a note the first line is shown, without a mark', () => {
  const note = { for: true, evidence: [at(5, 'tcp TIME_WAIT'), at(6, 'tcp TIME_WAIT')] };
  expect(evidenceLines([], [note])).toEqual([
    { line: 5, side: null, parts: [{ text: 'tcp TIME_WAIT', side: null }] },
  ]);
});

test('lines are named as ranges', () => {
  expect(rangesOf([14, 13, 12, 5, 13])).toEqual([
    [5, 5],
    [12, 14],
  ]);
  expect(rangesOf([])).toEqual([]);
});
