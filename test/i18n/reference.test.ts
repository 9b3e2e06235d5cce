import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readCapture } from '../../src/components/captures.ts';
import { type TocEntry, tableOfContents } from '../../src/components/toc.ts';
import type { FormatId } from '../../src/engine/model/document.ts';
import { formatNames } from '../../src/i18n/format-names.ts';
import { type Locale, locales } from '../../src/i18n/locales.ts';

const FOLDER = 'content/reference';
const slugs = readdirSync(FOLDER).sort();
const known = new Set(
  (parse(readFileSync('content/commands.yaml', 'utf8')) as { id: string }[]).map(({ id }) => id),
);

function formatsOf(slug: string): FormatId[] {
  const meta = parse(readFileSync(`${FOLDER}/${slug}/meta.yaml`, 'utf8')) as { formats?: FormatId[] };
  return meta.formats ?? [];
}

const fileOf = (slug: string, locale: Locale) => `${FOLDER}/${slug}/${locale}.mdx`;
const source = (slug: string, locale: Locale) => readFileSync(fileOf(slug, locale), 'utf8');

/** The attributes of each `<tag …/>` of a page, in its order. */
function tags(body: string, tag: string): Record<string, string>[] {
  const found = body.matchAll(new RegExp(`<${tag}\\b((?:[^>"]|"[^"]*")*)>`, 'g'));
  return [...found].map(([, attributes = '']) =>
    Object.fromEntries(
      [...attributes.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    ),
  );
}

/** All that is no sentence, and so must be the same in each language. */
function frame(body: string) {
  const ids = (entries: readonly TocEntry[]): string[] =>
    entries.flatMap(({ id, children }) => [id, ...ids(children)]);
  return {
    sections: ids(tableOfContents(body)),
    commands: tags(body, 'Command').map(({ id }) => id),
    outputs: tags(body, 'Output').map(({ caption: _, ...output }) => output),
    boxes: tags(body, 'Try').length,
    links: [...body.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target).sort(),
  };
}

test('every output that is read has exactly one page', () => {
  const pages = new Map(Object.keys(formatNames).map(format => [format, [] as string[]]));
  for (const slug of slugs) for (const format of formatsOf(slug)) pages.get(format)?.push(slug);
  expect([...pages].filter(([, found]) => found.length !== 1)).toEqual([]);
  expect(slugs.flatMap(formatsOf).filter(format => !(format in formatNames))).toEqual([]);
});

describe.each(slugs)('%s', slug => {
  test('stands in every language, in the same frame', () => {
    const english = frame(source(slug, 'en'));
    for (const locale of locales) {
      expect(existsSync(fileOf(slug, locale)), locale).toBe(true);
      expect(frame(source(slug, locale)), locale).toEqual(english);
    }
  });

  test('shows commands and captures that exist, and says in every language what they show', () => {
    for (const locale of locales) {
      const body = source(slug, locale);
      expect(tags(body, 'Command').filter(({ id }) => !known.has(id ?? ''))).toEqual([]);
      for (const { case: folder, capture, file = '', lines, mark, caption } of tags(body, 'Output')) {
        expect(readCapture({ case: folder, capture, file, lines, mark }).length).toBeGreaterThan(0);
        expect(caption, file).toMatch(/\S/);
      }
    }
  });

  test('leads to reference pages that exist', () => {
    const targets = frame(source(slug, 'en')).links.flatMap(
      target => /^\.\.\/([^./]+)\//.exec(target ?? '') ?? [],
    );
    const pages = targets.filter((_, index) => index % 2 === 1);
    expect(pages.filter(page => !slugs.includes(page))).toEqual([]);
  });
});
