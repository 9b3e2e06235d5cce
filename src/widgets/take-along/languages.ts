import { type Locale, locales } from '../../i18n/locales.ts';
import type { WidgetStrings } from '../../i18n/strings/widget/en.ts';
import type { Texts } from '../../i18n/texts.ts';
import { locale, t } from '../locale.ts';
import { whenIdle } from '../pause.ts';
import { texts } from '../texts.ts';

/** What it takes to tell the findings in a language. */
export interface Language {
  readonly texts: Texts;
  readonly words: WidgetStrings;
}

const loaders: Readonly<
  Record<Locale, () => Promise<readonly [{ readonly default: Texts }, { readonly default: WidgetStrings }]>>
> = {
  en: () => Promise.all([import('virtual:conntriage/texts/en'), import('../../i18n/strings/widget/en.ts')]),
  ja: () => Promise.all([import('virtual:conntriage/texts/ja'), import('../../i18n/strings/widget/ja.ts')]),
  ko: () => Promise.all([import('virtual:conntriage/texts/ko'), import('../../i18n/strings/widget/ko.ts')]),
  zh: () => Promise.all([import('virtual:conntriage/texts/zh'), import('../../i18n/strings/widget/zh.ts')]),
};

const loaded = new Map<Locale, Language>();
const changes = new EventTarget();

/** The language, once it has loaded with the page; null before, and where it did not. */
export function languageOf(of: Locale): Language | null {
  return loaded.get(of) ?? null;
}

/** Calls whenever another language has come; the function that comes back ends that. */
export function onLanguage(act: () => void): () => void {
  changes.addEventListener('change', act);
  return () => changes.removeEventListener('change', act);
}

/**
 * Loads the other languages behind everything else, when the page has loaded and nothing is to be done: a note may be wanted in any of
 * them, and no request may go out when a key is pressed.
 */
export function loadLanguages(): void {
  void texts.then(
    own => take(locale, { texts: own, words: t }),
    () => {},
  );
  const others = locales.filter(other => other !== locale);
  whenLoaded(() => {
    for (const other of others) {
      loaders[other]().then(
        ([sentences, words]) => take(other, { texts: sentences.default, words: words.default }),
        // Without it, its choice is switched off and says why.
        () => {},
      );
    }
  });
}

function take(of: Locale, language: Language): void {
  loaded.set(of, language);
  changes.dispatchEvent(new Event('change'));
}

function whenLoaded(act: () => void): void {
  const soon = () => whenIdle(act);
  if (document.readyState === 'complete') soon();
  else addEventListener('load', soon, { once: true });
}
