/**
 * Reads one flow, as `conntrack -L` and `/proc/net/nf_conntrack` print it, straight from bytes:
 *
 *   [ipv4     2 ]tcp      6 431999 ESTABLISHED src= dst= sport= dport= [UNREPLIED] src= dst= … [ASSURED] mark=0 use=1
 *   udp      17 29 src= dst= sport= dport= …             no state word
 *   unknown  50 597 src= dst= …                          no ports
 *   tcp      6 src= dst= … [OFFLOAD] …                    an offloaded flow has no timeout and no state in /proc
 *
 * Order and names: libnetfilter_conntrack, snprintf_default.c; kernel, nf_conntrack_standalone.c.
 */
export class Flow {
  protoFrom = 0;
  protoTo = 0;
  /** Empty (from = to) where the protocol has no state. */
  stateFrom = 0;
  stateTo = 0;
  /** Places of src, dst, sport, dport of the original tuple (0 to 3) and the reply tuple (4 to 7). */
  readonly from = new Int32Array(8);
  readonly to = new Int32Array(8);
  unreplied = false;
  assured = false;
  offloaded = false;
  family = false;
  /** True once `use=` was seen, with which every whole line ends (`id=` may follow). */
  used = false;

  /** Reads the line from `from` to `to`; false where it is no flow. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    this.#reset();
    let at = this.#readHead(bytes, from, to);
    if (at < 0) return false;
    let tuple = -4;
    while (at < to) {
      while (at < to && isBlank(bytes[at] as number)) at++;
      if (at >= to) break;
      let end = at;
      if (bytes[at] === OPEN) {
        while (end < to && bytes[end] !== CLOSE) end++;
        end++;
        if (end > to || !this.#readFlag(bytes, at, end - at)) return false;
      } else {
        while (end < to && !isBlank(bytes[end] as number)) end++;
        const equals = equalsWithin(bytes, at, end);
        if (equals < 0) return false;
        const field = fieldOf(bytes, at, equals);
        if (field === 0) tuple += 4;
        if (tuple > 4) return false;
        if (field >= 0) this.#setField(tuple + field, equals + 1, end);
        else if (field === USE) this.used = true;
      }
      at = end;
    }
    // `src=` and `dst=` of the original direction make a flow.
    return (this.to[0] as number) > 0 && (this.to[1] as number) > 0;
  }

  /** Whether the reply tuple stands there too: without it nothing can be said of NAT. */
  get replied(): boolean {
    return (this.to[4] as number) > 0 && (this.to[5] as number) > 0;
  }

  /** Replies come from another address or port than the one that was asked. */
  isDnat(bytes: Uint8Array): boolean {
    return this.replied && !(this.#equal(bytes, 4, 1) && this.#equal(bytes, 6, 3));
  }

  /** Replies go to another address or port than the one that asked. */
  isSnat(bytes: Uint8Array): boolean {
    return this.replied && !(this.#equal(bytes, 5, 0) && this.#equal(bytes, 7, 2));
  }

  #reset(): void {
    for (let i = 0; i < 8; i++) {
      this.from[i] = 0;
      this.to[i] = 0;
    }
    this.unreplied = this.assured = this.offloaded = this.family = this.used = false;
    this.stateFrom = this.stateTo = 0;
  }

  /** Protocol, number, timeout, state: all that stands before `src=`. The place of `src=`, or -1. */
  #readHead(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    if (bytes[at] === 0x69 && bytes[at + 1] === 0x70 && bytes[at + 2] === 0x76) {
      this.family = true;
      at = afterWord(bytes, afterWord(bytes, at, to), to);
    }
    this.protoFrom = at;
    while (at < to && isName(bytes[at] as number)) at++;
    this.protoTo = at;
    if (at === this.protoFrom || !isBlank(bytes[at] as number)) return -1;
    at = skipBlanks(bytes, at, to);
    let numbers = 0;
    while (at < to && isDigit(bytes[at] as number)) {
      numbers++;
      at = afterWord(bytes, at, to);
    }
    if (numbers < 1 || numbers > 2) return -1;
    const state = bytes[at] as number;
    if (state >= 0x41 && state <= 0x5a) {
      this.stateFrom = at;
      while (at < to && !isBlank(bytes[at] as number)) at++;
      this.stateTo = at;
      at = skipBlanks(bytes, at, to);
    }
    return at < to ? at : -1;
  }

  /** `[UNREPLIED]`, `[ASSURED]`, `[OFFLOAD]`, `[HW_OFFLOAD]`, `[start=Sun Nov 22 …]`, `[stop=…]`; false for any other. */
  #readFlag(bytes: Uint8Array, at: number, length: number): boolean {
    const letter = bytes[at + 1];
    if (letter === 0x55 && length === 11) this.unreplied = true;
    else if (letter === 0x41 && length === 9) this.assured = true;
    else if ((letter === 0x4f && length === 9) || (letter === 0x48 && length === 12)) this.offloaded = true;
    else return letter === 0x73;
    return true;
  }

  #setField(index: number, from: number, to: number): void {
    if (index < 0 || index > 7) return;
    this.from[index] = from;
    this.to[index] = to;
  }

  #equal(bytes: Uint8Array, one: number, other: number): boolean {
    const a = this.from[one] as number;
    const b = this.from[other] as number;
    const length = (this.to[one] as number) - a;
    if (length !== (this.to[other] as number) - b) return false;
    for (let i = 0; i < length; i++) {
      if (bytes[a + i] !== bytes[b + i]) return false;
    }
    return true;
  }
}

const OPEN = 0x5b;
const CLOSE = 0x5d;
const USE = -2;
const OTHER = -1;

/** 0 src, 1 dst, 2 sport, 3 dport, USE, or OTHER for `mark=`, `packets=`, `type=` and all the rest. */
function fieldOf(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  const first = bytes[from];
  const third = bytes[from + 2];
  if (length === 3) {
    if (first === 0x73) return 0;
    if (first === 0x64) return 1;
    return first === 0x75 ? USE : OTHER;
  }
  if (length !== 5) return OTHER;
  if (first === 0x73 && third === 0x6f) return 2;
  return first === 0x64 && third === 0x6f ? 3 : OTHER;
}

function equalsWithin(bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte === 0x3d) return i > from ? i : -1;
    if (!isName(byte) && byte !== 0x2d) return -1;
  }
  return -1;
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
