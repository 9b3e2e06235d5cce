/**
 * Finds the number of a chain by its name's bytes, without making a string of it: an open-addressing hash table over one
 * arena. A table of kube-proxy has tens of thousands of chains, and nearly every line names another one.
 */
export class ChainNames {
  size = 0;
  #slots = new Int32Array(64).fill(-1);
  #hashes = new Int32Array(32);
  #starts = new Uint32Array(33);
  #arena = new Uint8Array(1024);
  /** What was found last: the rules of a chain stand together. */
  #found = -1;

  /** The number of the chain with this name; -1 where there is none. */
  find(bytes: Uint8Array, from: number, to: number): number {
    if (this.#found >= 0 && this.#same(this.#found, bytes, from, to)) return this.#found;
    const hash = hashOf(bytes, from, to);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.#slots[slot] as number;
      if (id < 0) return -1;
      if (this.#hashes[id] === hash && this.#same(id, bytes, from, to)) {
        this.#found = id;
        return id;
      }
    }
  }

  /** Adds a name that is not there yet; its number is the next. */
  add(bytes: Uint8Array, from: number, to: number): number {
    const id = this.size++;
    if (id === this.#hashes.length) this.#growNames();
    const start = this.#starts[id] as number;
    const end = start + to - from;
    if (end > this.#arena.length) {
      const bigger = new Uint8Array(end * 2);
      bigger.set(this.#arena);
      this.#arena = bigger;
    }
    for (let i = from; i < to; i++) this.#arena[start + i - from] = bytes[i] as number;
    this.#starts[id + 1] = end;
    this.#hashes[id] = hashOf(bytes, from, to);
    if (this.size * 2 > this.#slots.length) this.#growSlots();
    else this.#place(id);
    return id;
  }

  /** The bytes of a name. */
  bytes(id: number): Uint8Array {
    return this.#arena.subarray(this.#starts[id], this.#starts[id + 1]);
  }

  /** Every name, in the order in which they came. */
  texts(): string[] {
    const whole = new TextDecoder().decode(this.#arena.subarray(0, this.#starts[this.size]));
    const ascii = whole.length === this.#starts[this.size];
    return Array.from({ length: this.size }, (_, id) =>
      ascii ? whole.slice(this.#starts[id], this.#starts[id + 1]) : new TextDecoder().decode(this.bytes(id)),
    );
  }

  #same(id: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[id] as number;
    if ((this.#starts[id + 1] as number) - start !== to - from) return false;
    const arena = this.#arena;
    // The last characters of KUBE-SEP-3DU66DE6VORVEQVD are the ones that differ.
    for (let i = to - 1, k = start + to - 1 - from; i >= from; i--, k--)
      if (arena[k] !== bytes[i]) return false;
    return true;
  }

  #place(id: number): void {
    const mask = this.#slots.length - 1;
    let slot = (this.#hashes[id] as number) & mask;
    while ((this.#slots[slot] as number) >= 0) slot = (slot + 1) & mask;
    this.#slots[slot] = id;
  }

  #growNames(): void {
    const hashes = new Int32Array(this.#hashes.length * 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    const starts = new Uint32Array(hashes.length + 1);
    starts.set(this.#starts);
    this.#starts = starts;
  }

  #growSlots(): void {
    this.#slots = new Int32Array(this.#slots.length * 4).fill(-1);
    for (let id = 0; id < this.size; id++) this.#place(id);
  }
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}
