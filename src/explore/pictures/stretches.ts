/** So many stretches apart from each other are followed, and so many of the last segments remembered with their time. */
const MAX_STRETCHES = 64;
const MAX_REMEMBERED = 64;

interface Stretch {
  from: number;
  to: number;
}

/** The sequence numbers that were seen of one direction at one point of capture. `to` is exclusive. */
export class Stretches {
  /** Apart from each other. */
  #seen: Stretch[] = [];
  readonly #last: (Stretch & { readonly time: number | null })[] = [];

  /** Whether a segment begins within what was seen: it was sent again, perhaps cut in another way. */
  has(from: number): boolean {
    return this.#seen.some(stretch => stretch.from <= from && from < stretch.to);
  }

  /** One byte at the very end of what was seen: it keeps a connection alive, or asks for the window. */
  isProbe(from: number, to: number): boolean {
    return to - from === 1 && this.#seen.some(stretch => stretch.to === to);
  }

  /** When the segment was last seen in which this byte lies; null where it is not known any more. */
  timeOf(from: number): number | null {
    return this.#last.findLast(segment => segment.from <= from && from < segment.to)?.time ?? null;
  }

  add(from: number, to: number, time: number | null): void {
    this.#last.push({ from, to, time });
    if (this.#last.length > MAX_REMEMBERED) this.#last.shift();
    const joined = { from, to };
    const apart = this.#seen.filter(stretch => {
      if (stretch.to < from || stretch.from > to) return true;
      joined.from = Math.min(joined.from, stretch.from);
      joined.to = Math.max(joined.to, stretch.to);
      return false;
    });
    this.#seen = [...apart.slice(-MAX_STRETCHES), joined];
  }
}
