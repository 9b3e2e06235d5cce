import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { defaultLocale, type Locale, locales } from '../i18n/locales.ts';
import { tableOfContents } from './toc.ts';

/** A page that `[[…]]` can name. */
export interface Target {
  /** Below the language: `incidents/mtu-pmtu/`. */
  readonly path: string;
  readonly titles: Readonly<Partial<Record<Locale, string>>>;
  /** What `#…` may name there. */
  readonly anchors: ReadonlySet<string>;
}

/** All that `[[…]]` can name, by slug, alias, or an alert's name in small letters. */
export type Targets = ReadonlyMap<string, Target>;

const kinds = ['incidents', 'reference'] as const;

/** Reads content/ once: which names lead where. Throws where two pages claim one name. */
export function readTargets(content: string): Targets {
  const targets = new Map<string, Target>();
  const claim = (name: string, target: Target) => {
    const other = targets.get(name);
    if (other && other.path !== target.path)
      throw new Error(`"${name}" names two pages: ${other.path} and ${target.path}.`);
    targets.set(name, target);
  };
  for (const kind of kinds) {
    for (const slug of readdirSync(join(content, kind))) {
      const folder = join(content, kind, slug);
      const texts = locales.flatMap((locale): [Locale, string][] => {
        const file = join(folder, `${locale}.mdx`);
        return existsSync(file) ? [[locale, readFileSync(file, 'utf8')]] : [];
      });
      const target: Target = {
        path: `${kind}/${slug}/`,
        titles: Object.fromEntries(texts.map(([locale, text]) => [locale, titleOf(text)])),
        anchors: new Set(texts.flatMap(([, text]) => anchorsOf(text))),
      };
      for (const name of [slug, ...aliasesOf(join(folder, 'meta.yaml'))]) claim(name, target);
    }
  }
  const alerts = join(content, 'alerts.yaml');
  for (const { name, also = [] } of existsSync(alerts)
    ? (parse(readFileSync(alerts, 'utf8')) as AlertNames[])
    : []) {
    const target: Target = {
      path: `alerts/${name.toLowerCase()}/`,
      titles: Object.fromEntries(locales.map(locale => [locale, name])),
      anchors: new Set(['first', 'behind', 'wire']),
    };
    for (const one of [name, ...also]) claim(one.toLowerCase(), target);
  }
  return targets;
}

interface AlertNames {
  readonly name: string;
  readonly also?: readonly string[];
}

function titleOf(text: string): string {
  const head = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? '';
  return String((parse(head) as { title?: unknown }).title ?? '');
}

function anchorsOf(text: string): string[] {
  return tableOfContents(text).flatMap(({ id, children }) => [id, ...children.map(child => child.id)]);
}

function aliasesOf(meta: string): readonly string[] {
  if (!existsSync(meta)) return [];
  return (parse(readFileSync(meta, 'utf8')) as { aliases?: readonly string[] } | null)?.aliases ?? [];
}

/** A link as it is written: `[[mtu-pmtu]]`, `[[mtu-pmtu#fix|lower the MTU]]`. */
export interface WikiLink {
  readonly name: string;
  readonly anchor: string | undefined;
  readonly text: string | undefined;
}

/** `[[slug]]`, `[[slug#id]]`, `[[slug|text]]`; what stands within has a bound, and no bracket. */
export const wikiLink = /\[\[([a-z0-9-]{1,80})(?:#([\w-]{1,80}))?(?:\|([^[\]|]{1,200}))?\]\]/gi;

/** What looks like such a link and is none: said with the file, before it stands on a page in brackets. */
export const brokenLink = /\[\[(?![[\]\s])[^[\]\n]{1,200}\]\]/;

/**
 * Where a link leads, and what it says.
 *
 * @param file for the sentence of the error
 * @throws where there is no such page, or no such heading on it
 */
export function resolve(
  { name, anchor, text }: WikiLink,
  targets: Targets,
  locale: Locale,
  file: string,
): { readonly path: string; readonly text: string } {
  const target = targets.get(name.toLowerCase());
  const written = `[[${name}${anchor ? `#${anchor}` : ''}]]`;
  if (!target)
    throw new Error(
      `${file}: ${written} names no page: neither a runbook, nor a reference page, nor an alert.`,
    );
  if (anchor && !target.anchors.has(anchor))
    throw new Error(`${file}: ${written} names a heading that ${target.path} does not have.`);
  return {
    path: `${target.path}${anchor ? `#${anchor}` : ''}`,
    text: text ?? target.titles[locale] ?? target.titles[defaultLocale] ?? name,
  };
}

/** Code is not text: what stands in it links nowhere. */
const code = /^(`{3,}|~{3,})[\s\S]*?^\1[^\S\n]*$|`[^`\n]*`/gm;

/** `](../../incidents/mtu-pmtu/#fix)`, as texts link where they do not use `[[…]]`. */
const markdownLink = /\]\(\.\.\/\.\.\/((?:incidents|reference|alerts)\/[a-z0-9-]+\/)/g;

/** The pages that a text links to, below the language, each once. */
export function linksOf(body: string, targets: Targets): string[] {
  const text = body.replace(code, '');
  const named = [...text.matchAll(wikiLink)].flatMap(
    ([, name = '']) => targets.get(name.toLowerCase())?.path ?? [],
  );
  const written = [...text.matchAll(markdownLink)].map(([, path = '']) => path);
  return [...new Set([...named, ...written])];
}
