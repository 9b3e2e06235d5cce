import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { locales } from '../../src/i18n/locales.ts';

/** The `<Term>`s of the glossary in one language, without what is in that language. */
function terms(locale: string) {
  const body = readFileSync(`content/reference/glossary/${locale}.mdx`, 'utf8');
  const found = body.matchAll(/^<Term id="([^"]+)" word="([^"]+)" en="([^"]+)"(?: see="([^"]+)")?>$/gm);
  return [...found].map(([, id, word, en, see]) => ({ id, word, en, see }));
}

const english = terms('en');

test('each term has an id of its own', () => {
  expect(english.length).toBeGreaterThan(60);
  expect(new Set(english.map(({ id }) => id)).size).toBe(english.length);
});

test.each(locales)('%s: the same terms in the same order, with the same English words and pages', locale => {
  const frame = (all: typeof english) => all.map(({ id, en, see }) => ({ id, en, see }));
  expect(frame(terms(locale))).toEqual(frame(english));
});

test('English is beside the word of another language, not in its place', () => {
  expect(english.filter(({ word, en }) => word !== en)).toEqual([]);
});
