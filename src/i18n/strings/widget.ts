import type { Locale } from '../locales.ts';
import en, { type WidgetStrings } from './widget/en.ts';
import ja from './widget/ja.ts';
import ko from './widget/ko.ts';
import zh from './widget/zh.ts';

/** All four languages, for tests and tools. A page loads only its own: see src/widgets/locale.ts. */
export const widget: Readonly<Record<Locale, WidgetStrings>> = { en, ja, ko, zh };
