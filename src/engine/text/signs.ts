/**
 * Which characters a line holds. Some fifty formats look at each line that nobody reads: most can tell from these alone that it
 * is none of theirs, and the line is looked through once for all of them.
 */
export interface Signs {
  readonly digit: boolean;
  readonly colon: boolean;
  readonly equals: boolean;
  /** The first character that is no blank; empty for a blank line. */
  readonly first: string;
  readonly startsWithDigit: boolean;
}

const last = { digit: false, colon: false, equals: false, first: '', startsWithDigit: false };
let lastText = '';

/** The signs of a line. They hold until the next line is asked for: the object is used again. */
export function signsOf(text: string): Signs {
  if (text === lastText) return last;
  lastText = text;
  // Digits, `:` and `=` stand side by side in ASCII: one bit for each.
  let found = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at) - 0x30;
    if (code >= 0 && code <= 13) found |= 1 << code;
  }
  last.digit = (found & 0x3ff) !== 0;
  last.colon = (found & 0x400) !== 0;
  last.equals = (found & 0x2000) !== 0;
  last.first = text.charAt(firstOf(text));
  last.startsWithDigit = last.first >= '0' && last.first <= '9' && last.first !== '';
  return last;
}

/** Where the first character stands that is no blank of any kind. */
function firstOf(text: string): number {
  const code = text.charCodeAt(0);
  if (code > 0x20 && code < 0x80) return 0;
  return text.length - text.trimStart().length;
}
