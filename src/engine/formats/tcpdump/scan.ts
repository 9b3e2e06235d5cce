/** The number that begins at `at`; NaN where none does. `numberEnd` then says where it ends. */
export function numberAt(text: string, at: number): number {
  let value = 0;
  let i = at;
  for (; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  numberEnd = i;
  return i > at && i - at <= 15 ? value : Number.NaN;
}

/** Where the last number read by `numberAt` ended. */
export let numberEnd = 0;

/** The number at `at`, null where there is none or where it touches the end of the line: then digits may be missing. */
export function wholeNumberAt(text: string, at: number): number | null {
  const value = numberAt(text, at);
  return Number.isNaN(value) || numberEnd === text.length ? null : value;
}

/** The number behind a word, anywhere in `text`; null without. */
export function numberBehind(text: string, word: string, from = 0): number | null {
  const at = text.indexOf(word, from);
  if (at < 0) return null;
  const value = numberAt(text, at + word.length);
  return Number.isNaN(value) ? null : value;
}

/** The index of the first character from `at` on that is no blank. */
export function skipBlanks(text: string, at: number): number {
  let i = at;
  while (text.charCodeAt(i) === 0x20) i++;
  return i;
}

/** The index of the blank that ends the word at `at`, or the end of the text. */
export function wordEnd(text: string, at: number): number {
  const blank = text.indexOf(' ', at);
  return blank < 0 ? text.length : blank;
}

/** `3e:a8:b9:c9:e4:60`; parts may be masked. */
export function isMac(text: string, at: number): boolean {
  for (let i = 0; i < 17; i++) {
    const code = text.charCodeAt(at + i);
    if (i % 3 === 2 ? code !== 0x3a : !isHexOrMask(code)) return false;
  }
  return true;
}

function isHexOrMask(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x61 && code <= 0x66) ||
    (code >= 0x41 && code <= 0x46) ||
    code === 0x78 ||
    code === 0x58 ||
    code === 0x2a
  );
}
