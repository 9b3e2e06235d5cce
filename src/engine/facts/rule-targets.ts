import type { Ruleset } from '../model/ruleset.ts';

/** The target that stands in the text of a body; `from` equals `to` where that is not plain to see. */
interface Target {
  readonly from: number;
  readonly to: number;
}

/** Of each distinct body, where its target stands in the text of all bodies, and what of it is compared first. */
interface Targets {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** Length, first, second and last byte of the target's name; 0 where it is not plain to see. */
  readonly key: Uint32Array;
  /** The bodies of which only a parse tells. */
  readonly hidden: readonly number[];
}

const TARGETS = new WeakMap<Ruleset, Targets>();
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

/**
 * The distinct bodies that go to a target or chain of this name, and those that may: where quotes, a cut or a strange form hide
 * the target, only a parse tells. Reads bytes alone, so that a hundred thousand rules cost a few milliseconds, once.
 */
export function bodiesTo(ruleset: Ruleset, name: string): { sure: number[]; hidden: readonly number[] } {
  const { from, key, hidden } = targetsOf(ruleset);
  const bytes = new TextEncoder().encode(name);
  const wanted = keyOf(bytes, 0, bytes.length);
  const sure: number[] = [];
  for (let body = key.indexOf(wanted); body >= 0; body = key.indexOf(wanted, body + 1))
    if (isAt(ruleset.rules.bodyText, from[body] as number, bytes)) sure.push(body);
  return { sure, hidden };
}

/** Where the target of a body stands in the text of all bodies; null where only a parse tells. */
export function targetIn(ruleset: Ruleset, body: number): Target | null {
  const { from, to, key } = targetsOf(ruleset);
  return key[body] === 0 ? null : { from: from[body] as number, to: to[body] as number };
}

function targetsOf(ruleset: Ruleset): Targets {
  let targets = TARGETS.get(ruleset);
  if (!targets) {
    targets = findTargets(ruleset);
    TARGETS.set(ruleset, targets);
  }
  return targets;
}

function findTargets({ form, rules: { bodyText, bodyFrom } }: Ruleset): Targets {
  const count = Math.max(0, bodyFrom.length - 1);
  const [from, to, key] = [new Uint32Array(count), new Uint32Array(count), new Uint32Array(count)];
  const hidden: number[] = [];
  const begin = form === 'list' ? firstWord : behindJump;
  for (let body = 0; body < count; body++) {
    const end = bodyFrom[body + 1] as number;
    const start = begin(bodyText, bodyFrom[body] as number, end);
    const stop = start < 0 ? -1 : wordEnd(bodyText, start, end);
    if (stop <= start) {
      hidden.push(body);
      continue;
    }
    from[body] = start;
    to[body] = stop;
    key[body] = keyOf(bodyText, start, stop);
  }
  return { from, to, key, hidden };
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

function keyOf(bytes: Uint8Array, from: number, to: number): number {
  const ends = ((bytes[from] as number) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[to - 1] as number);
  return ((Math.min(255, to - from) << 24) | ends) >>> 0;
}

function isAt(bytes: Uint8Array, from: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[from + i] !== word[i]) return false;
  return true;
}
