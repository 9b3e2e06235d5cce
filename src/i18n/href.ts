import { isLocale, type Locale } from './locales.ts';

/** `/` or `/some/base/`: always ends in a slash. */
const base = import.meta.env.BASE_URL.replace(/\/*$/, '/');

/**
 * The address of a page.
 *
 * @param path below the language: `''` for the front page, `'incidents/conntrack-table-full/'`; may end in `#id`.
 * @example href('ja', 'incidents/') // '/ja/incidents/'
 */
export function href(locale: Locale, path = ''): string {
  const [page = '', fragment] = path.replace(/^\/+/, '').split('#', 2);
  const closed = page === '' || page.endsWith('/') ? page : `${page}/`;
  return `${base}${locale}/${closed}${fragment === undefined ? '' : `#${fragment}`}`;
}

/** The address of a file in `public/` or of the start page (`asset('')`). */
export function asset(path: string): string {
  return base + path.replace(/^\/+/, '');
}

/** Takes an address apart: `/base/ja/incidents/x/` → `{ locale: 'ja', path: 'incidents/x/' }`. */
export function parseHref(pathname: string): { locale: Locale | undefined; path: string } {
  const below = pathname.startsWith(base) ? pathname.slice(base.length) : pathname.replace(/^\/+/, '');
  const [first = '', ...rest] = below.split('/');
  if (isLocale(first)) return { locale: first, path: rest.join('/') };
  return { locale: undefined, path: below };
}
