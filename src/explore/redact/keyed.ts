/** A function of numbers that looks like chance and gives the same again for the same seed. 32 bits. */
export type Keyed = (...values: number[]) => number;

/** Mixes as MurmurHash3 does (public domain, Austin Appleby). It hides addresses from a reader, it is no cipher. */
export function keyed([one, other]: readonly [number, number]): Keyed {
  return (...values) => {
    let h = one | 0;
    for (const value of values) {
      let k = Math.imul(value ^ other, 0xcc9e2d51);
      k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
      h ^= k;
      h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
    }
    h ^= values.length;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  };
}

/**
 * Another number of so many bits, so that numbers with a common beginning keep one, as long as it was: subnets stay together. `within`
 * names the subnet in which the number stands.
 */
export function keepingPrefixes(value: number, width: number, hash: Keyed, ...within: number[]): number {
  let mapped = 0;
  for (let bit = 1; bit <= width; bit++) {
    const before = value >>> (width - bit + 1);
    const own = (value >>> (width - bit)) & 1;
    // The first bit is always another: no subnet is itself.
    const flip = bit === 1 ? 1 : hash(...within, bit, before) & 1;
    mapped = (mapped << 1) | (own ^ flip);
  }
  return mapped >>> 0;
}
