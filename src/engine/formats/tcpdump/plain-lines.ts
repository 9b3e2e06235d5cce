import type { BlockTaken } from '../format.ts';

/** Bytes that are made text at once: few after a line that had to go the slow way, then more and more. */
const LEAST = 4096;
const MOST = 1 << 18;
const latin1 = new TextDecoder('latin1');

/**
 * A line that ends in a digit just where a terminal of usual width ends may go on: `…, length 1` and `448`. Whether it does, the
 * next line tells.
 */
export function mayBeBroken(text: string): boolean {
  const { length } = text;
  if (length < 80) return false;
  const last = text.charCodeAt(length - 1);
  if (last < 0x30 || last > 0x39) return false;
  return length % 80 === 0 || length % 100 === 0 || length % 120 === 0 || length % 132 === 0;
}

/** Hands out lines of bytes that need no cleaning, as text, without one object a line. */
export class PlainLines {
  #window = LEAST;

  /**
   * Calls `take` with each line, its number counted from 0, and where it begins, counted from `from`; stops before the first
   * that needs cleaning, may be wrapped or blank, or that `take` does not take.
   */
  each(
    bytes: Uint8Array,
    from: number,
    to: number,
    take: (text: string, line: number, at: number) => boolean,
  ): BlockTaken {
    let at = from;
    let lines = 0;
    while (at < to) {
      const end = this.#windowEnd(bytes, at, to);
      if (end <= at) break;
      const text = latin1.decode(bytes.subarray(at, end));
      const dirty = firstUnclean(bytes, at, end);
      const limit = dirty === end ? text.length : text.lastIndexOf('\n', dirty - at) + 1;
      let start = 0;
      while (start < limit) {
        const newline = text.indexOf('\n', start);
        const stop = text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline;
        const line = text.slice(start, stop);
        if (!begins(line) || this.#mayGoOn(text, line, newline) || !take(line, lines, at - from + start))
          break;
        lines++;
        start = newline + 1;
      }
      at += start;
      if (start < text.length) {
        this.#window = LEAST;
        break;
      }
      this.#window = Math.min(this.#window * 2, MOST);
    }
    return { bytes: at - from, lines };
  }

  #windowEnd(bytes: Uint8Array, at: number, to: number): number {
    if (at + this.#window >= to) return to;
    return bytes.lastIndexOf(10, at + this.#window - 1) + 1;
  }

  /** At the end of a window the next line is not known: the slow way sees it. */
  #mayGoOn(text: string, line: string, newline: number): boolean {
    if (!mayBeBroken(line)) return false;
    return text.charCodeAt(newline + 3) !== 0x3a || text.charCodeAt(newline + 6) !== 0x3a;
  }
}

/** Where the first byte stands that needs cleaning: colours, wide characters, a carriage return within a line; `to` without. */
function firstUnclean(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  // Four bytes at once, from the first place that is one of a number of 32 bits.
  const aligned = Math.min(to, from + ((4 - ((bytes.byteOffset + from) & 3)) & 3));
  const count = (to - aligned) >> 2;
  const words = count > 0 ? new Uint32Array(bytes.buffer, bytes.byteOffset + aligned, count) : NO_WORDS;
  for (; at < aligned; at++) if (isUnclean(bytes, at, to)) return at;
  for (let i = 0; i < count; i++, at += 4) {
    const word = words[i] as number;
    // A byte of 0x80 and more, or of 0x7f, or one below 0x20.
    const high = (word + 0x01010101) | word;
    const low = (word - 0x20202020) & ~word;
    if (((high | low) & 0x80808080) === 0) continue;
    for (let j = at; j < at + 4; j++) if (isUnclean(bytes, j, to)) return j;
  }
  for (; at < to; at++) if (isUnclean(bytes, at, to)) return at;
  return to;
}

const NO_WORDS = new Uint32Array(0);

function isUnclean(bytes: Uint8Array, at: number, to: number): boolean {
  const byte = bytes[at] as number;
  if (byte >= 0x20) return byte > 0x7e;
  if (byte === 0x0d) return at + 1 === to || bytes[at + 1] !== 0x0a;
  return byte !== 0x0a && byte !== 0x09;
}

/** Only lines that can be no prompt, fence or quote: they begin with a stamp, `IP`, `ARP` or, for the second line of a packet, blanks and a digit. */
function begins(line: string): boolean {
  const first = line.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return true;
  if (first === 0x49) return line.startsWith('IP');
  if (first === 0x41) return line.startsWith('ARP, ');
  if (first === 0x09) return line.startsWith('0x', 1);
  if (first !== 0x20) return false;
  const inner = line.charCodeAt(4);
  const second = line.charCodeAt(1);
  return (inner >= 0x30 && inner <= 0x39) || (second >= 0x30 && second <= 0x39);
}
