import { partiality } from './detect.ts';
import type { BlockTaken, Format, Outcome } from './formats/format.ts';
import type { Partiality, Section } from './model/document.ts';
import type { Place } from './model/place.ts';
import type { Dress } from './text/dress.ts';
import type { MappedLine } from './text/line.ts';

/** Lines that are remembered in case that all of it turns out to be nothing. */
const REMEMBERED = 64;

/** What is known of a section when its first line was found. */
export interface Beginning {
  readonly format: Format;
  /** Why this format. */
  readonly reason: string;
  readonly host: string | null;
  readonly command: string | null;
  /** The command that opened the shell in which it was typed; null for the first. */
  readonly inside: string | null;
  /** The line of the prompt, or the first of the output. */
  readonly first: MappedLine;
  /** What stands around each of its lines and does not belong to the output; null for nothing. */
  readonly dress: Dress | null;
  /** Whether quote marks, numbers or blanks stand in front of its lines. */
  readonly dressed: boolean;
  /** Whether lines above were left out. */
  readonly elided: boolean;
}

/** A section that is being read. */
export class OpenSection {
  readonly format: Format;
  readonly begun: Beginning;
  readonly #reader: ReturnType<Format['open']>;
  #last: Place;
  #partial: Partiality | null;
  /** What was taken so far, kept only while it may still turn out to be nothing. */
  readonly #taken: Place[] = [];

  constructor(begun: Beginning) {
    const { format, command, first, elided } = begun;
    this.begun = begun;
    this.format = format;
    this.#reader = format.open({ command });
    this.#last = first.place();
    this.#partial = (command === null ? null : partiality(command, format)) ?? (elided ? 'elision' : null);
  }

  /** Whether lines that look like nothing belong to this output. */
  keeps(text: string): boolean {
    return this.#reader.keeps?.(text) ?? false;
  }

  /** Whether nothing but what the reader knows to the last byte is taken as bytes. */
  get exact(): boolean {
    return this.#reader.exact ?? false;
  }

  /** Lines within were left out. */
  elide(): void {
    this.#partial ??= 'elision';
  }

  line(line: MappedLine, whole: boolean): Outcome {
    const outcome = this.#reader.line(line, whole);
    if (outcome === 'read' || outcome === 'noise') {
      this.#last = line.place();
      if (this.#taken.length < REMEMBERED) this.#taken.push(this.#last);
    }
    return outcome;
  }

  /** What stands around the lines is only taken off on the other way. */
  block(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number): BlockTaken {
    if (!this.#reader.block || this.begun.dressed) return { bytes: 0, lines: 0 };
    const taken = this.#reader.block(bytes, from, to, offset, firstLine);
    if (taken.lines > 0) {
      const end = offset + taken.bytes;
      this.#last = { line: firstLine + taken.lines - 1, span: { start: end - 1, end: end - 1 } };
    }
    return taken;
  }

  /** The section, or the lines that were taken where they are nothing after all. */
  close(): Section | readonly Place[] {
    const { format, command, host, inside, reason, first } = this.begun;
    const document = this.#reader.close();
    if (document === null) return this.#taken;
    return {
      format: format.id,
      command,
      ...(inside !== null && { inside }),
      host,
      recognisedBy: reason,
      firstLine: first.number,
      lastLine: this.#last.line,
      span: { start: first.span.start, end: this.#last.span.end },
      partial: this.#partial,
      document,
    };
  }
}
