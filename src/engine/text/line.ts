import type { Place, Span } from '../model/place.ts';

/**
 * A line as a reader sees it: decoded, without colour codes and quote marks, and still able to say which
 * bytes of the paste any part of it came from.
 */
export interface Line {
  /** The number of the line in the paste; the first is 1. */
  readonly number: number;
  /** The whole line in the paste, marks and colours included, the line end not. */
  readonly span: Span;
  readonly text: string;
  /** True for the last line of a paste where no line end stands behind it: it may break off within a word. */
  readonly unended?: boolean;
  /** The place of the line; with `from` and `to` (characters of `text`) also that part of it. */
  place(from?: number, to?: number): Place;
}

/** Says for each character of a line's text at which byte of the paste it begins; one more for the end. */
export type ByteMap = (character: number) => number;

export function makeLine(
  number: number,
  span: Span,
  text: string,
  byteAt: ByteMap,
  unended = false,
): MappedLine {
  return {
    unended,
    number,
    span,
    text,
    byteAt,
    place(from, to) {
      if (from === undefined) return { line: number, span };
      return { line: number, span, mark: { start: byteAt(from), end: byteAt(to ?? text.length) } };
    },
  };
}

export interface MappedLine extends Line {
  readonly byteAt: ByteMap;
}

/** The same line without its first `count` characters (a quote mark, a gutter). */
export function dropStart(line: MappedLine, count: number): MappedLine {
  return makeLine(
    line.number,
    line.span,
    line.text.slice(count),
    at => line.byteAt(at + count),
    line.unended,
  );
}

/** Joins a line with the one that a terminal broke off it. */
export function joinLines(first: MappedLine, second: MappedLine): MappedLine {
  const cut = first.text.length;
  const span = { start: first.span.start, end: second.span.end };
  const byteAt = (at: number) => (at < cut ? first.byteAt(at) : second.byteAt(at - cut));
  return makeLine(first.number, span, first.text + second.text, byteAt, second.unended);
}
