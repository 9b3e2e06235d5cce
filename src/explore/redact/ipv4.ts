import { type Keyed, keepingPrefixes } from './keyed.ts';

/** First numbers that begin a private or special range somewhere: their public part stays with them. */
const MIXED = new Set([0, 10, 100, 127, 169, 172, 192]);
/** Subnets of 256 addresses that are remembered. */
const MOST_SUBNETS = 65_536;
const FIRST_MULTICAST = 224;

/** The four numbers of an address; null where the text is none. */
export function partsOf(text: string): [number, number, number, number] | null {
  const parts = text.split('.').map(Number);
  return parts.length === 4 && parts.every(part => part <= 255)
    ? (parts as [number, number, number, number])
    : null;
}

/** The length of a dotted mask; null where it is none. */
export function lengthOf(mask: string): number | null {
  const parts = partsOf(mask);
  if (!parts) return null;
  const whole = numberOf(parts);
  const length = whole === 0 ? 0 : 32 - Math.log2((~whole >>> 0) + 1);
  return Number.isInteger(length) ? length : null;
}

/**
 * Addresses that mean the same everywhere, and by which a diagnosis goes: this host (127), any (0), multicast, broadcast and masks (224 and above),
 * link-local with the node-local DNS and the clouds' metadata (169.254).
 */
function isWellKnown(a: number, b: number): boolean {
  return a === 0 || a === 127 || a >= FIRST_MULTICAST || (a === 169 && b === 254);
}

/** IPv4 addresses → others: private ones stay private, those of one subnet stay in one, the last number stays. */
export class Addresses4 {
  readonly #hash: Keyed;
  readonly #first: readonly number[];
  /** The first three numbers, written, as they are mapped; null where they mean the same everywhere. */
  readonly #subnets = new Map<string, string | null>();

  constructor(hash: Keyed) {
    this.#hash = hash;
    this.#first = shuffled(hash);
  }

  /**
   * @param length the prefix behind it, 32 where there is none; the address of a network stays one.
   * @returns the text itself where it is no address, or means the same everywhere.
   */
  map(text: string, length = 32): string {
    if (length < 32) return this.#network(text, length);
    const cut = text.lastIndexOf('.');
    const subnet = text.slice(0, cut);
    let mapped = this.#subnets.get(subnet);
    if (mapped === undefined) {
      const whole = this.#network(`${subnet}.0`, 32);
      mapped = whole === `${subnet}.0` ? null : whole.slice(0, -2);
      if (this.#subnets.size < MOST_SUBNETS) this.#subnets.set(subnet, mapped);
    }
    const last = text.slice(cut + 1);
    return mapped === null || Number(last) > 255 ? text : `${mapped}.${last}`;
  }

  #network(text: string, length: number): string {
    const parts = partsOf(text);
    if (!parts || length < 8) return text;
    const [a, b, c, d] = parts;
    if (isWellKnown(a, b)) return text;
    const [first, second] = this.#beginning(a, b);
    const third = keepingPrefixes(c, 8, this.#hash, 4, a, b);
    let whole = numberOf([first, second, third, d]);
    const hosts = length < 32 ? 0xffffffff >>> length : 0;
    if ((numberOf(parts) & hosts) === 0) whole = (whole & ~hosts) >>> 0;
    return [whole >>> 24, (whole >>> 16) & 255, (whole >>> 8) & 255, whole & 255].join('.');
  }

  #beginning(a: number, b: number): [number, number] {
    if (a === 10) return [a, keepingPrefixes(b, 8, this.#hash, 4, 10)];
    if (a === 172 && b >= 16 && b < 32) return [a, 16 + keepingPrefixes(b - 16, 4, this.#hash, 4, 172)];
    if (a === 100 && b >= 64 && b < 128) return [a, 64 + keepingPrefixes(b - 64, 6, this.#hash, 4, 100)];
    if (a === 192 && b === 168) return [a, b];
    if (!MIXED.has(a)) return [this.#first[a] as number, keepingPrefixes(b, 8, this.#hash, 4, 1, a)];
    // 172.217 is public, and must not become private: on to the next until it is not.
    let second = b;
    do second = keepingPrefixes(second, 8, this.#hash, 4, 1, a);
    while (isSpecial(a, second));
    return [a, second];
  }
}

function isSpecial(a: number, b: number): boolean {
  return (
    (a === 172 && b >= 16 && b < 32) ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254)
  );
}

/** For each public first number another one. */
function shuffled(hash: Keyed): number[] {
  const all = Array.from({ length: FIRST_MULTICAST }, (_, number) => number);
  const free = all.filter(number => !MIXED.has(number));
  const order = [...free].sort((one, other) => hash(4, 2, one) - hash(4, 2, other) || one - other);
  // Each goes to the one behind it in the order made by chance: none stays.
  order.forEach((number, at) => {
    all[number] = order[(at + 1) % order.length] as number;
  });
  return all;
}

function numberOf([a, b, c, d]: readonly [number, number, number, number]): number {
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
