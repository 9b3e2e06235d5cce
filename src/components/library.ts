import { type CollectionEntry, getCollection, getEntry } from 'astro:content';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from '../../scripts/english-hash.mjs';
import { formatNames } from '../i18n/format-names.ts';
import { defaultLocale, type Locale, locales } from '../i18n/locales.ts';
import { type Group, groups, type ReferenceGroup, referenceGroups, severities } from './catalog.ts';

/** A page that exists in one language, or in English where it is not translated yet. */
export interface Leaf<Entry> {
  readonly slug: string;
  readonly entry: Entry;
  /** The language the text is written in: another than the page's where the translation is missing. */
  readonly written: Locale;
  /** The English text has changed since this one was written after it. */
  readonly stale: boolean;
}

export interface Runbook extends Leaf<CollectionEntry<'incidents'>> {
  readonly meta: CollectionEntry<'incidentMeta'>['data'];
}

export interface ReferencePage extends Leaf<CollectionEntry<'reference'>> {
  readonly meta: CollectionEntry<'referenceMeta'>['data'];
}

/** All runbooks in the order of the sidebar: by group, the worst first, then by slug. */
export async function runbooks(locale: Locale): Promise<Runbook[]> {
  const found: Runbook[] = [];
  const texts = new Map((await getCollection('incidents')).map(entry => [entry.id, entry]));
  for (const { id: slug, data: meta } of await getCollection('incidentMeta')) {
    const leaf = inLanguage(texts, 'incidents', slug, locale);
    if (leaf) found.push({ ...leaf, meta });
  }
  return found.sort(bySidebar);
}

export interface RunbookGroup {
  readonly group: Group;
  readonly runbooks: readonly Runbook[];
}

/** The groups that have runbooks. */
export function grouped(all: readonly Runbook[]): RunbookGroup[] {
  return groups
    .map(group => ({ group, runbooks: all.filter(({ meta }) => meta.group === group) }))
    .filter(({ runbooks }) => runbooks.length > 0);
}

/** All reference pages in the order of the sidebar: by group, then as the outputs are named in `formatNames`. */
export async function referencePages(locale: Locale): Promise<ReferencePage[]> {
  const found: ReferencePage[] = [];
  const texts = new Map((await getCollection('reference')).map(entry => [entry.id, entry]));
  for (const { id: slug, data: meta } of await getCollection('referenceMeta')) {
    const leaf = inLanguage(texts, 'reference', slug, locale);
    if (leaf) found.push({ ...leaf, meta });
  }
  return found.sort(byOutput);
}

export interface ReferencePageGroup {
  readonly group: ReferenceGroup;
  readonly pages: readonly ReferencePage[];
}

/** The groups that have reference pages. */
export function referenceGrouped(all: readonly ReferencePage[]): ReferencePageGroup[] {
  return referenceGroups
    .map(group => ({ group, pages: all.filter(({ meta }) => meta.group === group) }))
    .filter(({ pages }) => pages.length > 0);
}

export type Command = CollectionEntry<'commands'>['data'];

/** A command by its id; a page that names one that is not there does not build. */
export async function commandById(id: string): Promise<Command> {
  const entry = await getEntry('commands', id);
  if (!entry) throw new Error(`content/commands.yaml has no command with the id "${id}".`);
  return entry.data;
}

function inLanguage<Entry extends { readonly data: { readonly follows?: string | undefined } }>(
  texts: ReadonlyMap<string, Entry>,
  kind: 'incidents' | 'reference',
  slug: string,
  locale: Locale,
): Leaf<Entry> | undefined {
  for (const written of [locale, defaultLocale, ...locales]) {
    const entry = texts.get(`${slug}/${written}`);
    if (entry) return { slug, entry, written, stale: isStale(`${kind}/${slug}`, entry.data.follows) };
  }
  return undefined;
}

/** Whether a translation says that it follows another English text than today's (`npm run l10n`). */
function isStale(page: string, follows: string | undefined): boolean {
  if (follows === undefined) return false;
  return follows !== hashOf(readFileSync(join(process.cwd(), 'content', page, 'en.mdx'), 'utf8'));
}

function bySidebar(a: Runbook, b: Runbook): number {
  return (
    groups.indexOf(a.meta.group) - groups.indexOf(b.meta.group) ||
    severities.indexOf(a.meta.severity) - severities.indexOf(b.meta.severity) ||
    (a.slug < b.slug ? -1 : 1)
  );
}

const outputs = Object.keys(formatNames);

function byOutput(a: ReferencePage, b: ReferencePage): number {
  return (
    referenceGroups.indexOf(a.meta.group) - referenceGroups.indexOf(b.meta.group) ||
    rankOf(a) - rankOf(b) ||
    (a.slug < b.slug ? -1 : 1)
  );
}

/** A page that explains no output stands behind those that do. */
function rankOf({ meta }: ReferencePage): number {
  return Math.min(outputs.length, ...meta.formats.map(format => outputs.indexOf(format)));
}
