import { isLocale, localeInfo, locales } from '../i18n/locales.ts';

/**
 * The list of addresses for search engines, each with its other languages.
 *
 * @param paths below the base: `en/incidents/mtu-pmtu/`
 * @param address makes a path absolute
 * @param absolute false where the site does not know its own address: the list says so, since the format wants whole addresses
 */
export function sitemap(
  paths: readonly string[],
  address: (path: string) => string,
  absolute: boolean,
): string {
  const known = new Set(paths);
  const entries = paths.map(path => {
    const [first, ...rest] = path.split('/');
    const others = isLocale(first)
      ? locales.map(locale => [locale, [locale, ...rest].join('/')] as const)
      : [];
    const links = others
      .filter(([, other]) => known.has(other))
      .map(
        ([locale, other]) =>
          `<xhtml:link rel="alternate" hreflang="${localeInfo[locale].lang}" href="${escaped(address(other))}"/>`,
      );
    return `<url><loc>${escaped(address(path))}</loc>${links.join('')}</url>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    ...(absolute
      ? []
      : ['<!-- Built without SITE: the addresses begin with a slash. Search engines want whole ones. -->']),
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ...entries,
    '</urlset>',
    '',
  ].join('\n');
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
