import { localeInfo } from '../i18n/locales.ts';
import { format, type Values } from '../i18n/message.ts';
import { locale, t } from './locale.ts';

const { lang } = localeInfo[locale];
const whole = new Intl.NumberFormat(lang);
const tenths = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
const UNITS = ['B', 'kB', 'MB', 'GB'];

/** Puts values into a message of the widget's strings. */
export function say(pattern: string, values: Values = {}): string {
  return format(pattern, values, locale);
}

/** What stands before and after `{name}` in a message, for a value that is markup. */
export function around(pattern: string, name: string): readonly [string, string] {
  const [before = '', after = ''] = pattern.split(`{${name}}`);
  return [before, after];
}

/** `262,144` */
export function number(value: number): string {
  return whole.format(value);
}

/** `1.9 kB`, in Japanese `1.9kB`. */
export function size(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  return `${tenths.format(bytes / 1000 ** power)}${t.box.gap}${UNITS[power]}`;
}

/** `24 lines` */
export function lineCount(lines: number): string {
  return say(t.box.lines, { n: lines });
}
