import type { Place } from '../../model/place.ts';
import type { Batch } from './batch.ts';

const FIRST_CAPACITY = 1 << 12;
const STRIDE = 4;
const GROWTH = 2;
/** The table grows when it is full by three parts of four. */
const FULL = 4 / 3;

/**
 * Counts pairs of 32-bit numbers in an open-addressing hash table: the key, its count and the count of those without a
 * reply stand side by side, so that a look-up touches one cache line. Holds at most `limit` different keys; what comes
 * after that is only counted in `overflow`.
 */
export class KeyTable {
  size = 0;
  overflow = 0;
  readonly #limit: number;
  #capacity = FIRST_CAPACITY;
  /** first, second, count, unreplied; a count of 0 is a free slot. */
  #slots = new Int32Array(FIRST_CAPACITY * STRIDE);
  /** Where the key stood first: touched only when it is new. */
  #lines = new Uint32Array(FIRST_CAPACITY);
  #starts = new Float64Array(FIRST_CAPACITY);
  #lengths = new Uint32Array(FIRST_CAPACITY);

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts a key once more, and `unreplied` of it without a reply; where row `row` of the batch stands is kept for a new one. */
  count(first: number, second: number, unreplied: number, batch: Batch, row: number): void {
    const slots = this.#slots;
    const mask = this.#capacity - 1;
    let slot = mix(first, second) & mask;
    for (;;) {
      const at = slot * STRIDE;
      const count = slots[at + 2] as number;
      if (slots[at] === first && slots[at + 1] === second && count > 0) {
        slots[at + 2] = count + 1;
        slots[at + 3] = (slots[at + 3] as number) + unreplied;
        return;
      }
      if (count === 0) break;
      slot = (slot + 1) & mask;
    }
    const { line, span } = batch.placeOf(row);
    this.#add(slot, first, second, 1, unreplied, line, span.start, span.end - span.start);
  }

  /** The `most` keys with the highest counts, ties in the order of the paste. */
  top(most: number): Counted[] {
    const best: Counted[] = [];
    for (let slot = 0; slot < this.#capacity; slot++) {
      const count = this.#slots[slot * STRIDE + 2] as number;
      if (count === 0) continue;
      const last = best[most - 1];
      if (last && (count < last.count || (count === last.count && this.#isLater(slot, last)))) continue;
      best.push(this.#at(slot));
      best.sort((one, other) => other.count - one.count || one.place.span.start - other.place.span.start);
      if (best.length > most) best.pop();
    }
    return best;
  }

  /** Adds all keys of this table up in another one, by the key that `secondOf` makes of the second number. */
  into(other: KeyTable, secondOf: (second: number) => number): void {
    other.overflow += this.overflow;
    for (let slot = 0; slot < this.#capacity; slot++) {
      if (this.#slots[slot * STRIDE + 2] !== 0) other.#addUp(this, slot, secondOf);
    }
  }

  #isLater(slot: number, than: Counted): boolean {
    return (this.#starts[slot] as number) > than.place.span.start;
  }

  #at(slot: number): Counted {
    const at = slot * STRIDE;
    const start = this.#starts[slot] as number;
    return {
      first: this.#slots[at] as number,
      second: this.#slots[at + 1] as number,
      count: this.#slots[at + 2] as number,
      unreplied: this.#slots[at + 3] as number,
      place: {
        line: this.#lines[slot] as number,
        span: { start, end: start + (this.#lengths[slot] as number) },
      },
    };
  }

  /** Adds the count of a slot of another table; the earlier of the two places stays. */
  #addUp(table: KeyTable, from: number, secondOf: (second: number) => number): void {
    const at = from * STRIDE;
    const first = table.#slots[at] as number;
    const second = secondOf(table.#slots[at + 1] as number);
    const count = table.#slots[at + 2] as number;
    const unreplied = table.#slots[at + 3] as number;
    const start = table.#starts[from] as number;
    const slot = this.#find(first, second);
    const here = slot * STRIDE;
    const line = table.#lines[from] as number;
    const length = table.#lengths[from] as number;
    if (this.#slots[here + 2] === 0) {
      this.#add(slot, first, second, count, unreplied, line, start, length);
      return;
    }
    this.#slots[here + 2] = (this.#slots[here + 2] as number) + count;
    this.#slots[here + 3] = (this.#slots[here + 3] as number) + unreplied;
    if (start >= (this.#starts[slot] as number)) return;
    this.#lines[slot] = line;
    this.#starts[slot] = start;
    this.#lengths[slot] = length;
  }

  /** The slot of a key, or the free one where it would stand. */
  #find(first: number, second: number): number {
    const mask = this.#capacity - 1;
    for (let slot = mix(first, second) & mask; ; slot = (slot + 1) & mask) {
      const at = slot * STRIDE;
      if (this.#slots[at + 2] === 0) return slot;
      if (this.#slots[at] === first && this.#slots[at + 1] === second) return slot;
    }
  }

  #add(
    slot: number,
    first: number,
    second: number,
    count: number,
    unreplied: number,
    line: number,
    start: number,
    length: number,
  ): void {
    if (this.size >= this.#limit) {
      this.overflow++;
      return;
    }
    const at = slot * STRIDE;
    this.#slots[at] = first;
    this.#slots[at + 1] = second;
    this.#slots[at + 2] = count;
    this.#slots[at + 3] = unreplied;
    this.#lines[slot] = line;
    this.#starts[slot] = start;
    this.#lengths[slot] = length;
    this.size++;
    if (this.size * FULL >= this.#capacity) this.#grow();
  }

  #grow(): void {
    const old = { capacity: this.#capacity, slots: this.#slots, lines: this.#lines, starts: this.#starts };
    const lengths = this.#lengths;
    this.#capacity = old.capacity * GROWTH;
    this.#slots = new Int32Array(this.#capacity * STRIDE);
    this.#lines = new Uint32Array(this.#capacity);
    this.#starts = new Float64Array(this.#capacity);
    this.#lengths = new Uint32Array(this.#capacity);
    const mask = this.#capacity - 1;
    for (let from = 0; from < old.capacity; from++) {
      const at = from * STRIDE;
      if (old.slots[at + 2] === 0) continue;
      let slot = mix(old.slots[at] as number, old.slots[at + 1] as number) & mask;
      while (this.#slots[slot * STRIDE + 2] !== 0) slot = (slot + 1) & mask;
      for (let i = 0; i < STRIDE; i++) this.#slots[slot * STRIDE + i] = old.slots[at + i] as number;
      this.#lines[slot] = old.lines[from] as number;
      this.#starts[slot] = old.starts[from] as number;
      this.#lengths[slot] = lengths[from] as number;
    }
  }
}

export interface Counted {
  readonly first: number;
  readonly second: number;
  readonly count: number;
  readonly unreplied: number;
  readonly place: Place;
}

/** Spreads addresses of one network over the table (the finaliser of MurmurHash3). */
function mix(first: number, second: number): number {
  let hash = first ^ Math.imul(second, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
