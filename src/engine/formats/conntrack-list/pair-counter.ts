const FIRST_SLOTS = 1024;

/**
 * Counts pairs of 32-bit numbers (an IPv4 address and a port, or -1) in an open-addressing hash table. Holds at
 * most `limit` different ones; what comes after that is counted in `overflow` alone.
 */
export class PairCounter {
  size = 0;
  overflow = 0;
  readonly #limit: number;
  /** The number of the pair in each slot, plus one; 0 is a free slot. */
  #slots = new Int32Array(FIRST_SLOTS);
  /** Three words a pair: first, second, count. */
  #pairs = new Int32Array((FIRST_SLOTS / 2) * 3);

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts a pair once more; the number it has here, or -1 beyond the limit. */
  count(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    let slot = mix(first, second) & mask;
    for (;;) {
      const id = (this.#slots[slot] as number) - 1;
      if (id < 0) return this.#add(first, second, slot);
      const at = id * 3;
      if (this.#pairs[at] === first && this.#pairs[at + 1] === second) {
        this.#pairs[at + 2] = (this.#pairs[at + 2] as number) + 1;
        return id;
      }
      slot = (slot + 1) & mask;
    }
  }

  firstOf(id: number): number {
    return this.#pairs[id * 3] as number;
  }

  secondOf(id: number): number {
    return this.#pairs[id * 3 + 1] as number;
  }

  countOf(id: number): number {
    return this.#pairs[id * 3 + 2] as number;
  }

  #add(first: number, second: number, slot: number): number {
    if (this.size >= this.#limit) {
      this.overflow++;
      return -1;
    }
    const id = this.size++;
    this.#slots[slot] = id + 1;
    this.#pairs[id * 3] = first;
    this.#pairs[id * 3 + 1] = second;
    this.#pairs[id * 3 + 2] = 1;
    if (this.size * 2 >= this.#slots.length) this.#grow();
    return id;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const pairs = new Int32Array(this.#pairs.length * 2);
    pairs.set(this.#pairs);
    const mask = slots.length - 1;
    for (let id = 0; id < this.size; id++) {
      let slot = mix(pairs[id * 3] as number, pairs[id * 3 + 1] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
    this.#pairs = pairs;
  }
}

/** Spreads addresses of one network over the table (the finaliser of MurmurHash3). */
function mix(first: number, second: number): number {
  let hash = first ^ Math.imul(second, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
