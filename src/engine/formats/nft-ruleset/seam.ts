import type { ElementScan } from './elements.ts';
import { beginsRule } from './words.ts';

/** A terminal has at least so many columns: a line that it broke off is not shorter. */
const NARROWEST = 72;

/** The last line, and what tells whether the next one is the rest of it. */
export class Seam {
  /** Whether the rules of this listing are indented: only then a line that is not may be the rest of another. */
  indented = false;
  /** The last line; how wide it is, is only asked where the next one may be the rest of it. */
  #lastText = '';
  #lastFrom = 0;
  #lastTo = 0;
  /** Whether its rule was left open. */
  open = false;
  /** Whether the last line was a rule of the present chain: only that can go on. */
  afterRule = false;
  /** The widest line of a rule that is open, in bytes: where every line was cut, it was cut there. */
  cutAt = 0;

  remember(text: string, from: number, to: number): void {
    this.#lastText = text;
    this.#lastFrom = from;
    this.#lastTo = to;
  }

  /** Whether a terminal may have broken the last line. */
  get #isWide(): boolean {
    return columns(this.#lastText, this.#lastFrom, this.#lastTo) >= NARROWEST;
  }

  /** Whether a line is the second half of the rule before. */
  isRest(text: string, from: number, first: number, last: number): boolean {
    const looksLikeRest = (this.indented && first === from) || (this.open && !beginsRule(text, first, last));
    return looksLikeRest && this.#isWide;
  }

  /** `} accept`, or a `}` without the indentation that the end of a chain has. */
  isRestWithBrace(from: number, first: number, last: number): boolean {
    return this.#isWide && (last - first > 1 || (this.indented && first === from));
  }

  /** Whether a line of a list that ends in neither comma nor brace is the half of a broken one. */
  mayBeElement(text: string, from: number, first: number, scan: ElementScan): boolean {
    if (scan.within) return this.#isWide;
    return (
      first > from && /^["\d@*]|^[\da-f]{1,4}:|^[a-z0-9-]{1,20} [.:] /.test(text.slice(first, first + 24))
    );
  }
}

/** Columns that a line takes on a terminal: a tab goes to the next eighth. */
function columns(text: string, from: number, to: number): number {
  let width = 0;
  for (let at = from; at < to; at++) width = text.charCodeAt(at) === 9 ? (width + 8) & ~7 : width + 1;
  return width;
}
