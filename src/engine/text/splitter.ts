import type { Encoding } from '../model/analysis.ts';
import { clean } from './clean.ts';
import { type Decoded, decodeUtf8 } from './decode.ts';
import { type MappedLine, makeLine } from './line.ts';

/** A line longer than this is cut: no tool prints one, and memory stays bounded. */
export const MAX_LINE_BYTES = 65536;

/** Takes lines; the fast way through `block` is only tried where this has one. */
export interface LineSink {
  line(line: MappedLine): void;
  /** Offers whole lines as raw bytes; says how many bytes and lines were taken. */
  block(
    bytes: Uint8Array,
    from: number,
    to: number,
    offset: number,
    firstLine: number,
  ): { bytes: number; lines: number };
}

/**
 * Cuts a stream of byte chunks into lines. Holds at most one line; a chunk may end anywhere, also within a
 * character.
 */
export class LineSplitter {
  /** Lines passed on so far. */
  lines = 0;
  /** Bytes of the paste before the ones not yet passed on. */
  #offset: number;
  #rest = new Uint8Array(0);
  /** Bytes of an overlong line that were thrown away behind its first part. */
  #skipped = 0;
  readonly #sink: LineSink;
  readonly #encoding: Encoding;

  constructor(sink: LineSink, encoding: Encoding, offset: number) {
    this.#sink = sink;
    this.#encoding = encoding;
    this.#offset = offset;
  }

  push(chunk: Uint8Array): void {
    if (this.#encoding !== 'utf-8') this.#pushLines(this.#withRest(chunk), this.#findWide);
    else this.#pushLines(this.#joinFirst(chunk), this.#find);
  }

  /** Passes on the last line, which need not have an end. */
  end(): void {
    if (this.#rest.length + this.#skipped > 0) this.#emit(this.#rest, 0, this.#rest.length, true);
    this.#rest = new Uint8Array(0);
  }

  /** Completes the line that the chunk before left open, so that the rest can be read where it lies. */
  #joinFirst(chunk: Uint8Array): Uint8Array {
    if (this.#rest.length + this.#skipped === 0) return chunk;
    const newline = chunk.indexOf(10);
    if (newline < 0) {
      this.#keep(chunk);
      return chunk.subarray(chunk.length);
    }
    this.#keep(chunk.subarray(0, newline));
    this.#emit(this.#rest, 0, this.#rest.length);
    this.#offset += 1;
    this.#rest = new Uint8Array(0);
    return chunk.subarray(newline + 1);
  }

  #withRest(chunk: Uint8Array): Uint8Array {
    if (this.#rest.length === 0) return chunk;
    const whole = concat(this.#rest, chunk);
    this.#rest = new Uint8Array(0);
    return whole;
  }

  #pushLines(bytes: Uint8Array, find: (bytes: Uint8Array, from: number) => number): void {
    const end = this.#encoding === 'utf-8' ? bytes.lastIndexOf(10) + 1 : 0;
    let at = 0;
    while (at < bytes.length) {
      if (at < end) {
        const taken = this.#sink.block(bytes, at, end, this.#offset, this.lines + 1);
        at += taken.bytes;
        this.#offset += taken.bytes;
        this.lines += taken.lines;
      }
      const newline = find(bytes, at);
      if (newline < 0) break;
      this.#emit(bytes, at, newline);
      const width = this.#encoding === 'utf-8' ? 1 : 2;
      this.#offset += width;
      at = newline + width;
    }
    if (at < bytes.length) this.#keep(bytes.subarray(at));
  }

  #find(bytes: Uint8Array, from: number): number {
    return bytes.indexOf(10, from);
  }

  /** The newline of UTF-16 text: the byte 10 and a zero, on an even place. */
  readonly #findWide = (bytes: Uint8Array, from: number): number => {
    const [first, second] = this.#encoding === 'utf-16le' ? [10, 0] : [0, 10];
    for (let i = from; i + 1 < bytes.length; i += 2) {
      if (bytes[i] === first && bytes[i + 1] === second) return i;
    }
    return -1;
  };

  #keep(bytes: Uint8Array): void {
    const room = MAX_LINE_BYTES - this.#rest.length;
    const taken = bytes.subarray(0, Math.max(0, room));
    this.#rest = concat(this.#rest, taken);
    this.#skipped += bytes.length - taken.length;
  }

  #emit(bytes: Uint8Array, from: number, to: number, unended = false): void {
    const start = this.#offset;
    const length = to - from + this.#skipped;
    this.#offset += length;
    this.#skipped = 0;
    this.lines += 1;
    const { text, byteAt } = clean(this.#decode(bytes.subarray(from, Math.min(to, from + MAX_LINE_BYTES))));
    const ends = this.#encoding === 'utf-8' && bytes[to - 1] === 13 ? 1 : 0;
    const span = { start, end: start + length - ends };
    this.#sink.line(makeLine(this.lines, span, text, at => start + byteAt(at), unended));
  }

  #decode(bytes: Uint8Array): Decoded {
    if (this.#encoding === 'utf-8') return decodeUtf8(bytes);
    return { text: new TextDecoder(this.#encoding).decode(bytes), byteAt: at => at * 2 };
  }
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
