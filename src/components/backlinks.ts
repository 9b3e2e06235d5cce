import { join } from 'node:path';
import type { Locale } from '../i18n/locales.ts';
import { referencePages, runbooks } from './library.ts';
import { linksOf, readTargets } from './links.ts';

/** A page that links to another. */
export interface Backlink {
  /** Below the language. */
  readonly path: string;
  readonly title: string;
}

/** By the path of a page, those that link to it. Read once a build and language. */
const known = new Map<Locale, Promise<ReadonlyMap<string, readonly Backlink[]>>>();

/** The pages of text whose text links to this one, in the order of the sidebar. */
export async function backlinks(locale: Locale, path: string): Promise<readonly Backlink[]> {
  const graph = (import.meta.env.PROD && known.get(locale)) || readGraph(locale);
  known.set(locale, graph);
  return (await graph).get(path) ?? [];
}

async function readGraph(locale: Locale): Promise<ReadonlyMap<string, readonly Backlink[]>> {
  const targets = readTargets(join(process.cwd(), 'content'));
  const pages = [
    ...(await runbooks(locale)).map(({ slug, entry }) => ({ path: `incidents/${slug}/`, entry })),
    ...(await referencePages(locale)).map(({ slug, entry }) => ({ path: `reference/${slug}/`, entry })),
  ];
  const graph = new Map<string, Backlink[]>();
  for (const { path, entry } of pages) {
    for (const to of linksOf(entry.body ?? '', targets)) {
      if (to === path) continue;
      graph.set(to, [...(graph.get(to) ?? []), { path, title: entry.data.title }]);
    }
  }
  return graph;
}
