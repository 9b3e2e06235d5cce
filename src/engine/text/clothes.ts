import { dropStart, type MappedLine, makeLine } from './line.ts';

/**
 * What chat tools, wikis, editors and mail put around a line of output. Each of these is only taken off where the line
 * cannot be read as it stands: a listing can have numbers, blanks and quotes of its own.
 */

/** `  12  tcp …`, `12: tcp …`, `12| tcp …`, `12<Tab>tcp …` of `cat -n`, `less -N`, `vim`, a forge or a wiki. */
const GUTTER = /^\s{0,8}(\d{1,7})(?:\t| \| ?|[:|] ?| {1,2}(?=\S)|$)/;

/** The number in front of a line, and how many characters it takes. */
export function readGutter(text: string): { readonly number: number; readonly length: number } | null {
  const match = GUTTER.exec(text);
  return match ? { number: Number(match[1]), length: match[0].length } : null;
}

/** A mail or Markdown quote: `> conntrack -S`. */
export function unquote(line: MappedLine): MappedLine {
  const quote = /^(?:\s{0,3}> ?){1,4}/.exec(line.text);
  return quote ? dropStart(line, quote[0].length) : line;
}

/** How many blanks a line begins with. */
export function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

/** The line without up to `most` blanks in front. */
export function dropIndent(line: MappedLine, most: number): MappedLine {
  const indent = Math.min(indentOf(line.text), most);
  return indent > 0 ? dropStart(line, indent) : line;
}

/** A dash before a letter where an option begins, and quotes that open or close a word. */
const CURLED = /(?:^|[\s=(|])[–—](?=[A-Za-z])|(?:^|[\s=(])[“„‘]|[”’](?=$|[\s,;)|])/;
const STRAIGHT: Readonly<Record<string, string>> = {
  '–': '--',
  '—': '--',
  '“': '"',
  '„': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
};

/**
 * `–-dport`, `—comment “kubernetes forwarding rules”`: what word processors make of `--` and `"`. A single `–j` was `-j`. null
 * where the line holds none of it.
 */
export function straighten(line: MappedLine): MappedLine | null {
  const { text } = line;
  if (!CURLED.test(text)) return null;
  const kept: number[] = [];
  let straight = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    const instead = character === '–' || character === '—' ? dashes(text, at) : STRAIGHT[character];
    for (const part of instead ?? character) {
      straight += part;
      kept.push(at);
    }
  }
  return makeLine(line.number, line.span, straight, i => line.byteAt(kept[i] ?? text.length), line.unended);
}

/** One dash before a single letter (`–j ACCEPT`), two before a word; `–-dport` has the second still. */
function dashes(text: string, at: number): string {
  if (text[at + 1] === '-') return '-';
  return /^[A-Za-z](?:[\s=]|$)/.test(text.slice(at + 1, at + 3)) ? '-' : '--';
}

/** A line that only a manifest of Kubernetes has, and the head of a text within one: `sysctl.conf: |`, `- |-`. */
const MANIFEST = /^\s{0,8}(?:- )?apiVersion: \S/;
const BLOCK = /^(\s{0,80})(?:- )?(?:[\w./-]{1,120}: )?[|>][+-]?\d?\s{0,8}$/;

/**
 * The texts within a manifest (`kubectl get cm -o yaml`): what is to be, as somebody wrote it, and not what a tool printed of a
 * host. Told line by line.
 */
export class ManifestTexts {
  #manifest = false;
  /** The indentation of the key whose text is being passed over; null outside of one. */
  #key: number | null = null;

  /** Whether the line is one of such a text. */
  holds(text: string): boolean {
    const indent = indentOf(text);
    if (this.#key !== null && (text.trim() === '' || indent > this.#key)) return true;
    this.#key = null;
    this.#manifest ||= MANIFEST.test(text);
    if (this.#manifest) this.#key = BLOCK.exec(text)?.[1]?.length ?? null;
    return false;
  }

  /** Another command begins. */
  end(): void {
    this.#manifest = false;
    this.#key = null;
  }
}
