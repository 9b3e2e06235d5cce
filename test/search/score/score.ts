import { analyze } from '../../../src/engine/analyze.ts';
import { type Locale, locales } from '../../../src/i18n/locales.ts';
import { instantResults } from '../../../src/search/instant.ts';
import { couldBeOutput } from '../../../src/search/output-like.ts';
import { type SearchIndex, search } from '../../../src/search/query.ts';
import type { Results } from '../../../src/search/results.ts';
import type { SymptomIndex } from '../../../src/search/symptom-index.ts';
import type { Asked } from './queries.ts';

/** What one query brought. */
export interface Scored extends Asked {
  /** All pages in the order in which they are shown, the weak ones last. */
  readonly paths: readonly string[];
  /** How many of them stand above the line. */
  readonly strong: number;
  /** The place of the right page among them, from 0; -1 where it is not shown. */
  readonly place: number;
  /** The same for what the small index shows at once. */
  readonly early: number;
  /** Milliseconds that the small index took. */
  readonly took: number;
}

/** Asks all queries as a reader would: the engine says first what it knows of a line, then come the two indexes. */
export async function scoreAll(
  queries: readonly Asked[],
  index: SearchIndex,
  symptoms: SymptomIndex,
): Promise<Scored[]> {
  const scored: Scored[] = [];
  for (const asked of queries) {
    const { query, lang, path } = asked;
    const began = performance.now();
    const early = pathsOf(instantResults(query, lang, symptoms)).indexOf(path ?? '');
    const took = performance.now() - began;
    const engine = await belonging(query);
    const results = await search(query, lang, index, symptoms);
    const paths = [...new Set([...engine, ...pathsOf(results)])];
    const strong = new Set([...engine, ...[...results.own, ...results.others].map(({ page }) => page.path)])
      .size;
    scored.push({ ...asked, paths, strong, place: paths.indexOf(path ?? ''), early, took });
  }
  return scored;
}

function pathsOf({ own, others, weak }: Results): string[] {
  return [...own, ...others, ...weak].map(({ page }) => page.path);
}

/** The runbooks that the engine names for a line; the dialog shows two at most. */
async function belonging(query: string): Promise<string[]> {
  if (!couldBeOutput(query)) return [];
  const { findings } = await analyze(new Blob([query]));
  return findings
    .filter(({ verdict }) => verdict === 'confirmed' || verdict === 'suspected')
    .slice(0, 2)
    .map(({ incident }) => `incidents/${incident}/`);
}

/** How good a language is. */
export interface Score {
  readonly lang: Locale;
  /** Queries that have a page. */
  readonly asked: number;
  readonly first: number;
  readonly firstTwo: number;
  readonly firstThree: number;
  readonly firstFive: number;
  /** Those that stand above the line of the weaker results. */
  readonly above: number;
  /** The right page first, or first or second, by the small index alone. */
  readonly early: readonly [first: number, firstTwo: number];
  /** Queries that should find nothing, those without a result above the line, and those with no result at all. */
  readonly nonsense: number;
  readonly withoutStrong: number;
  readonly empty: number;
  /** Half of the answers of the small index took less, in milliseconds. */
  readonly median: number;
}

/** Adds up what a list of queries brought, language by language. */
export function scoresOf(scored: readonly Scored[]): Score[] {
  return locales.flatMap(lang => {
    const mine = scored.filter(one => one.lang === lang);
    if (mine.length === 0) return [];
    const real = mine.filter(({ path }) => path !== null);
    const nonsense = mine.filter(({ path }) => path === null);
    const within = (limit: number) => real.filter(({ place }) => place >= 0 && place < limit).length;
    const early = (limit: number) => real.filter(one => one.early >= 0 && one.early < limit).length;
    const times = mine.map(({ took }) => took).sort((a, b) => a - b);
    return [
      {
        lang,
        asked: real.length,
        first: within(1),
        firstTwo: within(2),
        firstThree: within(3),
        firstFive: within(5),
        above: real.filter(({ place, strong }) => place >= 0 && place < strong).length,
        early: [early(1), early(2)],
        nonsense: nonsense.length,
        withoutStrong: nonsense.filter(({ strong }) => strong === 0).length,
        empty: nonsense.filter(({ paths }) => paths.length === 0).length,
        median: times[times.length >> 1] ?? 0,
      },
    ];
  });
}

/** What must be reached in each language; an empty list where it is. */
export function shortcomings(scores: readonly Score[]): string[] {
  return scores.flatMap(({ lang, asked, firstTwo, firstFive, nonsense, withoutStrong }) => [
    ...(firstTwo < 0.95 * asked ? [`${lang}: ${firstTwo} of ${asked} first or second, 95 % are needed`] : []),
    ...(firstFive < asked ? [`${lang}: ${firstFive} of ${asked} among five, all are needed`] : []),
    ...(withoutStrong < nonsense
      ? [`${lang}: ${nonsense - withoutStrong} of ${nonsense} nonsense queries have a strong result`]
      : []),
  ]);
}
