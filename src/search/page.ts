import type { Locale } from '../i18n/locales.ts';

/** What a result can be narrowed to: the groups of the runbooks, and those that only reference pages have. */
export const components = [
  'connection-tracking',
  'services-nat',
  'dns',
  'path-size',
  'rules',
  'hosts',
  'measurements',
  'kubernetes',
  'background',
] as const;

export type Component = (typeof components)[number];

/** A page that can be found, as `pages.json` lists it. */
export interface PageEntry {
  readonly locale: Locale;
  /** Address below the language: `incidents/conntrack-table-full/`. */
  readonly path: string;
  readonly kind: 'runbook' | 'reference' | 'alert';
  readonly title: string;
  /** The language of the text, where the page is not translated yet. */
  readonly written: Locale;
  /** How bad it is; only runbooks say so. */
  readonly severity: 'critical' | 'warning' | 'notice' | null;
  /** The part of the network that it is about. */
  readonly component: Component;
}

/** What stands on a page, cut at its headings: in a file of its own, read when the page is a candidate. */
export interface PageText {
  readonly summary: string;
  /** Phrases that people search for, and names of alerts. */
  readonly symptoms: readonly string[];
  /** Other words that people ask with (`asked.yaml`). Never shown. */
  readonly asked: readonly string[];
  /** Titles and phrases of the page's other languages: 连接跟踪表 finds the Japanese page too. Never shown. */
  readonly elsewhere: readonly string[];
  readonly sections: readonly Section[];
}

export interface Section {
  /** The fragment of its address. */
  readonly id: string;
  readonly title: string;
  /** Plain text; a paragraph, a list item, a table row or a printed line is a line. */
  readonly text: string;
}

/** A page as it is read from the built site. */
export interface PageRecord extends PageEntry, PageText {}

/** Below `pagefind/`. */
export const pagesFile = 'pages.json';

/** Below `pagefind/`: the text of one page. */
export function textFile({ locale, path }: Pick<PageEntry, 'locale' | 'path'>): string {
  return `texts/${locale}/${path.replace(/\/$/, '')}.json`;
}
