import type { Locale } from '../i18n/locales.ts';
import { excerpt, marked, type Piece } from './excerpt.ts';
import { type Counts, type Cut, coverage, cut, degree, together, type Wanted } from './match.ts';
import type { PageEntry, PageText } from './page.ts';
import { isNumber, isTelling, readQuery, type Term } from './terms.ts';

/** The index, whatever it is made of. */
export interface SearchIndex {
  readonly pages: readonly PageEntry[];
  /** Which pages have a token, by their number, and how strongly. */
  exactly(token: string): Promise<ReadonlyMap<number, number>>;
  /** The same for all tokens that begin so. */
  beginning(start: string): Promise<ReadonlyMap<number, number>>;
  text(page: PageEntry): Promise<PageText>;
}

/** A page that was found. */
export interface Hit {
  readonly page: PageEntry;
  readonly title: readonly Piece[];
  readonly excerpt: readonly Piece[];
  readonly sections: readonly SectionHit[];
}

export interface SectionHit {
  readonly id: string;
  readonly title: readonly Piece[];
  readonly excerpt: readonly Piece[];
}

/** What was found, the best first. */
export interface Results {
  /** In the reader's language. */
  readonly own: readonly Hit[];
  /** In other languages, where the page in the reader's language does not have the words. */
  readonly others: readonly Hit[];
  /** Pages that have some of the query, but not enough to call it found. */
  readonly weak: readonly Hit[];
}

/** The share of a query that must stand in one place of a page: in its head, or in a section. */
const enough = 0.6;
/** Less than this is chance. */
const some = 0.3;
const most = { own: 8, others: 4, weak: 3, sections: 3 };

/** At the same words, what to do comes before how to read. */
const firstToDo = 1.1;

interface Candidate {
  readonly page: PageEntry;
  /** What each term adds, in the order of the terms. */
  readonly points: readonly number[];
  /** What part of the query stands somewhere on the page. */
  readonly share: number;
}

interface Judged {
  readonly page: PageEntry;
  readonly score: number;
  readonly hit: Hit;
  readonly verdict: 'strong' | 'weak' | 'none';
}

/** Searches. The index proposes pages; their texts decide what is a result, and where it is. */
export async function search(query: string, reader: Locale, index: SearchIndex): Promise<Results> {
  const lookedUp = await Promise.all(readQuery(query).map(term => lookUp(term, index)));
  const asked = worthAsking(lookedUp);
  const terms = asked.map(({ term }) => term);
  const candidates = propose(asked, index.pages);
  const judge = (list: readonly Candidate[]) => Promise.all(list.map(one => judgePage(one, terms, index)));
  const mine = candidates.filter(({ page }) => page.locale === reader);
  const own = await judge(mine.slice(0, most.own));
  const readable = new Set(mine.filter(({ share }) => share >= enough).map(({ page }) => page.path));
  const foreign = candidates.filter(({ page }) => page.locale !== reader && !readable.has(page.path));
  const others = firstOfEach(best(await judge(foreign.slice(0, most.others * 2)), 'strong'));
  const found = new Set(others.map(({ page }) => page.path));
  const weak = best(own, 'weak').filter(({ page }) => !found.has(page.path));
  const hits = (judged: readonly Judged[], limit: number) => judged.slice(0, limit).map(({ hit }) => hit);
  return {
    own: hits(best(own, 'strong'), most.own),
    others: hits(others, most.others),
    weak: hits(weak, most.weak),
  };
}

/** A term, and how strongly each page seems to have it. */
interface Asked {
  readonly term: Wanted;
  readonly pages: ReadonlyMap<number, number>;
}

/** Something like the term is worth less than the term. */
const alike = 0.4;

/** Asks the index for a term; if no page has it, for words that begin so, then for words that are a slip away. */
async function lookUp(term: Term, index: SearchIndex): Promise<Asked> {
  const wanted = { ...term, begins: null, near: null };
  const [name = ''] = term.exact;
  const exact = await strongest(term.exact, index.exactly);
  const parts = await strongest(term.parts, index.exactly);
  const pages = new Map([...weaker(parts), ...exact]);
  if (exact.size > 0) return { term: wanted, pages };
  if (term.last) {
    const begun = await index.beginning(name);
    if (begun.size > 0) return { term: { ...wanted, begins: name }, pages: weaker(begun) };
  }
  if (parts.size > 0) return { term: wanted, pages };
  const canSlip = /^[a-z]+$/.test(name) && name.length >= (term.last ? 5 : 6);
  for (let length = name.length - 1; canSlip && length >= Math.ceil(name.length / 2); length--) {
    const close = await index.beginning(name.slice(0, length));
    if (close.size > 0) return { term: { ...wanted, near: name }, pages: weaker(close) };
  }
  return { term: wanted, pages };
}

/** Leaves out the numbers that no page has; nothing is left of a query of everyday words alone. */
function worthAsking(asked: readonly Asked[]): readonly Asked[] {
  const kept = asked.filter(({ term, pages }) => !isNumber(term) || pages.size > 0);
  return kept.some(({ term }) => isTelling(term)) ? kept : [];
}

async function strongest(
  names: readonly string[],
  ask: SearchIndex['exactly'],
): Promise<ReadonlyMap<number, number>> {
  const all = new Map<number, number>();
  for (const pages of await Promise.all(names.map(name => ask(name)))) {
    for (const [page, strength] of pages) all.set(page, Math.max(all.get(page) ?? 0, strength));
  }
  return all;
}

function weaker(pages: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  return new Map([...pages].map(([page, strength]) => [page, strength * alike]));
}

/** Orders the pages that have something of the query. A term counts more the fewer pages have it. */
function propose(asked: readonly Asked[], pages: readonly PageEntry[]): Candidate[] {
  const all = asked.reduce((sum, { term }) => sum + term.weight, 0);
  const candidates = pages.map((page, number) => {
    const points = asked.map(({ term, pages: holders }) => {
      const strength = holders.get(number) ?? 0;
      const rarity = Math.log(1 + pages.length / (holders.size + 0.5));
      return (term.weight * rarity * strength) / (strength + 8);
    });
    const share = asked.reduce(
      (sum, { term, pages: holders }) => sum + (holders.has(number) ? term.weight : 0),
      0,
    );
    return { page, points, share: share / all };
  });
  return candidates.filter(({ share }) => share >= some).sort((a, b) => total(b.points) - total(a.points));
}

function total(points: readonly number[]): number {
  return points.reduce((sum, one) => sum + one, 0);
}

async function judgePage(
  { page, points }: Candidate,
  terms: readonly Wanted[],
  index: SearchIndex,
): Promise<Judged> {
  const { title, head, sections, everything } = await cutsOf(page, index);
  const places = sections.map(section => ({ section, share: coverage(terms, section.counts) }));
  const place = Math.max(coverage(terms, head.counts), ...places.map(({ share }) => share));
  // A weak page shows its best place, to judge it by.
  const least = place >= enough ? enough : Math.max(some, ...places.map(({ share }) => share));
  const found = places
    .filter(({ section, share }) => share >= least && section.id !== 'sources')
    .map(({ section, share }) => ({ section, share, density: density(terms, section) }))
    .sort((a, b) => b.share - a.share || b.density - a.density)
    .slice(0, place >= enough ? most.sections : 1)
    .map(({ section }) => section);
  const hit = {
    page,
    title: marked(title, terms),
    excerpt: excerpt(head.lines, terms),
    sections: found.map(({ id, title: name, lines }) => ({
      id,
      title: marked(name, terms),
      excerpt: excerpt(lines, terms),
    })),
  };
  // The index only guessed where a word is like another; the text says how much of each term is there.
  const real = points.map((point, i) => point * degree(terms[i] as Wanted, everything));
  const score = total(real) * (0.4 + 0.6 * place) * (page.kind === 'runbook' ? firstToDo : 1);
  return { page, score, hit, verdict: place >= enough ? 'strong' : place >= some ? 'weak' : 'none' };
}

/** How much of a place is about the query: the same words say more in a short section than in a long one. */
function density(terms: readonly Wanted[], { lines, counts }: Place): number {
  const hits = terms.reduce((sum, term) => {
    const often = Math.max(degree(term, counts), ...term.exact.map(name => counts.get(name) ?? 0));
    return sum + term.weight * Math.min(often, 4);
  }, 0);
  const length = lines.reduce((sum, { tokens }) => sum + tokens.length, 0);
  return hits / Math.log(20 + length);
}

/** A part of a page, cut line by line. */
interface Place {
  readonly lines: readonly Cut[];
  readonly counts: Counts;
}

interface PageCuts {
  readonly title: Cut;
  /** Of its lines, those that can be shown. */
  readonly head: Place;
  readonly sections: readonly (Place & { readonly id: string; readonly title: Cut })[];
  readonly everything: Counts;
}

const cuts = new WeakMap<PageEntry, PageCuts>();

/** Cuts the text of a page, once while the search is open. */
async function cutsOf(page: PageEntry, index: SearchIndex): Promise<PageCuts> {
  const known = cuts.get(page);
  if (known) return known;
  const text = await index.text(page);
  const title = cut(page.title);
  const shown = [text.summary, ...text.symptoms].map(cut);
  const head = { lines: shown, counts: together([title, ...shown, ...text.elsewhere.map(cut)]) };
  const sections = text.sections.map(section => {
    const name = cut(section.title);
    const lines = section.text.split('\n').map(cut);
    return { id: section.id, title: name, lines, counts: together([name, ...lines]) };
  });
  const made = { title, head, sections, everything: together([head, ...sections]) };
  cuts.set(page, made);
  return made;
}

function best(judged: readonly Judged[], verdict: Judged['verdict']): Judged[] {
  return judged.filter(one => one.verdict === verdict).sort((a, b) => b.score - a.score);
}

/** Of one page in several languages, the best. */
function firstOfEach(judged: readonly Judged[]): Judged[] {
  const seen = new Set<string>();
  return judged.filter(({ page }) => !seen.has(page.path) && seen.add(page.path));
}
