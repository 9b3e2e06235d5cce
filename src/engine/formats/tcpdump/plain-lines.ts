import type { BlockTaken } from '../format.ts';

/** Bytes that are made text at once: few after a line that had to go the slow way, then more and more. */
const LEAST = 4096;
const MOST = 1 << 18;
/** Anything that needs cleaning: colours, wide characters, a carriage return within a line. */
const UNCLEAN = /[^\t\n\r\x20-\x7e]|\r(?!\n)/;
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
      const dirty = text.search(UNCLEAN);
      const limit = dirty < 0 ? text.length : text.lastIndexOf('\n', dirty) + 1;
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
