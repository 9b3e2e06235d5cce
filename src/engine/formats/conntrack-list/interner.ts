/**
 * Counts byte strings (addresses, states) without making JavaScript strings of them: an open-addressing
 * hash table over one arena of bytes. Holds at most `limit` different ones; what comes after that is
 * counted in `overflow` alone, so that memory stays bounded whatever is pasted.
 */
export class ByteInterner {
  size = 0;
  overflow = 0;
  readonly #limit: number;
  #slots = new Int32Array(1024).fill(-1);
  #hashes = new Int32Array(512);
  #starts = new Int32Array(513);
  #counts = new Int32Array(512);
  #arena = new Uint8Array(8192);

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts the bytes from `from` to `to` once more; the number they have here, or -1 beyond the limit. */
  count(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const id = this.#slots[slot] as number;
      if (id < 0) return this.#add(bytes, from, to, hash, slot);
      if (this.#hashes[id] === hash && this.#same(id, bytes, from, to)) {
        this.#counts[id] = (this.#counts[id] as number) + 1;
        return id;
      }
      slot = (slot + 1) & mask;
    }
  }

  countOf(id: number): number {
    return this.#counts[id] as number;
  }

  text(id: number): string {
    const bytes = this.#arena.subarray(this.#starts[id] as number, this.#starts[id + 1] as number);
    return String.fromCharCode(...bytes);
  }

  #same(id: number, bytes: Uint8Array, from: number, to: number): boolean {
    const arena = this.#arena;
    const start = this.#starts[id] as number;
    if ((this.#starts[id + 1] as number) - start !== to - from) return false;
    for (let i = from, k = start; i < to; i++, k++) if (arena[k] !== bytes[i]) return false;
    return true;
  }

  #add(bytes: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    if (this.size >= this.#limit) {
      this.overflow++;
      return -1;
    }
    const id = this.size++;
    if (id + 1 >= this.#hashes.length) this.#growEntries();
    const start = this.#starts[id] as number;
    const end = start + to - from;
    if (end > this.#arena.length) this.#arena = grown(this.#arena, new Uint8Array(end * 2));
    this.#arena.set(bytes.subarray(from, to), start);
    this.#starts[id + 1] = end;
    this.#hashes[id] = hash;
    this.#counts[id] = 1;
    this.#slots[slot] = id;
    if (this.size * 2 > this.#slots.length) this.#growSlots();
    return id;
  }

  #growEntries(): void {
    const length = this.#hashes.length * 2;
    this.#hashes = grown(this.#hashes, new Int32Array(length));
    this.#counts = grown(this.#counts, new Int32Array(length));
    this.#starts = grown(this.#starts, new Int32Array(length + 1));
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let id = 0; id < this.size; id++) {
      const hash = this.#hashes[id] as number;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }
}

function grown<T extends Uint8Array | Int32Array>(old: T, bigger: T): T {
  bigger.set(old);
  return bigger;
}
