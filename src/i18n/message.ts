import { IntlMessageFormat } from 'intl-messageformat';
import { type Locale, localeInfo } from './locales.ts';

export type Values = Readonly<Record<string, string | number>>;

const formats = new Map<string, IntlMessageFormat>();

/** Puts values into an ICU message. Throws where the pattern is no message or wants a value that is not there. */
export function format(pattern: string, values: Values, locale: Locale): string {
  const key = `${locale} ${pattern}`;
  let message = formats.get(key);
  if (!message) {
    message = new IntlMessageFormat(pattern, localeInfo[locale].lang);
    formats.set(key, message);
  }
  return String(message.format(values));
}
