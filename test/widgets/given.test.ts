import { expect, test } from 'vitest';
import { LARGE } from '../../src/widgets/clip.ts';
import { added, blobsOf, countLines, givenBy, isEmpty, NOTHING, textOf } from '../../src/widgets/given.ts';
import { join } from '../../src/explore/join.ts';

const read = async (given: typeof NOTHING) => (await join(blobsOf(given))).text();

test('what is added stands behind what was there: readings of a counter have an order', async () => {
  const first = givenBy({ kind: 'files', files: [new File(['one\n'], 'a.txt')] });
  const large = 'x'.repeat(LARGE + 1);
  const given = [textOf('two'), textOf(large), textOf('four')].reduce(added, first);
  expect(given.pieces.map(({ name }) => name)).toEqual(['a.txt', null, null]);
  expect(given.text).toBe('four');
  expect(await read(given)).toBe(`one\ntwo\n${large}\nfour`);
});

test('small texts grow in the field, each on a line of its own', async () => {
  expect(added(textOf('one'), textOf('two\n')).text).toBe('one\ntwo\n');
  expect(added(textOf('one\n'), textOf('two')).text).toBe('one\ntwo');
  expect(added(NOTHING, textOf('one'))).toEqual(textOf('one'));
});

test('a large text never goes into the field', () => {
  expect(textOf('x'.repeat(LARGE)).pieces).toEqual([]);
  expect(textOf('x'.repeat(LARGE + 1)).text).toBe('');
  expect(added(textOf('x'.repeat(LARGE)), textOf('x')).text).toBe('x');
});

test('an empty box is read as nothing', async () => {
  expect(isEmpty(NOTHING)).toBe(true);
  expect(await read(NOTHING)).toBe('');
});

test('lines are counted as the report counts them', () => {
  expect(['', 'a', 'a\n', 'a\nb', 'a\n\n'].map(countLines)).toEqual([0, 1, 1, 2, 2]);
});
