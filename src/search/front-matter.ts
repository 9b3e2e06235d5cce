import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { defaultLocale, type Locale, locales } from '../i18n/locales.ts';
import { alertWords } from './alerts.ts';
import { type Component, components } from './page.ts';
import type { PagePlace, PageWords } from './records.ts';

/** The part of a page's front matter that search reads. Its shape is held by src/content.config.ts. */
interface Head {
  readonly title: string;
  readonly symptoms: readonly string[];
}

interface Meta {
  readonly group: string;
  readonly severity?: PageWords['severity'];
  readonly alerts?: readonly string[];
}

type AskedWords = Readonly<Record<string, Readonly<Partial<Record<Locale | 'all', readonly string[]>>>>>;

const askedWords = parse(readFileSync(new URL('asked.yaml', import.meta.url), 'utf8')) as AskedWords;

/**
 * Reads what content/ says about a page beside its text: symptoms, alerts, how bad it is, its words in other languages.
 * Null for a page that content/ does not know: a former address, another name of an alert.
 */
export function pageWords(content: string, { locale, path, kind, slug }: PagePlace): PageWords | null {
  const words = askedWords[slug] ?? {};
  const asked = [...(words.all ?? []), ...(words[locale] ?? [])];
  if (kind === 'alert') return alertWords(content, slug, asked);
  const folder = join(content, path);
  if (!existsSync(folder)) return null;
  const heads = new Map(
    locales.flatMap((other): [Locale, Head][] => {
      const file = join(folder, `${other}.mdx`);
      return existsSync(file) ? [[other, frontMatter(file)]] : [];
    }),
  );
  const own = heads.get(locale) ?? heads.get(defaultLocale);
  const meta = parse(readFileSync(join(folder, 'meta.yaml'), 'utf8')) as Meta;
  const symptoms = [...new Set([...(own?.symptoms ?? []), ...(meta.alerts ?? [])])];
  const others = [...heads.values()]
    .filter(head => head !== own)
    .flatMap(head => [head.title, ...head.symptoms]);
  const askedElsewhere = locales.filter(other => other !== locale).flatMap(other => words[other] ?? []);
  return {
    symptoms,
    asked,
    elsewhere: [...new Set([...others, ...askedElsewhere])].filter(phrase => !symptoms.includes(phrase)),
    severity: meta.severity ?? null,
    component: componentOf(meta.group),
  };
}

/** The reference pages of the node stand with the runbooks of hosts. */
function componentOf(group: string): Component {
  const component = group === 'node' ? 'hosts' : components.find(name => name === group);
  if (!component) throw new Error(`src/search/page.ts does not know the group “${group}”`);
  return component;
}

function frontMatter(file: string): Head {
  const match = /^---\r?\n([\s\S]*?)\r?\n---/.exec(readFileSync(file, 'utf8'));
  if (!match) throw new Error(`${file} has no front matter: it must begin with a line of three hyphens.`);
  return parse(match[1] as string) as Head;
}
