/**
 * Bytes that come again and again in a listing: the header of each chain, the columns between target and source. They are
 * compared four at a step.
 */
export class Repeated {
  /** 0 while there are none to compare with. */
  length = 0;
  #words = new Int32Array(16);
  /** The last four, which may overlap the ones before. */
  #last = 0;

  /** Takes the bytes of `view` from `from` to `to`; fewer than four are none. */
  set(view: DataView, from: number, to: number): void {
    const length = to - from;
    this.length = length < 4 ? 0 : length;
    if (this.length === 0) return;
    if (length > this.#words.length * 4) this.#words = new Int32Array(length);
    for (let k = 0; k + 4 <= length; k += 4) this.#words[k >> 2] = view.getInt32(from + k, true);
    this.#last = view.getInt32(to - 4, true);
  }

  /** Whether they stand at `at`, all of them before `to`. */
  standsAt(view: DataView, at: number, to: number): boolean {
    const { length } = this;
    const end = at + length - 4;
    if (length === 0 || end + 4 > to || view.getInt32(end, true) !== this.#last) return false;
    const words = this.#words;
    for (let i = at, k = 0; i < end; i += 4, k++) if (view.getInt32(i, true) !== words[k]) return false;
    return true;
  }
}

/** Of a text in ASCII. */
export function repeated(text: string): Repeated {
  const bytes = new TextEncoder().encode(text);
  const same = new Repeated();
  same.set(new DataView(bytes.buffer), 0, bytes.length);
  return same;
}
