import type { Locale } from '../../locales.ts';
import en, { type TakeAlongStrings } from './take-along/en.ts';
import ja from './take-along/ja.ts';
import ko from './take-along/ko.ts';
import zh from './take-along/zh.ts';

export type { TakeAlongStrings };

/** The dialog that takes a case along, and the links that bring one; ICU messages where a value stands in them. */
export const takeAlongStrings: Readonly<Record<Locale, TakeAlongStrings>> = { en, ja, ko, zh };
