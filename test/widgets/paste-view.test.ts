import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partsOf } from '../../src/widgets/views/paste/line-parts.ts';
import { ScrollScale } from '../../src/widgets/views/paste/scroll-scale.ts';

describe('a scroll bar for a list of any length', () => {
  const VIEW = 680;
  const lists = fc.integer({ min: VIEW, max: 1_000_000_000 });
  const scaleOf = (list: number) => {
    const scale = new ScrollScale();
    scale.resize(list, VIEW);
    return scale;
  };

  test('is never longer than a browser can draw, and reaches both ends', () => {
    fc.assert(
      fc.property(lists, list => {
        const scale = scaleOf(list);
        expect(scale.height).toBeLessThanOrEqual(5_000_000);
        scale.scrolled(scale.height - VIEW);
        expect(scale.top).toBe(list - VIEW);
        scale.scrolled(0);
        expect(scale.top).toBe(0);
      }),
    );
  });

  test('goes back to where it was told to go', () => {
    fc.assert(
      fc.property(lists, fc.double({ min: 0, max: 1, noNaN: true }), (list, part) => {
        const scale = scaleOf(list);
        const goal = part * (list - VIEW);
        scale.to(goal);
        const moved = scale.takeMove() ?? Number.NaN;
        expect(moved).toBeGreaterThanOrEqual(0);
        expect(moved).toBeLessThanOrEqual(scale.height - VIEW + 0.001);
        expect(scale.takeMove()).toBeNull();
        const other = scaleOf(list);
        other.scrolled(moved);
        // A pixel of the scroll bar stands for so many of the list.
        expect(Math.abs(other.top - goal)).toBeLessThanOrEqual(VIEW * 2 + list / scale.height);
      }),
    );
  });

  test('moves a pixel for a pixel under a wheel, wherever it is', () => {
    fc.assert(
      fc.property(lists, fc.double({ min: 0.3, max: 0.7, noNaN: true }), (more, part) => {
        const list = more + 10_000;
        const scale = scaleOf(list);
        scale.to(part * (list - VIEW));
        const { top, scroll } = scale;
        const step = Math.min(100, list - VIEW - top, scale.height - VIEW - scroll - 1);
        scale.scrolled(scroll + step);
        expect(scale.top - top).toBeCloseTo(step, 3);
        const seen = scale.top;
        scale.settle();
        expect(scale.top).toBe(seen);
      }),
    );
  });

  test('stays within a list that became shorter', () => {
    const scale = scaleOf(100_000);
    scale.to(99_000);
    scale.resize(1000, VIEW);
    expect(scale.top).toBe(320);
  });
});

describe('a line', () => {
  const mark = (from: number, to: number, speaks = true) => ({
    finding: 0,
    reason: 0,
    for: speaks,
    from,
    to,
  });

  test('is cut where marks and hits begin and end, and keeps its text', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 30 }),
        fc.array(fc.tuple(fc.nat(30), fc.nat(30), fc.boolean()), { maxLength: 4 }),
        fc.string({ maxLength: 3 }),
        (text, ranges, wanted) => {
          const marks = ranges.map(([one, other, speaks]) =>
            mark(Math.min(one, other, text.length), Math.min(Math.max(one, other), text.length), speaks),
          );
          const parts = partsOf(text, marks, wanted);
          expect(parts.map(part => part.text).join('')).toBe(text);
          expect(parts.every(part => part.text !== '')).toBe(true);
        },
      ),
    );
  });

  test('shows what was searched for within what is marked', () => {
    expect(partsOf('drop=12 early_drop=4', [mark(8, 20)], 'DROP')).toEqual([
      { text: 'drop', side: null, hit: true },
      { text: '=12 ', side: null, hit: false },
      { text: 'early_', side: 'for', hit: false },
      { text: 'drop', side: 'for', hit: true },
      { text: '=4', side: 'for', hit: false },
    ]);
  });

  test('bears the mark that comes first where two lie on it', () => {
    const parts = partsOf('early_drop=4', [mark(0, 12, false), mark(6, 12)], '');
    expect(parts.map(({ side }) => side)).toEqual(['against', 'against']);
  });
});
