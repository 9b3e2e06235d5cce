/** The four languages of the site, in the order of the language menu. The code is also the first part of every address. */
export const locales = ['en', 'ja', 'ko', 'zh'] as const;

export type Locale = (typeof locales)[number];

/** Spoken where nothing better is known. */
export const defaultLocale: Locale = 'en';

interface LocaleInfo {
  /** Value of the `lang` and `hreflang` attributes. */
  readonly lang: string;
  /** The language's name in itself. */
  readonly name: string;
  /** What stands in the header, where there is little room. */
  readonly short: string;
  /** For dates and numbers; the English is British. OpenGraph wants it with an underscore. */
  readonly intl: string;
}

export const localeInfo: Readonly<Record<Locale, LocaleInfo>> = {
  en: { lang: 'en', name: 'English', short: 'EN', intl: 'en-GB' },
  ja: { lang: 'ja', name: '日本語', short: '日本語', intl: 'ja-JP' },
  ko: { lang: 'ko', name: '한국어', short: '한국어', intl: 'ko-KR' },
  zh: { lang: 'zh-CN', name: '简体中文', short: '中文', intl: 'zh-CN' },
};

/** True for a code that the site has pages in. */
export function isLocale(code: string | undefined): code is Locale {
  return locales.some(locale => locale === code);
}

/** The locale of a route parameter or an element's `lang` (`zh-CN`, `en-GB`); the default one for anything else. */
export function toLocale(tag: string | undefined): Locale {
  const primary = tag?.toLowerCase().split(/[-_]/)[0];
  return isLocale(primary) ? primary : defaultLocale;
}

/** The first of a reader's languages (`navigator.languages`) that the site has. */
export function preferredLocale(tags: readonly string[]): Locale {
  for (const tag of tags) {
    const primary = tag.toLowerCase().split('-')[0];
    if (isLocale(primary)) return primary;
  }
  return defaultLocale;
}
