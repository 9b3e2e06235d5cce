import { expect, test } from 'vitest';
import { join } from '../../src/explore/join.ts';
import { LARGE } from '../../src/widgets/clip.ts';
import {
  added,
  blobsOf,
  countLines,
  type Given,
  givenBy,
  isEmpty,
  joined,
  NOTHING,
  removed,
  sameToRead,
  textOf,
} from '../../src/widgets/given.ts';

const read = async (given: Given) => (await join(blobsOf(given))).text();
const texts = ({ pieces }: Given) => pieces.map(({ body }) => (typeof body === 'string' ? body : body.size));

test('what is added stands behind what was there: readings of a counter have an order', async () => {
  const first = givenBy({ kind: 'files', files: [new File(['one\n'], 'a.txt')] });
  const large = 'x'.repeat(LARGE + 1);
  const given = [textOf('two'), textOf(large), textOf('four')].reduce(added, first);
  expect(given.pieces.map(({ name }) => name)).toEqual(['a.txt', null, null, null]);
  expect(given.pieces.map(({ n }) => n)).toEqual([1, 2, 3, 4]);
  expect(await read(given)).toBe(`one\ntwo\n${large}\nfour`);
});

test('in a box without tabs small texts grow in the field, each on a line of its own', () => {
  expect(texts(joined(textOf('one'), textOf('two\n')))).toEqual(['one\ntwo\n']);
  expect(texts(joined(textOf('one\n'), textOf('two')))).toEqual(['one\ntwo']);
  expect(texts(joined(NOTHING, textOf('one')))).toEqual(['one']);
});

test('a large text never goes into the field', () => {
  expect(texts(textOf('x'.repeat(LARGE)))).toEqual(['x'.repeat(LARGE)]);
  expect(texts(textOf('x'.repeat(LARGE + 1)))).toEqual([LARGE + 1]);
  expect(texts(joined(textOf('x'.repeat(LARGE)), textOf('x')))).toEqual(['x'.repeat(LARGE), 'x']);
});

test('an empty tab is not read, and makes way for what comes', async () => {
  const blank = added(textOf('one\n'), {
    ...NOTHING,
    pieces: textOf('x').pieces.map(piece => ({ ...piece, body: '' })),
  });
  expect(blank.pieces).toHaveLength(2);
  expect(await read(blank)).toBe('one\n');
  expect(sameToRead(blank, { ...blank, pieces: blank.pieces.slice(0, 1) })).toBe(true);
  expect(texts(added(blank, textOf('two')))).toEqual(['one\n', 'two']);
});

test('without its last piece a case is another one', () => {
  const case1 = { ...textOf('one'), id: 'a', title: 'mine' };
  expect(removed(case1, case1.pieces[0]?.key ?? 0)).toEqual(NOTHING);
});

test('an empty box is read as nothing', async () => {
  expect(isEmpty(NOTHING)).toBe(true);
  expect(await read(NOTHING)).toBe('');
});

test('lines are counted as the report counts them', () => {
  expect(['', 'a', 'a\n', 'a\nb', 'a\n\n'].map(countLines)).toEqual([0, 1, 1, 2, 2]);
});
