/** The addresses that iptables prints in columns. Whatever else may stand there is left to the general reader. */
import { NONE } from './words';

/**
 * The end of `10.0.0.0/8`, `!192.168.1.1` or `fe80::/64`, behind which the line or a blank is; -1 for anything else. Where names
 * are printed, also of `anywhere`, and not of the numbers that say the same.
 */
export function addressEnd(from: i32, named: bool): i32 {
  // 0.0.0.0/0 with a blank behind it is what most rules have.
  if (load<u64>(from) == 0x2f302e302e302e30 && load<u16>(from + 8) == 0x2030) return named ? NONE : from + 9;
  const at = load<u8>(from) == 0x21 /* ! */ ? from + 1 : from;
  if (load<u64>(at) == 0x6572656877796e61 /* anywhere */) return named ? ended(at + 8) : NONE;
  const end = ipv4(at, named);
  return end > 0 ? end : ipv6(at, named);
}

/** Four numbers up to 255, none with a zero in front. */
function ipv4(from: i32, named: bool): i32 {
  let at = from;
  for (let part = 0; part < 4; part++) {
    if (part > 0 && load<u8>(at++) != 0x2e) return NONE;
    const first = at;
    let value: u32 = 0;
    for (;;) {
      const digit = <u32>load<u8>(at) - 0x30;
      if (digit > 9) break;
      value = value * 10 + digit;
      at++;
    }
    if (<u32>(at - first - 1) > 2) return NONE;
    if (value > 255) return NONE;
    if (load<u8>(first) == 0x30 && at - first > 1) return NONE;
  }
  return maskEnd(at, 32, named);
}

/** Hexadecimal digits, and two colons at least. */
function ipv6(from: i32, named: bool): i32 {
  let at = from;
  let colons = 0;
  for (;;) {
    const byte = <u32>load<u8>(at);
    if (byte == 0x3a) colons++;
    else if (byte - 0x30 > 9 && byte - 0x61 > 5) break;
    at++;
  }
  return colons < 2 || at - from > 39 ? NONE : maskEnd(at, 128, named);
}

/** Behind `/24`, or where no length of a mask stands. */
function maskEnd(from: i32, most: u32, named: bool): i32 {
  if (load<u8>(from) != 0x2f) return ended(from);
  let at = from + 1;
  let value: u32 = 0;
  for (;;) {
    const digit = <u32>load<u8>(at) - 0x30;
    if (digit > 9) break;
    value = value * 10 + digit;
    at++;
  }
  if (<u32>(at - from - 2) > 2) return NONE;
  if (value > most) return NONE;
  if (load<u8>(from + 1) == 0x30 && (named || at - from > 2)) return NONE;
  return ended(at);
}

function ended(at: i32): i32 {
  return load<u8>(at) <= 0x20 ? at : NONE;
}
