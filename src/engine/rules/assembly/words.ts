/** Steps over the bytes of a line, as many at once as can be. A newline ends every line, so that none goes on for ever. */

export const NONE: i32 = -1;
export const BLANK: u8 = 0x20;
export const NEWLINE: u8 = 0x0a;
export const RETURN: u8 = 0x0d;

/** What `readCount` read: the number, and its unit (1 K, 2 M, 3 G, 4 T; 0: none). */
export let counted: u64 = 0;
export let unit: i32 = 0;

/** Behind the blanks. */
export function blanks(from: i32): i32 {
  let at = from;
  let other = load<u64>(at) ^ 0x2020202020202020;
  while (other == 0) other = load<u64>((at += 8)) ^ 0x2020202020202020;
  return at + <i32>(ctz(other) >> 3);
}

/** The end of a word of printable ASCII. */
export function wordEnd(from: i32): i32 {
  return plainEnd(from, 0x21);
}

/** The newline that ends a line of printable ASCII, or the carriage return before it; -1 where another byte stands in it. */
export function lineEnd(from: i32): i32 {
  const at = plainEnd(from, 0x20);
  const end = load<u8>(at);
  return end == NEWLINE || (end == RETURN && load<u8>(at + 1) == NEWLINE) ? at : NONE;
}

/** The first byte that is below `least` or above `~`. */
function plainEnd(from: i32, least: u8): i32 {
  const first = i8x16.splat(least);
  const count = i8x16.splat(0x7e - least);
  let at = from;
  let odd = i8x16.bitmask(i8x16.gt_u(i8x16.sub(v128.load(at), first), count));
  while (odd == 0) {
    at += 16;
    odd = i8x16.bitmask(i8x16.gt_u(i8x16.sub(v128.load(at), first), count));
  }
  return at + ctz(odd);
}

/** A number of at most fifteen digits behind blanks, with a blank behind it or behind its unit: the place of that, or -1. */
export function readCount(from: i32): i32 {
  const first = blanks(from);
  const at = readDigits(first, 15);
  if (at < 0) return NONE;
  const next = load<u8>(at);
  if (next == BLANK) {
    unit = 0;
    return at;
  }
  if (next == 0x4b /* K */) unit = 1;
  else if (next == 0x4d /* M */) unit = 2;
  else if (next == 0x47 /* G */) unit = 3;
  else if (next == 0x54 /* T */) unit = 4;
  else return NONE;
  return load<u8>(at + 1) == BLANK ? at + 1 : NONE;
}

/** Digits, one at least and so many at most: the place behind them, or -1. */
export function readDigits(from: i32, most: i32): i32 {
  let at = from;
  let value: u64 = 0;
  for (;;) {
    const digit = <u32>load<u8>(at) - 0x30;
    if (digit > 9) break;
    value = value * 10 + digit;
    at++;
  }
  counted = value;
  return at > from && at - from <= most ? at : NONE;
}
