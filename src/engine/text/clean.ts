import type { Decoded } from './decode.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNCLEAN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00a0\u200b\u2007\u2028\u2029\u202f\ufeff]/;

/**
 * Takes out what a terminal would not show: colour and cursor sequences, text that was typed over
 * (carriage return, backspace), other control characters; and makes the blanks that chat tools and wikis
 * put in (U+00A0 and its like, U+2028) plain ones. Each character that stays still knows its byte.
 */
export function clean(line: Decoded): Decoded {
  if (!UNCLEAN.test(line.text)) return line;
  const kept: number[] = [];
  let text: string[] = [];
  // `\r\n`, and `\r\r\n` in a typescript, end a line; a carriage return within it starts it afresh.
  let end = line.text.length;
  while (line.text.charCodeAt(end - 1) === 0x0d) end--;
  let at = 0;
  while (at < end) {
    const code = line.text.charCodeAt(at);
    if (code === 0x1b || code === 0x9b) {
      at = afterEscape(line.text, at);
      continue;
    }
    if (code === 0x0d) {
      kept.length = 0;
      text = [];
    } else if (code === 0x08) {
      kept.pop();
      text.pop();
    } else if (isBlank(code)) {
      kept.push(at);
      text.push(' ');
    } else if (isShown(code)) {
      kept.push(at);
      text.push(line.text[at] as string);
    }
    at++;
  }
  return { text: text.join(''), byteAt: i => line.byteAt(i < kept.length ? (kept[i] as number) : end) };
}

function isBlank(code: number): boolean {
  return code === 0xa0 || code === 0x2007 || code === 0x202f || code === 0x2028 || code === 0x2029;
}

function isShown(code: number): boolean {
  if (code === 0x09) return true;
  return code >= 0x20 && !(code >= 0x7f && code <= 0x9f) && code !== 0x200b && code !== 0xfeff;
}

/**
 * The index behind the escape sequence at `at` (ECMA-48): `ESC [ … letter`, `ESC ] … BEL`, `ESC ( B`, or
 * one character. A sequence that never ends takes the rest of the line.
 */
function afterEscape(text: string, at: number): number {
  const kind = text.charCodeAt(at) === 0x9b ? '[' : text[at + 1];
  let i = text.charCodeAt(at) === 0x9b ? at + 1 : at + 2;
  if (kind === '[') {
    while (i < text.length && text.charCodeAt(i) < 0x40) i++;
    return i + 1;
  }
  if (kind === ']' || kind === 'P' || kind === 'X' || kind === '^' || kind === '_') {
    while (i < text.length && text.charCodeAt(i) !== 0x07 && text.charCodeAt(i) !== 0x1b) i++;
    return text.charCodeAt(i) === 0x1b ? i + 2 : i + 1;
  }
  if (kind !== undefined && kind >= ' ' && kind <= '/') {
    while (i < text.length && text.charCodeAt(i) < 0x30) i++;
    return i + 1;
  }
  return i;
}
