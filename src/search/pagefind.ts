import { everyPage, indexStart, indexWord } from './index-words.ts';
import { type PageEntry, type PageText, pagesFile, textFile } from './page.ts';
import type { SearchIndex } from './query.ts';

/** What is used of Pagefind's `pagefind.js` (1.5). */
export interface Pagefind {
  createInstance(options: { basePath: string; noWorker: boolean }): {
    init(): Promise<void>;
    search(
      term: string,
      options?: { sort: Readonly<Record<string, 'asc' | 'desc'>> },
    ): Promise<{ results: readonly { readonly id: string; readonly words: readonly number[] }[] }>;
  };
}

/**
 * Loads the list of pages and Pagefind's own code, both from this site. Not its worker: a worker that is loaded from
 * an address does not inherit the policy of the page.
 */
export async function openAt(
  base: string,
  load: (address: string) => Promise<Pagefind>,
): Promise<SearchIndex> {
  const pages = await readJson<readonly PageEntry[]>(`${base}${pagesFile}`);
  const code = await load(`${base}pagefind.js`);
  const pagefind = code.createInstance({ basePath: base, noWorker: true });
  await pagefind.init();
  const { results: all } = await pagefind.search(indexWord(everyPage), { sort: { number: 'asc' } });
  if (all.length !== pages.length)
    throw new Error(`${all.length} pages in the index, ${pages.length} in the list`);
  const numbers = new Map(all.map(({ id }, number) => [id, number]));
  const ask = async (term: string) => {
    const { results } = await pagefind.search(term);
    return new Map(results.map(({ id, words }) => [numbers.get(id) ?? -1, words.length]));
  };
  return {
    pages,
    exactly: remembered(token => ask(indexWord(token))),
    beginning: remembered(start => ask(indexStart(start))),
    text: page => readText(base, page),
  };
}

function remembered<Answer>(ask: (word: string) => Promise<Answer>): (word: string) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return word => {
    const answer = answers.get(word) ?? ask(word);
    answers.set(word, answer);
    return answer;
  };
}

const texts = new Map<string, Promise<PageText>>();

function readText(base: string, page: PageEntry): Promise<PageText> {
  const file = textFile(page);
  const text = texts.get(file) ?? readJson<PageText>(`${base}${file}`);
  texts.set(file, text);
  text.catch(() => texts.delete(file));
  return text;
}

/** Reads a file of the index. The names carry no hash: the browser asks whether its copy is still good. */
export async function readJson<Shape>(address: string): Promise<Shape> {
  const answer = await fetch(address, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()) as Shape;
}
