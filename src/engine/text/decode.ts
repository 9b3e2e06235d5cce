import type { Encoding } from '../model/analysis.ts';
import type { ByteMap } from './line.ts';

/** How much of a paste is looked at to tell text from something else. */
export const SNIFF_BYTES = 8192;

export type Sniffed =
  | { readonly encoding: Encoding; readonly skip: number }
  | { readonly not: 'binary' | 'gzip' };

/**
 * Tells the encoding from the first bytes: a byte order mark, the zero bytes of UTF-16 text, or else UTF-8.
 * Bytes that no terminal prints make it `binary`. `skip` is the length of the byte order mark.
 */
export function sniff(head: Uint8Array): Sniffed {
  if (head[0] === 0x1f && head[1] === 0x8b) return { not: 'gzip' };
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', skip: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', skip: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', skip: 2 };
  const zeros = [0, 0];
  let odd = 0;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i] as number;
    if (byte === 0) zeros[i & 1] = (zeros[i & 1] as number) + 1;
    if (isOdd(byte)) odd++;
  }
  const half = head.length / 2;
  const [even, uneven] = zeros as [number, number];
  if (uneven > half * 0.4 && even < half * 0.05) return { encoding: 'utf-16le', skip: 0 };
  if (even > half * 0.4 && uneven < half * 0.05) return { encoding: 'utf-16be', skip: 0 };
  // A typescript holds a few stray control bytes; a picture, an archive or noise holds them all over.
  if (odd > 8 + head.length * 0.02 || isPicture(head)) return { not: 'binary' };
  return { encoding: 'utf-8', skip: 0 };
}

/** A control byte other than tab, line ends, escape, backspace and bell. */
function isOdd(byte: number): boolean {
  return byte < 0x20 && !(byte >= 7 && byte <= 13) && byte !== 0x1b;
}

function isPicture(head: Uint8Array): boolean {
  return head[0] === 0x89 && head[1] === 0x50 && head[2] === 0x4e && head[3] === 0x47;
}

export interface Decoded {
  readonly text: string;
  /** The byte, counted from the start of the decoded bytes, at which each character begins. */
  readonly byteAt: ByteMap;
}

const ascii = new TextDecoder('latin1');

/** Decodes one line of UTF-8. A byte that is none becomes one replacement character. */
export function decodeUtf8(bytes: Uint8Array): Decoded {
  for (let i = 0; i < bytes.length; i++) {
    if ((bytes[i] as number) >= 0x80) return decodeWide(bytes);
  }
  return { text: ascii.decode(bytes), byteAt: at => at };
}

function decodeWide(bytes: Uint8Array): Decoded {
  const offsets: number[] = [];
  let text = '';
  let i = 0;
  while (i < bytes.length) {
    const { point, length } = codePoint(bytes, i);
    const units = String.fromCodePoint(point);
    for (let unit = 0; unit < units.length; unit++) offsets.push(i);
    text += units;
    i += length;
  }
  offsets.push(bytes.length);
  return { text, byteAt: at => offsets[Math.min(at, offsets.length - 1)] as number };
}

/** The code point at `at`; U+FFFD and one byte where the bytes are no UTF-8. */
function codePoint(bytes: Uint8Array, at: number): { point: number; length: number } {
  const lead = bytes[at] as number;
  if (lead < 0x80) return { point: lead, length: 1 };
  const length =
    lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0;
  let point = lead & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i];
    if (next === undefined || (next & 0xc0) !== 0x80) return { point: 0xfffd, length: 1 };
    point = (point << 6) | (next & 0x3f);
  }
  const smallest = [0, 0, 0x80, 0x800, 0x10000][length] as number;
  const valid = length > 0 && point >= smallest && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
  return valid ? { point, length } : { point: 0xfffd, length: 1 };
}
