import type { Said } from '../../../explore/rules/explained.ts';
import type { Locale } from '../../../i18n/locales.ts';
import type { ExplainStrings } from '../../../i18n/strings/desk/explain/en.ts';
import { locale } from '../../locale.ts';
import { say } from '../../say.ts';

const loaders: Readonly<Record<Locale, () => Promise<{ readonly default: ExplainStrings }>>> = {
  en: () => import('../../../i18n/strings/desk/explain/en.ts'),
  ja: () => import('../../../i18n/strings/desk/explain/ja.ts'),
  ko: () => import('../../../i18n/strings/desk/explain/ko.ts'),
  zh: () => import('../../../i18n/strings/desk/explain/zh.ts'),
};

/** The sentences come with the page; the three other languages never reach the reader. */
const strings: Readonly<Record<string, string>> = (await loaders[locale]()).default;

/** A sentence about a rule, in the language of the page; null where there is none. */
export function sayExplained({ key, values }: Said): string | null {
  const pattern = Object.hasOwn(strings, key) ? strings[key] : undefined;
  return pattern === undefined ? null : say(pattern, values);
}
