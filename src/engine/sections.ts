import { detect, partiality } from './detect.ts';
import type { Format, Reader } from './formats/format.ts';
import type { Partiality, Section } from './model/document.ts';
import type { Place } from './model/place.ts';
import { dropIndent, indentOf, ManifestTexts, readGutter, straighten, unquote } from './text/clothes.ts';
import { isElision } from './text/elision.ts';
import { dropStart, joinLines, type MappedLine } from './text/line.ts';
import { isMarkup, readPrompt } from './text/prompt.ts';
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
  /** Blanks in front of its first line that do not belong to the output. */
  readonly indent: number;
  /** Whether quote marks, numbers or blanks stand in front of its lines. */
  readonly dressed: boolean;
}

/** A line with a number in front that may be an editor's. */
interface Gutter {
  readonly line: MappedLine;
  readonly number: number;
  /** False for the first of them: one number alone proves nothing. */
  readonly sure: boolean;
}

/** A line that begins an output, but not so surely that it breaks off another one: `Total: 180` of `ss -s`. */
interface Weak {
  readonly line: MappedLine;
  readonly indent: number;
  readonly format: Format;
  readonly reason: string;
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
  #gutter: Gutter | null = null;
  readonly #manifest = new ManifestTexts();
  /** A line that may begin another output, if the next one says so as well. */
  #weak: Weak | null = null;
  /** Whether the lines above the next section were left out. */
  #elided = false;
  /** Whether the line that is being read is quoted. */
  #quoted = false;
  /** The word that ends the here-document in which the paste is. */
  #hereDocument: string | null = null;

  constructor(unread: (unread: Unread) => void) {
    this.#unread = unread;
  }

  /** Whether a section is being read: what progress may count. */
  get reading(): boolean {
    return this.#open !== null;
  }

  block(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number) {
    const open = this.#open;
    // What stands around the lines is only taken off on the other way.
    if (!open?.reader.block || open.dressed || this.#wrapped.length > 0) return { bytes: 0, lines: 0 };
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
    this.#takeCounted(null);
    this.#giveUpGutter();
    this.#giveUpWeak();
    this.#close();
  }

  /** The line above begins another output where this one is a line of that output for sure. */
  #takeWeak(line: MappedLine): void {
    const weak = this.#weak;
    if (!weak) return;
    const best = detect(dropIndent(line, weak.indent).text, { command: this.#command });
    if (weak.line.number + 1 !== line.number || best?.format !== weak.format || best.score < BREAKS_OFF) {
      this.#giveUpWeak();
      return;
    }
    this.#weak = null;
    this.#close();
    this.#start(weak.format, weak.reason, weak.line, weak.indent);
  }

  #giveUpWeak(): void {
    const weak = this.#weak;
    this.#weak = null;
    if (weak) this.#unreadLine(weak.line);
  }

  #wholeLine(quoted: MappedLine): void {
    const line = unquote(quoted);
    this.#quoted = line !== quoted;
    if (this.#isInput(line)) return;
    this.#takeCounted(line);
    this.#takeWeak(line);
    if (this.#manifest.holds(line.text)) {
      if (line.text.trim() !== '') this.#unreadLine(line);
      return;
    }
    const kept = this.#open?.reader.keeps?.(line.text) ?? false;
    if (!kept && isMarkup(line.text)) {
      // A blank line ends nothing: `conntrack -S` piped through a chat tool has them between its lines.
      if (line.text.trim() !== '') this.#close();
    } else if (!kept && isElision(line.text)) {
      if (this.#open) this.#open.partial ??= 'elision';
      else this.#elided = true;
    } else if (this.#readNumbered(line)) {
      return;
    } else if (this.#read(line)) {
      this.#giveUpGutter();
    } else {
      this.#refuse(line);
    }
  }

  /** What a person typed into a here-document is no output: `iptables-restore <<EOF`. */
  #isInput(line: MappedLine): boolean {
    if (this.#hereDocument === null) return false;
    if (line.text.trim() === this.#hereDocument) this.#hereDocument = null;
    return true;
  }

  /** Reads what stands behind an editor's number; lists it as unread where nothing can. */
  #readOrRefuse(line: MappedLine): void {
    if (line.text.trim() === '' || this.#read(line)) return;
    this.#weak = null;
    this.#unreadLine(line);
  }

  /** Reads a line as it stands, or else with straight quotes and dashes, or without its indentation. */
  #read(line: MappedLine): boolean {
    const read = this.#readDressed(line);
    if (read) this.#weak = null;
    return read;
  }

  #readDressed(line: MappedLine): boolean {
    const indent = this.#open?.indent ?? 0;
    const dropped = dropIndent(line, indent);
    if (indent > 0 && this.#readPlain(dropped, indent)) return true;
    // No text is offered twice: most lines of a paste that nobody reads have none of these clothes.
    if ((indent === 0 || dropped !== line) && this.#readPlain(line, 0)) return true;
    const straight = straighten(line);
    if (straight && this.#readPlain(straight, 0)) return true;
    const blanks = indentOf(line.text);
    return blanks > indent && this.#readPlain(dropStart(line, blanks), blanks);
  }

  #readPlain(line: MappedLine, indent: number): boolean {
    if (this.#takePrompt(line)) return true;
    const outcome = this.#offer(line, false);
    if (outcome === 'refused') return this.#begin(line, indent);
    if (outcome === 'more') this.#wrapped = [line];
    return true;
  }

  /** Within a run of numbered lines: reads what stands behind the number. */
  #readNumbered(line: MappedLine): boolean {
    const gutter = this.#gutter;
    if (!gutter?.sure || gutter.line.number + 1 !== line.number) return false;
    const here = readGutter(line.text);
    if (here?.number !== gutter.number + 1) return false;
    this.#gutter = { line, number: here.number, sure: true };
    const inner = dropStart(line, here.length);
    this.#readOrRefuse(inner);
    return true;
  }

  /**
   * Nothing reads this line. Where it begins with a number, and the next one with the next number and cannot be read
   * either, then the numbers are those of an editor, and are taken off.
   */
  #refuse(line: MappedLine): void {
    if (this.#weak) {
      this.#giveUpGutter();
      return;
    }
    const here = readGutter(line.text);
    const before = this.#gutter;
    const follows =
      here && before && here.number === before.number + 1 && line.number === before.line.number + 1;
    if (!follows) {
      this.#giveUpGutter();
      if (here) this.#gutter = { line, number: here.number, sure: false };
      else this.#unreadLine(line);
      return;
    }
    this.#gutter = { ...before, sure: true };
    if (!before.sure) {
      const first = dropStart(before.line, readGutter(before.line.text)?.length ?? 0);
      this.#readOrRefuse(first);
    }
    this.#readNumbered(line);
  }

  /** The run of numbered lines is over; a single one was none, and is unread. */
  #giveUpGutter(): void {
    const gutter = this.#gutter;
    this.#gutter = null;
    if (gutter && !gutter.sure) this.#unreadLine(gutter.line);
  }

  /** A number before a rule, and no next number in the next line: it is no editor's but a count of `uniq -c`. */
  #takeCounted(next: MappedLine | null): void {
    const gutter = this.#gutter;
    if (!gutter || gutter.sure || !/^\s{0,12}\d{1,9} -A \S/.test(gutter.line.text)) return;
    if (next && readGutter(next.text)?.number === gutter.number + 1) return;
    if (this.#begin(gutter.line, 0, true)) this.#gutter = null;
  }

  #unreadLine(line: MappedLine): void {
    this.#elided = false;
    this.#unread({ line: line.place(), within: this.#open?.format.id ?? null });
  }

  #takePrompt(line: MappedLine): boolean {
    const prompt = readPrompt(line.text);
    if (!prompt) return false;
    this.#close();
    this.#elided = false;
    this.#manifest.end();
    this.#host = prompt.host ?? this.#host;
    this.#command = prompt.command;
    this.#hereDocument = hereDocument(prompt.command);
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
      const { format, reason, indent } = open;
      this.#close();
      this.#start(format, reason, line, indent);
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

  /** Finds the format that a line begins; false where there is none. */
  #begin(line: MappedLine, indent: number, counted = false): boolean {
    const best = detect(line.text, { command: this.#command, counted });
    if (!best || best.score < BEGINS) return false;
    if (this.#open && best.score < BREAKS_OFF) {
      if (best.format !== this.#open.format) this.#weak = { line, indent, ...best };
      return false;
    }
    this.#close();
    this.#start(best.format, best.reason, line, indent);
    return true;
  }

  #start(format: Format, reason: string, line: MappedLine, indent: number): void {
    const reader = format.open({ command: this.#command });
    const narrowed = this.#command === null ? null : partiality(this.#command, format);
    const partial = narrowed ?? (this.#elided ? 'elision' : null);
    this.#elided = false;
    const first = this.#prompt ?? line;
    const dressed = indent > 0 || this.#quoted || this.#gutter?.sure === true;
    this.#open = { format, reader, reason, first, last: first.place(), partial, taken: [], indent, dressed };
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
    if (outcome === 'more' && pieces.length < (this.#open?.format.pieces ?? MAX_JOINED)) {
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

/** `iptables-restore <<EOF`, `cat <<-'END' | kubectl apply -f -`: the word that ends what was typed. */
function hereDocument(command: string | null): string | null {
  return command === null ? null : (/<<-?\s?["']?([A-Za-z_]\w{0,40})["']?/.exec(command)?.[1] ?? null);
}
