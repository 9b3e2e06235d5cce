/**
 * Finds the parts of a rule's line in its bytes: number, counters, and where the body begins and ends. One object is
 * used for all lines, so that reading makes none.
 */
export class RuleScan {
  packets = Number.NaN;
  packetUnit = 0;
  bytes = Number.NaN;
  byteUnit = 0;
  from = 0;
  #at = 0;
  #number = 0;
  #unit = 0;

  /** Reads number and counters as the columns want them; false where they are not there or nothing follows. */
  head(line: Uint8Array, from: number, to: number, lineNumbers: boolean, verbose: boolean): boolean {
    const end = to;
    this.#at = from;
    this.packets = Number.NaN;
    this.bytes = Number.NaN;
    this.packetUnit = 0;
    this.byteUnit = 0;
    if (lineNumbers && !this.#count(line, end, false)) return false;
    if (verbose) {
      if (!this.#count(line, end, true)) return false;
      this.packets = this.#number;
      this.packetUnit = this.#unit;
      if (!this.#count(line, end, true)) return false;
      this.bytes = this.#number;
      this.byteUnit = this.#unit;
    }
    const start = this.#at;
    let at = start;
    while (at < end && isBlank(line[at])) at++;
    // Nine blanks are an empty target column: they stay with the body.
    this.from = at - start > 9 ? at - 9 : at;
    return at < end && line[at] !== 10;
  }

  /** A number, with K, M, G or T where `units`, and a blank behind it. */
  #count(line: Uint8Array, end: number, units: boolean): boolean {
    let at = this.#at;
    while (at < end && isBlank(line[at])) at++;
    const first = at;
    let number = 0;
    for (let byte = line[at] as number; at < end && byte >= 48 && byte <= 57; byte = line[at] as number) {
      number = number * 10 + (byte - 48);
      at++;
    }
    if (at === first || at - first > 20) return false;
    this.#unit = 0;
    if (units && at < end && !isBlank(line[at])) {
      this.#unit = unit(line[at] as number);
      if (this.#unit === 0) return false;
      at++;
    }
    if (at >= end || !isBlank(line[at])) return false;
    this.#number = number;
    this.#at = at;
    return true;
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9;
}

function unit(byte: number): number {
  return byte === 75 ? 1 : byte === 77 ? 2 : byte === 71 ? 3 : byte === 84 ? 4 : 0;
}

/**
 * Whether the columns of a body are plainly all there: target or none, a usual protocol, `opt`, interfaces where they
 * are shown, two addresses as numbers or `anywhere`. What this says yes to, `splitBody` can split; anything else is for
 * the slow way.
 */
export function isPlainBody(bytes: Uint8Array, from: number, to: number, verbose: boolean): boolean {
  let at = skip(bytes, from, to);
  let end = word(bytes, at, to);
  let next = skip(bytes, end, to);
  let nextEnd = word(bytes, next, to);
  if (!isOpt(bytes, next, nextEnd)) {
    if (end - at > 31 || bytes[at] === 45 || bytes[at] === 33) return false;
    at = next;
    end = nextEnd;
    next = skip(bytes, end, to);
    nextEnd = word(bytes, next, to);
    if (!isOpt(bytes, next, nextEnd)) return false;
  }
  if (!isUsualProtocol(bytes, at, end)) return false;
  at = nextEnd;
  if (verbose) {
    at = afterInterface(bytes, skip(bytes, at, to), to);
    if (at < 0) return false;
    at = afterInterface(bytes, skip(bytes, at, to), to);
    if (at < 0) return false;
  }
  at = afterAddress(bytes, skip(bytes, at, to), to);
  return at > 0 && afterAddress(bytes, skip(bytes, at, to), to) > 0;
}

function skip(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] === 32) at++;
  return at;
}

/** The end of a word, which a blank or the end of the line makes. */
function word(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] as number) > 32) at++;
  return at;
}

/** `--`, `-f`, `!f` */
function isOpt(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from !== 2) return false;
  const first = bytes[from];
  const second = bytes[from + 1];
  return (first === 45 && (second === 45 || second === 102)) || (first === 33 && second === 102);
}

/** all, tcp, udp, icmp, or their numbers 0, 1, 6, 17 and 58. */
function isUsualProtocol(bytes: Uint8Array, from: number, to: number): boolean {
  const start = bytes[from] === 33 ? from + 1 : from;
  const length = to - start;
  const first = bytes[start];
  const second = bytes[start + 1];
  if (length === 1) return first === 48 || first === 49 || first === 54;
  if (length === 2) return (first === 49 && second === 55) || (first === 53 && second === 56);
  const third = bytes[start + 2];
  if (length === 3) {
    if (first === 97) return second === 108 && third === 108;
    return (
      (first === 116 && second === 99 && third === 112) || (first === 117 && second === 100 && third === 112)
    );
  }
  return length === 4 && first === 105 && second === 99 && third === 109 && bytes[start + 3] === 112;
}

/** The end of an interface's name of 15 bytes at most, or of `*`; -1 where it holds more than letters, digits and `+-._`. */
function afterInterface(bytes: Uint8Array, from: number, to: number): number {
  if (bytes[from] === 42) return bytes[from + 1] === 32 ? from + 1 : -1;
  const start = bytes[from] === 33 ? from + 1 : from;
  let at = start;
  for (; at < to; at++) {
    const byte = bytes[at] as number;
    const letter = (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (byte >= 48 && byte <= 57);
    if (!letter && byte !== 45 && byte !== 43 && byte !== 46 && byte !== 95) break;
  }
  return at > start && at - start <= 15 && bytes[at] === 32 ? at : -1;
}

/** The end of `anywhere`, `10.0.0.0/8`, `!192.168.1.1` or `fe80::/64`; -1 for anything else. */
function afterAddress(bytes: Uint8Array, from: number, to: number): number {
  const start = bytes[from] === 33 ? from + 1 : from;
  const end = word(bytes, start, to);
  if (bytes[start] === 97 && bytes[start + 1] === 110) return isAnywhere(bytes, start, end) ? end : -1;
  return isIpv4(bytes, start, end) || isIpv6(bytes, start, end) ? end : -1;
}

/** Four numbers of three digits at most, and a mask's length. */
function isIpv4(bytes: Uint8Array, from: number, to: number): boolean {
  let dots = 0;
  let digits = 0;
  let at = from;
  for (; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte === 46) {
      if (digits === 0) return false;
      dots++;
      digits = 0;
    } else if (byte >= 48 && byte <= 57) {
      if (++digits > 3) return false;
    } else break;
  }
  if (dots !== 3 || digits === 0) return false;
  if (at === to) return true;
  return bytes[at] === 47 && isLength(bytes, at + 1, to);
}

function isLength(bytes: Uint8Array, from: number, to: number): boolean {
  if (to <= from || to - from > 3) return false;
  for (let i = from; i < to; i++) if ((bytes[i] as number) < 48 || (bytes[i] as number) > 57) return false;
  return true;
}

/** Hexadecimal digits and two colons at least, and a mask's length. */
function isIpv6(bytes: Uint8Array, from: number, to: number): boolean {
  let colons = 0;
  let at = from;
  for (; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte === 58) colons++;
    else if (!((byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102))) break;
  }
  if (colons < 2 || at - from > 39) return false;
  return at === to || (bytes[at] === 47 && isLength(bytes, at + 1, to));
}

const ANYWHERE = new TextEncoder().encode('anywhere');

function isAnywhere(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from !== ANYWHERE.length) return false;
  for (let i = 0; i < ANYWHERE.length; i++) if (bytes[from + i] !== ANYWHERE[i]) return false;
  return true;
}
