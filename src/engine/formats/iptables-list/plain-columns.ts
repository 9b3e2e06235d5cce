import { Repeated } from './repeated.ts';

/** Four blanks; `0.0.` and `0.0/`, of which `0.0.0.0/0` is made. */
const BLANKS = 0x20202020;
const ANY_HEAD = 0x2e302e30;
const ANY_TAIL = 0x2f302e30;

/**
 * Whether the columns of a body are plainly all there: target or none, a usual protocol, `opt`, interfaces where they
 * are shown, two addresses as numbers or `anywhere`. What this says yes to, `splitBody` can split; anything else is for
 * the slow way.
 */
export class PlainColumns {
  /** The columns between target and source in the line that was looked at last: those of most lines are the same. */
  readonly #between = new Repeated();

  /**
   * Looks at the body that begins at `from`; its line ends before `to`, at a newline. `view` is of the same bytes. All
   * lines must show the same columns.
   */
  stand(bytes: Uint8Array, view: DataView, from: number, to: number, verbose: boolean): boolean {
    const target = skip(view, from, to);
    const targetEnd = word(bytes, target);
    const next = skip(view, targetEnd, to);
    let source = -1;
    if (this.#between.standsAt(view, next, to) && isTarget(bytes, target, targetEnd))
      source = skip(view, next + this.#between.length, to);
    else source = this.#columns(bytes, view, target, targetEnd, next, to, verbose);
    if (source < 0) return false;
    const sourceEnd = afterAddress(bytes, view, source, to);
    return sourceEnd > 0 && afterAddress(bytes, view, skip(view, sourceEnd, to), to) > 0;
  }

  /** Where the source begins, if protocol, `opt` and interfaces stand before it; else -1. */
  #columns(
    bytes: Uint8Array,
    view: DataView,
    first: number,
    firstEnd: number,
    second: number,
    to: number,
    verbose: boolean,
  ): number {
    let protocol = first;
    let protocolEnd = firstEnd;
    let opt = second;
    let optEnd = word(bytes, opt);
    if (!isOpt(bytes, opt, optEnd)) {
      if (!isTarget(bytes, first, firstEnd)) return -1;
      protocol = opt;
      protocolEnd = optEnd;
      opt = skip(view, protocolEnd, to);
      optEnd = word(bytes, opt);
      if (!isOpt(bytes, opt, optEnd)) return -1;
    }
    if (!isUsualProtocol(bytes, protocol, protocolEnd)) return -1;
    let at = optEnd;
    if (verbose) {
      at = afterInterface(bytes, skip(view, at, to));
      if (at < 0) return -1;
      at = afterInterface(bytes, skip(view, at, to));
      if (at < 0) return -1;
    }
    const source = skip(view, at, to);
    if (protocol !== first) this.#between.set(view, protocol, source);
    return source;
  }
}

/** Behind the blanks. */
function skip(view: DataView, from: number, to: number): number {
  let at = from;
  while (at + 4 <= to && view.getInt32(at, true) === BLANKS) at += 4;
  while (at < to && view.getUint8(at) === 32) at++;
  return at;
}

/** The end of a word, which a blank or the end of the line makes. */
function word(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at] as number) > 32) at++;
  return at;
}

/** A word that can be the name of a target. */
function isTarget(bytes: Uint8Array, from: number, to: number): boolean {
  return to - from <= 31 && bytes[from] !== 45 && bytes[from] !== 33;
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
function afterInterface(bytes: Uint8Array, from: number): number {
  if (bytes[from] === 42) return bytes[from + 1] === 32 ? from + 1 : -1;
  const start = bytes[from] === 33 ? from + 1 : from;
  let at = start;
  for (; ; at++) {
    const byte = bytes[at] as number;
    const letter = (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (byte >= 48 && byte <= 57);
    if (!letter && byte !== 45 && byte !== 43 && byte !== 46 && byte !== 95) break;
  }
  return at > start && at - start <= 15 && bytes[at] === 32 ? at : -1;
}

/** The end of `anywhere`, `10.0.0.0/8`, `!192.168.1.1` or `fe80::/64`; -1 for anything else. */
function afterAddress(bytes: Uint8Array, view: DataView, from: number, to: number): number {
  const isAny =
    from + 10 <= to && view.getInt32(from, true) === ANY_HEAD && view.getInt32(from + 4, true) === ANY_TAIL;
  if (isAny && bytes[from + 8] === 48 && bytes[from + 9] === 32) return from + 9;
  const start = bytes[from] === 33 ? from + 1 : from;
  if (bytes[start] === 97 && bytes[start + 1] === 110) return afterAnywhere(bytes, start);
  const end = afterIpv4(bytes, start);
  return end > 0 ? end : afterIpv6(bytes, start);
}

/** Four numbers of three digits at most, and a mask's length. */
function afterIpv4(bytes: Uint8Array, from: number): number {
  let dots = 0;
  let digits = 0;
  let at = from;
  let byte = bytes[at] as number;
  for (; byte >= 46 && byte <= 57; byte = bytes[++at] as number) {
    if (byte >= 48) {
      if (++digits > 3) return -1;
    } else if (byte === 46) {
      if (digits === 0) return -1;
      dots++;
      digits = 0;
    } else break;
  }
  return dots === 3 && digits > 0 ? afterLength(bytes, at) : -1;
}

/** Behind `/24`, or where no length stands; -1 where anything else follows the address. */
function afterLength(bytes: Uint8Array, from: number): number {
  let at = from;
  if (bytes[from] === 47) {
    at++;
    while ((bytes[at] as number) >= 48 && (bytes[at] as number) <= 57) at++;
    if (at === from + 1 || at - from > 4) return -1;
  }
  return (bytes[at] as number) <= 32 ? at : -1;
}

/** Hexadecimal digits and two colons at least, and a mask's length. */
function afterIpv6(bytes: Uint8Array, from: number): number {
  let colons = 0;
  let at = from;
  for (; ; at++) {
    const byte = bytes[at] as number;
    if (byte === 58) colons++;
    else if (!((byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102))) break;
  }
  return colons < 2 || at - from > 39 ? -1 : afterLength(bytes, at);
}

const ANYWHERE = new TextEncoder().encode('anywhere');

function afterAnywhere(bytes: Uint8Array, from: number): number {
  for (let i = 0; i < ANYWHERE.length; i++) if (bytes[from + i] !== ANYWHERE[i]) return -1;
  const end = from + ANYWHERE.length;
  return (bytes[end] as number) <= 32 ? end : -1;
}
