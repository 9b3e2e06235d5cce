import type { Locale } from '../i18n/locales.ts';
import type { Texts } from '../i18n/texts.ts';
import { locale } from './locale.ts';

const loaders: Readonly<Record<Locale, () => Promise<{ default: Texts }>>> = {
  en: () => import('virtual:conntriage/texts/en'),
  ja: () => import('virtual:conntriage/texts/ja'),
  ko: () => import('virtual:conntriage/texts/ko'),
  zh: () => import('virtual:conntriage/texts/zh'),
};

/**
 * The sentences of the findings and the commands, in the language of the page. Asked for with the paste box, so that no request
 * goes out when a paste is read.
 */
export const texts: Promise<Texts> = loaders[locale]().then(module => module.default);

// Whoever waits for the texts hears of the failure; a page where nobody pastes need not.
texts.catch(() => {});
