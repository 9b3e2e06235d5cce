import { FLOW } from '../../engine/flow-rows.ts';
import type { KeyKind } from './keys.ts';
import type { FlowKey } from './question.ts';
import type { FlowStore } from './store.ts';

const FIRST_CAPACITY = 1 << 10;

/** Flows put together by a key: an open-addressing hash table over pairs of numbers, and the sums beside it. */
export class Groups {
  size = 0;
  #slots = new Int32Array(FIRST_CAPACITY).fill(-1);
  #first = new Float64Array(FIRST_CAPACITY);
  #second = new Float64Array(FIRST_CAPACITY);
  flows = new Uint32Array(FIRST_CAPACITY);
  unreplied = new Uint32Array(FIRST_CAPACITY);
  assured = new Uint32Array(FIRST_CAPACITY);
  /** The first flow of each: groups are numbered in the order in which these come. */
  example = new Uint32Array(FIRST_CAPACITY);

  constructor(store: FlowStore, flows: Uint32Array | null, kind: KeyKind) {
    const count = flows ? flows.length : store.size;
    for (let n = 0; n < count; n++) {
      const i = flows ? (flows[n] as number) : n;
      const group = this.#find(kind.first(store, i), kind.second(store, i), i);
      const flags = store.flags[i] as number;
      this.flows[group] = (this.flows[group] as number) + 1;
      this.unreplied[group] = (this.unreplied[group] as number) + (flags & FLOW.UNREPLIED);
      this.assured[group] = (this.assured[group] as number) + ((flags & FLOW.ASSURED) >> 1);
    }
  }

  key(group: number): FlowKey {
    return [this.#first[group] as number, this.#second[group] as number];
  }

  #find(first: number, second: number, flow: number): number {
    const mask = this.#slots.length - 1;
    let slot = mix(first, second) & mask;
    for (;;) {
      const group = this.#slots[slot] as number;
      if (group < 0) return this.#add(slot, first, second, flow);
      if (this.#first[group] === first && this.#second[group] === second) return group;
      slot = (slot + 1) & mask;
    }
  }

  #add(slot: number, first: number, second: number, flow: number): number {
    const group = this.size++;
    if (group === this.#first.length) this.#growColumns();
    this.#slots[slot] = group;
    this.#first[group] = first;
    this.#second[group] = second;
    this.example[group] = flow;
    if (this.size * 2 > this.#slots.length) this.#growSlots();
    return group;
  }

  #growColumns(): void {
    const length = this.size * 2;
    this.#first = grown(this.#first, new Float64Array(length));
    this.#second = grown(this.#second, new Float64Array(length));
    this.flows = grown(this.flows, new Uint32Array(length));
    this.unreplied = grown(this.unreplied, new Uint32Array(length));
    this.assured = grown(this.assured, new Uint32Array(length));
    this.example = grown(this.example, new Uint32Array(length));
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 4).fill(-1);
    const mask = slots.length - 1;
    for (let group = 0; group < this.size; group++) {
      let slot = mix(this.#first[group] as number, this.#second[group] as number) & mask;
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      slots[slot] = group;
    }
    this.#slots = slots;
  }
}

function grown<T extends Uint32Array | Float64Array>(old: T, bigger: T): T {
  bigger.set(old);
  return bigger;
}

/** Keys are whole numbers below 2^53: their lower and their upper half, spread (the finaliser of MurmurHash3). */
function mix(first: number, second: number): number {
  let hash = (first | 0) ^ Math.imul(Math.floor(first / 0x100000000) | 0, 0x27d4eb2f);
  hash ^= Math.imul((second | 0) ^ Math.floor(second / 0x100000000), 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
