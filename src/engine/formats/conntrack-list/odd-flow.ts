import * as F from './fields.ts';
import type { Names } from './names.ts';

/**
 * Reads any flow, as `conntrack -L` and `/proc/net/nf_conntrack` print it, from bytes, one blank-separated word after the
 * other. What the plain reader leaves:
 *
 *   tcp      6 431999 ESTABLISHED src=fd00::1 dst=…       IPv6
 *   tcp      6 431999 ESTABLISHED src=10.xx.1.7 dst=…     blacked out by a person
 *   unknown  50 597 src=… dst=…                           no ports, protocols by any name
 *   tcp      6 src=… dst=… [OFFLOAD] …                    an offloaded flow has no timeout and no state in /proc
 *   … [start=Sun Nov 22 03:07:41 2026] use=1              blanks within brackets
 *
 * Order and names: libnetfilter_conntrack, snprintf_default.c; kernel, nf_conntrack_standalone.c.
 */
export class OddFlowReader {
  readonly #fields: Int32Array;
  readonly #names: Names;
  /** Where the row begins that is being filled. */
  #row = 0;

  /** `fields` are the rows to fill. */
  constructor(fields: Int32Array, names: Names) {
    this.#fields = fields;
    this.#names = names;
  }

  /** Fills the row that begins at `row` from the line between `from` and `to`; false where it is no flow. */
  read(bytes: Uint8Array, from: number, to: number, row: number): boolean {
    const fields = this.#fields;
    this.#row = row;
    fields.fill(0, row, row + F.ROW);
    for (const field of PORTS) fields[row + field] = F.NO_PORT;
    let at = this.#head(bytes, from, to);
    if (at < 0) return false;
    let tuple = -1;
    let addresses = 0;
    while (at < to) {
      at = skipBlanks(bytes, at, to);
      if (at >= to) break;
      let end = at;
      if (bytes[at] === OPEN) {
        while (end < to && bytes[end] !== CLOSE) end++;
        if (++end > to || !this.#flag(bytes, at, end - at)) return false;
      } else {
        while (end < to && !isBlank(bytes[end] as number)) end++;
        const equals = equalsWithin(bytes, at, end);
        if (equals < 0) return false;
        const key = keyOf(bytes, at, equals);
        if (key === SRC && ++tuple > 1) return false;
        if (key === SRC || key === DST) {
          if (!this.#address(bytes, equals + 1, end, tuple * 2 + key)) return false;
          addresses |= 1 << (tuple * 2 + key);
        } else if (key === SPORT || key === DPORT) {
          if (tuple < 0) return false;
          fields[row + (PORTS[tuple * 2 + key - SPORT] as number)] = port(bytes, equals + 1, end);
        } else if (key === USE) this.#set(F.USED);
        else if (key === MARK) fields[row + F.MARK] = decimal(bytes, equals + 1, end);
      }
      at = end;
    }
    if ((addresses & 12) === 12) this.#set(F.REPLIED);
    // `src=` and `dst=` of the original direction make a flow.
    return (addresses & 3) === 3;
  }

  /** Protocol, number, timeout, state: all that stands before `src=`. The place of `src=`, or -1. */
  #head(bytes: Uint8Array, from: number, to: number): number {
    const fields = this.#fields;
    const row = this.#row;
    let at = skipBlanks(bytes, from, to);
    if (bytes[at] === 0x69 && bytes[at + 1] === 0x70 && bytes[at + 2] === 0x76) {
      this.#set(F.FAMILY);
      at = afterWord(bytes, afterWord(bytes, at, to), to);
    }
    const name = at;
    while (at < to && isName(bytes[at] as number)) at++;
    if (at === name || !isBlank(bytes[at] as number)) return -1;
    fields[row + F.PROTOCOL] = this.#names.protocols.count(bytes, name, at);
    if ((fields[row + F.PROTOCOL] as number) < 0) return -1;
    at = skipBlanks(bytes, at, to);
    let numbers = 0;
    fields[row + F.TIMEOUT] = -1;
    while (at < to && isDigit(bytes[at] as number)) {
      const end = afterWord(bytes, at, to);
      if (++numbers === 2) fields[row + F.TIMEOUT] = decimal(bytes, at, end);
      at = end;
    }
    if (numbers < 1 || numbers > 2) return -1;
    fields[row + F.STATE] = F.NO_STATE;
    const letter = bytes[at] as number;
    if (letter < 0x41 || letter > 0x5a) return at < to ? at : -1;
    const state = at;
    while (at < to && !isBlank(bytes[at] as number)) at++;
    fields[row + F.STATE] = this.#names.states.count(bytes, state, at);
    return (fields[row + F.STATE] as number) < 0 || at >= to ? -1 : at;
  }

  /** `[UNREPLIED]`, `[ASSURED]`, `[OFFLOAD]`, `[HW_OFFLOAD]`, `[start=Sun Nov 22 …]`, `[stop=…]`; false for any other. */
  #flag(bytes: Uint8Array, at: number, length: number): boolean {
    const letter = bytes[at + 1];
    if (letter === 0x55 && length === 11) this.#set(F.UNREPLIED);
    else if (letter === 0x41 && length === 9) this.#set(F.ASSURED);
    else if ((letter === 0x4f && length === 9) || (letter === 0x48 && length === 12)) this.#set(F.OFFLOADED);
    else return letter === 0x73;
    return true;
  }

  /** Keeps an address: IPv4 as its bits, any other as the number of its name. */
  #address(bytes: Uint8Array, from: number, to: number, which: number): boolean {
    const field = this.#row + (which < 2 ? F.SOURCE : F.REPLY_SOURCE) + (which & 1);
    const bits = ipv4(bytes, from, to);
    if (bits !== null) {
      this.#fields[field] = bits;
      return true;
    }
    const name = this.#names.addresses.count(bytes, from, to);
    this.#set(F.NAMED << which);
    if (which === 0 && bytes.subarray(from, to).includes(COLON)) this.#set(F.IPV6);
    this.#fields[field] = name;
    return to > from;
  }

  #set(flag: number): void {
    const at = this.#row + F.FLAGS;
    this.#fields[at] = (this.#fields[at] as number) | flag;
  }
}

const PORTS = [F.SOURCE_PORT, F.DESTINATION_PORT, F.REPLY_SOURCE_PORT, F.REPLY_DESTINATION_PORT];

const COLON = 0x3a;
const OPEN = 0x5b;
const CLOSE = 0x5d;

const SRC = 0;
const DST = 1;
const SPORT = 2;
const DPORT = 3;
const USE = 4;
const MARK = 5;
const OTHER = 6;

/** `packets=`, `type=`, `helper=` and all the rest are OTHER. */
function keyOf(bytes: Uint8Array, from: number, to: number): number {
  const first = bytes[from];
  const third = bytes[from + 2];
  if (to - from === 3) {
    if (first === 0x73) return SRC;
    if (first === 0x64) return DST;
    return first === 0x75 ? USE : OTHER;
  }
  if (to - from === 4) return first === 0x6d && third === 0x72 ? MARK : OTHER;
  if (to - from !== 5) return OTHER;
  if (first === 0x73 && third === 0x6f) return SPORT;
  return first === 0x64 && third === 0x6f ? DPORT : OTHER;
}

function equalsWithin(bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte === 0x3d) return i > from ? i : -1;
    if (!isName(byte) && byte !== 0x2d) return -1;
  }
  return -1;
}

/** `10.96.0.10` as a signed 32-bit number; null for anything that is not written so. */
function ipv4(bytes: Uint8Array, from: number, to: number): number | null {
  let address = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte === 0x2e) {
      if (digits === 0 || ++dots > 3) return null;
      address = (address << 8) | part;
      part = digits = 0;
      continue;
    }
    if (!isDigit(byte) || (digits === 1 && part === 0)) return null;
    part = part * 10 + byte - 0x30;
    if (++digits > 3 || part > 255) return null;
  }
  return dots === 3 && digits > 0 ? (address << 8) | part : null;
}

/** A port, or NO_PORT where a person blacked it out. */
function port(bytes: Uint8Array, from: number, to: number): number {
  const value = to - from <= 5 ? decimal(bytes, from, to) : F.NO_PORT;
  return value > 65535 ? F.NO_PORT : value;
}

/** A decimal number as 32 bits; -1 where it is none. */
function decimal(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  let end = to;
  while (end > from && isBlank(bytes[end - 1] as number)) end--;
  if (end === from || end - from > 10) return -1;
  for (let i = from; i < end; i++) {
    if (!isDigit(bytes[i] as number)) return -1;
    value = value * 10 + (bytes[i] as number) - 0x30;
  }
  return value | 0;
}

function afterWord(bytes: Uint8Array, at: number, to: number): number {
  let i = at;
  while (i < to && !isBlank(bytes[i] as number)) i++;
  return skipBlanks(bytes, i, to);
}

function skipBlanks(bytes: Uint8Array, at: number, to: number): number {
  let i = at;
  while (i < to && isBlank(bytes[i] as number)) i++;
  return i;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Lower case letters, digits, `_`: `udplite`, `icmpv6`, `ipv6-icmp` is not printed here. */
function isName(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || isDigit(byte) || byte === 0x5f;
}
