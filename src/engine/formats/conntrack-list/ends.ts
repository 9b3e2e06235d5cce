import type { Ranking } from '../../model/flow-table.ts';
import type { Place } from '../../model/place.ts';
import { ByteInterner } from './interner.ts';
import { PairCounter } from './pair-counter.ts';

/** So many different addresses are told apart; a table of any usual size has fewer. */
const MAX_NAMES = 1 << 20;
/** First places are kept for so many of them. */
const MAX_PLACES = 1 << 16;
const TOP = 10;
const NO_PORT = -1;

/**
 * Counts the ends of flows: addresses, or addresses with a port. IPv4 is counted as numbers; what is none (IPv6,
 * a masked `10.xx.1.7`) as it is written.
 */
export class Ends {
  readonly #numbers = new PairCounter(MAX_NAMES);
  readonly #names = new ByteInterner(MAX_NAMES);
  readonly #places = new Map<string, Place>();
  readonly #scratch = new Uint8Array(128);

  /**
   * Counts the address from `from` to `to`, with the port from `portFrom` to `portTo` where there is one. True for a new
   * end whose place `remember` would still keep.
   */
  count(bytes: Uint8Array, from: number, to: number, portFrom = 0, portTo = 0): boolean {
    const address = readIpv4(bytes, from, to);
    const port = portTo > portFrom ? readPort(bytes, portFrom, portTo) : NO_PORT;
    if (address !== null && port !== null) {
      const id = this.#numbers.count(address, port);
      return this.#isNew(id, this.#numbers);
    }
    const length = this.#write(bytes, from, to, portFrom, portTo);
    const id = this.#names.count(this.#scratch, 0, length);
    return this.#isNew(id, this.#names);
  }

  /** Keeps the first place of an end; `name` as `rank` gives it. */
  remember(name: string, place: Place): void {
    this.#places.set(name, place);
  }

  #isNew(id: number, counter: PairCounter | ByteInterner): boolean {
    return id >= 0 && this.#places.size < MAX_PLACES && counter.countOf(id) === 1;
  }

  /** The most frequent ends, ties in the order of the paste. */
  rank(): Ranking {
    const numbers = topOf(this.#numbers).map(id => ({
      name: this.#nameOf(id),
      flows: this.#numbers.countOf(id),
    }));
    const names = topOf(this.#names).map(id => ({
      name: this.#names.text(id),
      flows: this.#names.countOf(id),
    }));
    const top = [...numbers, ...names].sort((one, other) => other.flows - one.flows).slice(0, TOP);
    const overflow = this.#numbers.overflow + this.#names.overflow > 0;
    return {
      top: top.map(end => ({ ...end, places: this.#placesOf(end.name) })),
      distinct: overflow ? null : this.#numbers.size + this.#names.size,
    };
  }

  #placesOf(name: string): Place[] {
    const place = this.#places.get(name);
    return place ? [place] : [];
  }

  #nameOf(id: number): string {
    const address = this.#numbers.firstOf(id);
    const port = this.#numbers.secondOf(id);
    const dotted = [24, 16, 8, 0].map(shift => (address >>> shift) & 255).join('.');
    return port === NO_PORT ? dotted : `${dotted}:${port}`;
  }

  /** Puts `address:port` together; an address too long for any is cut. */
  #write(bytes: Uint8Array, from: number, to: number, portFrom: number, portTo: number): number {
    let length = 0;
    for (let i = from; i < to && length < 100; i++) this.#scratch[length++] = bytes[i] as number;
    if (portTo > portFrom) {
      this.#scratch[length++] = 0x3a;
      for (let i = portFrom; i < portTo && length < 127; i++) this.#scratch[length++] = bytes[i] as number;
    }
    return length;
  }
}

function topOf(counter: { readonly size: number; countOf(id: number): number }): number[] {
  const best: number[] = [];
  for (let id = 0; id < counter.size; id++) {
    if (best.length === TOP && counter.countOf(id) <= counter.countOf(best[TOP - 1] as number)) continue;
    best.push(id);
    best.sort((one, other) => counter.countOf(other) - counter.countOf(one) || one - other);
    if (best.length > TOP) best.pop();
  }
  return best;
}

/** `10.96.0.10` as a signed 32-bit number; null for anything that is not written so. */
function readIpv4(bytes: Uint8Array, from: number, to: number): number | null {
  let address = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte === 0x2e) {
      if (digits === 0 || ++dots > 3) return null;
      address = (address << 8) | part;
      part = digits = 0;
      continue;
    }
    const digit = byte - 0x30;
    if (digit < 0 || digit > 9 || (digits === 1 && part === 0)) return null;
    part = part * 10 + digit;
    if (++digits > 3 || part > 255) return null;
  }
  return dots === 3 && digits > 0 ? (address << 8) | part : null;
}

function readPort(bytes: Uint8Array, from: number, to: number): number | null {
  let port = 0;
  if (to - from > 5) return null;
  for (let i = from; i < to; i++) {
    const digit = (bytes[i] as number) - 0x30;
    if (digit < 0 || digit > 9) return null;
    port = port * 10 + digit;
  }
  return port;
}
