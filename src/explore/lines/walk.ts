import type { Paste } from '../../engine/paste.ts';
import { type LineIndex, markBefore } from './line-index.ts';

/** Bytes fetched at once. */
const BLOCK = 262_144;

/** A line as bytes. */
export interface RawLine {
  readonly number: number;
  /** Bytes of the paste; the line end not included. */
  readonly start: number;
  readonly end: number;
  /** The line, or as much of its start as was to be kept. */
  readonly bytes: Uint8Array;
}

/**
 * The lines from one on, in order, each with its first `keep` bytes at least where it has so many. A line longer than a block
 * is not read to its end: the index knows where the next one begins.
 */
export async function* linesFrom(
  paste: Paste,
  index: LineIndex,
  first: number,
  keep: number,
  signal: AbortSignal,
): AsyncGenerator<RawLine> {
  const mark = markBefore(index, first);
  let number = index.numbers[mark] ?? 1;
  let start = index.offsets[mark] ?? 0;
  let block = await fetchBlock(paste, start, 0);
  while (number <= index.lines) {
    signal.throwIfAborted();
    let end = lineEnd(block, start, index);
    if (end < 0 && block.from < start) {
      block = await fetchBlock(paste, start, 0);
      end = lineEnd(block, start, index);
    }
    const next = end < 0 ? beginOf(index, number + 1) : end + widthOf(index);
    if (end < 0) end = number < index.lines ? next - widthOf(index) : await endOfLast(paste, index);
    if (number >= first) {
      if (block.to < Math.min(end, start + keep)) block = await fetchBlock(paste, start, keep);
      const from = start - block.from;
      const kept = Math.min(end, start + Math.max(keep, 0), block.to) - block.from;
      yield { number, start, end, bytes: block.bytes.subarray(from, Math.max(from, kept)) };
    }
    number++;
    start = next;
    if (start >= block.to && number <= index.lines) block = await fetchBlock(paste, start, 0);
  }
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

async function fetchBlock(paste: Paste, from: number, atLeast: number): Promise<Block> {
  const to = Math.min(paste.size, from + Math.max(BLOCK, atLeast));
  return { from, to, bytes: new Uint8Array(await paste.slice(from, to).arrayBuffer()) };
}

/** Where the line that begins at `start` ends; -1 where the block does not tell. */
function lineEnd({ bytes, from, to }: Block, start: number, { encoding, size }: LineIndex): number {
  if (encoding === 'utf-8') {
    const at = bytes.indexOf(10, start - from);
    return at >= 0 ? from + at : to >= size ? size : -1;
  }
  const little = encoding === 'utf-16le';
  for (let at = start - from; at + 1 < bytes.length; at += 2) {
    if (bytes[at] === (little ? 10 : 0) && bytes[at + 1] === (little ? 0 : 10)) return from + at;
  }
  return to >= size ? size : -1;
}

/** A line longer than a block is longer than a step: the one behind it is marked, or there is none. */
function beginOf(index: LineIndex, line: number): number {
  if (line > index.lines) return index.size;
  const mark = markBefore(index, line);
  return index.numbers[mark] === line ? (index.offsets[mark] as number) : index.size;
}

/** The last line, too long to be read, ends before the line end of the paste where that has one. */
async function endOfLast(paste: Paste, index: LineIndex): Promise<number> {
  const start = index.size - widthOf(index);
  const last = await fetchBlock(paste, start, 0);
  return lineEnd(last, start, index);
}

function widthOf({ encoding }: LineIndex): number {
  return encoding === 'utf-8' ? 1 : 2;
}
