/** So many of the last segments are remembered with their time. */
const REMEMBERED = 16;
/** So many gaps at once are followed. */
const MAX_HOLES = 16;
/** Farther away than this from what is expected, a number counts from another beginning. */
const FAR = 1 << 28;

/** new: the next, or beyond it. again: seen before. late: fills a gap. probe: one byte that was acknowledged long ago. */
export type Seen = 'new' | 'again' | 'late' | 'probe';

export interface Sighting {
  readonly seen: Seen;
  /** Seconds since it was last seen; null where that is not known. */
  readonly gap: number | null;
  /** The IP id that it had then. */
  readonly lastId: number | null;
}

const NEW: Sighting = { seen: 'new', gap: null, lastId: null };
const LATE: Sighting = { seen: 'late', gap: null, lastId: null };
const PROBE: Sighting = { seen: 'probe', gap: null, lastId: null };

/**
 * The segments of one direction: which stretch of sequence numbers was seen, with its gaps, and when the last ones were.
 * Numbers wrap at 2^32; tcpdump prints them absolute or relative, and the first one of a capture that begins in the midst
 * of a conversation absolute where all others are relative (print-tcp.c).
 */
export class Segments {
  #next: number | null;
  #relative: boolean;
  readonly #holes: { from: number; to: number }[] = [];
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #times: (number | null)[] = [];
  readonly #ids: (number | null)[] = [];
  #at = 0;
  readonly #synSeq: number | null;

  /** `synSeq`: the number of the SYN, where one was seen. */
  constructor(synSeq: number | null) {
    this.#synSeq = synSeq;
    this.#next = null;
    this.#relative = false;
  }

  add(from: number, length: number, fin: boolean, time: number | null, id: number | null): Sighting {
    const start = this.#base(from);
    const end = (start + length + (fin ? 1 : 0)) >>> 0;
    if (this.#next === null) return this.#advance(start, end, time, id);
    const ahead = (start - this.#next) | 0;
    if (ahead >= 0) {
      if (ahead > 0 && this.#holes.length < MAX_HOLES) this.#holes.push({ from: this.#next, to: start });
      return this.#advance(start, end, time, id);
    }
    if (this.#fills(start, end)) {
      this.#remember(start, end, time, id);
      if (((end - this.#next) | 0) > 0) this.#next = end;
      return LATE;
    }
    const sighting = this.#again(start, length, time);
    this.#remember(start, end, time, id);
    if (((end - this.#next) | 0) > 0) this.#next = end;
    return sighting;
  }

  /** Where the first segment is far from what the SYN lets expect, or the second from the first, it says from where it counts. */
  #base(from: number): number {
    if (this.#next === null) {
      if (this.#synSeq === null) return from;
      const absolute = (this.#synSeq + 1) >>> 0;
      const near = (from - absolute) >>> 0 < FAR;
      this.#next = near && from !== 1 ? absolute : from >= 1 && from < FAR ? 1 : null;
      return from;
    }
    // `seq 2118200301:2118200380` and then `seq 0:79`: the same segment, and the base of all that follow.
    if (!this.#relative && this.#from.length === 1 && this.#synSeq === null && from < FAR) {
      const first = this.#from[0] as number;
      if (Math.abs((from - first) | 0) < FAR) return from;
      this.#relative = true;
      const width = ((this.#to[0] as number) - first) >>> 0;
      this.#from[0] = 0;
      this.#to[0] = width;
      this.#next = width;
    }
    return from;
  }

  #advance(start: number, end: number, time: number | null, id: number | null): Sighting {
    this.#next = end;
    this.#remember(start, end, time, id);
    return NEW;
  }

  /** Whether a segment lies in a gap; what it fills is taken out. */
  #fills(start: number, end: number): boolean {
    for (let i = 0; i < this.#holes.length; i++) {
      const hole = this.#holes[i] as { from: number; to: number };
      if (((start - hole.from) | 0) < 0 || ((start - hole.to) | 0) >= 0) continue;
      this.#holes.splice(i, 1);
      if (((hole.to - end) | 0) > 0) this.#holes.push({ from: end, to: hole.to });
      if (((start - hole.from) | 0) > 0) this.#holes.push({ from: hole.from, to: start });
      return true;
    }
    return false;
  }

  #again(start: number, length: number, time: number | null): Sighting {
    if (length === 1 && start === ((this.#next as number) - 1) >>> 0) {
      // Sent alone and again it is data; at the end of longer data it is a keep-alive or a window probe.
      const exact = this.#from.some((from, i) => from === start && this.#to[i] === this.#next);
      if (!exact) return PROBE;
    }
    let best = -1;
    for (let i = 0; i < this.#from.length; i++) {
      const covers =
        ((start - (this.#from[i] as number)) | 0) >= 0 && ((start - (this.#to[i] as number)) | 0) < 0;
      if (covers && (best < 0 || this.#later(i, best))) best = i;
    }
    if (best < 0) return { seen: 'again', gap: null, lastId: null };
    const before = this.#times[best] as number | null;
    const gap = time === null || before === null ? null : Math.round((time - before) * 1e9) / 1e9;
    return { seen: 'again', gap, lastId: this.#ids[best] as number | null };
  }

  #later(one: number, other: number): boolean {
    const age = (i: number) => (this.#at - 1 - i + 2 * REMEMBERED) % REMEMBERED;
    return age(one) < age(other);
  }

  #remember(start: number, end: number, time: number | null, id: number | null): void {
    this.#from[this.#at] = start;
    this.#to[this.#at] = end;
    this.#times[this.#at] = time;
    this.#ids[this.#at] = id;
    this.#at = (this.#at + 1) % REMEMBERED;
  }
}
