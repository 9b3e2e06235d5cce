import { localeInfo } from '../i18n/locales.ts';
import { format, type Values } from '../i18n/message.ts';
import { locale, t } from './locale.ts';
import { once } from './once.ts';

const { lang } = localeInfo[locale];
// The first one takes a slow phone 50 ms: it is not made while the page begins.
const whole = once(() => new Intl.NumberFormat(lang));
const tenths = once(() => new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }));
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

/** A whole number of three digits at most: written alike in all four languages. */
function isPlain(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 1000;
}

/** `262,144` */
export function number(value: number): string {
  return isPlain(value) ? String(value) : whole().format(value);
}

/** `1.9 kB`, in Japanese `1.9kB`. */
export function size(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const value = bytes / 1000 ** power;
  return `${isPlain(value) ? value : tenths().format(value)}${t.box.gap}${UNITS[power]}`;
}

/** `24 lines` */
export function lineCount(lines: number): string {
  return say(t.box.lines, { n: lines });
}
