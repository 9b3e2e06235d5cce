import type { Locale } from '../../locales.ts';
import en, { type PictureStrings } from './pictures/en.ts';
import ja from './pictures/ja.ts';
import ko from './pictures/ko.ts';
import zh from './pictures/zh.ts';

export type { PictureStrings };

/** What the pictures of a paste say. A key of `said` is one of src/explore/pictures/said.ts. */
export const pictureStrings: Readonly<Record<Locale, PictureStrings>> = { en, ja, ko, zh };
