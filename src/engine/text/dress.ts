import { dropIndent } from './clothes.ts';
import { type MappedLine, makeLine } from './line.ts';

/** Takes off a line what stands around it; null for a line that wears nothing of the kind. */
export type Dress = (line: MappedLine) => MappedLine | null;

/** Blanks in front of every line of an output. */
export function indented(blanks: number): Dress {
  return line => dropIndent(line, blanks);
}

/** Each has a sign by which most lines are known to have none of it. */
const DRESSES: readonly { readonly sign: RegExp; readonly pattern: RegExp }[] = [
  // `- \`net.netfilter.nf_conntrack_max = 262144\``, `1. net…`
  {
    sign: /`\W{0,4}$/,
    pattern: /^\s{0,8}(?:[-*•]\s{1,4}|\d{1,3}[.)]\s{1,2})?`{1,3}([^`]{1,4000})`{1,3}[,;.]?\s{0,4}$/d,
  },
  { sign: /^\s{0,8}[-*•]\s/, pattern: /^\s{0,8}[-*•]\s{1,4}(\S.*)$/d },
  // `"net.netfilter.nf_conntrack_max = 262144",` of a spreadsheet or a program's list
  { sign: /^\s{0,8}"[^"]/, pattern: /^\s{0,8}"([^"]{1,2000})",?\s{0,4}$/d },
  // `journalctl -k -o json` and `dmesg -J`: the message of the kernel within
  { sign: /^\{.{0,3000}"_TRANSPORT":"kernel"/, pattern: /"MESSAGE":"((?:[^"\\]|\\.){1,2000})"/d },
  { sign: /^\s{0,20}"msg": "/, pattern: /^\s{0,20}"msg": "((?:[^"\\]|\\.){1,2000})",?$/d },
  // `<summary>conntrack -S</summary>` of a forge
  {
    sign: /^\s{0,8}<(?:details|summary)>/,
    pattern:
      /^\s{0,8}(?:<details>)?<summary>(?:<\w{1,6}>)?([^<>]{1,400})(?:<\/\w{1,6}>)?<\/summary>(?:<\w{1,6}>)?$/d,
  },
  // the frame of a table, or of a half of a terminal
  { sign: /[│┃║|]\s{0,4}$/, pattern: /^\s{0,4}(?:[│┃║|] ?)?(.{1,4000})[│┃║|]\s{0,4}$/d },
  // `2026-11-23T12:00:00.123Z `, `Nov 23 12:00:00 `, `[12:00:00] ` of ts and of builds
  {
    sign: /^\[?(?:\d{4}-\d\d-|\d\d:\d\d:|[A-Z][a-z]{2} [ \d]\d )/,
    pattern:
      /^\[?(?:\d{4}-\d\d-\d\d[T ]|[A-Z][a-z]{2} [ \d]\d )?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?[ \t](.*)$/d,
  },
];

/** After so many lines in a row below whose clothes nothing is read, no more are taken off: a file can have millions of them. */
const PATIENCE = 1000;

/** Knows what stands around lines, until it was too often nothing. */
export class Wardrobe {
  #misses = 0;

  /** The dresses that a line seems to wear. */
  of(line: MappedLine): readonly Dress[] {
    return this.#misses > PATIENCE ? [] : dressesOf(line);
  }

  /** Whether something was read below one of them. */
  tried(read: boolean): void {
    this.#misses = read ? 0 : this.#misses + 1;
  }
}

function dressesOf(line: MappedLine): readonly Dress[] {
  const found: Dress[] = [];
  for (const { sign, pattern } of DRESSES) if (sign.test(line.text)) found.push(takeOff(pattern));
  if (BARE_ESCAPE.test(line.text)) found.push(withoutEscapes);
  return found;
}

function takeOff(pattern: RegExp): Dress {
  return line => {
    const [from, to] = pattern.exec(line.text)?.indices?.[1] ?? [0, 0];
    return to > from ? part(line, from, to) : null;
  };
}

/** A part of a line; every character still knows its byte. */
function part(line: MappedLine, from: number, to: number): MappedLine {
  const text = line.text.slice(from, to).trimEnd();
  return makeLine(line.number, line.span, text, at => line.byteAt(at + from), line.unended);
}

/** Colours whose escape character was lost on the way, or is shown as `^[`: `[01;32mroot@node-3[00m`. */
const BARE_ESCAPE = /(?:\^\[)?\[\d{1,3}(?:;\d{1,3}){0,4}m|\^\[\[(?:m|\?\d{1,4}[hl]|K)/;

const withoutEscapes: Dress = line => keepingPlaces(line, new RegExp(BARE_ESCAPE, 'g'), () => '');

/** What web pages make of signs: they are taken for signs again wherever they stand, since no tool prints them. */
const ENTITY = /&(?:lt|gt|amp|quot|apos|nbsp|#39|#x27|#34|#x22|#62|#60|#160);/g;
const ENTITY_AT = /^&(?:[lg]t|amp|quot|apos|nbsp|#\d\d|#x2[27]|#160);/;
const SIGNS: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
  '&nbsp;': ' ',
  '&#39;': "'",
  '&#x27;': "'",
  '&#34;': '"',
  '&#x22;': '"',
  '&#60;': '<',
  '&#62;': '>',
  '&#160;': ' ',
};

/** The line with `&lt;`, `&gt;`, `&amp;`, `&quot;` of a copied web page as what they stand for. */
export function withoutEntities(line: MappedLine): MappedLine {
  if (!line.text.includes('&') || !line.text.includes(';')) return line;
  return keepingPlaces(line, ENTITY, found => SIGNS[found] ?? found) ?? line;
}

/** Knows where in a chunk the next line with such a sign is: bytes are not read as they stand there. */
export class EntityGuard {
  #bytes: Uint8Array | null = null;
  #at = -1;

  /** The end of the lines from `from` on that hold none; `to` where all of them do. */
  before(bytes: Uint8Array, from: number, to: number): number {
    if (bytes !== this.#bytes || this.#at < from) {
      this.#bytes = bytes;
      this.#at = nextEntity(bytes, from);
    }
    return this.#at >= to ? to : bytes.lastIndexOf(10, this.#at) + 1;
  }
}

function nextEntity(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(38, from); at >= 0; at = bytes.indexOf(38, at + 1)) {
    if (ENTITY_AT.test(String.fromCharCode(...bytes.subarray(at, at + 7)))) return at;
  }
  return Number.POSITIVE_INFINITY;
}

/** Replaces each match; null without one. */
function keepingPlaces(
  line: MappedLine,
  pattern: RegExp,
  instead: (found: string) => string,
): MappedLine | null {
  const { text } = line;
  const kept: number[] = [];
  let plain = '';
  let at = 0;
  const keep = (to: number) => {
    for (; at < to; at++) {
      plain += text[at];
      kept.push(at);
    }
  };
  for (const match of text.matchAll(pattern)) {
    keep(match.index);
    for (const sign of instead(match[0])) {
      plain += sign;
      kept.push(at);
    }
    at = match.index + match[0].length;
  }
  if (at === 0) return null;
  keep(text.length);
  return makeLine(line.number, line.span, plain, i => line.byteAt(kept[i] ?? text.length), line.unended);
}
