import type { PageRecord } from './page.ts';
import { tokens } from './tokenize.ts';

/** What a word counts, by where it stands. Pagefind's score of a page grows with how often a word is repeated. */
const weights = { title: 8, symptoms: 6, summary: 3, headings: 3, asked: 3, elsewhere: 2, text: 1 };

/** Repeating a word more often than this changes no order, it only makes the index larger. */
const most = 40;

/**
 * A token that every page is given, to ask for all of them: Pagefind loads its whole index for a search for nothing,
 * but one piece of it for a word. It stands beside “conntrack”, in a piece that nearly every search needs.
 */
export const everyPage = 'conntriage';

/** How much each token of a page counts. */
export function indexCounts(page: PageRecord): ReadonlyMap<string, number> {
  const counts = new Map<string, number>([[everyPage, 1]]);
  const add = (text: string, weight: number) => {
    for (const token of tokens(text)) counts.set(token.text, (counts.get(token.text) ?? 0) + weight);
  };
  add(page.title, weights.title);
  add(page.summary, weights.summary);
  for (const phrase of page.symptoms) add(phrase, weights.symptoms);
  for (const phrase of page.asked) add(phrase, weights.asked);
  for (const phrase of page.elsewhere) add(phrase, weights.elsewhere);
  for (const section of page.sections) {
    add(section.title, weights.headings);
    add(section.text, weights.text);
  }
  for (const [token, count] of counts) if (count > most) counts.set(token, most);
  return counts;
}

/**
 * What Pagefind is given instead of a page's text: our own tokens, each as often as it counts. In alphabetical order,
 * because places in the text are not asked for, and sorted lists are small.
 */
export function indexContent(page: PageRecord): string {
  const words = [...indexCounts(page)].map(([token, count]) => `${indexWord(token)} `.repeat(count));
  return words.sort().join('').trimEnd();
}

/** Ends every word of the index. */
const end = 'zz';

/**
 * Writes a token in letters that Pagefind leaves alone: 接 as `zgdkfzz`, nf_conntrack as `nfzkconntrackzz`. It
 * drops punctuation, indexes the parts of a word that has capitals, digits or underscores, and cuts Japanese and
 * Chinese queries by `Intl.Segmenter`, whatever the index was made of. The end is there because Pagefind takes a
 * word that it does not know for the longest known word that it begins with: with the end, there is none.
 */
export function indexWord(token: string): string {
  return indexStart(token) + end;
}

/** What all words begin with whose tokens begin so. */
export function indexStart(token: string): string {
  return token.replace(/[^a-y]/g, unit => {
    if (unit === 'z') return 'zq';
    const short = '0123456789_'.indexOf(unit);
    return `z${short >= 0 ? letter(short) : unitInLetters(unit.charCodeAt(0))}`;
  });
}

/** A UTF-16 unit as four letters. */
function unitInLetters(unit: number): string {
  return [12, 8, 4, 0].map(shift => letter((unit >> shift) & 15)).join('');
}

function letter(number: number): string {
  return String.fromCharCode(97 + number);
}
