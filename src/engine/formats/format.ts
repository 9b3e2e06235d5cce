import type { Document, FormatId } from '../model/document.ts';
import type { Line } from '../text/line.ts';

/** How a line looks to a format: a score from 0 (not mine) to 1 (nobody else's), and why. */
export interface Detection {
  readonly score: number;
  readonly reason: string;
}

/** What is known of a section before its first line. */
export interface SectionStart {
  /** The command as typed; null where no prompt shows one. */
  readonly command: string | null;
  /** True where a number in front of the first line is known to be no editor's, and nothing else reads the line. */
  readonly counted?: boolean;
}

/**
 * What a reader makes of a line. read: taken. noise: known, holds nothing. again: another run of the same
 * command starts here. more: the grammar shows that a terminal wrapped this line; it is offered again with
 * the next one joined on. refused: not part of this output.
 */
export type Outcome = 'read' | 'noise' | 'again' | 'more' | 'refused';

/** Reads one section. Never throws on what a person pasted. */
export interface Reader {
  /** `whole` is true where nothing can be joined on any more: the reader must not answer `more`. */
  line(line: Line, whole: boolean): Outcome;
  /**
   * The fast way for huge outputs: reads whole lines from raw bytes and says how many bytes and lines it
   * took. It stops before the first line that it is not sure of; that one comes through `line`.
   * `offset` is the place of `from` in the paste, `firstLine` the number of the line there.
   */
  block?(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number): BlockTaken;
  /** Whether `block` knows every byte of what it takes: then no `&gt;` of a copied web page is among it. */
  readonly exact?: boolean;
  /**
   * Whether a line that looks like a rule, a blank line or an elision is a part of this output: the `----------` of a curl format
   * file. It then comes through `line`.
   */
  keeps?(text: string): boolean;
  /** Ends the section; null where what was read is nothing after all: its lines then count as unread. */
  close(): Document | null;
}

export interface BlockTaken {
  readonly bytes: number;
  readonly lines: number;
}

/** One command's output: how to know it, how to read it. */
export interface Format {
  readonly id: FormatId;
  /** Whether this line can begin the output. Looks at nothing but the line and the command above it. */
  detect(text: string, start: SectionStart): Detection | null;
  open(start: SectionStart): Reader;
  /** Whether the command's own options make it print only a part (`-p tcp`). */
  narrows?(command: string): boolean;
  /** Into how many lines one record may be broken, where that is more than a terminal's few: XML laid out by another tool. */
  readonly pieces?: number;
}
