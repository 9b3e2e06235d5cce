import type { Locale } from '../i18n/locales.ts';
import { judge } from './judge.ts';
import type { Wanted } from './match.ts';
import { accepts, type Narrowing, wide } from './narrowing.ts';
import type { PageEntry, PageText } from './page.ts';
import { chance, enough, type Hit, most, noResults, type Results, some, worthOf } from './results.ts';
import { type Sense, senseOf } from './sense.ts';
import type { Found, SymptomIndex } from './symptom-index.ts';
import { isStrong, rankSymptoms, type SymptomHit } from './symptom-search.ts';
import { isNumber, isTelling, readQuery } from './terms.ts';

/** The index of the full text, whatever it is made of. */
export interface SearchIndex {
  readonly pages: readonly PageEntry[];
  /** Which pages have a token, by their number, and how strongly. */
  exactly(token: string): Promise<ReadonlyMap<number, number>>;
  /** The same for all tokens that begin so. */
  beginning(start: string): Promise<ReadonlyMap<number, number>>;
  text(page: PageEntry): Promise<PageText>;
}

/** A page that may be a result. */
interface Candidate {
  readonly page: PageEntry;
  /** What each term adds, from 0 to 1, in the order of the terms. */
  readonly points: readonly number[];
  /** What part of the query stands somewhere on the page. */
  readonly share: number;
  /** What its symptoms say. */
  readonly symptom: SymptomHit | undefined;
}

interface Judged {
  readonly page: PageEntry;
  readonly score: number;
  readonly hit: Hit;
  readonly verdict: 'strong' | 'weak' | 'none';
}

/** So many pages are proposed by each of the two indexes. */
const proposed = { byText: 8, bySymptoms: 6 };
/** What the text counts, beside 1 for the symptoms: its words, and that they stand together. */
const byText = 0.5;
const byPlace = 0.3;

/**
 * Searches. Both indexes propose pages; their texts decide what is a result and where it is, and the symptoms decide
 * most of the order: they are what people ask for, the text only mentions it.
 */
export async function search(
  query: string,
  reader: Locale,
  index: SearchIndex,
  symptoms: SymptomIndex,
  narrowing: Narrowing = wide,
): Promise<Results> {
  const language = narrowing.language ?? reader;
  const asked = weighed(
    worthAsking(
      await Promise.all(symptoms.read(readQuery(query)).map(term => lookUp(symptoms.find(term), index))),
    ),
    index.pages.length,
  );
  if (asked.length === 0) return noResults;
  const found = asked.map(one => one.found);
  const sense = senseOf(query, found, symptoms);
  const ranked = rankSymptoms(found, language, symptoms, sense);
  const bySymptoms = new Map(ranked.map(hit => [symptoms.pages[hit.page]?.path, hit]));
  const candidates = propose(asked, index.pages, bySymptoms).filter(({ page }) => accepts(narrowing, page));
  const judgeAll = (list: readonly Candidate[]) =>
    Promise.all(list.map(one => judgePage(one, asked, index, sense)));
  const mine = candidates.filter(({ page }) => page.locale === language);
  const first = new Set([
    ...mine.slice(0, proposed.byText),
    ...mine
      .filter(({ symptom }) => symptom)
      .sort((a, b) => (b.symptom?.score ?? 0) - (a.symptom?.score ?? 0))
      .slice(0, proposed.bySymptoms),
  ]);
  const own = lift(await judgeAll([...first]));
  const readable = new Set([
    ...mine.filter(({ share }) => share >= enough).map(({ page }) => page.path),
    ...best(own, 'strong').map(({ page }) => page.path),
  ]);
  const foreign = candidates.filter(
    ({ page }) => narrowing.language === null && page.locale !== reader && !readable.has(page.path),
  );
  const others = firstOfEach(best(await judgeAll(foreign.slice(0, most.others * 2)), 'strong'));
  const shown = new Set(others.map(({ page }) => page.path));
  const weak = best(own, 'weak').filter(({ page }) => !shown.has(page.path));
  const hits = (judged: readonly Judged[], limit: number) => judged.slice(0, limit).map(({ hit }) => hit);
  return {
    own: hits(best(own, 'strong'), most.own),
    others: hits(others, most.others),
    weak: hits(weak, most.weak),
  };
}

/** So near to the best page that was found. */
const nearTop = 0.75;

/** A term, and how strongly each page seems to have it. */
interface Asked {
  readonly term: Wanted;
  readonly found: Found;
  readonly pages: ReadonlyMap<number, number>;
  /** How many pages have the term, or most of it: one pair of a long word does not make it a common word. */
  readonly holders: number;
}

/** Something like the term is worth less than the term. */
const alike = 0.4;
/** And a page that has the term itself is before all that have only its parts. */
const itself = 24;

/**
 * Asks the index for a term; if no page has it, for words that begin so, then for what the small index took it for, then
 * for words that are a slip away.
 */
async function lookUp(found: Found, index: SearchIndex): Promise<Asked> {
  const { term } = found;
  const wanted = { ...term, begins: null, near: null, alike: [], says: term.weight };
  if (term.idle) return { term: wanted, found, pages: new Map(), holders: 0 };
  const [name = ''] = term.exact;
  const exact = await strongest(term.exact, index.exactly);
  const lists = await Promise.all(term.parts.map(part => index.exactly(part)));
  const parts = weaker(strongestOf(lists));
  const mostly = [...parts.keys()].filter(
    page => lists.filter(list => list.has(page)).length * 2 > lists.length,
  ).length;
  if (exact.size > 0) {
    const pages = new Map(parts);
    for (const [page, strength] of exact) pages.set(page, strength + (parts.size > 0 ? itself : 0));
    return { term: wanted, found, pages, holders: exact.size };
  }
  if (term.last) {
    const begun = await index.beginning(name);
    if (begun.size > 0)
      return { term: { ...wanted, begins: name }, found, pages: weaker(begun), holders: begun.size };
  }
  if (found.alike.length > 0) {
    const meant = weaker(await strongest(found.alike, index.exactly));
    const pages = new Map([...parts, ...meant]);
    return { term: { ...wanted, alike: found.alike }, found, pages, holders: meant.size };
  }
  if (parts.size > 0) return { term: wanted, found, pages: parts, holders: mostly };
  const canSlip = /^[a-z]+$/.test(name) && name.length >= (term.last ? 5 : 6);
  for (let length = name.length - 1; canSlip && length >= Math.ceil(name.length / 2); length--) {
    const close = await index.beginning(name.slice(0, length));
    // Where words only begin alike, it may be any of them: that makes the word no more common.
    if (close.size > 0) return { term: { ...wanted, near: name }, found, pages: weaker(close), holders: 0 };
  }
  return { term: wanted, found, pages: parts, holders: 0 };
}

/** Leaves out the numbers that no page has; nothing is left of a query of everyday words alone. */
function worthAsking(asked: readonly Asked[]): readonly Asked[] {
  const kept = asked.filter(
    ({ term, pages, found }) => !isNumber(term) || pages.size > 0 || found.phrases.size > 0,
  );
  return kept.some(({ term }) => isTelling(term)) ? kept : [];
}

/** How much a term narrows: 6 for a word that no page of 252 has, 1 for one that most have. */
function rarity(pages: number, holders: number): number {
  return Math.log(1 + pages / (holders + 0.5));
}

function weighed(asked: readonly Asked[], pages: number): readonly Asked[] {
  return asked.map(({ term, ...rest }) => ({
    ...rest,
    term: { ...term, says: term.weight * rarity(pages, rest.holders) },
  }));
}

async function strongest(
  names: readonly string[],
  ask: SearchIndex['exactly'],
): Promise<ReadonlyMap<number, number>> {
  return strongestOf(await Promise.all(names.map(name => ask(name))));
}

function strongestOf(lists: readonly ReadonlyMap<number, number>[]): ReadonlyMap<number, number> {
  const all = new Map<number, number>();
  for (const pages of lists) {
    for (const [page, strength] of pages) all.set(page, Math.max(all.get(page) ?? 0, strength));
  }
  return all;
}

function weaker(pages: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  return new Map([...pages].map(([page, strength]) => [page, strength * alike]));
}

/** Orders the pages that have something of the query. A term counts more the fewer pages have it. */
function propose(
  asked: readonly Asked[],
  pages: readonly PageEntry[],
  bySymptoms: ReadonlyMap<string | undefined, SymptomHit>,
): Candidate[] {
  const full = asked.reduce((sum, { term }) => sum + term.says, 0);
  const weight = asked.reduce((sum, { term }) => sum + term.weight, 0);
  const candidates = pages.map((page, number) => {
    const points = asked.map(({ term, pages: holders }) => {
      const strength = holders.get(number) ?? 0;
      return (term.says * strength) / (strength + 8) / full;
    });
    const share = asked.reduce(
      (sum, { term, pages: holders }) => sum + (holders.has(number) ? term.weight : 0),
      0,
    );
    return { page, points, share: share / weight, symptom: bySymptoms.get(page.path) };
  });
  return candidates
    .filter(({ share, symptom }) => share >= some || (symptom && isStrong(symptom)))
    .sort((a, b) => total(b.points) - total(a.points));
}

function total(points: readonly number[]): number {
  return points.reduce((sum, one) => sum + one, 0);
}

async function judgePage(
  { page, points, symptom }: Candidate,
  asked: readonly Asked[],
  index: SearchIndex,
  sense: Sense,
): Promise<Judged> {
  const terms = asked.map(({ term }) => term);
  const { place, found, words, degrees, hit } = judge(page, await index.text(page), terms);
  // The index only guessed where a word is like another; the text says how much of each term is there.
  const real = total(points.map((point, i) => point * (degrees[i] ?? 0)));
  const score =
    ((symptom?.score ?? 0) + byText * real * (0.4 + 0.6 * place) + byPlace * place) * worthOf(page, sense);
  const strong = found || (symptom !== undefined && isStrong(symptom));
  return {
    page,
    score,
    hit,
    verdict: strong ? 'strong' : words >= some && place >= chance ? 'weak' : 'none',
  };
}

/** A page that scores as well as one that was found is found too: its words only stand further apart. */
function lift(judged: readonly Judged[]): Judged[] {
  const top = Math.max(0, ...best(judged, 'strong').map(({ score }) => score));
  if (top === 0) return [...judged];
  return judged.map(one =>
    one.verdict === 'weak' && one.score >= top * nearTop ? { ...one, verdict: 'strong' } : one,
  );
}

function best(judged: readonly Judged[], verdict: Judged['verdict']): Judged[] {
  return judged.filter(one => one.verdict === verdict).sort((a, b) => b.score - a.score);
}

/** Of one page in several languages, the best. */
function firstOfEach(judged: readonly Judged[]): Judged[] {
  const seen = new Set<string>();
  return judged.filter(({ page }) => !seen.has(page.path) && seen.add(page.path));
}
