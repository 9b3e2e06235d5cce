import type { ElementNode } from 'ultrahtml';
import { isLocale, type Locale, toLocale } from '../i18n/locales.ts';
import { find, hasClass, lineOf, parseHtml, type Reader, read } from './html.ts';
import type { PageRecord, Section } from './page.ts';

/** What a page's front matter says beside its text. */
export interface PageWords {
  readonly symptoms: readonly string[];
  readonly asked: readonly string[];
  readonly elsewhere: readonly string[];
  readonly severity: PageRecord['severity'];
  readonly component: PageRecord['component'];
}

/** Where a built page stands: which language, which kind, which name. */
export interface PagePlace {
  readonly locale: Locale;
  readonly path: string;
  readonly kind: PageRecord['kind'];
  readonly slug: string;
}

const kinds: Readonly<Record<string, PageRecord['kind']>> = {
  incidents: 'runbook',
  reference: 'reference',
  alerts: 'alert',
};

/**
 * Reads the place out of an address: `ja/incidents/conntrack-table-full/`. Null for what is not searched: the front
 * page and the lists, which hold the titles of everything and would be found for everything.
 */
export function placeOf(pathname: string): PagePlace | null {
  const [locale, folder = '', slug, ...deeper] = pathname.split('/').filter(part => part !== '');
  const kind = kinds[folder];
  if (!isLocale(locale) || !kind || !slug || deeper.length > 0) return null;
  return { locale, path: `${folder}/${slug}/`, kind, slug };
}

/** Makes the record of a built page: what it says, cut at the headings that have an address. */
export function pageRecord(html: string, place: PagePlace, words: PageWords): PageRecord {
  const main = find(parseHtml(html), ({ name }) => name === 'main');
  if (!main) throw new Error(`${place.locale}/${place.path}: the built page has no <main>.`);
  const heading = find(main, ({ name }) => name === 'h1');
  const lead = find(main, element => hasClass(element, 'lead'));
  const body = find(main, element => hasClass(element, 'book-body')) ?? main;
  return {
    locale: place.locale,
    path: place.path,
    kind: place.kind,
    title: heading ? lineOf(heading) : place.slug,
    written: body.attributes['lang'] ? toLocale(body.attributes['lang']) : place.locale,
    severity: words.severity,
    component: words.component,
    summary: lead ? lineOf(lead) : '',
    symptoms: words.symptoms,
    asked: words.asked,
    elsewhere: words.elsewhere,
    sections: sectionsOf(body),
  };
}

/** Cuts at every H2 and H3 with an id. A step of the ladder is `<li id="q1"><h3>…</h3>`: there the item has it. */
function sectionsOf(body: ElementNode): Section[] {
  const sections: { id: string; title: string; text: string }[] = [];
  let item = '';
  const reader: Reader = {
    enter(element) {
      const id = element.attributes['id'];
      if (element.name === 'li') item = id ?? item;
      if (element.name !== 'h2' && element.name !== 'h3') return true;
      const address = id ?? item;
      item = '';
      if (address === '') return true;
      sections.push({ id: address, title: lineOf(element), text: '' });
      return false;
    },
    text(piece) {
      const section = sections.at(-1);
      if (section) section.text += piece;
    },
  };
  read(body, reader);
  return sections.map(({ id, title, text }) => ({ id, title, text: tidyLines(text) }));
}

function tidyLines(text: string): string {
  const lines = text.split('\n').map(line =>
    line
      .replace(/\s+/g, ' ')
      .replace(/(?: ·)+ *$/, '')
      .trim(),
  );
  return lines.filter(line => line !== '').join('\n');
}
