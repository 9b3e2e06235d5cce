import type { Match, Negatable, RuleOption, RuleSpec, Target, Unknown } from '../model/ruleset.ts';
import type { Family } from './addresses.ts';
import { canonical } from './canonical.ts';
import type { Extension, OptionKind } from './extensions/extension.ts';
import { impliedMatch, MATCHES, matchName, optionOf, TARGET_EXTENSIONS } from './extensions/index.ts';
import { protocolName } from './protocols.ts';
import { readRemark, remarkAt } from './remark.ts';
import { BASE, SILENT, SILENT_WITH_NUMBER } from './save-options.ts';
import { splitWords, type Word } from './words.ts';

/** A match or target while it is read. */
interface Draft {
  readonly name: string;
  readonly extension: Extension | null;
  readonly options: RuleOption[];
  /** Where its own text begins, behind its name, and where it ends. */
  from: number;
  to: number;
  /** True where a word of it is not understood. */
  strange: boolean;
}

/**
 * Reads what stands behind `-A CHAIN`, as iptables-save prints it and as people type it: options in any order, short
 * and long, quotes and backslashes, `!` before an option or, in very old dumps, behind it (`-d ! 192.168.122.0/24`).
 * Never throws. What breaks off is `cut` in `unknown`, an extension that is not known keeps its text.
 */
export function readSaveBody(text: string, family: Family | null): RuleSpec {
  return canonical(new BodyReader(text).read(), family);
}

/** The option that the last word of a rule belongs to: what a line that breaks off there may have wrong. */
export function lastOption(text: string): string {
  const reader = new BodyReader(text);
  reader.read();
  return reader.last;
}

class BodyReader {
  readonly #text: string;
  readonly #words: readonly Word[];
  #at = 0;
  #source: Negatable | null = null;
  #destination: Negatable | null = null;
  #in: Negatable | null = null;
  #out: Negatable | null = null;
  #protocol: Negatable | null = null;
  #fragment: boolean | null = null;
  readonly #matches: Draft[] = [];
  #target: Draft | null = null;
  #goto = false;
  #negated = false;
  readonly #unknown: Unknown[];
  /** The option that was read last. */
  last = '-j';

  constructor(text: string) {
    const remark = remarkAt(text);
    this.#text = remark < 0 ? text : text.slice(0, remark).trimEnd();
    this.#unknown = remark < 0 ? [] : readRemark(text.slice(remark));
    this.#words = splitWords(this.#text);
  }

  read(): RuleSpec {
    while (this.#at < this.#words.length) this.#readWord(this.#words[this.#at++] as Word);
    if (this.#negated) this.#cut('!');
    return {
      source: this.#source,
      destination: this.#destination,
      inInterface: this.#in,
      outInterface: this.#out,
      protocol: this.#protocol,
      fragment: this.#fragment,
      matches: this.#matches.map(draft => this.#finishMatch(draft)),
      target: this.#target && this.#finishTarget(this.#target),
      unknown: this.#unknown,
    };
  }

  #readWord(word: Word): void {
    if (word.open) {
      this.#cut(word.text);
      return;
    }
    if (!word.quoted && word.text === '!') {
      this.#negated = true;
      return;
    }
    const base = word.quoted || this.#belongsToMatch(word) ? undefined : BASE.get(word.text);
    if (base) this.#readBase(base, word);
    else if (!word.quoted && SILENT.test(word.text)) this.#readSilent(word);
    else this.#readOption(word);
  }

  /** `--proto` is one of the rule itself, and one of `-m policy`. */
  #belongsToMatch({ text }: Word): boolean {
    return text === '--proto' && this.#matches.at(-1)?.name === 'policy';
  }

  #readBase(base: string, word: Word): void {
    this.last = `-${base}`;
    if (base === 'f') {
      this.#fragment = !this.#takeNegation();
      return;
    }
    if (base === 'c') {
      this.#at += 2;
      if (this.#at > this.#words.length) this.#cut('-c');
      return;
    }
    const value = this.#value(word.text);
    if (value === null) return;
    switch (base) {
      case 's':
        this.#source = this.#negatable(value.text);
        break;
      case 'd':
        this.#destination = this.#negatable(value.text);
        break;
      case 'i':
        this.#in = this.#negatable(value.text);
        break;
      case 'o':
        this.#out = this.#negatable(value.text);
        break;
      case 'p':
        this.#protocol = this.#negatable(value.text);
        break;
      case 'm': {
        const name = matchName(value.text);
        this.#matches.push(draft(name, MATCHES.get(name) ?? null, value.end));
        break;
      }
      default:
        this.#goto = base === 'g';
        this.#target = draft(value.text, TARGET_EXTENSIONS.get(value.text) ?? null, value.end);
    }
  }

  #readSilent(word: Word): void {
    if (word.text === '-t' || word.text === '--table') this.#at++;
    else if (SILENT_WITH_NUMBER.test(word.text) && /^\d+$/.test(this.#words[this.#at]?.text ?? ''))
      this.#at++;
  }

  /** An option of an extension: of the target where that has it, else of the last match that has it, else of the one that `-p` loads. */
  #readOption(word: Word): void {
    const [name, inline] = splitEquals(word);
    const owner = this.#owner(name);
    this.last = owner?.kind.flag ?? name;
    if (!owner) {
      this.#strange(word);
      return;
    }
    const { draft: found, kind } = owner;
    const from = word.start;
    const values: string[] = [];
    if (inline !== null && kind.arity > 0) values.push(inline);
    while (values.length < kind.arity) {
      const value = this.#value(kind.flag);
      if (value === null) break;
      values.push(value.text);
      found.to = value.end;
    }
    found.to = Math.max(found.to, word.end);
    if (found.options.length === 0 && found.from < 0) found.from = from;
    found.options.push({ flag: kind.flag, negated: this.#takeNegation(), values });
  }

  #owner(flag: string): { draft: Draft; kind: OptionKind } | null {
    const { length } = this.#matches;
    for (const candidate of [this.#target, ...this.#matches.slice().reverse()]) {
      const kind = candidate?.extension && optionOf(candidate.extension, flag);
      if (candidate && kind) return { draft: candidate, kind };
    }
    const implied = impliedMatch(this.#protocol && protocolName(this.#protocol.value));
    const kind = implied && optionOf(implied, flag);
    if (!implied || !kind) return null;
    const found = draft(implied.name, implied, -1);
    // As iptables does: `-p tcp --dport 22 -m comment …` loads tcp where its option stands.
    this.#matches.splice(length, 0, found);
    return { draft: found, kind };
  }

  /** A word that no extension knows: it and what follows it, up to the next option of a rule, belong to the last one as text. */
  #strange(word: Word): void {
    const last = this.#target ?? this.#matches.at(-1);
    let end = word.end;
    if (isBegun(word, last) && this.#at === this.#words.length) {
      this.#cut(word.text);
      return;
    }
    while (this.#at < this.#words.length && !this.#isBase(this.#words[this.#at] as Word)) {
      const next = this.#words[this.#at] as Word;
      if (next.open) break;
      end = next.end;
      this.#at++;
    }
    this.#negated = false;
    if (last) {
      last.strange = true;
      if (last.from < 0) last.from = word.start;
      last.to = end;
    } else {
      const stray = draft('', null, word.start);
      stray.strange = true;
      stray.to = end;
      this.#matches.push(stray);
    }
  }

  #isBase(word: Word): boolean {
    if (word.quoted) return false;
    if (word.text !== '!') return BASE.has(word.text);
    const next = this.#words[this.#at + 1];
    return next !== undefined && !next.quoted && BASE.has(next.text);
  }

  /** The word behind an option; a `!` before it negates the option. */
  #value(flag: string): Word | null {
    let word = this.#words[this.#at++];
    if (word?.text === '!' && !word.quoted) {
      this.#negated = true;
      word = this.#words[this.#at++];
    }
    if (word && !word.open) return word;
    this.#cut(flag);
    return null;
  }

  #negatable(value: string): Negatable {
    return { value, negated: this.#takeNegation() };
  }

  #takeNegation(): boolean {
    const negated = this.#negated;
    this.#negated = false;
    return negated;
  }

  #cut(what: string): void {
    this.#negated = false;
    this.#unknown.push({ what, why: 'cut' });
  }

  #finishMatch(found: Draft): Match {
    const text = this.#textOf(found, '-m');
    return { name: found.name, options: text === null ? found.options : [], text };
  }

  #finishTarget(found: Draft): Target {
    const text = this.#textOf(found, '-j');
    return { name: found.name, goto: this.#goto, options: text === null ? found.options : [], text };
  }

  /** The text of an extension that is not understood, or not wholly; null where it is. */
  #textOf(found: Draft, kind: '-m' | '-j'): string | null {
    if (found.extension && !found.strange) return null;
    if (kind === '-j' && !found.strange) return null;
    if (!this.#unknown.some(({ what }) => what === (found.name || '-m')))
      this.#unknown.push({ what: found.name || '-m', why: 'not-understood' });
    return found.to > found.from ? this.#text.slice(found.from, found.to).trim() : '';
  }
}

function draft(name: string, extension: Extension | null, from: number): Draft {
  return { name, extension, options: [], from, to: from, strange: false };
}

/** `--dport=22`, which getopt_long takes, too. */
function splitEquals({ text, quoted }: Word): [string, string | null] {
  const equals = quoted || !text.startsWith('--') ? -1 : text.indexOf('=');
  return equals < 0 ? [text, null] : [text.slice(0, equals), text.slice(equals + 1)];
}

/** `--ds` at the end of a line: the beginning of an option that the extension has. */
function isBegun({ text }: Word, last: Draft | null | undefined): boolean {
  if (text === '-' || text === '--') return true;
  return (
    last?.extension?.options.some(option => text.startsWith('--') && option.flag.startsWith(text)) ?? false
  );
}
