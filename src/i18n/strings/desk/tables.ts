import type { Locale } from '../../locales.ts';
import en, { type TableStrings } from './tables/en.ts';
import ja from './tables/ja.ts';
import ko from './tables/ko.ts';
import zh from './tables/zh.ts';

export type { TableStrings };

/** What the tables of rules and flows say; ICU messages where a value stands in them. */
export const tableStrings: Readonly<Record<Locale, TableStrings>> = { en, ja, ko, zh };
