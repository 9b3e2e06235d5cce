/** A run of bytes in the original paste; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Where something stands in the paste: the line (the first is 1), that line's bytes, and, where only a part
 * of the line matters, the bytes of that part. A line that was joined from several wrapped ones has the
 * number of the first and the bytes of all of them.
 */
export interface Place {
  readonly line: number;
  readonly span: Span;
  readonly mark?: Span;
}
