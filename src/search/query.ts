import type { Locale } from '../i18n/locales.ts';
import { excerpt, marked, type Piece } from './excerpt.ts';
import { type Cut, coverage, cut, degree, type Wanted, worthAsking } from './match.ts';
import type { PageEntry, PageText, Section } from './page.ts';
import { readQuery, type Term } from './terms.ts';

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
  /** In other languages, where the reader's language does not have the page already. */
  readonly others: readonly Hit[];
  /** Pages that have some of the query, but not enough to call it found. */
  readonly weak: readonly Hit[];
}

/** The share of a query that must stand in one place of a page, and in all its places together. */
const enough = { place: 0.6, page: 0.85 };
/** Less than this is chance. */
const some = { place: 0.3, page: 0.3 };
const most = { own: 8, others: 4, weak: 3, sections: 3 };

interface Candidate {
  readonly page: PageEntry;
  readonly score: number;
}

interface Judged extends Candidate {
  readonly hit: Hit;
  readonly verdict: 'strong' | 'weak' | 'none';
}

/** Searches. The index proposes pages; their texts decide what is a result, and where it is. */
export async function search(query: string, reader: Locale, index: SearchIndex): Promise<Results> {
  const asked = await Promise.all(readQuery(query).map(term => lookUp(term, index)));
  const known = new Map(asked.map(({ term, pages }) => [term, pages]));
  const terms = worthAsking([...known.keys()], term => (known.get(term)?.size ?? 0) > 0);
  if (terms.length === 0) return { own: [], others: [], weak: [] };
  const candidates = propose(terms, known, index.pages);
  const judge = (list: readonly Candidate[]) => Promise.all(list.map(one => judgePage(one, terms, index)));
  const own = await judge(candidates.filter(({ page }) => page.locale === reader).slice(0, most.own));
  const strong = best(own, 'strong');
  const found = new Set(strong.map(({ page }) => page.path));
  const elsewhere = candidates.filter(({ page }) => page.locale !== reader && !found.has(page.path));
  const others = firstOfEach(best(await judge(elsewhere.slice(0, most.others * 2)), 'strong'));
  for (const { page } of others) found.add(page.path);
  const weak = best(own, 'weak').filter(({ page }) => !found.has(page.path));
  return {
    own: strong.map(({ hit }) => hit),
    others: others.slice(0, most.others).map(({ hit }) => hit),
    weak: weak.slice(0, most.weak).map(({ hit }) => hit),
  };
}

/** Asks the index for a term; if no page has it, for words that begin so, then for words that are a slip away. */
async function lookUp(
  term: Term,
  index: SearchIndex,
): Promise<{ term: Wanted; pages: ReadonlyMap<number, number> }> {
  const wanted = { ...term, begins: null, near: null };
  const pages = await union([...term.exact, ...term.parts], index.exactly);
  const whole = await union(term.exact, index.exactly);
  const [name = ''] = term.exact;
  if (whole.size > 0) return { term: wanted, pages };
  if (term.last) {
    const begun = await index.beginning(name);
    if (begun.size > 0) return { term: { ...wanted, begins: name }, pages: begun };
  }
  if (term.parts.length > 0 || !/^[a-z]+$/.test(name) || name.length < (term.last ? 5 : 6))
    return { term: wanted, pages };
  for (let length = name.length - 1; length >= Math.ceil(name.length / 2); length--) {
    const close = await index.beginning(name.slice(0, length));
    if (close.size > 0) return { term: { ...wanted, near: name }, pages: close };
  }
  return { term: wanted, pages };
}

async function union(
  names: readonly string[],
  ask: SearchIndex['exactly'],
): Promise<ReadonlyMap<number, number>> {
  const all = new Map<number, number>();
  for (const pages of await Promise.all(names.map(name => ask(name)))) {
    for (const [page, strength] of pages) all.set(page, Math.max(all.get(page) ?? 0, strength));
  }
  return all;
}

/** Orders the pages that have something of the query. A term counts more the fewer pages have it. */
function propose(
  terms: readonly Wanted[],
  known: ReadonlyMap<Wanted, ReadonlyMap<number, number>>,
  pages: readonly PageEntry[],
): Candidate[] {
  const candidates = pages.map((page, number) => {
    let score = 0;
    let share = 0;
    let all = 0;
    for (const term of terms) {
      const holders = known.get(term);
      const strength = holders?.get(number) ?? 0;
      const rarity = Math.log(1 + pages.length / ((holders?.size ?? 0) + 0.5));
      score += (term.weight * rarity * strength) / (strength + 3);
      share += strength > 0 ? term.weight : 0;
      all += term.weight;
    }
    // At the same words, what to do comes before how to read.
    return { page, score: page.kind === 'runbook' ? score * 1.15 : score, share: share / all };
  });
  return candidates.filter(({ share }) => share >= some.page).sort((a, b) => b.score - a.score);
}

async function judgePage(
  { page, score }: Candidate,
  terms: readonly Wanted[],
  index: SearchIndex,
): Promise<Judged> {
  const { head, sections, whole, text } = await cutsOf(page, index);
  const shares = sections.map(({ words }) => coverage(terms, words.counts));
  const place = Math.max(coverage(terms, head.counts), ...shares);
  const all = coverage(terms, whole.counts);
  const isStrong = place >= enough.place || all >= enough.page;
  const isWeak = place >= some.place && all >= some.page;
  const found = sections
    .map(({ section, words }, i) => ({ section, share: shares[i] ?? 0, density: density(terms, words) }))
    .filter(({ share }) => share >= enough.place)
    .sort((a, b) => b.share - a.share || b.density - a.density)
    .slice(0, most.sections);
  const hit = {
    page,
    title: marked(page.title, terms),
    excerpt: excerpt([text.summary, ...text.symptoms].join('\n'), terms),
    sections: found.map(({ section }) => sectionHit(section, terms)),
  };
  const verdict = isStrong ? 'strong' : isWeak ? 'weak' : 'none';
  return { page, score: score * (0.4 + 0.6 * place), hit, verdict };
}

function sectionHit({ id, title, text }: Section, terms: readonly Wanted[]): SectionHit {
  return { id, title: marked(title, terms), excerpt: excerpt(text, terms) };
}

/** How much of a place is about the query: the same words say more in a short section than in a long one. */
function density(terms: readonly Wanted[], { tokens, counts }: Cut): number {
  const hits = terms.reduce((sum, term) => {
    const often = Math.max(0, ...term.exact.map(name => counts.get(name) ?? 0), degree(term, counts));
    return sum + term.weight * Math.min(often, 4);
  }, 0);
  return hits / Math.log(20 + tokens.length);
}

interface PageCuts {
  readonly text: PageText;
  readonly head: Cut;
  readonly sections: readonly { readonly section: Section; readonly words: Cut }[];
  readonly whole: Cut;
}

const cuts = new WeakMap<PageEntry, PageCuts>();

/** Cuts the text of a page, once while the search is open. */
async function cutsOf(page: PageEntry, index: SearchIndex): Promise<PageCuts> {
  const known = cuts.get(page);
  if (known) return known;
  const text = await index.text(page);
  const head = cut([page.title, text.summary, ...text.symptoms, ...text.elsewhere].join('\n'));
  const sections = text.sections.map(section => ({
    section,
    words: cut(`${section.title}\n${section.text}`),
  }));
  const counts = new Map(head.counts);
  for (const { words } of sections) {
    for (const [name, count] of words.counts) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  const made = { text, head, sections, whole: { tokens: [], counts } };
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
