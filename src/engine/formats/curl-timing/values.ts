import { NUMBERS, TIMES, type Variable } from './names.ts';

/** Seconds in a unit that a format file may print behind a time. */
const UNITS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  secs: 1,
  second: 1,
  seconds: 1,
  ms: 1e-3,
  msec: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
};

export const UNIT = '(?:s|secs?|seconds?|ms|msec|us|[µμ]s)';

export interface Value {
  readonly value: number;
  /** The smallest step that was printed, in seconds, for a time. */
  readonly step: number;
}

/**
 * A time in seconds. `12` without a decimal mark and without a unit could be seconds or milliseconds: null. A comma is the decimal mark
 * of other locales.
 */
export function readTime(text: string, unit: string | undefined): Value | null {
  const match = /^(\d{1,9})(?:[.,](\d{1,9}))?$/.exec(text);
  if (!match || (match[2] === undefined && unit === undefined)) return null;
  const scale = UNITS[unit ?? 's'];
  if (scale === undefined) return null;
  const decimals = match[2]?.length ?? 0;
  const number = Number(`${match[1]}.${match[2] ?? '0'}`);
  // 3.002 ms is 0.003002 s, without what binary fractions add.
  const value = scale === 1 ? number : Math.round(number * scale * 1e12) / 1e12;
  return { value, step: scale / 10 ** decimals };
}

/** A count, a code or a rate: `000`, `1024`, `1024.000`, `1024,000`. */
export function readNumber(text: string): number | null {
  const match = /^(-?\d{1,15})(?:[.,](\d{1,6}))?$/.exec(text);
  return match ? Number(`${match[1]}.${match[2] ?? '0'}`) : null;
}

/** What a variable's text says; null where it cannot be its value. */
export function readValue(name: Variable, text: string, unit: string | undefined): Value | string | null {
  if (TIMES.has(name)) return readTime(text, unit);
  if (!NUMBERS.has(name)) return text;
  const value = readNumber(text);
  return value === null ? null : { value, step: 0 };
}
