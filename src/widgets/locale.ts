import { type Locale, toLocale } from '../i18n/locales.ts';
import type { WidgetStrings } from '../i18n/strings/widget/en.ts';

/** The language of the page. */
export const locale = toLocale(document.documentElement.lang);

const loaders: Readonly<Record<Locale, () => Promise<{ readonly default: WidgetStrings }>>> = {
  en: () => import('../i18n/strings/widget/en.ts'),
  ja: () => import('../i18n/strings/widget/ja.ts'),
  ko: () => import('../i18n/strings/widget/ko.ts'),
  zh: () => import('../i18n/strings/widget/zh.ts'),
};

/** What the widgets say in it. The three other languages never reach the reader. */
export const t = (await loaders[locale]()).default;
