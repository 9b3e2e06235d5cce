import type { Locale } from '../i18n/locales.ts';
import { enough, worthOf } from './results.ts';
import { type Sense, senseOf } from './sense.ts';
import type { Found, Phrase, SymptomIndex } from './symptom-index.ts';
import type { SymptomPage } from './symptoms.ts';
import { isNumber, isTelling, readQuery } from './terms.ts';

/** How well a page fits a query by its symptoms alone. */
export interface SymptomHit {
  /** The number of the page in the small index. */
  readonly page: number;
  /** From 0 to 1. */
  readonly score: number;
  /** What share of the query the page's symptoms have, words weighed by what they say, from 0 to 1. */
  readonly share: number;
  /** A whole symptom of the page stands in the query: a log line with a time and a host before it. */
  readonly contained: boolean;
  /** What the words of the query say that stand together in its best phrase; a word that is nowhere else says 1. */
  readonly mass: number;
  /** The same by the terms of the query: a long name counts once, not with all its parts. */
  readonly points: number;
  /** The phrase that fits best, in the reader's language if one does. */
  readonly phrase: Phrase;
}

/** What a phrase of another language is worth beside one of the reader's. */
const foreign = 0.9;
/** What the best single phrase counts; the rest is for all phrases together. */
const single = 0.6;
/** So much of a phrase must stand in a query to call it contained. */
const whole = 0.85;
/** And so much must the phrase say, in words as rare as can be: `table full` alone is not a symptom. */
const symptomAlone = 1.75;

/** Answers a query from the small index, the best page first. Nothing is loaded and nothing waited for. */
export function findSymptoms(query: string, reader: Locale, index: SymptomIndex): SymptomHit[] {
  const found = lookUpAll(query, index);
  return rankSymptoms(found, reader, index, senseOf(query, found, index));
}

/** Looks all terms of a query up. Numbers that stand nowhere are left out: they are those of one machine. */
export function lookUpAll(query: string, index: SymptomIndex): Found[] {
  const found = index.read(readQuery(query)).map(term => index.find(term));
  const kept = found.filter(({ term, phrases }) => !isNumber(term) || phrases.size > 0);
  return kept.some(({ term }) => isTelling(term)) ? kept : [];
}

/** Orders the pages by their best phrase, and by what all their phrases have together. */
export function rankSymptoms(
  found: readonly Found[],
  reader: Locale,
  index: SymptomIndex,
  sense: Sense,
): SymptomHit[] {
  const all = found.reduce((sum, { term, rarity }) => sum + term.weight * rarity, 0);
  const phrases = new Map<number, number>();
  const pages = new Map<number, number[]>();
  for (const [i, { term, rarity, phrases: holders }] of found.entries()) {
    for (const [number, worth] of holders) {
      const { page, locale } = index.phrases[number] as Phrase;
      const own = locale === null || locale === reader ? 1 : foreign;
      phrases.set(number, (phrases.get(number) ?? 0) + term.weight * rarity * worth * own);
      const degrees = pages.get(page) ?? found.map(() => 0);
      degrees[i] = Math.max(degrees[i] ?? 0, worth * own);
      pages.set(page, degrees);
    }
  }
  const wordsOf = (list: readonly Found[]) =>
    new Set(list.flatMap(({ term, alike }) => [...term.exact, ...term.parts, ...alike]));
  const words = wordsOf(found);
  const telling = wordsOf(found.filter(({ term }) => isTelling(term)));
  const best = new Map<
    number,
    { phrase: Phrase; score: number; contained: boolean; mass: number; points: number }
  >();
  for (const [number, points] of phrases) {
    const phrase = index.phrases[number] as Phrase;
    const mass = index.massOf(phrase, word => telling.has(word));
    const said = phrase.mass > 0 ? index.massOf(phrase, word => words.has(word)) / phrase.mass : 0;
    const contained = said >= whole && mass / index.rarest >= symptomAlone;
    const share = points / all;
    const score = Math.max(share * (0.75 + 0.25 * said), contained ? 0.7 * said : 0);
    const before = best.get(phrase.page);
    if (!before || score > before.score) best.set(phrase.page, { phrase, score, contained, mass, points });
    else if (contained) before.contained = true;
  }
  const worth = ({ page }: SymptomHit) => worthOf(index.pages[page] as SymptomPage, sense);
  const hits = [...best].map(([page, { phrase, score, contained, mass, points }]): SymptomHit => {
    const degrees = pages.get(page) ?? [];
    const share =
      found.reduce((sum, { term, rarity }, i) => sum + term.weight * rarity * (degrees[i] ?? 0), 0) / all;
    return {
      page,
      phrase,
      contained,
      mass: mass / index.rarest,
      points: points / index.rarest,
      share,
      score: single * score + (1 - single) * share,
    };
  });
  return hits.sort((a, b) => b.score * worth(b) - a.score * worth(a));
}

/** True where enough of a query is there to call the page found. */
export function isStrong({ share, mass, points, contained }: SymptomHit): boolean {
  if (contained || (share >= enough && mass >= 0.5)) return true;
  return (share >= 0.42 && points >= 0.95) || (share >= 0.33 && points >= 1.3);
}
