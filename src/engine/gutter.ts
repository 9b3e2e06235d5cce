import { readGutter } from './text/clothes.ts';
import { dropStart, type MappedLine } from './text/line.ts';

/** A line with a number in front that may be an editor's. */
interface Numbered {
  readonly line: MappedLine;
  readonly number: number;
  /** False for the first of them: one number alone proves nothing. */
  readonly sure: boolean;
}

/** What is done with lines while their numbers are looked at. */
export interface GutterSink {
  /** Reads what stands behind a number. */
  behind(line: MappedLine): void;
  /** A number that is none of an editor's, in a line that nothing reads. */
  unread(line: MappedLine): void;
  /** A line that begins with a count of `uniq -c`; false where it does not. */
  counted(line: MappedLine): boolean;
}

/**
 * The numbers that an editor or `cat -n` puts in front of lines. Where a line that nothing reads begins with a number, and the next one
 * with the next number and cannot be read either, then the numbers are taken off as long as they go on.
 */
export class Gutter {
  #last: Numbered | null = null;
  readonly #sink: GutterSink;

  constructor(sink: GutterSink) {
    this.#sink = sink;
  }

  /** Whether lines are being read without their numbers. */
  get sure(): boolean {
    return this.#last?.sure === true;
  }

  /** Within a run of numbered lines: reads what stands behind the number. */
  follow(line: MappedLine): boolean {
    const last = this.#last;
    if (!last?.sure || last.line.number + 1 !== line.number) return false;
    const here = readGutter(line.text);
    if (here?.number !== last.number + 1) return false;
    this.#last = { line, number: here.number, sure: true };
    this.#sink.behind(dropStart(line, here.length));
    return true;
  }

  /** Takes a line that nothing reads: it may be numbered. */
  refused(line: MappedLine): void {
    const here = readGutter(line.text);
    const before = this.#last;
    const follows =
      here && before && here.number === before.number + 1 && line.number === before.line.number + 1;
    if (!follows) {
      this.giveUp();
      if (here) this.#last = { line, number: here.number, sure: false };
      else this.#sink.unread(line);
      return;
    }
    this.#last = { ...before, sure: true };
    if (!before.sure) this.#sink.behind(dropStart(before.line, readGutter(before.line.text)?.length ?? 0));
    this.follow(line);
  }

  /** The run of numbered lines is over; a single one was none, and is unread. */
  giveUp(): void {
    const last = this.#last;
    this.#last = null;
    if (last && !last.sure) this.#sink.unread(last.line);
  }

  /** A number before a rule, and no next number in the next line: it is no editor's but a count of `uniq -c`. */
  takeCounted(next: MappedLine | null): void {
    const last = this.#last;
    if (!last || last.sure || !/^\s{0,12}\d{1,9} -A \S/.test(last.line.text)) return;
    if (next && readGutter(next.text)?.number === last.number + 1) return;
    if (this.#sink.counted(last.line)) this.#last = null;
  }
}
