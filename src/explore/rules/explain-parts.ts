import type { RuleOption } from '../../engine/model/ruleset.ts';
import type { Said } from './explained.ts';

/** A sentence with its values; a number of a rule is shown as it stands there, never with separators. */
export function said(key: string, values: Said['values'] = {}): Said {
  return { key, values };
}

/** Whether a part is negated, for `select` in a message. */
export function not(negated: boolean): { readonly not: 'yes' | 'no' } {
  return { not: negated ? 'yes' : 'no' };
}

/** What one option of a match or target comes to; null for what is said elsewhere, undefined for what nobody explains. */
export type SayOption = (
  option: RuleOption,
  options: readonly RuleOption[],
) => Said | readonly Said[] | null | undefined;

/** An option with one value, which the sentence holds as `v`. */
export function plain(key: string): SayOption {
  return ({ values, negated }) => said(key, { v: values[0] ?? '', ...not(negated) });
}

/** The same for a value that is a number or a range of numbers: `1024:65535` is shown as `1024–65535`. */
export function ranged(key: string): SayOption {
  return ({ values, negated }) => said(key, { v: ranges(values[0] ?? ''), ...not(negated) });
}

/** `80,443,8000:8080` is `80, 443, 8000–8080`. */
export function ranges(value: string): string {
  return value
    .split(',')
    .map(part => part.replace(':', '–'))
    .join(', ');
}

/** `RELATED,ESTABLISHED` is `RELATED, ESTABLISHED`. */
export function listed(value: string): string {
  return value.split(',').join(', ');
}

export function given(options: readonly RuleOption[], flag: string): string | null {
  return options.find(option => option.flag === flag)?.values[0] ?? null;
}

export function has(options: readonly RuleOption[], flag: string): boolean {
  return options.some(option => option.flag === flag);
}

/** Said with another option. */
export const elsewhere: SayOption = () => null;

/** A mark as `VALUE[/MASK]`, canonical hexadecimal; null where it is none. */
export function markOf(text: string): { value: number; mask: number } | null {
  const parts = /^0x([\da-f]{1,8})(?:\/0x([\da-f]{1,8}))?$/i.exec(text);
  if (!parts) return null;
  return {
    value: Number.parseInt(parts[1] as string, 16),
    mask: parts[2] === undefined ? 0xffffffff : Number.parseInt(parts[2], 16),
  };
}

export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

/** Whether a number is one bit alone. */
export function isBit(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value));
}

/** `10/min` as a number and a unit; null for bytes (`512kb/s`) and anything else. */
export function rateOf(text: string): { n: string; unit: string } | null {
  const parts = /^(\d{1,10})\/(sec|min|hour|day)$/.exec(text);
  return parts && { n: parts[1] as string, unit: parts[2] as string };
}
