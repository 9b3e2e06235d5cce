import type { Place } from '../../model/place.ts';
import type { Outcome } from '../format.ts';

/**
 * How a line comes. fast: straight from the bytes, so that it may be a prompt, a fence or quoted; what is not plainly
 * part of the listing is refused, and comes again. offered: it may go on in the next line. whole: it may not.
 */
export type Way = 'fast' | 'offered' | 'whole';

/** What is needed of a line besides its text. */
export interface At {
  readonly way: Way;
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** Where ` # handle 12` begins at the end of a line, or the end. */
export function beforeHandle(text: string, first: number, last: number): number {
  let at = last;
  while (at > first && text.charCodeAt(at - 1) >= 48 && text.charCodeAt(at - 1) <= 57) at--;
  return at < last && text.startsWith(' # handle ', at - 10) ? Math.max(first, at - 10) : last;
}

export function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}

export function taken(read: boolean): Outcome {
  return read ? 'read' : 'refused';
}

export function place({ number, start, end }: Pick<At, 'number' | 'start' | 'end'>): Place {
  return { line: number, span: { start, end } };
}
