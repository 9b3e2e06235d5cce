import type { Cursor } from './cursor.ts';

/**
 * A string in double quotes, in which a backslash escapes one character (xtables_save_string; print_string of
 * extensions/libxt_string.c); null where none stands here or it never ends.
 */
export function readQuoted(cursor: Cursor): string | null {
  const { text } = cursor;
  if (text[cursor.at] !== '"') return null;
  let value = '';
  for (let i = cursor.at + 1; i < text.length; i++) {
    const character = text[i] as string;
    if (character === '"') {
      cursor.at = i + 1;
      return value;
    }
    if (character === '\\') i++;
    value += text[i] ?? '';
  }
  return null;
}
