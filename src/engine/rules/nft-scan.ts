import { NFT_VERDICTS, type NftVerdict } from '../model/nft-ruleset.ts';

const code = (verdict: NftVerdict) => NFT_VERDICTS.indexOf(verdict);
const NONE = code('none');
const XT = code('xt');
const DUP = code('dup');
const JUMP = code('jump');
const GOTO = code('goto');

/** Other words that matter, numbered behind the verdicts. */
const COUNTER = 100;
const COMMENT = 101;
const CT = 102;
const STATUS = 103;
const ICMP = 104;
const TYPE = 105;

/** The words that matter by their first letter, so that most words of a rule cost one look. */
const WORDS: readonly (readonly (readonly [word: string, kind: number])[])[] = Array.from(
  { length: 26 },
  (_, letter) => {
    const words: [string, number][] = NFT_VERDICTS.map((word, kind) => [word, kind]);
    words.push(['counter', COUNTER], ['comment', COMMENT], ['ct', CT], ['status', STATUS]);
    words.push(['icmp', ICMP], ['icmpv6', ICMP], ['type', TYPE]);
    return words.filter(
      ([word, kind]) => kind !== NONE && word !== 'unknown' && word.charCodeAt(0) === 97 + letter,
    );
  },
);

/** The number of the word between `from` and `to`; 0 for those that do not matter. */
function kindOf(text: string, from: number, to: number, first: number): number {
  if (first < 97 || first > 122) return 0;
  const words = WORDS[first - 97] as readonly (readonly [string, number])[];
  for (let i = 0; i < words.length; i++) {
    const [word, kind] = words[i] as readonly [string, number];
    if (word.length === to - from && text.startsWith(word, from)) return kind;
  }
  return 0;
}

/** Operators between a selector and its value: `ct status & dnat != 0`. */
const OPERATORS = new Set(['==', '!=', '<', '>', '<=', '>=', '&', '|', '^', 'and', 'or', 'xor', '/', 'in']);

const QUOTE = 34;
const HASH = 35;
const OPEN = 123;
const CLOSE = 125;
const BLANK = 32;

/**
 * Reads the outline of one rule. One pass over the text; the results stand in the fields until the next one. Sets in
 * braces and strings are passed over, so that `log prefix "drop"` and `{ established : accept }` are no verdicts.
 */
export class RuleScan {
  verdict = NONE as number;
  packets = Number.NaN;
  bytes = Number.NaN;
  handle = Number.NaN;
  /** Where the rule's text ends, its handle not included. */
  end = 0;
  /** Where the name behind `jump` or `goto` stands; both 0 without. */
  targetFrom = 0;
  targetTo = 0;
  /** Where the text of the comment stands, without its quotes; both 0 without. */
  commentFrom = 0;
  commentTo = 0;
  /** True where a brace or a quote is left open, or numbers are announced and missing: the line was broken. */
  open = false;
  /** True where the rule ends in `jump {`: an anonymous chain follows. */
  opensChain = false;
  /** True where the byte count stands at the very end, so that a cut could have shortened it. */
  endsInBytes = false;

  /** Reads `text` between `from` and `to`; no blanks at either end. */
  read(text: string, from: number, to: number): void {
    this.#reset(to);
    let at = from;
    let before = 0;
    let expectsValue = false;
    while (at < to) {
      const code = text.charCodeAt(at);
      if (code === BLANK || code === 9) at++;
      else if (code === QUOTE) at = this.#string(text, at, to);
      else if (code === OPEN) {
        at = this.#braces(text, at, to, before);
        expectsValue = false;
      } else if (code === HASH && this.#readHandle(text, at, to)) return;
      else {
        const end = wordEnd(text, at, to);
        if (expectsValue) {
          // `ct status dnat accept`, `icmp type redirect drop`: the value of a selector is no verdict.
          expectsValue = OPERATORS.has(text.slice(at, end)) || OPERATORS.has(peek(text, end, to));
          before = 0;
          at = end;
          continue;
        }
        const kind = kindOf(text, at, end, code);
        this.#next = end;
        if ((kind === STATUS && before === CT) || (kind === TYPE && before === ICMP)) expectsValue = true;
        else if (kind !== 0) this.#word(text, kind, end, to);
        before = kind;
        at = this.#next;
      }
    }
  }

  #next = 0;

  #reset(to: number): void {
    this.verdict = NONE;
    this.packets = Number.NaN;
    this.bytes = Number.NaN;
    this.handle = Number.NaN;
    this.end = to;
    this.targetFrom = 0;
    this.targetTo = 0;
    this.commentFrom = 0;
    this.commentTo = 0;
    this.open = false;
    this.opensChain = false;
    this.endsInBytes = false;
  }

  /** Takes a word and what belongs to it; `#next` is then where to go on. */
  #word(text: string, kind: number, end: number, to: number): void {
    if (kind === COUNTER) this.#counter(text, end, to);
    else if (kind === COMMENT) this.#comment(text, end, to);
    else if (kind === XT) this.#xt(text, end, to);
    else if (kind <= DUP) {
      if (this.verdict === NONE) this.verdict = kind;
    } else if (kind < COUNTER) {
      const first = this.verdict <= DUP;
      if (first) this.verdict = kind;
      if (kind === JUMP || kind === GOTO) this.#target(text, end, to, first);
    }
  }

  /** `counter packets 12 bytes 3456`; `counter` alone (`-s`); `counter name "c1"`. */
  #counter(text: string, from: number, to: number): void {
    if (!text.startsWith(' packets ', from)) {
      this.open ||= to - from > 1 && to - from < 9 && ' packets '.startsWith(text.slice(from, to));
      return;
    }
    const packetsEnd = digits(text, from + 9, to);
    const complete = packetsEnd > from + 9 && text.startsWith(' bytes ', packetsEnd);
    const bytesEnd = complete ? digits(text, packetsEnd + 7, to) : 0;
    if (!complete || bytesEnd === packetsEnd + 7) {
      // Cut within the numbers, or blacked out: a number that may be a part of one is none.
      const rest = text.slice(from, to);
      this.open ||= /^ packets \d{0,20}(?: b?y?t?e?s? ?)?$/.test(rest);
      return;
    }
    if (bytesEnd < to && text.charCodeAt(bytesEnd) !== BLANK) return;
    this.packets = number(text, from + 9, packetsEnd);
    this.bytes = number(text, packetsEnd + 7, bytesEnd);
    this.endsInBytes = bytesEnd === to;
    this.#next = bytesEnd;
  }

  #comment(text: string, from: number, to: number): void {
    const quote = from + 1;
    if (quote >= to || text.charCodeAt(quote) !== QUOTE) return;
    this.#next = this.#string(text, quote, to);
    this.commentFrom = quote + 1;
    this.commentTo = this.open ? to : this.#next - 1;
  }

  /** `xt target "REJECT"`, `xt match recent`; older ones `# xt_recent`. Only a target decides. */
  #xt(text: string, from: number, to: number): void {
    if (text.startsWith(' target ', from) && this.verdict <= DUP) this.verdict = XT;
    const kind = wordEnd(text, from + 1, to);
    const name = kind + 1;
    this.#next =
      text.charCodeAt(name) === QUOTE ? this.#string(text, name, to) : wordEnd(text, Math.min(name, to), to);
  }

  #target(text: string, from: number, to: number, counts: boolean): void {
    const start = from + 1;
    if (start >= to) this.open = true;
    else if (text.charCodeAt(start) !== OPEN) {
      this.#next = wordEnd(text, start, to);
      if (!counts) return;
      this.targetFrom = start;
      this.targetTo = this.#next;
    }
  }

  /** Passes over `{ … }`; `jump {` at the end opens a chain. */
  #braces(text: string, from: number, to: number, before: number): number {
    if (from === to - 1 && (before === JUMP || before === GOTO)) {
      this.opensChain = true;
      return to;
    }
    let depth = 0;
    let at = from;
    while (at < to) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        at = this.#string(text, at, to);
        continue;
      }
      if (code === OPEN) depth++;
      else if (code === CLOSE && --depth === 0) return at + 1;
      at++;
    }
    this.open = true;
    return to;
  }

  /** The index behind a string. iptables-nft prints `log prefix "q"x "`: a quote in it is not escaped. */
  #string(text: string, from: number, to: number): number {
    let at = text.indexOf('"', from + 1);
    while (at >= 0 && at < to) {
      const next = text.charCodeAt(at + 1);
      if (at + 1 === to || next === BLANK || next === 44 || next === CLOSE || next === 59 || next === 41) {
        return at + 1;
      }
      at = text.indexOf('"', at + 1);
    }
    this.open = true;
    return to;
  }

  /** `# handle 12` at the end; `# xt_recent` in the midst is none. */
  #readHandle(text: string, from: number, to: number): boolean {
    if (!text.startsWith('# handle ', from)) return false;
    const end = digits(text, from + 9, to);
    if (end === from + 9 || end !== to) return false;
    this.handle = number(text, from + 9, end);
    let cut = from;
    while (cut > 0 && text.charCodeAt(cut - 1) === BLANK) cut--;
    this.end = cut;
    return true;
  }
}

function peek(text: string, from: number, to: number): string {
  return from < to ? text.slice(from + 1, wordEnd(text, from + 1, to)) : '';
}

function wordEnd(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && text.charCodeAt(at) !== BLANK && text.charCodeAt(at) !== 9) at++;
  return at;
}

/** The index behind the digits that begin at `from`; no more than twenty are looked at. */
export function digits(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && at < from + 20 && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++;
  return at;
}

function number(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + text.charCodeAt(at) - 48;
  return value;
}
