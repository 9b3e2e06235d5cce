import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isLocale, type Locale } from '../../../src/i18n/locales.ts';

/** A query as a person would type it, and the page that should come first. */
export interface Asked {
  readonly lang: Locale;
  readonly query: string;
  /** `incidents/conntrack-table-full/`; null where nothing should be found. */
  readonly path: string | null;
  /** Kept out of the tuning. */
  readonly held: boolean;
}

/** Reads a list of `{lang, query, page}`; throws where an entry is not one. */
export function readQueries(file: string): Asked[] {
  const entries: unknown = parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(entries)) throw new Error(`${file}: not a list`);
  return entries.map((entry: Record<string, unknown>, i) => {
    const { lang, query, page, held } = entry;
    if (!isLocale(String(lang)) || typeof query !== 'string' || (page !== null && typeof page !== 'string'))
      throw new Error(`${file}, entry ${i + 1}: needs lang, query and page: ${JSON.stringify(entry)}`);
    return { lang: lang as Locale, query, path: page === null ? null : pathOf(page), held: held === true };
  });
}

/** `conntrack-table-full` → `incidents/conntrack-table-full/`; `reference/ss` → `reference/ss/`. */
function pathOf(page: string): string {
  const path = page.replace(/^\/+|\/+$/g, '');
  return path.includes('/') ? `${path}/` : `incidents/${path}/`;
}
