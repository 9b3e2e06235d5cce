import type { RuleColumns } from '../model/ruleset.ts';

/** Of distinct bodies; `from` counts in 32 bits. */
const MAX_BYTES = 2 ** 31;
/** No line is longer; so much room stands behind the arena's end at most before a line is looked at. */
const ROOM = 1 << 17;

/** A spare arena is kept up to this length. */
const MAX_SPARE = 1 << 25;
/**
 * The arena of the reader that ended last, for the next one. Memory that was never written to is the dearest part of
 * reading: each page of it is got from the system and cleared first.
 */
let spare: Uint8Array<ArrayBuffer> | null = null;

/** Keeps each distinct body once, and numbers them. */
export interface BodyStore {
  /** How many distinct bodies there are. */
  readonly count: number;
  /** The number of a body; -1 beyond the limits. */
  intern(bytes: Uint8Array, from: number, to: number): number;
  /** A copy of a body. */
  text(id: number): Uint8Array;
  /** All bodies one behind the other, and where each begins, with one entry more. Nothing can be added afterwards. */
  finish(): Pick<RuleColumns, 'bodyText' | 'bodyFrom' | 'bodyTarget'>;
}

function takeSpare(): Uint8Array<ArrayBuffer> {
  const arena = spare ?? new Uint8Array(4096);
  spare = null;
  return arena;
}

/**
 * The distinct bodies of rules, each kept once: an open-addressing hash table over one arena of bytes, no strings. Two
 * bodies are the same only if every byte is.
 *
 * What is looked at is copied behind the arena's end on the way, eight bytes at a step together with their hash; it stays
 * there if it is new. Reading, hashing and copying one after the other takes twice as long.
 */
export class Bodies implements BodyStore {
  count = 0;
  /** Where the body ends that `scan` looked at, in the bytes given; blanks at its end not counted. */
  scannedTo = 0;
  #length = 0;
  #hash = 0;
  #arena = takeSpare();
  #view = new DataView(this.#arena.buffer);
  /** Where each body begins in the arena; one more for the end. */
  #from = new Uint32Array(257);
  #hashes = new Int32Array(256);
  /** The number of a body, plus one; 0 is free. */
  #slots = new Int32Array(1024);
  #given: Uint8Array | null = null;
  #givenView: DataView = this.#view;

  /**
   * Looks for the end of the line in which a body begins at `from`: the place of its newline, or -1 where the line has
   * bytes that need cleaning (tabs, colour codes, wide characters) or does not end before `to`. `internScanned` then
   * takes the body.
   */
  scan(bytes: Uint8Array, from: number, to: number): number {
    if (this.#given !== bytes) this.#look(bytes);
    const start = this.#from[this.count] as number;
    const most = Math.min(to, from + ROOM);
    if (start + most - from > this.#arena.length) this.#growArena(start + most - from);
    const source = this.#givenView;
    const arena = this.#view;
    const shift = start - from;
    let one = 0;
    let two = 0;
    let i = from;
    for (; i + 8 <= most; i += 8) {
      const low = source.getInt32(i, true);
      const high = source.getInt32(i + 4, true);
      arena.setInt32(shift + i, low, true);
      arena.setInt32(shift + i + 4, high, true);
      const odd = oddBytes(low);
      const oddHigh = oddBytes(high);
      if ((odd | oddHigh) !== 0) {
        i += odd !== 0 ? firstByte(odd) : 4 + firstByte(oddHigh);
        return this.#lineEnd(bytes, from, i, most, one, two);
      }
      one = mix(one, low);
      two = mix(two, high);
    }
    for (; i < most && isPlain(bytes[i] as number); i++) this.#arena[shift + i] = bytes[i] as number;
    return this.#lineEnd(bytes, from, i, most, one, two);
  }

  /** The line has its first odd byte at `at`: its newline, or -1. What came before is hashed up to the last step of eight. */
  #lineEnd(bytes: Uint8Array, from: number, at: number, to: number, one: number, two: number): number {
    const newline = bytes[at] === 13 && bytes[at + 1] === 10 ? at + 1 : at;
    if (newline >= to || bytes[newline] !== 10) return -1;
    let end = at;
    while (end > from && bytes[end - 1] === 32) end--;
    const length = end - from;
    this.scannedTo = end;
    this.#length = length;
    // Of blanks at the end, some may have gone into the hash.
    const asHashed = length >= 8 && length >> 3 === (at - from) >> 3;
    this.#hash = asHashed
      ? finished(this.#givenView, one, two, end, length)
      : hashOf(this.#givenView, from, end);
    return newline;
  }

  /** The number of the body that was just looked at; -1 beyond the limits. */
  internScanned(): number {
    const start = this.#from[this.count] as number;
    const length = this.#length;
    if (start + length > MAX_BYTES - ROOM) return -1;
    const hash = this.#hash;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const id = (slots[slot] as number) - 1;
      if (id < 0) break;
      if (this.#hashes[id] === hash && this.#same(id, start, length)) return id;
      slot = (slot + 1) & mask;
    }
    return this.#keep(slot, start + length);
  }

  /** The number of a body of any bytes, as long as a line at most; -1 beyond the limits. */
  intern(bytes: Uint8Array, from: number, to: number): number {
    const start = this.#from[this.count] as number;
    if (to - from > ROOM) return -1;
    if (start + to - from > this.#arena.length) this.#growArena(start + to - from);
    this.#arena.set(bytes.subarray(from, to), start);
    this.#length = to - from;
    this.#hash = hashOf(this.#view, start, start + to - from);
    return this.internScanned();
  }

  /** A copy of a body. */
  text(id: number): Uint8Array {
    return this.#arena.slice(this.#from[id], this.#from[id + 1]);
  }

  /** All bodies one behind the other, and where each begins, with one entry more. Nothing can be added afterwards. */
  finish(): Pick<RuleColumns, 'bodyText' | 'bodyFrom' | 'bodyTarget'> {
    const arena = this.#arena;
    const bodyText = arena.slice(0, this.#from[this.count]);
    if (arena.length <= MAX_SPARE && arena.length > (spare?.length ?? 0)) spare = arena;
    this.#arena = new Uint8Array(0);
    return { bodyText, bodyFrom: cut(this.#from, this.count + 1), bodyTarget: null };
  }

  #look(bytes: Uint8Array): void {
    this.#given = bytes;
    this.#givenView = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Whether the body that stands behind the arena's end is this one. */
  #same(id: number, at: number, length: number): boolean {
    const start = this.#from[id] as number;
    if ((this.#from[id + 1] as number) - start !== length) return false;
    const view = this.#view;
    const arena = this.#arena;
    let i = 0;
    for (; i + 7 < length; i += 8) {
      const differs =
        (view.getInt32(start + i, true) ^ view.getInt32(at + i, true)) |
        (view.getInt32(start + i + 4, true) ^ view.getInt32(at + i + 4, true));
      if (differs !== 0) return false;
    }
    for (; i < length; i++) if (arena[start + i] !== arena[at + i]) return false;
    return true;
  }

  #keep(slot: number, end: number): number {
    const id = this.count++;
    if (id === this.#hashes.length) this.#growBodies();
    this.#from[id + 1] = end;
    this.#hashes[id] = this.#hash;
    this.#slots[slot] = id + 1;
    if (this.count * 2 > this.#slots.length) this.#growSlots();
    return id;
  }

  #growArena(length: number): void {
    this.#arena = grown(this.#arena, new Uint8Array(Math.max(length, nextLength(this.#arena.length))));
    this.#view = new DataView(this.#arena.buffer);
  }

  #growBodies(): void {
    const length = this.#hashes.length * 2;
    this.#hashes = grown(this.#hashes, new Int32Array(length));
    this.#from = grown(this.#from, new Uint32Array(length + 1));
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    for (let id = 0; id < this.count; id++) {
      let slot = (this.#hashes[id] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}

type Numbers = Uint8Array | Uint32Array | Int32Array | Float64Array;

/** A column in a bigger one. */
export function grown<T extends Numbers>(old: T, bigger: T): T {
  bigger.set(old);
  return bigger;
}

/** A column cut to its true length: without a copy where little is left over. */
export function cut<T extends Numbers>(column: T, length: number): T {
  return (length * 4 > column.length * 3 ? column.subarray(0, length) : column.slice(0, length)) as T;
}

/** Four times as much, so that little is copied, and twice as much from 16 MB on. */
function nextLength(length: number): number {
  return length < 1 << 24 ? length * 4 : length * 2;
}

/** Two lanes of four bytes each, which the processor works on at the same time. */
function hashOf(view: DataView, from: number, to: number): number {
  let one = 0;
  let two = 0;
  let i = from;
  for (; i + 8 <= to; i += 8) {
    one = mix(one, view.getInt32(i, true));
    two = mix(two, view.getInt32(i + 4, true));
  }
  if (to - from >= 8) return finished(view, one, two, to, to - from);
  for (; i < to; i++) one = mix(one, view.getUint8(i));
  return last(one, to - from);
}

function mix(hash: number, four: number): number {
  return Math.imul(((hash << 5) | (hash >>> 27)) ^ four, 0x9e3779b1);
}

/** Adds the last eight bytes, of which some may be in the hash already, and the length. */
function finished(view: DataView, one: number, two: number, to: number, length: number): number {
  const low = mix(one, view.getInt32(to - 8, true));
  const high = mix(two, view.getInt32(to - 4, true));
  return last(low ^ Math.imul(high ^ (high >>> 15), 0x85ebca6b), length);
}

function last(hash: number, length: number): number {
  const mixed = Math.imul(hash ^ length ^ (hash >>> 13), 0x85ebca6b);
  return mixed ^ (mixed >>> 16);
}

/** Of four bytes, the top bits of those from 0x80 on, below 0x20 (it borrows), and 0x7f (it carries); the first is sure. */
function oddBytes(four: number): number {
  return (four | (four - 0x20202020) | (four + 0x01010101)) & -0x7f7f7f80;
}

/** Which of four bytes is the first whose top bit is set. */
function firstByte(bits: number): number {
  return (31 - Math.clz32(bits & -bits)) >> 3;
}

function isPlain(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}
