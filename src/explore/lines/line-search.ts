import type { Paste } from '../../engine/paste.ts';
import { clean } from '../../engine/text/clean.ts';
import { type LineIndex, markBefore } from './line-index.ts';

/** Bytes looked through at a time, at least. */
const PIECE = 1 << 20;
/** A piece holds the end of one line at most that is longer: behind so many bytes it is not looked through. */
const MAX_PIECE = PIECE * 4;
/** Bytes looked through for one answer. */
const MAX_LOOK = 48 << 20;
/** Lines in one answer. */
const MAX_FOUND = 5000;

export interface LineSearch {
  /** What to look for, as it reads; capitals do not matter. */
  readonly text: string;
  /** The line to begin at. */
  readonly from: number;
}

export interface LinesFound {
  /** Numbers of lines, growing. */
  readonly lines: readonly number[];
  /** Where to go on; null where the paste has been looked through. */
  readonly next: number | null;
}

/**
 * The lines that hold a text. An answer is bounded in bytes and in lines, so that whoever asks hears of the first ones soon and can
 * stop: `next` says where to go on.
 */
export async function lineSearch(
  paste: Paste,
  index: LineIndex,
  { text: sought, from }: LineSearch,
  signal: AbortSignal,
): Promise<LinesFound> {
  const wanted = asShown(sought).toLowerCase();
  if (wanted === '' || index.lines === 0) return { lines: [], next: null };
  const decoder = new TextDecoder(index.encoding, { ignoreBOM: true });
  const found: number[] = [];
  let looked = 0;
  let mark = markBefore(index, from);
  while (mark < index.offsets.length) {
    signal.throwIfAborted();
    const first = index.numbers[mark] as number;
    if (looked >= MAX_LOOK) return { lines: found, next: first };
    const { start, end, next } = pieceAt(index, mark);
    const bytes = new Uint8Array(await paste.slice(start, Math.min(end, start + MAX_PIECE)).arrayBuffer());
    const decoded = decoder.decode(bytes);
    const text = isPlain(bytes) ? decoded : asShown(decoded);
    const full = findIn(text.toLowerCase(), wanted, first, from, found);
    if (full) return { lines: found, next: (found.at(-1) as number) + 1 };
    looked += end - start;
    mark = next;
  }
  return { lines: found, next: null };
}

/** Whole lines, from a mark on. */
function pieceAt({ offsets, size }: LineIndex, mark: number): { start: number; end: number; next: number } {
  const start = offsets[mark] as number;
  let next = mark + 1;
  while (next < offsets.length && (offsets[next] as number) - start < PIECE) next++;
  return { start, end: offsets[next] ?? size, next };
}

/** Adds the lines of a piece that hold what is wanted, each once. True where there is room for no more. */
function findIn(text: string, wanted: string, first: number, from: number, found: number[]): boolean {
  let line = first;
  let begin = 0;
  for (let at = text.indexOf(wanted); at >= 0; ) {
    let end = text.indexOf('\n', begin);
    while (end >= 0 && end < at) {
      line++;
      begin = end + 1;
      end = text.indexOf('\n', begin);
    }
    if (line >= from) found.push(line);
    if (found.length >= MAX_FOUND) return true;
    if (end < 0) return false;
    at = text.indexOf(wanted, end + 1);
  }
  return false;
}

/** Whether bytes are nothing but ASCII that is shown as it stands; as most pastes are, and much faster told than by a pattern. */
function isPlain(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte >= 0x20 ? byte >= 0x7f : byte !== 9 && byte !== 10 && !(byte === 13 && bytes[at + 1] === 10))
      return false;
  }
  return true;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNCLEAN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00a0\u200b\u2007\u2028\u2029\u202f\ufeff]|\r(?!\n)/;

/** Lines as they are shown: a word that a colour begins in is found. */
function asShown(text: string): string {
  if (!UNCLEAN.test(text)) return text;
  return text
    .split('\n')
    .map(line => clean({ text: line, byteAt: at => at }).text)
    .join('\n');
}
