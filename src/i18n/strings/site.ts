import type { Locale } from '../locales.ts';
import en, { type SiteStrings } from './site/en.ts';
import ja from './site/ja.ts';
import ko from './site/ko.ts';
import zh from './site/zh.ts';

export type { SiteStrings };

/** The words of the pages in all four languages. */
export const site: Readonly<Record<Locale, SiteStrings>> = { en, ja, ko, zh };
