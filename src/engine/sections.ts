import type { Detection, Format, Reader } from './formats/format.ts';
import { FORMATS } from './formats/index.ts';
import type { Partiality, Section } from './model/document.ts';
import type { Place } from './model/place.ts';
import { isFiltered } from './text/command.ts';
import { dropStart, joinLines, type MappedLine } from './text/line.ts';
import { isElision, isMarkup, readPrompt } from './text/prompt.ts';
import type { LineSink } from './text/splitter.ts';

/** A line must look at least this much like a format to begin a section. */
const BEGINS = 0.5;
/** And this much to break off a section that cannot read it. */
const BREAKS_OFF = 0.8;
/** A terminal breaks a long entry into so many lines at most that are joined again. */
const MAX_JOINED = 8;

/** A line that nothing could read, and the output in whose midst it stands. */
export interface Unread {
  readonly line: Place;
  readonly within: Section['format'] | null;
}

interface Open {
  readonly format: Format;
  readonly reader: Reader;
  readonly reason: string;
  readonly first: MappedLine;
  last: Place;
  partial: Partiality | null;
  /** What was taken so far, kept only while it may still turn out to be nothing. */
  readonly taken: Place[];
}

/**
 * Puts lines together to sections: a prompt with a command, a change of shape, or the start of another run
 * ends one and begins the next. Which format reads a line depends on the line and the command above it
 * alone, not on the order of the formats.
 */
export class SectionReader implements LineSink {
  readonly sections: Section[] = [];
  readonly #unread: (unread: Unread) => void;
  #host: string | null = null;
  #command: string | null = null;
  /** The line of the prompt, until its output begins. */
  #prompt: MappedLine | null = null;
  #open: Open | null = null;
  #wrapped: MappedLine[] = [];

  constructor(unread: (unread: Unread) => void) {
    this.#unread = unread;
  }

  /** Whether a section is being read: what progress may count. */
  get reading(): boolean {
    return this.#open !== null;
  }

  block(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number) {
    const open = this.#open;
    if (!open?.reader.block || this.#wrapped.length > 0) return { bytes: 0, lines: 0 };
    const taken = open.reader.block(bytes, from, to, offset, firstLine);
    if (taken.lines > 0) {
      const end = offset + taken.bytes;
      open.last = { line: firstLine + taken.lines - 1, span: { start: end - 1, end: end - 1 } };
    }
    return taken;
  }

  line(line: MappedLine): void {
    if (this.#wrapped.length > 0) this.#lineAfterWrapped(line);
    else this.#wholeLine(line);
  }

  end(): void {
    this.#giveUpWrapped();
    this.#close();
  }

  #wholeLine(line: MappedLine): void {
    if (isMarkup(line.text)) {
      // A blank line ends nothing: `conntrack -S` piped through a chat tool has them between its lines.
      if (line.text.trim() !== '') this.#close();
      return;
    }
    if (isElision(line.text)) {
      if (this.#open) this.#open.partial ??= 'elision';
      return;
    }
    const unquoted = unquote(line);
    if (this.#takePrompt(unquoted)) return;
    const outcome = this.#offer(unquoted, false);
    if (outcome === 'more') this.#wrapped = [unquoted];
    else if (outcome === 'refused') this.#begin(unquoted);
  }

  #takePrompt(line: MappedLine): boolean {
    const prompt = readPrompt(line.text);
    if (!prompt) return false;
    this.#close();
    this.#host = prompt.host ?? this.#host;
    this.#command = prompt.command;
    this.#prompt = prompt.command === null ? null : line;
    return true;
  }

  /** Offers a line to the section that is being read. */
  #offer(line: MappedLine, whole: boolean): 'taken' | 'more' | 'refused' {
    const open = this.#open;
    if (!open) return 'refused';
    const outcome = open.reader.line(line, whole);
    if (outcome === 'refused' || outcome === 'more') return outcome;
    if (outcome === 'again') {
      const { format, reason } = open;
      this.#close();
      this.#start(format, reason, line);
      return 'taken';
    }
    this.#took(line);
    return 'taken';
  }

  #took(line: MappedLine): void {
    const open = this.#open as Open;
    open.last = line.place();
    if (open.taken.length < 64) open.taken.push(line.place());
  }

  /** Finds the format that a line begins; without one the line is unread. */
  #begin(line: MappedLine): void {
    const best = detect(line.text, this.#command);
    if (!best || best.score < (this.#open ? BREAKS_OFF : BEGINS)) {
      this.#unread({ line: line.place(), within: this.#open?.format.id ?? null });
      return;
    }
    this.#close();
    this.#start(best.format, best.reason, line);
  }

  #start(format: Format, reason: string, line: MappedLine): void {
    const reader = format.open({ command: this.#command });
    const partial = this.#command === null ? null : partiality(this.#command, format);
    const first = this.#prompt ?? line;
    this.#open = { format, reader, reason, first, last: first.place(), partial, taken: [] };
    this.#prompt = null;
    const outcome = this.#offer(line, false);
    if (outcome === 'more') this.#wrapped = [line];
    else if (outcome === 'refused') this.#unread({ line: line.place(), within: format.id });
  }

  #lineAfterWrapped(line: MappedLine): void {
    const rest = unquote(line);
    if (rest.text.trim() === '') return;
    if (this.#beginsAnew(rest)) {
      this.#giveUpWrapped();
      this.#wholeLine(line);
      return;
    }
    const pieces = [...this.#wrapped, rest];
    this.#wrapped = [];
    const outcome = this.#offer(pieces.reduce(joinLines), false);
    if (outcome === 'more' && pieces.length < MAX_JOINED) {
      this.#wrapped = pieces;
    } else if (outcome !== 'taken') {
      this.#wrapped = pieces.slice(0, -1);
      this.#giveUpWrapped();
      this.#wholeLine(line);
    }
  }

  /** Whether a line cannot be the rest of the one before: a prompt, a fence, or the beginning of another entry. */
  #beginsAnew(line: MappedLine): boolean {
    if (isMarkup(line.text) || isElision(line.text) || readPrompt(line.text)) return true;
    const begins = this.#open?.format.detect(line.text, { command: this.#command });
    return begins != null && begins.score >= BREAKS_OFF;
  }

  /** Takes what looked wrapped as it stands, each piece as a line of its own. */
  #giveUpWrapped(): void {
    const pieces = this.#wrapped;
    this.#wrapped = [];
    for (const piece of pieces) {
      const within = this.#open?.format.id ?? null;
      if (this.#offer(piece, true) !== 'taken') this.#unread({ line: piece.place(), within });
    }
  }

  #close(): void {
    this.#giveUpWrapped();
    const open = this.#open;
    this.#open = null;
    if (!open) return;
    const document = open.reader.close();
    if (document === null) {
      for (const line of open.taken) this.#unread({ line, within: null });
      return;
    }
    this.sections.push({
      format: open.format.id,
      command: this.#command,
      host: this.#host,
      recognisedBy: open.reason,
      firstLine: open.first.number,
      lastLine: open.last.line,
      span: { start: open.first.span.start, end: open.last.span.end },
      partial: open.partial,
      document,
    });
  }
}

/** Why a command prints only a part; its own options before a filter, since they also narrow what it counts. */
function partiality(command: string, format: Format): Partiality | null {
  if (format.narrows?.(command)) return 'options';
  return isFiltered(command) ? 'pipe' : null;
}

/** The format that fits best; two that fit equally well are told apart by name, so that order never counts. */
function detect(text: string, command: string | null): (Detection & { format: Format }) | null {
  let best: (Detection & { format: Format }) | null = null;
  for (const format of FORMATS) {
    const found = format.detect(text, { command });
    if (!found) continue;
    const better =
      !best || found.score > best.score || (found.score === best.score && format.id < best.format.id);
    if (better) best = { ...found, format };
  }
  return best;
}

/** A mail or Markdown quote: `> conntrack -S`. */
function unquote(line: MappedLine): MappedLine {
  const quote = /^(?:\s{0,3}> ?){1,4}/.exec(line.text);
  return quote ? dropStart(line, quote[0].length) : line;
}
