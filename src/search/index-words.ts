import type { PageRecord } from './page.ts';
import { tokens } from './tokenize.ts';

/** What a word counts, by where it stands. Pagefind's score of a page grows with how often a word is repeated. */
const weights = { title: 8, symptoms: 6, summary: 3, headings: 3, elsewhere: 2, text: 1 };

/** Repeating a word more often than this changes no order, it only makes the index larger. */
const most = 24;

/**
 * What Pagefind is given instead of a page's text: our own tokens, each as often as it weighs. In alphabetical order,
 * because places in the text are not asked for, and sorted lists are small.
 */
export function indexContent(page: PageRecord): string {
  const counts = new Map<string, number>();
  const add = (text: string, weight: number) => {
    for (const token of tokens(text)) counts.set(token.text, (counts.get(token.text) ?? 0) + weight);
  };
  add(page.title, weights.title);
  add(page.summary, weights.summary);
  for (const phrase of page.symptoms) add(phrase, weights.symptoms);
  for (const phrase of page.elsewhere) add(phrase, weights.elsewhere);
  for (const section of page.sections) {
    add(section.title, weights.headings);
    add(section.text, weights.text);
  }
  const words = [...counts].map(([token, count]) => `${indexWord(token)} `.repeat(Math.min(count, most)));
  return words.sort().join('').trimEnd();
}

/**
 * Writes a token in letters that Pagefind leaves alone. It drops punctuation and cuts Japanese and Chinese queries
 * by `Intl.Segmenter`, whatever the index was made of; 接続 as `zgdkfhnjk` passes. A token that begins like another
 * one is a word that begins like the other's word, so searching by the beginning still works.
 */
export function indexWord(token: string): string {
  if (/^[a-z0-9_]+$/.test(token)) return token;
  return `z${Array.from({ length: token.length }, (_, i) => unitInLetters(token.charCodeAt(i))).join('')}`;
}

/** A UTF-16 unit as four letters from a to p. */
function unitInLetters(unit: number): string {
  return [12, 8, 4, 0].map(shift => String.fromCharCode(97 + ((unit >> shift) & 15))).join('');
}
