import type { Ruleset, RulesetChain } from '../model/ruleset.ts';
import { specAt } from '../rules/index.ts';
import { type Targets, targetName, targetsOf } from './rule-targets.ts';
import { targets } from './spec.ts';

const DNAT = targetName('DNAT');
const MARK = targetName('MARK');
const MARK_MASQ = targetName('KUBE-MARK-MASQ');
const encoder = new TextEncoder();
const TO_DESTINATION = encoder.encode('--to-destination ');
const TO = encoder.encode('to:');
const BLANK = 32;
const DASH = 45;
const ZERO = 48;
const NINE = 57;

/**
 * What the rules in a chain of kube-proxy's endpoints do. The usual ones are known by their bytes; what looks otherwise is
 * parsed. One object reads one chain after the other, and holds what it found in the last.
 */
export class EndpointRules {
  /** Whether a rule marks what comes from one address. */
  marks = false;
  /** The first rule with the target DNAT; -1 where there is none. */
  nat = -1;
  readonly #ruleset: Ruleset;
  readonly #targets: Targets;
  readonly #text: Uint8Array;
  /** Columns between target and source: where in the text they stood last, and how long they are. */
  #columnsAt = 0;
  #columnsLength = 0;

  constructor(ruleset: Ruleset) {
    this.#ruleset = ruleset;
    this.#targets = targetsOf(ruleset);
    this.#text = ruleset.rules.bodyText;
  }

  read({ firstRule, ruleCount }: RulesetChain): void {
    this.marks = false;
    this.nat = -1;
    for (let index = firstRule; index < firstRule + ruleCount; index++) {
      const kind = this.#kindOf(index);
      if (kind === 'mark') this.marks = true;
      else if (kind === 'nat' && this.nat < 0) this.nat = index;
    }
  }

  #kindOf(index: number): 'mark' | 'nat' | 'other' {
    const body = this.#ruleset.rules.body[index] as number;
    if (!this.#targets.isHidden(body)) {
      if (this.#targets.endOf(body, DNAT) >= 0) return 'nat';
      let end = this.#targets.endOf(body, MARK_MASQ);
      if (end < 0) end = this.#targets.endOf(body, MARK);
      if (end < 0) return 'other';
      if (this.#namesOneSource(body, end)) return 'mark';
    }
    const spec = specAt(this.#ruleset, index);
    if (targets(spec, 'DNAT')) return 'nat';
    return spec.source !== null && targets(spec, 'KUBE-MARK-MASQ', 'MARK') ? 'mark' : 'other';
  }

  /** Whether the rule with the target DNAT says where it sends packets. */
  translates(): boolean {
    const { form, rules } = this.#ruleset;
    const body = rules.body[this.nat] as number;
    const end = rules.bodyFrom[body + 1] as number;
    const behind = this.#targets.endOf(body, DNAT);
    if (behind >= 0) {
      const from = form === 'list' ? lastWord(this.#text, behind, end) : behind + 1;
      const address = afterWord(this.#text, from, form === 'list' ? TO : TO_DESTINATION);
      if (address > 0 && addressEnd(this.#text, address, end) > 0) return true;
    }
    return this.destination() !== undefined;
  }

  /** Where the rule with the target DNAT sends packets: `10.244.1.2:8080`. */
  destination(): string | undefined {
    const { target } = specAt(this.#ruleset, this.nat);
    return target?.options.find(({ flag }) => flag === '--to-destination')?.values[0];
  }

  /** `-s 10.244.1.2/32 `, or the column `10.244.1.2 `, as the tools print one IPv4 address. False where only a parse tells. */
  #namesOneSource(body: number, target: number): boolean {
    const { form, rules } = this.#ruleset;
    const text = this.#text;
    const end = rules.bodyFrom[body + 1] as number;
    if (form === 'list') {
      const source = this.#sourceColumn(target, end);
      const at = source < 0 ? -1 : addressEnd(text, source, end);
      return at > 0 && text[at] === BLANK;
    }
    const from = rules.bodyFrom[body] as number;
    if (text[from] !== DASH || text[from + 1] !== 115 || text[from + 2] !== BLANK) return false;
    const at = addressEnd(text, from + 3, end);
    return at > 0 && text[at] === 47 && text[at + 1] === 51 && text[at + 2] === 50;
  }

  /** Where the source stands in a listing, behind a target that ends at `from`; -1 where `opt` is another than `--`. */
  #sourceColumn(from: number, end: number): number {
    const text = this.#text;
    const length = this.#columnsLength;
    if (length > 0 && from + length < end && isSame(text, this.#columnsAt, from, length))
      return from + length;
    const protocol = wordAfter(text, from, end);
    const opt = wordAfter(text, wordStop(text, protocol, end), end);
    if (text[opt] !== DASH || text[opt + 1] !== DASH || text[opt + 2] !== BLANK) return -1;
    let at = opt;
    for (let columns = this.#ruleset.shown?.verbose ? 3 : 1; columns > 0; columns--)
      at = wordAfter(text, wordStop(text, at, end), end);
    this.#columnsAt = from;
    this.#columnsLength = at - from;
    return at;
  }
}

function isSame(bytes: Uint8Array, one: number, other: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[one + i] !== bytes[other + i]) return false;
  return true;
}

/** Behind the word, if it stands there; else -1. */
function afterWord(bytes: Uint8Array, from: number, word: Uint8Array): number {
  for (let i = 0; i < word.length; i++) if (bytes[from + i] !== word[i]) return -1;
  return from + word.length;
}

/** Behind the digits and dots of an address that does not begin with 0; -1 where there is none. */
function addressEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  let dots = 0;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === 46) dots++;
    else if (byte < ZERO || byte > NINE) break;
  }
  return dots === 3 && bytes[from] !== ZERO ? at : -1;
}

function wordAfter(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] === BLANK) at++;
  return at;
}

function wordStop(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== BLANK) at++;
  return at;
}

function lastWord(bytes: Uint8Array, from: number, end: number): number {
  let at = end;
  while (at > from && bytes[at - 1] === BLANK) at--;
  while (at > from && bytes[at - 1] !== BLANK) at--;
  return at;
}
