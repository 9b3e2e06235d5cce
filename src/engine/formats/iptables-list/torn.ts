import type { Document } from '../../model/document.ts';
import type { Line } from '../../text/line.ts';
import type { BlockTaken, Outcome, Reader, SectionStart } from '../format.ts';
import { NO_LINE, tornByWarning } from '../iptables-save/pieces.ts';
import { ListReader } from './reader.ts';

/**
 * Reads a listing, also where a warning stands in the midst of a line: standard error is written at once, standard output when
 * 4,096 bytes are full (seen with 1.8.9). The halves are joined where they make a line of the listing.
 *   ACCEPT     tcp  --  0.0.0.0/0            10.9# Warning: iptables-legacy tables present, use iptables-legacy to see them
 *   6.0.10           tcp dpt:443
 */
export class MendingReader implements Reader {
  readonly #listing: ListReader;
  /** What stands before the warning. */
  #torn: { readonly text: string; readonly line: Line } | null = null;

  constructor(start: SectionStart) {
    this.#listing = new ListReader(start);
  }

  line(line: Line, whole: boolean): Outcome {
    if (this.#torn) return this.#mend(line);
    const torn = tornByWarning(line);
    if (!torn) return this.#listing.line(line, whole);
    this.#listing.line({ ...line, text: torn.notice.text, place: () => torn.notice.place }, true);
    this.#torn = { text: torn.text, line };
    return 'read';
  }

  /** The second half; where it does not fit, the first stands alone, and says that it breaks off. */
  #mend(rest: Line): Outcome {
    const { text, line } = this.#torn as { text: string; line: Line };
    this.#torn = null;
    const fits = !this.#listing.understands(rest.text) && this.#listing.understands(text + rest.text);
    const span = { start: line.span.start, end: fits ? rest.span.end : line.span.end };
    const place = { line: line.number, span };
    const joined = { number: line.number, span, text: fits ? text + rest.text : text, place: () => place };
    this.#listing.line({ ...joined, unended: fits ? rest.unended === true : true }, true);
    return fits || rest === NO_LINE ? 'read' : this.#listing.line(rest, false);
  }

  keeps(text: string): boolean {
    // The newline that the warning stood before.
    return (this.#torn !== null && text.trim() === '') || this.#listing.keeps(text);
  }

  block(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number): BlockTaken {
    return this.#torn ? { bytes: 0, lines: 0 } : this.#listing.block(bytes, from, to, offset, firstLine);
  }

  close(): Document | null {
    if (this.#torn) this.#mend(NO_LINE);
    return this.#listing.close();
  }
}
