import { hex, isBit, not, said } from '../explain-parts.ts';
import type { Said } from '../explained.ts';

/** An operator before a value, or none. */
export const OP = '(?:(==|!=|<=|>=|<|>) )?';
/** `{ 80, 443 }`, `"eth0"`, `@allowed`, `10.0.0.0/8`. */
export const VALUE = String.raw`(\{[^{}]{1,8000}\}|"[^"]{1,256}"|[^\s{}"]{1,400})`;
export const HEX = String.raw`(0x[\da-f]{1,8}|\d{1,10})`;

export interface Value {
  readonly kind: 'one' | 'list' | 'set';
  readonly v: string;
  readonly negated: boolean;
}

/** Words that stand where a value would, and are none. */
const NO_VALUES: ReadonlySet<string> = new Set([
  'vmap',
  'map',
  'set',
  'and',
  'or',
  'xor',
  '&',
  '|',
  '^',
  '.',
  '/',
]);

/** What stands behind a selector; null for an order (`< 1024`) and for what is no value. */
export function readValue(op: string | undefined, text: string): Value | null {
  if ((op !== undefined && op !== '==' && op !== '!=') || NO_VALUES.has(text)) return null;
  const negated = op === '!=';
  if (text.startsWith('@')) return { kind: 'set', v: text, negated };
  const inner = text.startsWith('{') ? text.slice(1, -1).trim() : null;
  // `{ 80 : accept }` is a map.
  if (inner?.includes(' : ')) return null;
  const v = (inner ?? text).replaceAll('"', '');
  return { kind: inner !== null && v.includes(',') ? 'list' : 'one', v, negated };
}

/** A test on a mark: whole, one bit, or under a mask. Numbers beyond 32 bits are none. */
export function marked(
  field: 'packet' | 'connection',
  text: string,
  maskText: string | undefined,
  op: string | undefined,
): Said[] | null {
  const value = Number(text);
  const mask = maskText === undefined ? 0xffffffff : Number(maskText);
  if (value > 0xffffffff || mask > 0xffffffff || (op !== undefined && op !== '==' && op !== '!='))
    return null;
  // `mark & 0x1 0x1` is no writing of nft.
  if (maskText !== undefined && op === undefined) return null;
  const negated = op === '!=';
  if (mask === 0xffffffff) return [said('mark', { field, v: hex(value), ...not(negated) })];
  if (isBit(mask) && (value === mask || value === 0))
    return [said('mark.bit', { field, v: hex(mask), ...not(negated !== (value === 0)) })];
  return [said('mark.masked', { field, v: hex(value), m: hex(mask), ...not(negated) })];
}
