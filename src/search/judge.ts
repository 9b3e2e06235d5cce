import { excerpt, marked } from './excerpt.ts';
import { type Counts, type Cut, coverage, cut, degree, together, type Wanted } from './match.ts';
import type { PageEntry, PageText } from './page.ts';
import { enough, enoughInText, type Hit, most, some } from './results.ts';

/** What the text of a page says about a query. */
export interface Judgement {
  /** How much of the query stands in the best single place: the head of the page, or a section. */
  readonly place: number;
  /** True where that is enough to call the page found. */
  readonly found: boolean;
  /** The same where all words count alike. */
  readonly words: number;
  /** How much of each term stands somewhere on the page. */
  readonly degrees: readonly number[];
  readonly hit: Hit;
}

/** Reads the text of a page: how much of a query is there, and where. */
export function judge(page: PageEntry, text: PageText, terms: readonly Wanted[]): Judgement {
  const { title, head, sections, everything } = cutsOf(page, text);
  // Of a single word it is all there is to know.
  const isAlone = terms.length === 1;
  const said = terms.map(term =>
    !isAlone && isMention(term, head.counts, everything) ? { ...term, says: term.says * mention } : term,
  );
  const whole = terms.reduce((sum, { says }) => sum + says, 0);
  const places = sections.map(section => ({ section, share: part(said, section.counts, whole) }));
  const inHead = coverage(terms, head.counts);
  const inSection = Math.max(0, ...places.map(({ share }) => share));
  const place = Math.max(inHead, inSection);
  const words = Math.max(...[head, ...sections].map(({ counts }) => coverage(terms, counts, 'weight')));
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
  return {
    place,
    found: inHead >= enough || inSection >= enoughInText,
    words,
    degrees: terms.map(term => degree(term, everything)),
    hit,
  };
}

/** What a word is worth in a page that has it once, somewhere in its text: the page mentions it, but is not about it. */
const mention = 0.55;

function isMention({ exact, parts }: Wanted, head: Counts, everything: Counts): boolean {
  const name = exact[0] ?? '';
  // A name with parts, `rx_missed_errors`, is explained where it stands, once.
  return (
    parts.length === 0 &&
    /^[a-z]/.test(name) &&
    !exact.some(one => head.has(one)) &&
    (everything.get(name) ?? 0) <= 1
  );
}

function part(terms: readonly Wanted[], counts: Counts, whole: number): number {
  const sum = terms.reduce((all, term) => all + term.says * degree(term, counts), 0);
  return whole === 0 ? 0 : sum / whole;
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

const cuts = new WeakMap<PageText, PageCuts>();

/** Cuts the text of a page, once while the search is open. */
function cutsOf(page: PageEntry, text: PageText): PageCuts {
  const known = cuts.get(text);
  if (known) return known;
  const title = cut(page.title);
  const summary = cut(text.summary);
  const symptoms = text.symptoms.map(cut);
  const head = {
    // The symptoms of an alert are its names, which its title says already.
    lines: page.kind === 'alert' ? [summary] : [summary, ...symptoms],
    counts: together([title, summary, ...symptoms, ...[...text.asked, ...text.elsewhere].map(cut)]),
  };
  const sections = text.sections.map(section => {
    const name = cut(section.title);
    const lines = section.text.split('\n').map(cut);
    return { id: section.id, title: name, lines, counts: together([name, ...lines]) };
  });
  const made = { title, head, sections, everything: together([head, ...sections]) };
  cuts.set(text, made);
  return made;
}
