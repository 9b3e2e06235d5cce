import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { defaultLocale, type Locale, locales } from '../i18n/locales.ts';
import type { PagePlace, PageWords } from './records.ts';

/** The part of a page's front matter that search reads. Its shape is held by src/content.config.ts. */
interface Head {
  readonly title: string;
  readonly symptoms: readonly string[];
}

interface Meta {
  readonly severity: PageWords['severity'];
  readonly alerts?: readonly string[];
}

/** Reads what content/ says about a page beside its text: symptoms, alerts, how bad it is, its words in other languages. */
export function pageWords(content: string, { locale, path, kind }: PagePlace): PageWords {
  const folder = join(content, path);
  const heads = new Map(
    locales.flatMap((other): [Locale, Head][] => {
      const file = join(folder, `${other}.mdx`);
      return existsSync(file) ? [[other, frontMatter(file)]] : [];
    }),
  );
  const own = heads.get(locale) ?? heads.get(defaultLocale);
  const meta: Meta =
    kind === 'runbook'
      ? (parse(readFileSync(join(folder, 'meta.yaml'), 'utf8')) as Meta)
      : { severity: null };
  const symptoms = [...new Set([...(own?.symptoms ?? []), ...(meta.alerts ?? [])])];
  const others = [...heads.values()]
    .filter(head => head !== own)
    .flatMap(head => [head.title, ...head.symptoms]);
  return {
    symptoms,
    elsewhere: [...new Set(others)].filter(phrase => !symptoms.includes(phrase)),
    severity: meta.severity,
  };
}

function frontMatter(file: string): Head {
  const match = /^---\r?\n([\s\S]*?)\r?\n---/.exec(readFileSync(file, 'utf8'));
  if (!match) throw new Error(`${file} has no front matter: it must begin with a line of three hyphens.`);
  return parse(match[1] as string) as Head;
}
