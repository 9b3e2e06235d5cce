import { type Keyed, keepingPrefixes } from './keyed.ts';

/** The eight groups of an address without a zone; null where the text is none (`03:07:41`, `std::move`). */
export function groupsOf(text: string): number[] | null {
  const [left = '', right, ...more] = text.split('::');
  if (more.length > 0) return null;
  const before = groups(left);
  const after = right === undefined ? [] : groups(right);
  if (!before || !after) return null;
  const missing = 8 - before.length - after.length;
  if (right === undefined ? missing !== 0 : missing < 1) return null;
  return [...before, ...new Array<number>(missing).fill(0), ...after];
}

function groups(text: string): number[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  return parts.every(part => /^[\da-fA-F]{1,4}$/.test(part))
    ? parts.map(part => Number.parseInt(part, 16))
    : null;
}

/** As RFC 5952 writes it. */
export function writeGroups(groups: readonly number[]): string {
  let [from, length] = [-1, 1];
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (end < 8 && groups[end] === 0) end++;
    if (end - at > length) [from, length] = [at, end - at];
    at = Math.max(at, end - 1);
  }
  const hex = (part: readonly number[]) => part.map(group => group.toString(16)).join(':');
  return from < 0 ? hex(groups) : `${hex(groups.slice(0, from))}::${hex(groups.slice(from + length))}`;
}

/** IPv6 addresses → others: of the same scope, those of one subnet in one; small interface numbers (`::5`) stay. */
export class Addresses6 {
  readonly #hash: Keyed;

  constructor(hash: Keyed) {
    this.#hash = hash;
  }

  /**
   * @param length the prefix behind it, 128 where there is none; the address of a network stays one.
   * @returns the text itself where it is no address, or means the same everywhere.
   */
  map(text: string, length = 128): string {
    const groups = groupsOf(text);
    if (!groups || length < 8) return text;
    const [first = 0] = groups;
    // Unspecified, loopback, mapped IPv4, NAT64 (64:ff9b::/96), multicast.
    if (first === 0 || first === 0x64 || first >= 0xff00) return text;
    const mapped = groups.map((group, at) => this.#group(groups, group, at));
    const network = groups.every((group, at) => (group & hostBits(at, length)) === 0);
    return writeGroups(network ? mapped.map((group, at) => group & ~hostBits(at, length)) : mapped);
  }

  #group(groups: readonly number[], group: number, at: number): number {
    const [first = 0, , , , fifth, sixth] = groups;
    const within = [6, ...groups.slice(0, at)];
    const linkLocal = (first & 0xffc0) === 0xfe80;
    if (at < 4 && linkLocal) return group;
    if (at === 0) return firstGroup(group, this.#hash);
    // Behind the prefix: numbers that were given out one by one say nothing, those made of a MAC address do.
    if (at > 3 && fifth === 0 && sixth === 0) return group;
    return keepingPrefixes(group, 16, this.#hash, ...within);
  }
}

/** fc00::/7 keeps its first eight bits, 2000::/3 its first three. */
function firstGroup(group: number, hash: Keyed): number {
  if (group >= 0xfc00 && group < 0xfe00) return (group & 0xff00) | keepingPrefixes(group & 0xff, 8, hash, 6);
  if (group >= 0x2000 && group < 0x4000) return 0x2000 + keepingPrefixes(group - 0x2000, 13, hash, 6);
  return group;
}

/** The bits of a group that are behind a prefix of so many bits. */
function hostBits(at: number, length: number): number {
  const kept = Math.min(16, Math.max(0, length - at * 16));
  return 0xffff >>> kept;
}
