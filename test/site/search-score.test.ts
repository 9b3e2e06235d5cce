import { expect, test } from 'vitest';
import { openBuilt } from '../search/score/built.ts';
import { readQueries } from '../search/score/queries.ts';
import { scoreAll, scoresOf, shortcomings } from '../search/score/score.ts';

/** No browser: Pagefind's own code and files of the built site, in Node. `npm run search:score` shows the figures. */
test('the right page comes first or second, in each language, and nonsense finds nothing', async () => {
  const { index, symptoms, close } = await openBuilt('dist/site');
  const queries = readQueries('test/search/queries.yaml');
  const scores = scoresOf(await scoreAll(queries, index, symptoms));
  close();
  expect(shortcomings(scores)).toEqual([]);
  for (const { lang, asked, nonsense, median } of scores) {
    expect(asked + nonsense, lang).toBeGreaterThanOrEqual(60);
    expect(nonsense, lang).toBeGreaterThanOrEqual(6);
    const held = queries.filter(query => query.lang === lang && query.held).length;
    expect(held, lang).toBeGreaterThanOrEqual(Math.floor((asked + nonsense) / 3));
    // An answer between two frames; half of them, because a machine that is busy may stop any one.
    expect(median, lang).toBeLessThan(16);
  }
});
