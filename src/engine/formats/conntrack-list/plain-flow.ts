import * as F from './fields.ts';
import type { Names } from './names.ts';

/** A line is only read here where so many bytes lie behind its beginning: no look at four bytes then goes past the end. */
export const ROOM = 512;
const NONE = -1;

/**
 * Reads the flows that nearly every line is: TCP, UDP and ICMP, in the order of libnetfilter_conntrack
 * (snprintf_default.c), each byte once. Whatever looks otherwise is left to `OddFlowReader`.
 *
 *   tcp      6 431999 ESTABLISHED src=10.0.0.5 dst=10.96.0.10 sport=41992 dport=80 packets=3 bytes=180 [UNREPLIED] src=… use=1
 */
export class PlainFlowReader {
  readonly #fields: Int32Array;
  readonly #names: Names;

  /** `fields` are the rows to fill. */
  constructor(fields: Int32Array, names: Names) {
    this.#fields = fields;
    this.#names = names;
  }

  /**
   * Fills the row that begins at `row` from the line at `from`; the place of its newline, or -1 where it is not such a
   * line.
   */
  read(bytes: Uint8Array, view: DataView, from: number, to: number, row: number): number {
    const fields = this.#fields;
    let at = this.#head(bytes, view, from, row);
    if (at < 0) return NONE;
    at = this.#tuple(bytes, view, at, row, 0);
    if (at < 0) return NONE;
    if (view.getInt32(at, true) === UNRE && view.getInt32(at + 8, true) === ED__) {
      fields[row + F.FLAGS] = (fields[row + F.FLAGS] as number) | F.UNREPLIED;
      at += 12;
    }
    at = this.#tuple(bytes, view, at, row, 2);
    if (at < 0) return NONE;
    fields[row + F.FLAGS] = (fields[row + F.FLAGS] as number) | F.REPLIED;
    return tail(bytes, view, at, to, fields, row);
  }

  /** `[ipv4     2 ]tcp      6 431999 ESTABLISHED `; the place of `src=`, or -1. */
  #head(bytes: Uint8Array, view: DataView, from: number, row: number): number {
    const fields = this.#fields;
    let at = from;
    let flags = 0;
    let word = view.getInt32(at, true);
    if (word === IPV4) {
      flags = F.FAMILY;
      at = blanks(bytes, at + 4) + 2;
      word = view.getInt32(at, true);
    }
    let protocol = F.TCP;
    let length = 3;
    if ((word & THREE) === UDP) protocol = F.UDP;
    else if (word === ICMP) {
      protocol = F.ICMP;
      length = 4;
    } else if ((word & THREE) !== TCP) return NONE;
    at += length;
    if (bytes[at] !== BLANK) return NONE;
    at = blanks(bytes, at);
    // The protocol's number, of at most two digits here.
    at = digitsEnd(bytes, at, 2);
    if (bytes[at] !== BLANK) return NONE;
    at++;
    at = number(bytes, view, at, fields, row + F.TIMEOUT);
    if (at < 0) return NONE;
    fields[row + F.PROTOCOL] = protocol;
    fields[row + F.FLAGS] = flags;
    fields[row + F.MARK] = 0;
    if (protocol !== F.TCP) {
      fields[row + F.STATE] = F.NO_STATE;
      return at;
    }
    return this.#state(bytes, view, at, row);
  }

  #state(bytes: Uint8Array, view: DataView, from: number, row: number): number {
    const fields = this.#fields;
    const first = view.getInt32(from, true);
    const second = view.getInt32(from + 4, true);
    if (first === ESTA && second === BLIS && view.getInt32(from + 8, true) === HED_) {
      fields[row + F.STATE] = F.ESTABLISHED;
      return from + 12;
    }
    if (first === TIME && second === WAI && bytes[from + 8] === T && bytes[from + 9] === BLANK) {
      fields[row + F.STATE] = F.TIME_WAIT;
      return from + 10;
    }
    if (first === SYN && second === SENT && bytes[from + 8] === BLANK) {
      fields[row + F.STATE] = F.SYN_SENT;
      return from + 9;
    }
    let at = from;
    while (isUpper(bytes[at] as number)) at++;
    if (at - from < 3 || at - from > 20 || bytes[at] !== BLANK) return NONE;
    const state = this.#names.states.count(bytes, from, at);
    if (state < 0) return NONE;
    fields[row + F.STATE] = state;
    return at + 1;
  }

  /**
   * `src=… dst=… sport=… dport=… [packets=… bytes=…] `; the place behind the blank that ends it, or -1. `first` is the number
   * of its first address: 0 of the original direction, 2 of the reply.
   */
  #tuple(bytes: Uint8Array, view: DataView, from: number, row: number, first: number): number {
    const fields = this.#fields;
    const field = row + (first === 0 ? F.SOURCE : F.REPLY_SOURCE);
    if (view.getInt32(from, true) !== SRC) return NONE;
    let at = address(bytes, view, from + 4, fields, field);
    if (at < 0) at = this.#name(bytes, from + 4, row, first);
    if (at < 0 || view.getInt32(at, true) !== DST) return NONE;
    const second = at + 4;
    at = address(bytes, view, second, fields, field + 1);
    if (at < 0) at = this.#name(bytes, second, row, first + 1);
    if (at < 0) return NONE;
    at =
      fields[row + F.PROTOCOL] === F.ICMP
        ? icmp(bytes, view, at, fields, field + 2)
        : ports(bytes, view, at, fields, field + 2);
    if (at < 0 || view.getInt32(at, true) !== PACK) return at;
    // `packets=6 bytes=560 `
    at = digitsEnd(bytes, at + 8, 20);
    if (bytes[at] !== BLANK || view.getInt32(at + 1, true) !== BYTE) return NONE;
    at = digitsEnd(bytes, at + 7, 20);
    return bytes[at] === BLANK ? at + 1 : NONE;
  }

  /** `fd00:10:244::9 `, kept as a name; the place behind the blank, or -1 for what does not look like an IPv6 address. */
  #name(bytes: Uint8Array, from: number, row: number, which: number): number {
    let at = from;
    let colons = 0;
    while (at - from < 46 && isHexOrColon(bytes[at] as number)) if (bytes[at++] === COLON) colons++;
    if (bytes[at] !== BLANK || colons < 2) return NONE;
    const fields = this.#fields;
    const field = row + (which < 2 ? F.SOURCE : F.REPLY_SOURCE) + (which & 1);
    fields[field] = this.#names.addresses.count(bytes, from, at);
    const flags = (F.NAMED << which) | (which === 0 ? F.IPV6 : 0);
    fields[row + F.FLAGS] = (fields[row + F.FLAGS] as number) | flags;
    return at + 1;
  }
}

/** `sport=41992 dport=80 ` */
function ports(bytes: Uint8Array, view: DataView, from: number, fields: Int32Array, field: number): number {
  if (view.getInt32(from, true) !== SPOR) return NONE;
  const at = number(bytes, view, from + 6, fields, field);
  if (at < 0 || view.getInt32(at, true) !== DPOR) return NONE;
  const end = number(bytes, view, at + 6, fields, field + 1);
  return (((fields[field] as number) | (fields[field + 1] as number)) & ~0xffff) === 0 ? end : NONE;
}

/** `type=8 code=0 id=4711 ` */
function icmp(bytes: Uint8Array, view: DataView, from: number, fields: Int32Array, field: number): number {
  fields[field] = fields[field + 1] = F.NO_PORT;
  if (view.getInt32(from, true) !== TYPE) return NONE;
  let at = digitsEnd(bytes, from + 5, 3);
  if (view.getInt32(at + 1, true) !== CODE) return NONE;
  at = digitsEnd(bytes, at + 6, 3);
  if (view.getInt32(at, true) !== _ID) return NONE;
  at = digitsEnd(bytes, at + 4, 5);
  return bytes[at] === BLANK ? at + 1 : NONE;
}

/** `[ASSURED] mark=0 zone=3 use=1 id=37` up to the newline, whose place it gives; -1 for a byte that is not plain. */
function tail(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  to: number,
  fields: Int32Array,
  row: number,
): number {
  let at = from;
  let flags = fields[row + F.FLAGS] as number;
  if (view.getInt32(at, true) === ASSU && view.getInt32(at + 5, true) === RED_ && bytes[at + 9] === BLANK) {
    flags |= F.ASSURED;
    at += 10;
  }
  // `mark=0 use=1` is what nearly every line ends with.
  if (isMark(bytes, at)) {
    at = number(bytes, view, at + 5, fields, row + F.MARK);
    if (at < 0) return NONE;
  }
  if (view.getInt32(at, true) === USE && isDigit(bytes[at + 4] as number) && bytes[at + 5] === NEWLINE) {
    fields[row + F.FLAGS] = flags | F.USED;
    return at + 5;
  }
  while (at < to && bytes[at] !== NEWLINE) {
    if (bytes[at] === OPEN) return NONE;
    // A mark behind other fields (`zone-reply=4 mark=5`) is read by the slow way.
    if (isMark(bytes, at)) return NONE;
    if (isUse(bytes, at)) flags |= F.USED;
    at = wordEnd(bytes, at);
    if (at < 0) return NONE;
    while (bytes[at] === BLANK) at++;
    if (bytes[at] === RETURN && bytes[at + 1] === NEWLINE) at++;
  }
  fields[row + F.FLAGS] = flags;
  return (flags & F.USED) !== 0 && at < to ? at : NONE;
}

function isMark(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x6d && bytes[at + 1] === 0x61 && bytes[at + 2] === 0x72 && bytes[at + 4] === EQUALS;
}

function isUse(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x75 && bytes[at + 1] === 0x73 && bytes[at + 2] === 0x65 && bytes[at + 3] === EQUALS;
}

/** The end of a word of printable ASCII; -1 where another byte stands in it, or none at all. */
function wordEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at] as number;
    if (byte > BLANK && byte < 0x7f) at++;
    else return at > from && (byte === BLANK || byte === NEWLINE || byte === RETURN) ? at : NONE;
  }
}

/**
 * `10.96.0.10` up to a blank, as 32 bits; the place behind the blank, or -1. The length of a part (one to three digits)
 * cannot be foreseen, so nothing branches on it: a part and its length come out of a table, and what is wrong is collected
 * in `bad`.
 */
function address(bytes: Uint8Array, view: DataView, from: number, fields: Int32Array, field: number): number {
  let at = from;
  let value = 0;
  let bad = 0;
  for (let dots = 0; dots < 3; dots++) {
    const four = view.getInt32(at, true);
    const part = PARTS[indexOf(four)] as number;
    bad |= wrong(four, part);
    at += (part >> 8) + 1;
    value = (value << 8) | (part & 255);
    bad |= (bytes[at - 1] as number) ^ DOT;
  }
  // Behind the last part stands a blank, and behind that anything: as if dots stood there.
  const four = view.getInt32(at, true);
  const mask = MASKS[digitCount(four) & 3] as number;
  const only = (four & mask) | (DOTS & ~mask);
  const part = PARTS[indexOf(only)] as number;
  bad |= wrong(only, part);
  at += (part >> 8) + 1;
  fields[field] = (value << 8) | (part & 255);
  return bad === 0 && bytes[at - 1] === BLANK ? at : NONE;
}

/** Five bits of each of the first three bytes: all that tells digits and dots apart. */
function indexOf(four: number): number {
  return (four & 31) | ((four >>> 3) & 0x3e0) | ((four >>> 6) & 0x7c00);
}

/** Not 0 where the three bytes are not between 0x20 and 0x3f (`p` has the five bits of `0`), or are no part of an address. */
function wrong(four: number, part: number): number {
  return ((four & 0xe0e0e0) ^ 0x202020) | ((part - 1) >> 31);
}

/** A number of at most nine digits up to a blank; the place behind the blank, or -1. */
function number(bytes: Uint8Array, view: DataView, from: number, fields: Int32Array, field: number): number {
  const four = view.getInt32(from, true);
  const count = digitCount(four);
  let at = from;
  let value = 0;
  if (count < 0) {
    const digits = four & 0x0f0f0f0f;
    if (((four & 0xf0f0f0f0) ^ THREES) !== 0 || ((digits + 0x06060606) & 0xf0f0f0f0) !== 0) return NONE;
    value =
      (digits & 255) * 1000 + ((digits >>> 8) & 255) * 100 + ((digits >>> 16) & 255) * 10 + (digits >>> 24);
    at += 4;
  }
  for (;;) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    at++;
    if (at - from > 9) return NONE;
  }
  fields[field] = value;
  return at > from && bytes[at] === BLANK ? at + 1 : NONE;
}

/** How many of four bytes (the first is the lowest) look like digits before one that does not; -1 where all do. */
function digitCount(four: number): number {
  const others = ~four & 0x10101010;
  return (31 - Math.clz32(others & -others)) >> 3;
}

function digitsEnd(bytes: Uint8Array, from: number, most: number): number {
  let at = from;
  while (at - from < most && isDigit(bytes[at] as number)) at++;
  return at;
}

function blanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === BLANK) at++;
  return at;
}

/** `0` to `9`, `a` to `f`, `:` */
function isHexOrColon(byte: number): boolean {
  return (byte >= ZERO && byte <= COLON) || (byte >= 0x61 && byte <= 0x66);
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39;
}

/** Capitals, digits and `_`: `SYN_SENT2` */
function isUpper(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || byte === 0x5f || isDigit(byte);
}

const BLANK = 0x20;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const DOT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const EQUALS = 0x3d;
const OPEN = 0x5b;
const T = 0x54;
const THREE = 0xffffff;
/** The upper half of four digits: `0` to `9` are 0x30 to 0x39. */
const THREES = 0x30303030;
/** The first bytes of four, by how many. */
const MASKS = [0, 0xff, 0xffff, 0xffffff];
const DOTS = 0x2e2e2e2e;
/**
 * For three bytes of an address (`10.`, `7.2`, `255`; see `indexOf`): the value of the part that they begin with, and its
 * length times 256. 0 where that is none: no digit, a zero in front, more than 255.
 */
const PARTS = parts();

/** Four bytes as DataView.getInt32 reads them, low byte first. */
function word(text: string): number {
  return [...text].reduce((sum, character, at) => sum | (character.charCodeAt(0) << (8 * at)), 0);
}

const TCP = word('tcp');
const UDP = word('udp');
const ICMP = word('icmp');
const IPV4 = word('ipv4');
const SRC = word('src=');
const DST = word('dst=');
const SPOR = word('spor');
const DPOR = word('dpor');
const TYPE = word('type');
const CODE = word('code');
const _ID = word(' id=');
const PACK = word('pack');
const BYTE = word('byte');
const UNRE = word('[UNR');
const ED__ = word('ED] ');
const ASSU = word('[ASS');
const RED_ = word('RED]');
const USE = word('use=');
const ESTA = word('ESTA');
const BLIS = word('BLIS');
const HED_ = word('HED ');
const TIME = word('TIME');
const WAI = word('_WAI');
const SYN = word('SYN_');
const SENT = word('SENT');

function parts(): Uint16Array {
  const table = new Uint16Array(1 << 15);
  for (let value = 0; value < 256; value++) {
    const text = `${value}.`.slice(0, 3);
    const length = String(value).length;
    // Of a part with one digit, the third byte belongs to the next part and can be any.
    for (let third = 0; third < (text.length < 3 ? 32 : 1); third++) {
      const four = word(text) | (third << 16);
      table[indexOf(four)] = (length << 8) | value;
    }
  }
  return table;
}
