import { contains } from './bytes.ts';

const encoder = new TextEncoder();
const NUMERIC = [encoder.encode(' 0.0.0.0/0 '), encoder.encode(' ::/0 ')];
const NAMED = encoder.encode(' anywhere ');

/** Whether columns hold numbers or names; null where none of them tells. */
export function isNumeric(values: readonly (string | null)[]): boolean | null {
  if (values.some(value => value === '0.0.0.0/0' || value === '::/0' || value === '*')) return true;
  return values.some(value => value === 'anywhere' || value === 'any') ? false : null;
}

/** The family that an address is of; null for a name and for "any" without -n. */
export function familyOf(text: string): 'ipv4' | 'ipv6' | null {
  if (/^!?(?:\d{1,3}\.){3}\d{1,3}(?:\/|$)/.test(text)) return 'ipv4';
  return /^!?[\da-f]{0,4}:[\da-f:.]{0,40}(?:\/|$)/.test(text) ? 'ipv6' : null;
}

/** The same for a rule's line that is still bytes. */
export function seenNumeric(bytes: Uint8Array, from: number, to: number): boolean | null {
  if (NUMERIC.some(any => contains(bytes, from, to, any))) return true;
  return contains(bytes, from, to, NAMED) ? false : null;
}
