import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexCounts } from '../../../src/search/index-words.ts';
import {
  type PageEntry,
  type PageRecord,
  type PageText,
  pagesFile,
  textFile,
} from '../../../src/search/page.ts';
import type { SearchIndex } from '../../../src/search/query.ts';
import { SymptomIndex } from '../../../src/search/symptom-index.ts';
import { type SymptomPage, symptomsFile } from '../../../src/search/symptoms.ts';

/** The two indexes of a built site. */
export interface Indexes {
  readonly index: SearchIndex;
  readonly symptoms: SymptomIndex;
}

/**
 * Reads the lists and texts of a built site, and answers from memory what Pagefind would answer from its files, in a
 * tenth of the time. That both say the same is a test of its own (`search-score.test.ts`).
 */
export function indexesInMemory(site: string): Indexes {
  const folder = join(site, 'pagefind');
  const read = <Shape>(name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Shape;
  const pages = read<readonly PageEntry[]>(pagesFile);
  const texts = new Map(pages.map(page => [page, read<PageText>(textFile(page))] as const));
  const counts = wordCounts(pages.map(page => ({ ...page, ...(texts.get(page) as PageText) })));
  const words = [...counts.keys()].sort();
  const index: SearchIndex = {
    pages,
    exactly: async token => counts.get(token) ?? new Map(),
    beginning: async start => added(wordsFrom(words, start).map(word => counts.get(word) ?? new Map())),
    text: async page => texts.get(page) as PageText,
  };
  return { index, symptoms: SymptomIndex.of(read<SymptomPage[]>(symptomsFile)) };
}

/** How often each word of the index stands on which page, by its number. */
function wordCounts(pages: readonly PageRecord[]): Map<string, Map<number, number>> {
  const counts = new Map<string, Map<number, number>>();
  for (const [number, page] of pages.entries()) {
    for (const [token, count] of indexCounts(page)) {
      const onPages = counts.get(token) ?? new Map<number, number>();
      counts.set(token, onPages.set(number, count));
    }
  }
  return counts;
}

/** Of words in order, those that begin so. */
function wordsFrom(words: readonly string[], start: string): string[] {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle] as string) < start) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (words[end]?.startsWith(start)) end++;
  return words.slice(low, end);
}

function added(all: readonly ReadonlyMap<number, number>[]): Map<number, number> {
  const sum = new Map<number, number>();
  for (const counts of all) for (const [page, count] of counts) sum.set(page, (sum.get(page) ?? 0) + count);
  return sum;
}
