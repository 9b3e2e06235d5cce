import type { Encoding } from './model/analysis.ts';
import type { Evidence } from './model/finding.ts';
import type { Place } from './model/place.ts';
import type { Paste } from './paste.ts';
import { clean } from './text/clean.ts';
import { decodeUtf8 } from './text/decode.ts';

/** A line is quoted up to so many characters. */
const MAX_QUOTE = 500;

/**
 * Fetches the text of places from the paste, as it reads without colour codes. The paste itself is never
 * held: only these lines are read again.
 */
export class Quoter {
  readonly #paste: Paste;
  readonly #encoding: Encoding;
  readonly #lines = new Map<number, Promise<{ text: string; byteAt: (at: number) => number }>>();

  constructor(paste: Paste, encoding: Encoding) {
    this.#paste = paste;
    this.#encoding = encoding;
  }

  async quote(place: Place): Promise<Evidence> {
    const { text, byteAt } = await this.#line(place);
    const shown = text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text;
    if (!place.mark) return { ...place, text: shown, highlight: null };
    const from = characterAt(byteAt, place.mark.start - place.span.start, shown.length);
    const to = characterAt(byteAt, place.mark.end - place.span.start, shown.length);
    return { ...place, text: shown, highlight: to > from ? { from, to } : null };
  }

  #line(place: Place) {
    const { start, end } = place.span;
    let line = this.#lines.get(start);
    if (!line) {
      line = this.#read(start, Math.min(end, start + MAX_QUOTE * 8));
      this.#lines.set(start, line);
    }
    return line;
  }

  async #read(start: number, end: number) {
    const bytes = new Uint8Array(await this.#paste.slice(start, end).arrayBuffer());
    if (this.#encoding === 'utf-8') return clean(decodeUtf8(bytes));
    return clean({ text: new TextDecoder(this.#encoding).decode(bytes), byteAt: at => at * 2 });
  }
}

/** The first character that begins at or after a byte; the map only ever grows. */
export function characterAt(byteAt: (at: number) => number, byte: number, length: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byteAt(middle) < byte) low = middle + 1;
    else high = middle;
  }
  return low;
}
