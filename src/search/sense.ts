import { slowPhase, tellsResolverTimeout } from './curl-shape.ts';
import type { Found, SymptomIndex } from './symptom-index.ts';
import { asksMeaning } from './terms.ts';

/** What a query wants, beside its words. */
export interface Sense {
  /** It asks what something means: the page that explains it comes before the one that mends it. */
  readonly meaning: boolean;
  /** Pages that it names or describes, by their path, and what that is worth beside 1. */
  readonly favoured: ReadonlyMap<string, number>;
}

const worth = {
  /** An alert by its own name, and before it the worst that makes it fire. */
  alert: 1.25,
  cause: 1.35,
  /** The reference of the tool whose output is asked about. */
  tool: 1.25,
  /** What the times of curl look like, and the same told in words. */
  shape: 1.3,
  told: 1.12,
};

/** Reads what a query wants. `found` are its terms after the small index was asked. */
export function senseOf(query: string, found: readonly Found[], index: SymptomIndex): Sense {
  const meaning = asksMeaning(query);
  const words = new Set(found.flatMap(({ term, alike }) => [...term.exact, ...alike]));
  const favoured = new Map<string, number>();
  for (const { path, kind, names } of index.named) {
    if (kind === 'alert' && names.some(name => words.has(name))) {
      favoured.set(path, worth.alert);
      for (const cause of causesOf(names, index)) favoured.set(cause, worth.cause);
    }
    if (kind === 'reference' && meaning && names.some(name => words.has(name)))
      favoured.set(path, worth.tool);
  }
  if (tellsResolverTimeout(query)) favoured.set('incidents/dns-conntrack-race-5s/', worth.told);
  const shape = slowPhase(query);
  if (shape) favoured.set(`incidents/${shape}/`, worth.shape);
  return { meaning, favoured };
}

/** Critical runbooks that list an alert among their symptoms. */
function causesOf(names: readonly string[], { phrases, pages }: SymptomIndex): string[] {
  return phrases
    .filter(({ locale, counts }) => locale === null && names.some(name => counts.has(name)))
    .map(({ page }) => pages[page])
    .flatMap(page => (page?.kind === 'runbook' && page.severity === 'critical' ? [page.path] : []));
}
