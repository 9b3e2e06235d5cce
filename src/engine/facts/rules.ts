import type { Interval, Rule, Ruleset, RulesetChain, RulesetTable } from '../model/ruleset.ts';
import { bodyText, ownerOf as chainOf, ruleAt } from '../rules/index.ts';
import { chainOwners, ownerOf } from './chain-owners.ts';
import type { Facts, Sourced } from './facts.ts';
import { remembered, rememberedBy } from './remembered.ts';
import { targetsOf } from './rule-targets.ts';
import { samePlace } from './same-output.ts';

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
export const rulesets = remembered((facts): readonly Sourced<Ruleset>[] =>
  facts.all('ruleset').filter(({ document }) => document.form !== 'commands'),
);

/**
 * Every rule that goes to one of these targets or chains and whose printed text holds the words, in the order of the paste, of
 * all readings. Only such rules are parsed, and nothing but their targets is looked at in the others: where the target is known,
 * this is to be preferred to `rulesWith`.
 */
export function rulesTo(
  facts: Facts,
  to: string | readonly string[],
  ...words: readonly string[]
): readonly FoundRule[] {
  if (rulesets(facts).length === 0) return [];
  return rulesToKey(facts, JSON.stringify([typeof to === 'string' ? [to] : to, words]));
}

const rulesToKey = rememberedBy((facts, key): readonly FoundRule[] => {
  const [names, words] = JSON.parse(key) as [string[], string[]];
  return rulesets(facts).flatMap(source =>
    rulesOfBodies(source, bodiesLike(source.document, names, words)).filter(({ spec }) =>
      names.includes(spec.target?.name ?? ''),
    ),
  );
});

/** So many bodies are looked at one by one; of more, the text of all is searched at once. */
const FEW = 500;

/** The bodies whose text holds the words and that may go to one of the targets. */
function bodiesLike(ruleset: Ruleset, names: readonly string[], words: readonly string[]): Set<number> {
  const found = new Set<number>();
  const targets = targetsOf(ruleset);
  const { hidden } = targets;
  for (const name of names) {
    for (const body of targets.bodiesTo(name)) if (holds(ruleset, body, words)) found.add(body);
    const likely = hidden.length > FEW ? bodiesWith(ruleset, [name, ...words]) : null;
    for (const body of hidden)
      if (likely ? likely.has(body) : holds(ruleset, body, [name, ...words])) found.add(body);
  }
  return found;
}

function holds(ruleset: Ruleset, body: number, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = bodyText(ruleset, body);
  return words.every(word => text.includes(word));
}

function rulesOfBodies(source: Sourced<Ruleset>, bodies: ReadonlySet<number>): FoundRule[] {
  if (bodies.size === 0) return [];
  return indicesOf(source.document, bodies).map(index => ({
    ...ruleAt(source.document, index),
    source,
    index,
  }));
}

/** The rules that have one of these bodies, in their order. Of a few bodies the platform's own search finds them faster. */
function indicesOf({ rules: { body, count } }: Ruleset, bodies: ReadonlySet<number>): number[] {
  const found: number[] = [];
  if (bodies.size > 8) {
    for (let index = 0; index < count; index++) if (bodies.has(body[index] as number)) found.push(index);
    return found;
  }
  for (const wanted of bodies)
    for (let at = body.indexOf(wanted); at >= 0 && at < count; at = body.indexOf(wanted, at + 1))
      found.push(at);
  return found.sort((one, other) => one - other);
}

/**
 * Every rule whose printed text holds the words, in the order of the paste, of all readings. The words are looked for in
 * the text of the distinct bodies, so that only few of a hundred thousand rules are parsed: choose one that every form
 * prints (a part of a comment, an address, a port).
 */
export function rulesWith(facts: Facts, ...words: readonly string[]): readonly FoundRule[] {
  if (rulesets(facts).length === 0) return [];
  return rulesWithKey(facts, JSON.stringify(words));
}

const rulesWithKey = rememberedBy((facts, key): readonly FoundRule[] =>
  rulesets(facts).flatMap(source =>
    rulesOfBodies(source, bodiesWith(source.document, JSON.parse(key) as string[])),
  ),
);

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
  const found: FoundChain[] = [];
  for (const source of rulesets(facts))
    for (const table of source.document.tables)
      for (const chain of table.chains) if (test(chain.name)) found.push({ ...chain, table, source });
  return found;
}

/** The chains of this name, of all readings in the order of the paste. */
export function chainsNamed(facts: Facts, name: string): readonly FoundChain[] {
  const owner = ownerOf(name);
  if (owner === 'rest') return otherChains(facts).get(name) ?? [];
  return chainsAmong(facts, owner, candidate => candidate === name);
}

/** The chain of this name in the latest reading that shows it; null where none does. */
export function chainNamed(facts: Facts, name: string): FoundChain | null {
  return chainsNamed(facts, name).at(-1) ?? null;
}

/** The chains that no Service or endpoint has of its own, by name: of those there are tens of thousands. */
export const otherChains = remembered((facts): ReadonlyMap<string, readonly FoundChain[]> => {
  const byName = new Map<string, FoundChain[]>();
  for (const chain of chainsAmong(facts, 'rest', () => true)) {
    const others = byName.get(chain.name);
    if (others) others.push(chain);
    else byName.set(chain.name, [chain]);
  }
  return byName;
});

function chainsAmong(
  facts: Facts,
  owner: ReturnType<typeof ownerOf>,
  test: (name: string) => boolean,
): FoundChain[] {
  return rulesets(facts).flatMap(source =>
    source.document.tables.flatMap(table =>
      chainOwners(table)
        [owner].filter(({ name }) => test(name))
        .map(chain => ({ ...chain, table, source })),
    ),
  );
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
export function isWhole({
  source,
  complete,
  table,
}: Pick<FoundChain, 'source' | 'complete' | 'table'>): boolean {
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
    .filter(
      ({ section, document: other }) =>
        other.form === document.form &&
        other.family === document.family &&
        samePlace(section, rule.source.section),
    );
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
  for (let i = chainOf(source.document, rule.index).chain.firstRule; i < rule.index; i++)
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
