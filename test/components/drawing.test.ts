import { describe, expect, it } from 'vitest';
import { arrow, askBox, box, hotBox } from '../../src/components/drawing.ts';

describe('arrow', () => {
  it.each([
    ['M122 60h108', 'M122 60h108m-6 -4 6 4 -6 4'],
    ['M250 70v38', 'M250 70v38m-4 -6 4 6 4 -6'],
    ['M589 136v138h-199', 'M589 136v138h-199m6 -4 -6 4 6 4'],
    ['M250 274h-188v-138', 'M250 274h-188v-138m-4 6 4 -6 4 6'],
  ])('the head of %s points where the way ends', (way, path) => {
    expect(arrow(way)).toBe(path);
  });

  it('the last way of a lost packet has a larger head', () => {
    expect(arrow('M428 52h34', true)).toBe('M428 52h34m-7 -5 7 5 -7 5');
  });

  it.each(['', 'M60 220', 'M60 220L90 40', 'M60 220h'])('"%s" has no direction', way => {
    expect(() => arrow(way)).toThrow('does not end with h or v');
  });
});

it('a box has its lines and the class of what happens there', () => {
  expect(box(['d-t', 'Pod'])).toEqual({ class: '', lines: [['d-t', 'Pod']] });
  expect(askBox(['d-t', 'NAT']).class).toBe('d-ask');
  expect(hotBox(['d-m', 'DROP']).class).toBe('d-ask d-hot');
});
