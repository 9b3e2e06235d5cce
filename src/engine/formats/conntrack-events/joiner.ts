import type { Outcome } from '../format.ts';
import type { Extent } from './flow-words.ts';

/** Widths of terminals, for the one case that the words themselves cannot decide. */
const WIDTHS: ReadonlySet<number> = new Set([80, 100, 120, 132, 160, 200]);

/**
 * Joins records that have no mark at their end (`dport=80` may be all, or go on as `8080` in the next line): each is kept
 * open until the line after it is seen. That line is joined where both together are one record, and where the lengths fit
 * a terminal: all pieces but the last are equally wide.
 */
export class Joiner<Record> {
  #before = '';
  #first = 0;
  #wasWhole = false;
  /** The width at which a line was seen broken for certain. */
  #width = 0;
  /** A record joined from pieces of which the last is as wide as the others: it may go on, or that was all. */
  #held: { readonly text: string; readonly record: Record } | null = null;
  /** What is left of the pieces of a record that was all. */
  #rest = '';

  /**
   * What to answer for `text`, a record that goes as far as `extent`: `read` where it is all there, `more` where it may go
   * on, `refused` where it is none. With `whole` nothing can follow.
   */
  decide(text: string, extent: Extent, whole: boolean, record: Record): Outcome {
    const before = this.#before;
    this.#before = '';
    const joins = before !== '' && text.length > before.length && text.startsWith(before);
    // Where the next line does not fit, what was joined before it is still held.
    if (whole || extent === 'none') return extent === 'whole' ? 'read' : 'refused';
    if (!joins) {
      this.#held = null;
      this.#first = text.length;
      this.#wasWhole = extent === 'whole';
      return this.#keep(text);
    }
    const piece = text.slice(before.length);
    // A blank at the end of a piece may be gone.
    const full = piece.length >= this.#first - 1;
    if (extent === 'cut') return full ? this.#keep(text) : 'refused';
    // A bare number below a whole record: its last digits, or what another command printed.
    if (this.#wasWhole && /^\d{1,12}$/.test(piece) && !this.#isWidth(this.#first)) return 'refused';
    this.#width = this.#first;
    this.#held = full ? { text, record } : null;
    return full ? this.#keep(text) : 'read';
  }

  /**
   * Takes a piece that is offered once more since nothing fitted behind it: gives the record that was whole with the last piece,
   * and passes its other pieces over. null for any other line.
   */
  resume(piece: string): { readonly record: Record } | 'noise' | null {
    const held = this.#held;
    this.#held = null;
    if (held?.text.startsWith(piece)) {
      this.#rest = held.text.slice(piece.length);
      return held;
    }
    if (this.#rest === '' || !this.#rest.startsWith(piece)) return null;
    this.#rest = this.#rest.slice(piece.length);
    return 'noise';
  }

  /** Whether `text` is a whole record with the beginning of another behind it, which `pattern` knows. */
  beginsAnother(text: string, pattern: RegExp): boolean {
    const before = this.#before;
    return (
      before !== '' && this.#wasWhole && text.startsWith(before) && pattern.test(text.slice(before.length))
    );
  }

  #keep(text: string): Outcome {
    this.#before = text;
    return 'more';
  }

  #isWidth(length: number): boolean {
    return this.#width > 0 ? length === this.#width : WIDTHS.has(length);
  }
}
