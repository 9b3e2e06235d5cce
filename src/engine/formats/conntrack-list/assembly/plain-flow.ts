/**
 * Reads the flows that nearly every line is: TCP, UDP and ICMP, in the order of libnetfilter_conntrack
 * (snprintf_default.c), each byte once, and fills rows of numbers (../fields.ts names the columns). Written in
 * AssemblyScript and compiled to WebAssembly (`npm run build:wasm`), since a page reads one paste and has no time to wait
 * for a just-in-time compiler. Whatever looks otherwise is left to ../odd-flow.ts.
 *
 * The loops are as plain as they can be, and what counts is how few instructions each comes to: a digit is tested by one
 * comparison without a sign (`byte - 0x30 > 9`), a keyword by one load, and conditions stand in lines of their own, since
 * the compiler turns `a || b` into two numbers that are put together. Reading sixteen bytes of an address at once
 * (SIMD) was tried: no faster.
 *
 *   tcp      6 431999 ESTABLISHED src=10.0.0.5 dst=10.96.0.10 sport=41992 dport=80 packets=3 bytes=180 [UNREPLIED] src=… use=1
 */

// Memory: the rows, and behind them the bytes that are read.
export const ROWS: i32 = 1024;
export const CAPACITY: i32 = 256;
const ROW: i32 = 64;
export const INPUT: i32 = ROWS + CAPACITY * ROW;

// Columns, in bytes; the same as in ../fields.ts.
const PROTOCOL: i32 = 0;
const STATE: i32 = 4;
const TIMEOUT: i32 = 8;
const SOURCE: i32 = 12;
const SOURCE_PORT: i32 = 20;
const REPLY_SOURCE: i32 = 28;
const REPLY_SOURCE_PORT: i32 = 36;
const MARK: i32 = 44;
const FLAGS: i32 = 48;
const LINE: i32 = 52;
const LENGTH: i32 = 56;
const OFFSET: i32 = 60;

const UNREPLIED: i32 = 1;
const ASSURED: i32 = 2;
const REPLIED: i32 = 8;
const FAMILY: i32 = 16;
const USED: i32 = 32;
const IPV6: i32 = 64;
const NAMED: i32 = 256;
const PLACED: i32 = 4096;

const TCP: i32 = 0;
const UDP: i32 = 1;
const ICMP: i32 = 2;
const NO_STATE: i32 = 63;

const NONE: i32 = -1;
const BLANK: u8 = 0x20;
const NEWLINE: u8 = 0x0a;
const RETURN: u8 = 0x0d;
/** Of eight bytes the first six. */
const SIX: u64 = 0xffffffffffff;

/** How many rows are filled; whoever counts them sets it back to 0. */
export let size: i32 = 0;

/**
 * Reads whole lines from `from` until the rows are full, `to` is reached, or a line is none of the plain ones; gives the
 * place where the next line begins. `line` is the number of the first.
 */
export function read(from: i32, to: i32, line: i32): i32 {
  let at = from;
  while (at < to && size < CAPACITY) {
    const row = ROWS + size * ROW;
    const newline = flow(at, row);
    if (newline < 0) break;
    const end = load<u8>(newline - 1) == RETURN ? newline - 1 : newline;
    store<i32>(row + LINE, line++);
    store<i32>(row + LENGTH, end - at);
    store<i32>(row + OFFSET, at - INPUT);
    size++;
    at = newline + 1;
  }
  return at;
}

/** The place of the newline, or -1 where the line is none of the plain ones. */
function flow(from: i32, row: i32): i32 {
  let at = head(from, row);
  if (at < 0) return NONE;
  at = tuple(at, row, SOURCE, SOURCE_PORT, 0);
  if (at < 0) return NONE;
  if (load<u64>(at) == 0x494c5045524e555b /* [UNREPLI */) {
    if (load<u32>(at + 8) != 0x205d4445 /* ED]␣ */) return NONE;
    store<i32>(row + FLAGS, load<i32>(row + FLAGS) | UNREPLIED);
    at += 12;
  }
  at = tuple(at, row, REPLY_SOURCE, REPLY_SOURCE_PORT, 2);
  if (at < 0) return NONE;
  store<i32>(row + FLAGS, load<i32>(row + FLAGS) | REPLIED);
  return tail(at, row);
}

/** `[ipv4     2 ]tcp      6 431999 ESTABLISHED `; the place of `src=`, or -1. */
function head(from: i32, row: i32): i32 {
  let at = from;
  let kind = 0;
  if (load<u32>(at) == 0x34767069 /* ipv4 */) {
    kind = FAMILY;
    at = blanks(at + 4) + 2;
  }
  const three = load<u32>(at) & 0xffffff;
  let protocol = TCP;
  let length = 3;
  if (three == 0x706475 /* udp */) protocol = UDP;
  else if (load<u32>(at) == 0x706d6369 /* icmp */) {
    protocol = ICMP;
    length = 4;
  } else if (three != 0x706374 /* tcp */) return NONE;
  at += length;
  if (load<u8>(at) != BLANK) return NONE;
  // The protocol's number, of at most two digits here.
  at = digitsEnd(blanks(at), 2);
  if (load<u8>(at) != BLANK) return NONE;
  at = number(at + 1, row + TIMEOUT);
  if (at < 0) return NONE;
  store<i32>(row + PROTOCOL, protocol);
  store<i32>(row + FLAGS, kind);
  store<i32>(row + MARK, 0);
  if (protocol == TCP) return state(at, row);
  store<i32>(row + STATE, NO_STATE);
  return at;
}

/** The states of TCP, by their numbers in ../fields.ts; the place behind the blank, or -1 for another word. */
function state(at: i32, row: i32): i32 {
  const eight = load<u64>(at);
  const four = <u32>eight;
  let number = NO_STATE;
  let length = 0;
  if (eight == 0x53494c4241545345 /* ESTABLIS */ && load<u32>(at + 7) == 0x44454853 /* SHED */) {
    number = 0;
    length = 11;
  } else if (eight == 0x4941575f454d4954 /* TIME_WAI */ && load<u8>(at + 8) == 0x54 /* T */) {
    number = 1;
    length = 9;
  } else if (eight == 0x544e45535f4e5953 /* SYN_SENT */) {
    number = 2;
    length = 8;
  } else if (eight == 0x564345525f4e5953 /* SYN_RECV */) {
    number = 3;
    length = 8;
  } else if (eight == 0x544941575f4e4946 /* FIN_WAIT */) {
    number = 4;
    length = 8;
  } else if (eight == 0x41575f45534f4c43 /* CLOSE_WA */ && load<u16>(at + 8) == 0x5449 /* IT */) {
    number = 5;
    length = 10;
  } else if (eight == 0x4b43415f5453414c /* LAST_ACK */) {
    number = 6;
    length = 8;
  } else if (four == 0x534f4c43 /* CLOS */ && load<u8>(at + 4) == 0x45 /* E */) {
    number = 7;
    length = 5;
  } else if (four == 0x454e4f4e /* NONE */) {
    number = 8;
    length = 4;
  }
  if (length == 0 || load<u8>(at + length) != BLANK) return NONE;
  store<i32>(row + STATE, number);
  return at + length + 1;
}

/**
 * `src=… dst=… sport=… dport=… [packets=… bytes=…] `; the place behind the blank that ends it, or -1. `which` is the number
 * of its first address: 0 of the original direction, 2 of the reply.
 */
function tuple(from: i32, row: i32, addresses: i32, ports: i32, which: i32): i32 {
  if (load<u32>(from) != 0x3d637273 /* src= */) return NONE;
  const first = from + 4;
  let at = which == 0 ? address(first, row, addresses, 0) : known(first, row, addresses, 2, toFrom, toLength, SOURCE + 4);
  if (at < 0) return NONE;
  if (load<u32>(at) != 0x3d747364 /* dst= */) return NONE;
  const second = at + 4;
  at = which == 0 ? address(second, row, addresses + 4, 1) : known(second, row, addresses + 4, 3, fromFrom, fromLength, SOURCE);
  if (at < 0) return NONE;
  if (which == 0) {
    fromFrom = first;
    fromLength = second - 4 - first;
    toFrom = second;
    toLength = at - second;
  }
  at = load<i32>(row + PROTOCOL) == ICMP ? icmp(at, row + ports) : portPair(at, row + ports);
  if (at < 0) return NONE;
  if (load<u32>(at) != 0x6b636170 /* pack */) return at;
  // `packets=6 bytes=560 `
  if (load<u32>(at + 4) != 0x3d737465 /* ets= */) return NONE;
  at = digitsEnd(at + 8, 20);
  if (load<u32>(at) != 0x74796220 /* ␣byt */ || load<u32>(at + 3) != 0x3d736574 /* tes= */) return NONE;
  at = digitsEnd(at + 7, 20);
  return load<u8>(at) == BLANK ? at + 1 : NONE;
}

/** The text of the two addresses of the original direction, each with its blank. */
let fromFrom: i32 = 0;
let fromLength: i32 = 0;
let toFrom: i32 = 0;
let toLength: i32 = 0;

/** An address of the reply: mostly the one of the original direction that stands at `text`, and then not read again. */
function known(at: i32, row: i32, field: i32, which: i32, text: i32, length: i32, other: i32): i32 {
  // Eight bytes from either end: `1.2.3.4 ` is the shortest address, `255.255.255.255 ` the longest.
  if (length > 16 || (load<i32>(row + FLAGS) & PLACED) != 0) return address(at, row, field, which);
  if (load<u64>(at) != load<u64>(text)) return address(at, row, field, which);
  if (load<u64>(at + length - 8) != load<u64>(text + length - 8)) return address(at, row, field, which);
  store<i32>(row + field, load<i32>(row + other));
  return at + length;
}

/** `sport=41992 dport=80 ` */
function portPair(from: i32, field: i32): i32 {
  if ((load<u64>(from) & SIX) != 0x3d74726f7073 /* sport= */) return NONE;
  let at = number(from + 6, field);
  if (at < 0) return NONE;
  if ((load<u64>(at) & SIX) != 0x3d74726f7064 /* dport= */) return NONE;
  at = number(at + 6, field + 4);
  return ((load<i32>(field) | load<i32>(field + 4)) & ~0xffff) == 0 ? at : NONE;
}

/** `type=8 code=0 id=4711 ` */
function icmp(from: i32, field: i32): i32 {
  store<i32>(field, -1);
  store<i32>(field + 4, -1);
  if (load<u32>(from) != 0x65707974 /* type */) return NONE;
  let at = digitsEnd(from + 5, 3);
  if (load<u32>(at + 1) != 0x65646f63 /* code */) return NONE;
  at = digitsEnd(at + 6, 3);
  if (load<u32>(at) != 0x3d646920 /* ␣id= */) return NONE;
  at = digitsEnd(at + 4, 5);
  return load<u8>(at) == BLANK ? at + 1 : NONE;
}

/** `[ASSURED] mark=0 zone=3 use=1 id=37` up to the newline, whose place it gives; -1 for a byte that is not plain. */
function tail(from: i32, row: i32): i32 {
  let at = from;
  let kind = load<i32>(row + FLAGS);
  if (load<u64>(at) == 0x444552555353415b /* [ASSURED */ && load<u16>(at + 8) == 0x205d /* ]␣ */) {
    kind |= ASSURED;
    at += 10;
  }
  // `mark=0 use=1` is what nearly every line ends with.
  if (load<u64>(at) == 0x7520303d6b72616d /* mark=0 u */) at += 7;
  else if (isMark(at)) {
    at = number(at + 5, row + MARK);
    if (at < 0) return NONE;
  }
  while (load<u8>(at) != NEWLINE) {
    // A mark behind other fields (`zone-reply=4 mark=5`), flags with blanks: read by the slow way.
    if (load<u8>(at) == 0x5b || isMark(at)) return NONE;
    if (load<u32>(at) == 0x3d657375 /* use= */) kind |= USED;
    at = wordEnd(at);
    if (at < 0) return NONE;
    while (load<u8>(at) == BLANK) at++;
    if (load<u8>(at) == RETURN && load<u8>(at + 1) == NEWLINE) at++;
  }
  store<i32>(row + FLAGS, kind);
  return (kind & USED) != 0 ? at : NONE;
}

function isMark(at: i32): bool {
  return load<u32>(at) == 0x6b72616d /* mark */ && load<u8>(at + 4) == 0x3d;
}

/** The end of a word of printable ASCII; -1 where another byte stands in it, or none at all. */
function wordEnd(from: i32): i32 {
  let at = from;
  let byte = load<u8>(at);
  while (byte > BLANK && byte < 0x7f) byte = load<u8>(++at);
  return at > from && (byte == BLANK || byte == NEWLINE || byte == RETURN) ? at : NONE;
}

/** An address up to a blank; the place behind the blank, or -1. IPv6 is left as the place and the length of its text. */
function address(from: i32, row: i32, field: i32, which: i32): i32 {
  let at = from;
  let value: u32 = 0;
  for (let dots = 0; ; dots++) {
    let part: u32 = <u32>load<u8>(at) - 0x30;
    if (part > 9) return name(from, row, field, which);
    let digit: u32 = <u32>load<u8>(++at) - 0x30;
    if (digit <= 9) {
      // `010.0.0.1` and `10.0.0.256` are no addresses as the kernel prints them.
      if (part == 0) return NONE;
      part = part * 10 + digit;
      digit = <u32>load<u8>(++at) - 0x30;
      if (digit <= 9) {
        part = part * 10 + digit;
        if (part > 255) return name(from, row, field, which);
        at++;
      }
    }
    value = (value << 8) | part;
    if (dots == 3) break;
    if (load<u8>(at++) != 0x2e) return name(from, row, field, which);
  }
  store<i32>(row + field, value);
  return load<u8>(at) == BLANK ? at + 1 : NONE;
}

/** `fd00:10:244::9 `: its place in the input and its length, for the names to be numbered. */
function name(from: i32, row: i32, field: i32, which: i32): i32 {
  let at = from;
  let colons = 0;
  for (;;) {
    const byte = load<u8>(at);
    if (byte == 0x3a) colons++;
    else if (<u32>byte - 0x30 > 9 && <u32>byte - 0x61 > 5) break;
    at++;
  }
  if (load<u8>(at) != BLANK || colons < 2 || at - from > 46) return NONE;
  store<i32>(row + field, ((from - INPUT) << 6) | (at - from));
  const kind = (NAMED << which) | PLACED | (which == 0 ? IPV6 : 0);
  store<i32>(row + FLAGS, load<i32>(row + FLAGS) | kind);
  return at + 1;
}

/** A number of at most nine digits up to a blank; the place behind the blank, or -1. */
function number(from: i32, field: i32): i32 {
  let at = from;
  let value: u32 = 0;
  for (;;) {
    const digit: u32 = <u32>load<u8>(at) - 0x30;
    if (digit > 9) break;
    value = value * 10 + digit;
    at++;
  }
  store<i32>(field, value);
  if (<u32>(at - from - 1) > 8) return NONE;
  if (load<u8>(at) != BLANK) return NONE;
  return at + 1;
}

function digitsEnd(from: i32, most: i32): i32 {
  let at = from;
  while (at - from < most && <u32>load<u8>(at) - 0x30 <= 9) at++;
  return at;
}

function blanks(from: i32): i32 {
  let at = from;
  while (load<u8>(at) == BLANK) at++;
  return at;
}
