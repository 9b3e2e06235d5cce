import type { Line } from './line.ts';

/** `sort | uniq -c`, `uniq -cd`, `uniq --count`: the words that end a command line which counts equal lines. */
const COUNTS =
  /\|\s{0,8}uniq(?:\s{1,4}--?[a-z][\w=-]{0,20}){0,4}?\s{1,4}(?:-[a-bd-zD]{0,4}c[a-zD]{0,4}|--count)(?=[\s|;)}&]|$)/;
/** `%7d `, then the line (coreutils src/uniq.c, writeline); busybox prints the same. */
const COUNT = /^\s{0,12}(\d{1,9})(?: |$)/;

/** Whether a command counts equal lines with `uniq -c`: then a number stands in front of each line. */
export function countsLines(command: string | null): boolean {
  return command !== null && command.length < 4000 && COUNTS.test(command);
}

/** The number that `uniq -c` put in front of a line, and how many characters it takes; null for another line. */
export function readCount(text: string): { readonly count: number; readonly length: number } | null {
  const found = COUNT.exec(text);
  return found ? { count: Number(found[1]), length: found[0].length } : null;
}

/** The same line without its first `length` characters; places stay those of the paste. */
export function behind(line: Line, length: number): Line {
  const text = line.text.slice(length);
  return {
    ...line,
    text,
    place: (from, to) =>
      from === undefined ? line.place() : line.place(from + length, (to ?? text.length) + length),
  };
}
