import { expect, test } from 'vitest';
import { readQuery } from '../../src/search/terms.ts';
import { openBuilt } from '../search/score/built.ts';
import { indexesInMemory } from '../search/score/in-memory.ts';
import { readQueries } from '../search/score/queries.ts';
import { scoreAll, scoresOf, shortcomings } from '../search/score/score.ts';

const queries = readQueries('test/search/queries.yaml');
const inMemory = indexesInMemory('dist/site');

/** No browser and no Pagefind, whose answers are compared below. `npm run search:score` shows the figures. */
test('the right page comes first or second, in each language, and nonsense finds nothing', async () => {
  const scores = scoresOf(await scoreAll(queries, inMemory.index, inMemory.symptoms));
  expect(shortcomings(scores)).toEqual([]);
  for (const { lang, asked, nonsense, median } of scores) {
    expect(asked + nonsense, lang).toBeGreaterThanOrEqual(60);
    expect(nonsense, lang).toBeGreaterThanOrEqual(6);
    const held = queries.filter(query => query.lang === lang && query.held).length;
    expect(held, lang).toBeGreaterThanOrEqual(Math.floor((asked + nonsense) / 3));
    // An answer between two frames; half of them, because a machine that is busy may stop any one.
    expect(median, lang).toBeLessThan(16);
  }
}, 180_000);

test("Pagefind's own code, on the files of the built site, answers what the index in memory answers", async () => {
  const { index, close } = await openBuilt('dist/site');
  const words = [...new Set(queries.flatMap(({ query }) => readQuery(query)).flatMap(termWords))].sort();
  // Of some two thousand words every ninth, another script at each step.
  for (const word of words.filter((_, number) => number % 9 === 0)) {
    expect(sorted(await index.exactly(word)), word).toEqual(sorted(await inMemory.index.exactly(word)));
    const start = word.slice(0, 3);
    // Pagefind looks into one piece of its index; words that begin so may stand in two.
    const begun = await inMemory.index.beginning(start);
    for (const page of (await index.beginning(start)).keys()) expect(begun.has(page), start).toBe(true);
  }
  expect(index.pages).toEqual(inMemory.index.pages);
  close();
});

function termWords({ exact, parts }: ReturnType<typeof readQuery>[number]): readonly string[] {
  return [...exact, ...parts];
}

function sorted(pages: ReadonlyMap<number, number>): [number, number][] {
  return [...pages].sort(([a], [b]) => a - b);
}
