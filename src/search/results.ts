import type { Piece } from './excerpt.ts';
import type { PageEntry } from './page.ts';
import type { Sense } from './sense.ts';

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

export const noResults: Results = { own: [], others: [], weak: [] };

/** How many are shown. */
export const most = { own: 8, others: 4, weak: 5, sections: 3 };

/** The share of a query that must stand in one place of a page: in its head, or in a section. */
export const enough = 0.6;
/** A section is long, and has words by chance: there it must be more. */
export const enoughInText = 0.74;
/** Less than this is chance: of its words, and of what they say. */
export const some = 0.3;
export const chance = 0.14;

/** What a page of reference is worth to those who ask what something means. */
const explains = 1.15;

const glossary = 'reference/glossary/';

/** What a page is, at the same words: what to do comes before how to read, and what is worse before what is less bad. */
export function worthOf(
  { path, kind, severity }: Pick<PageEntry, 'path' | 'kind' | 'severity'>,
  { meaning, favoured }: Sense,
): number {
  const favour = favoured.get(path) ?? 1;
  // The glossary has a word of everything.
  if (path === glossary && !meaning) return 0.85;
  if (kind !== 'runbook') return favour * (meaning && kind === 'reference' ? explains : 1);
  return favour * (severity === 'critical' ? 1.1 : severity === 'warning' ? 1.08 : 1.06);
}
