import type { Interval, Rule, Ruleset, RulesetChain, RulesetTable } from '../model/ruleset.ts';
import { bodyText, ownerOf, ruleAt } from '../rules/index.ts';
import type { Facts, Sourced } from './facts.ts';

/** A rule that is in force, and where it was read. */
export interface FoundRule extends Rule {
  readonly source: Sourced<Ruleset>;
  /** Its index in the columns of the ruleset. */
  readonly index: number;
}

export interface FoundChain extends RulesetChain {
  readonly table: RulesetTable;
  readonly source: Sourced<Ruleset>;
}

/** The rulesets in force: what a script or a runbook only wants (`iptables -A …`) is not among them. */
export function rulesets(facts: Facts): readonly Sourced<Ruleset>[] {
  return facts.all('ruleset').filter(({ document }) => document.form !== 'commands');
}

/**
 * Every rule whose printed text holds the words, in the order of the paste, of all readings. The words are looked for in
 * the text of the distinct bodies, so that only few of a hundred thousand rules are parsed: choose one that every form
 * prints (`MASQUERADE`, `INVALID`, a part of a comment, a chain's name as target).
 */
export function rulesWith(facts: Facts, ...words: readonly string[]): FoundRule[] {
  return rulesets(facts).flatMap(source => {
    const bodies = bodiesWith(source.document, words);
    if (bodies.size === 0) return [];
    const found: FoundRule[] = [];
    const { body, count } = source.document.rules;
    for (let index = 0; index < count; index++) {
      if (bodies.has(body[index] as number)) found.push({ ...ruleAt(source.document, index), source, index });
    }
    return found;
  });
}

/** The text of all bodies in one string, a character a byte, so that the platform's own search runs over it. */
const TEXTS = new WeakMap<Ruleset, string>();
const bytes = new TextDecoder('latin1');
const utf8 = new TextEncoder();

/** The distinct bodies that hold all of the words, by number. */
function bodiesWith(ruleset: Ruleset, words: readonly string[]): Set<number> {
  const { bodyText: all, bodyFrom } = ruleset.rules;
  let text = TEXTS.get(ruleset);
  if (text === undefined) {
    text = bytes.decode(all.subarray(0, bodyFrom.at(-1)));
    TEXTS.set(ruleset, text);
  }
  const found = new Set<number>();
  const [first = '', ...others] = words.map(word => bytes.decode(utf8.encode(word)));
  for (let at = text.indexOf(first); at >= 0; ) {
    const body = bodyAt(bodyFrom, at);
    const end = bodyFrom[body + 1] as number;
    const own = at + first.length <= end;
    if (own) {
      const whole = others.length > 0 ? text.slice(bodyFrom[body], end) : '';
      if (others.every(word => whole.includes(word))) found.add(body);
    }
    at = text.indexOf(first, own ? end : at + 1);
    if (first === '' && end >= text.length) break;
  }
  return found;
}

/** The body in whose text a byte stands: the last that begins at or before it. */
function bodyAt(bodyFrom: Uint32Array, at: number): number {
  let low = 0;
  let high = bodyFrom.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((bodyFrom[middle] as number) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The chains that a test accepts, of all readings in the order of the paste. */
export function chainsLike(facts: Facts, test: (name: string) => boolean): FoundChain[] {
  return rulesets(facts).flatMap(source =>
    source.document.tables.flatMap(table =>
      table.chains.filter(({ name }) => test(name)).map(chain => ({ ...chain, table, source })),
    ),
  );
}

/** The chain of this name in the latest reading that shows it; null where none does. */
export function chainNamed(facts: Facts, name: string): FoundChain | null {
  return chainsLike(facts, candidate => candidate === name).at(-1) ?? null;
}

/** The rules of a chain in their order. */
export function rulesOfChain({ source, firstRule, ruleCount }: FoundChain): FoundRule[] {
  return Array.from({ length: ruleCount }, (_, i) => ({
    ...ruleAt(source.document, firstRule + i),
    source,
    index: firstRule + i,
  }));
}

/**
 * Whether every rule of the chain is there for sure, so that the absence of one proves something: the section is no part
 * (`| grep`, `...`), the chain is read to its end, and nothing of it was refused.
 */
export function isWhole({ source, complete, table }: FoundChain): boolean {
  return (
    complete &&
    source.section.partial !== 'pipe' &&
    source.section.partial !== 'elision' &&
    table.complete !== false
  );
}

/** How a counter moved between two readings of the same rule. */
export interface Growth {
  /** At least so many packets came to it between the two readings. */
  readonly packets: Interval;
  /** Between the readings; null where the paste does not tell. */
  readonly seconds: number | null;
  readonly before: FoundRule;
  readonly after: FoundRule;
}

/**
 * The last two readings of the same rule: in the same chain, of the same text, the so-manieth of its equals. Null where
 * there is one reading only, where counters are not printed, or where they became smaller (`-Z`, a rewritten chain).
 */
export function growthOf(facts: Facts, after: FoundRule): Growth | null {
  const before = earlier(facts, after);
  if (!before?.counters || !after.counters) return null;
  const low = after.counters.packets.low - before.counters.packets.high;
  const high = after.counters.packets.high - before.counters.packets.low;
  if (high < 0) return null;
  const seconds = facts.secondsBetween(before.source.section, after.source.section);
  return { packets: { low: Math.max(0, low), high }, seconds, before, after };
}

function earlier(facts: Facts, rule: FoundRule): FoundRule | null {
  const { document } = rule.source;
  const text = bodyText(document, document.rules.body[rule.index] as number);
  const at = rulesets(facts).findIndex(({ document }) => document === rule.source.document);
  const earlierOnes = rulesets(facts)
    .slice(0, at)
    .filter(({ document: other }) => other.form === document.form && other.family === document.family);
  const rank = equalsBefore(rule.source, rule);
  for (const source of earlierOnes.reverse()) {
    const same = rulesOfText(source, text).filter(
      candidate => candidate.chain === rule.chain && candidate.table === rule.table,
    );
    const found = same[rank];
    if (found) return found;
  }
  return null;
}

/** How many rules of the same text stand before this one in its chain. */
function equalsBefore(source: Sourced<Ruleset>, rule: FoundRule): number {
  const { body } = source.document.rules;
  let equal = 0;
  for (let i = ownerOf(source.document, rule.index).chain.firstRule; i < rule.index; i++)
    if (body[i] === body[rule.index]) equal++;
  return equal;
}

function rulesOfText(source: Sourced<Ruleset>, text: string): FoundRule[] {
  const { body, count } = source.document.rules;
  const wanted = bodiesWith(source.document, [text]);
  const found: FoundRule[] = [];
  for (let index = 0; index < count; index++) {
    const number = body[index] as number;
    if (wanted.has(number) && bodyText(source.document, number) === text)
      found.push({ ...ruleAt(source.document, index), source, index });
  }
  return found;
}
