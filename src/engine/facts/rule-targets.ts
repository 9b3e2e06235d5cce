import type { Ruleset } from '../model/ruleset.ts';

/** The name of a target or chain, as it is looked for. */
export interface TargetName {
  readonly bytes: Uint8Array;
  /** Length, first, second and last byte: what is compared first. */
  readonly key: number;
}

const TARGETS = new WeakMap<Ruleset, Targets>();
const encoder = new TextEncoder();
const TAB = 9;
const BLANK = 32;
const DASH = 45;

/** What a byte means to one who looks for the target from the end of a rule. */
const PLAIN = 0;
const HIDES = 1;
const JUMPS = 2;
const KINDS = new Uint8Array(256);
for (const sign of '"#\'\\') KINDS[sign.charCodeAt(0)] = HIDES;
for (const letter of 'jg') KINDS[letter.charCodeAt(0)] = JUMPS;

export function targetName(name: string): TargetName {
  const bytes = encoder.encode(name);
  return { bytes, key: keyOf(bytes, 0, bytes.length) };
}

/**
 * Where the distinct bodies of a ruleset go, as far as that is plain to see. Reads bytes alone, and those once, so that a
 * hundred thousand rules cost little.
 */
export class Targets {
  /** The bodies of which only a parse tells: quotes, a cut or a strange form hide the target. */
  readonly hidden: readonly number[];
  readonly #text: Uint8Array;
  readonly #from: Uint32Array;
  /** Of each body, what its target is first compared by; 0 where it is hidden. */
  readonly #keys: Uint32Array;
  /** Where the target begins, where that is dear to find: not at the beginning of the body. */
  readonly #starts: Uint32Array | null;
  readonly #asked = new Map<string, readonly number[]>();

  constructor({ form, rules: { bodyText, bodyFrom, bodyTarget } }: Ruleset) {
    const count = Math.max(0, bodyFrom.length - 1);
    const keys = bodyTarget?.slice() ?? new Uint32Array(count);
    const starts = form === 'list' ? null : new Uint32Array(count);
    const hidden: number[] = [];
    for (let body = 0; body < count; body++) {
      if (keys[body] !== 0) continue;
      const [first, end] = [bodyFrom[body] as number, bodyFrom[body + 1] as number];
      const start = (starts ? behindJump : firstWord)(bodyText, first, end);
      const stop = start < 0 ? -1 : wordEnd(bodyText, start, end);
      if (stop <= start) hidden.push(body);
      else {
        keys[body] = keyOf(bodyText, start, stop);
        if (starts) starts[body] = start;
      }
    }
    this.#text = bodyText;
    this.#from = bodyFrom;
    this.#keys = keys;
    this.#starts = starts;
    this.hidden = hidden;
  }

  isHidden(body: number): boolean {
    return this.#keys[body] === 0;
  }

  /** Behind the target of a body, in the text of all, if it is surely this one; else -1. */
  endOf(body: number, { bytes, key }: TargetName): number {
    if (this.#keys[body] !== key) return -1;
    const text = this.#text;
    const start =
      this.#starts?.[body] ?? firstWord(text, this.#from[body] as number, this.#from[body + 1] as number);
    for (let i = 0; i < bytes.length; i++) if (text[start + i] !== bytes[i]) return -1;
    return start + bytes.length;
  }

  /** The bodies that surely go to a target or chain of this name. */
  bodiesTo(name: string): readonly number[] {
    let found = this.#asked.get(name);
    if (!found) {
      found = this.#find(targetName(name));
      this.#asked.set(name, found);
    }
    return found;
  }

  #find(target: TargetName): number[] {
    const found: number[] = [];
    const keys = this.#keys;
    for (let body = keys.indexOf(target.key); body >= 0; body = keys.indexOf(target.key, body + 1))
      if (this.endOf(body, target) >= 0) found.push(body);
    return found;
  }
}

/** The targets of a ruleset, found once. */
export function targetsOf(ruleset: Ruleset): Targets {
  let targets = TARGETS.get(ruleset);
  if (!targets) {
    targets = new Targets(ruleset);
    TARGETS.set(ruleset, targets);
  }
  return targets;
}

/** A listing begins with the target. */
function firstWord(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(bytes[at])) at++;
  return at;
}

/** The word behind the last `-j` or `-g`, looked for from the end: -1 where a quote, a remark or a long option comes first. */
function behindJump(bytes: Uint8Array, from: number, end: number): number {
  const kinds = KINDS;
  for (let at = end - 1; at > from; at--) {
    const kind = kinds[bytes[at] as number];
    if (kind === PLAIN) continue;
    if (kind === HIDES) return -1;
    if (bytes[at - 1] !== DASH) continue;
    const before = at - 2;
    if (before >= from && bytes[before] === DASH) return -1;
    if (before >= from && !isBlank(bytes[before])) continue;
    if (isBlank(bytes[at + 1])) return firstWord(bytes, at + 1, end);
  }
  return -1;
}

/** Behind the last byte of a plain word; -1 where it holds what is no plain character, or begins as an option. */
function wordEnd(bytes: Uint8Array, from: number, end: number): number {
  if (bytes[from] === DASH) return -1;
  let at = from;
  for (; at < end && !isBlank(bytes[at]); at++) {
    const byte = bytes[at] as number;
    if (byte <= BLANK || byte > 0x7e) return -1;
  }
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === BLANK || byte === TAB;
}

/** Readers make the same keys (`RuleColumns`). */
function keyOf(bytes: Uint8Array, from: number, to: number): number {
  const second = to - from > 1 ? (bytes[from + 1] as number) : 0;
  const ends = ((bytes[from] as number) << 16) | (second << 8) | (bytes[to - 1] as number);
  return ((Math.min(255, to - from) << 24) | ends) >>> 0;
}
