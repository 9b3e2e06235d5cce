import type { FormatId } from '../../engine/model/document.ts';
import { type Prompt, readPrompt } from '../../engine/text/prompt.ts';
import { takeAddresses } from './addresses.ts';
import { Edits } from './edits.ts';
import { isDnsName, isPlainWord } from './known.ts';
import { renamed } from './names.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { rulesFor } from './rules.ts';
import { type Table, tableOf, takeRow } from './tables.ts';

/** Where a line stands: which output it belongs to, and the command above it. */
export interface Where {
  readonly format: FormatId | null;
  readonly command: string | null;
  /** Whether a prompt may stand here: within an output there is none. */
  readonly begins: boolean;
}

/** A name with dots: `web.shop.svc.cluster.local.`, `api.acme.com`. */
const DOTTED = /(?<![\w./-]|[\w.-]@)[A-Za-z0-9_*][\w-]{0,62}(?:\.[A-Za-z0-9_][\w-]{0,62}){1,12}(?![\w(-])/g;
const ENDS_IN_DIGIT = /\d$/;
const WORD = /[A-Za-z0-9][\w-]{2,100}/g;
/** Characters of a line in which a prompt is looked for: it may hold a whole script behind it. */
const PROMPT_BEFORE = 300;

/** Puts pseudonyms into one line after the other. */
export class LineRedactor {
  readonly #names: Pseudonyms;
  #table: Table | null = null;

  constructor(names: Pseudonyms) {
    this.#names = names;
  }

  redact(line: string, where: Where): string {
    const edits = new Edits();
    if (line.trim() === '') this.#table = null;
    else {
      if (where.begins) this.#takePrompt(line, edits);
      if (where.format === null || where.format === 'kubectl-get') this.#takeTable(line, where, edits);
      this.#takeNamed(line, where, edits);
      this.#takeDotted(line, edits);
      this.#takeWords(line, edits);
    }
    takeAddresses(line, edits, this.#names, where.format === 'ss');
    return edits.apply(line);
  }

  /** `alice@node-3:~$ conntrack -S`: the host and who is there. */
  #takePrompt(line: string, edits: Edits): void {
    const prompt: Prompt | null = readPrompt(line);
    if (!prompt) return;
    this.#table = null;
    if (prompt.host === null) return;
    const at = line.slice(0, PROMPT_BEFORE).indexOf(prompt.host);
    if (at < 0) return;
    const user = /([\w.-]{1,64})[@㉿]$/.exec(line.slice(0, at));
    if (user) this.#take(edits, at - 1 - (user[1] as string).length, user[1] as string, 'user');
    this.#take(edits, at, prompt.host, 'host');
  }

  #takeTable(line: string, { command }: Where, edits: Edits): void {
    const table = tableOf(line, command);
    if (table) this.#table = table;
    else if (this.#table) takeRow(line, this.#table, edits, this.#names);
  }

  #takeNamed(line: string, { format }: Where, edits: Edits): void {
    for (const { has, pattern, parts } of rulesFor(format)) {
      if (!line.includes(has)) continue;
      for (const match of line.matchAll(pattern)) {
        parts.forEach((part, at) => {
          const place = match.indices?.[at + 1];
          if (place) this.#take(edits, place[0], line.slice(...place), part);
        });
      }
    }
  }

  #takeDotted(line: string, edits: Edits): void {
    if (!line.includes('.')) return;
    for (const { 0: text, index } of line.matchAll(DOTTED)) {
      // An address ends in a number, a name of the DNS never does.
      if (!ENDS_IN_DIGIT.test(text) && isDnsName(text)) this.#take(edits, index, text, 'dns');
    }
  }

  /** Names that other lines told: a host anywhere, others where they are like no word. */
  #takeWords(line: string, edits: Edits): void {
    for (const { 0: word, index } of line.matchAll(WORD)) {
      const kind = this.#names.told(word);
      if (kind && (kind === 'host' ? isNoWord(word) : isTelling(word))) this.#take(edits, index, word, kind);
    }
  }

  #take(edits: Edits, at: number, original: string, part: Parameters<typeof renamed>[0]): void {
    if (!edits.isFree(at, at + original.length)) return;
    const text = renamed(part, original, this.#names);
    if (text !== original) edits.take(at, at + original.length, text);
  }
}

/** A host may be called `web`, which is a word in the other lines. `node-3` is none. */
function isNoWord(word: string): boolean {
  return /\d/.test(word) || !isPlainWord(word);
}

/** `payments-api` and `web-0` name something wherever they stand; `payments` and `health-check` may be words. */
function isTelling(word: string): boolean {
  return word.includes('-') && word.length > 3 && isNoWord(word);
}
