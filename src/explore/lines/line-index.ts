import type { Encoding } from '../../engine/model/analysis.ts';
import { chunksOf, type Paste } from '../../engine/paste.ts';
import { SNIFF_BYTES, sniff } from '../../engine/text/decode.ts';

/** Bytes between two marks at least. */
const STEP = 32_768;
/** So many marks at most: a paste of 2 GiB still has one every 32 KiB. */
const MAX_MARKS = 65_536;

/**
 * Where the lines of a paste begin: the first that begins a step or more behind the mark before it, so that what is held
 * does not grow with the lines. A line longer than a step is followed by a mark, and need never be read to its end.
 */
export interface LineIndex {
  readonly encoding: Encoding;
  /** Lines of the paste, counted as the analysis counts them. */
  readonly lines: number;
  /** Bytes of the paste. */
  readonly size: number;
  /** Numbers of the marked lines, growing; empty only where there is no line. */
  readonly numbers: readonly number[];
  /** Where each marked line begins. */
  readonly offsets: readonly number[];
}

/** Reads the paste once, from its first byte to its last. Rejects where the signal ends it. */
export async function indexLines(paste: Paste, encoding: Encoding, signal?: AbortSignal): Promise<LineIndex> {
  const marks = new Marks(await skipOf(paste), paste.size);
  const scan = encoding === 'utf-8' ? scanNarrow(marks) : scanWide(marks, encoding);
  let offset = 0;
  for await (const chunk of chunksOf(paste)) {
    signal?.throwIfAborted();
    scan(chunk, offset);
    offset += chunk.length;
  }
  return { encoding, size: paste.size, ...marks.end() };
}

/** The last mark at or before a line. */
export function markBefore({ numbers }: LineIndex, line: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] as number) <= line) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The length of the byte order mark. */
async function skipOf(paste: Paste): Promise<number> {
  const sniffed = sniff(new Uint8Array(await paste.slice(0, SNIFF_BYTES).arrayBuffer()));
  return 'not' in sniffed ? 0 : sniffed.skip;
}

class Marks {
  readonly #numbers = [1];
  readonly #offsets: number[];
  readonly #size: number;
  readonly #step: number;
  #ended = 0;
  #start: number;

  constructor(skip: number, size: number) {
    this.#offsets = [skip];
    this.#start = skip;
    this.#size = size;
    this.#step = Math.max(STEP, Math.ceil(size / MAX_MARKS));
  }

  /** A line ended; the next one begins at `start`. */
  line(start: number): void {
    this.#ended++;
    this.#start = start;
    if (start - (this.#offsets.at(-1) as number) < this.#step) return;
    this.#numbers.push(this.#ended + 1);
    this.#offsets.push(start);
  }

  /** Behind the last line end there is a line only where there is a byte. */
  end(): Pick<LineIndex, 'lines' | 'numbers' | 'offsets'> {
    if (this.#start < this.#size) this.#ended++;
    else if ((this.#numbers.at(-1) as number) > this.#ended) {
      this.#numbers.pop();
      this.#offsets.pop();
    }
    return { lines: this.#ended, numbers: this.#numbers, offsets: this.#offsets };
  }
}

type Scan = (chunk: Uint8Array, offset: number) => void;

function scanNarrow(marks: Marks): Scan {
  return (chunk, offset) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) marks.line(offset + at + 1);
  };
}

/** A line end of UTF-16 is a pair on an even place; a chunk may end within it. */
function scanWide(marks: Marks, encoding: Encoding): Scan {
  const little = encoding === 'utf-16le';
  let held = 0;
  return (chunk, offset) => {
    for (let at = 1 - (offset & 1); at < chunk.length; at += 2) {
      const first = at > 0 ? (chunk[at - 1] as number) : held;
      const second = chunk[at] as number;
      if (little ? first === 10 && second === 0 : first === 0 && second === 10) marks.line(offset + at + 1);
    }
    held = chunk[chunk.length - 1] ?? held;
  };
}
