import type { Place } from '../model/place.ts';
import type { RuleSpec, Ruleset, RulesetChain, RulesetTable } from '../model/ruleset.ts';
import { bodyText, specAt } from '../rules/index.ts';
import type { Facts, Sourced } from './facts.ts';
import { remembered } from './remembered.ts';
import { repeatsIn } from './repeats.ts';
import { rulesets } from './rules.ts';
import { samePlace } from './same-output.ts';

/** A rule that stands more than once in one chain of one reading. */
export interface Duplicate {
  readonly source: Sourced<Ruleset>;
  readonly table: RulesetTable;
  readonly chain: string;
  readonly text: string;
  readonly spec: RuleSpec;
  /** How many equal rules the reading shows. */
  readonly shown: number;
  /** How many of them are in one table for sure: less than shown where the print does not tell the tables apart. */
  readonly count: number;
  /**
   * exact: the print holds all that tells rules apart. comment: interfaces are hidden, but an equal comment is there. hidden: the
   * rules may differ in what is not printed.
   */
  readonly sure: 'exact' | 'comment' | 'hidden';
  /** The first and the last of them. */
  readonly places: readonly Place[];
}

/** Equal lines of this many tables look the same where the tables are not named: raw, mangle, nat, filter, security. */
const TABLES = 5;
/** Chains that their owner makes in one table only (kubelet, kube-proxy, kube-router, flannel). */
export const ONE_TABLE =
  /^(?:KUBE-(?:FIREWALL|FORWARD|POSTROUTING|MARK-MASQ|MARK-DROP|ROUTER-(?:INPUT|FORWARD|OUTPUT)|(?:POD-FW|NWPLCY|SVC|SEP|EXT|FW|SVL|XLB)-.{1,40})|FLANNEL-(?:POSTRTG|FWD))$/;
const MAX_DUPLICATES = 1000;

/** Of each chain the latest reading: the duplicates in it, those with most copies first. */
export const duplicates = remembered((facts): readonly Duplicate[] => {
  const readings = rulesets(facts);
  const latest = new Map<string, Duplicate[]>();
  for (const source of readings) {
    if (latest.size === 0 && repeatsIn(source.document).size === 0) continue;
    for (const table of source.document.tables) {
      for (const chain of table.chains) {
        const found = duplicatesOf(source, table, chain);
        // A chain that is only partly there does not unsay what an earlier reading showed.
        if (found.length === 0 && (latest.size === 0 || !chain.complete)) continue;
        latest.set(`${source.document.family ?? ''} ${table.name ?? ''} ${chain.name}`, found);
      }
    }
  }
  return [...latest.values()].flat().sort((one, other) => other.count - one.count);
});

/** The duplicates of one chain. Nothing is parsed but the bodies that stand there more than once. */
export function duplicatesOf(
  source: Sourced<Ruleset>,
  table: RulesetTable,
  chain: RulesetChain,
): Duplicate[] {
  const { rules } = source.document;
  if (!repeatsIn(source.document).has(chain)) return [];
  const seen = new Map<number, number[]>();
  let bodyAbove = -1;
  let above: number[] = [];
  for (let index = chain.firstRule; index < chain.firstRule + chain.ruleCount; index++) {
    const body = rules.body[index] as number;
    if (body === bodyAbove) {
      above.push(index);
      continue;
    }
    const indices: number[] = seen.get(body) ?? [];
    if (indices.length === 0) seen.set(body, indices);
    indices.push(index);
    bodyAbove = body;
    above = indices;
  }
  return [...seen]
    .filter(([, indices]) => indices.length > 1)
    .slice(0, MAX_DUPLICATES)
    .map(([body, indices]) => {
      const text = bodyText(source.document, body);
      const spec = specAt(source.document, indices[0] as number);
      return {
        source,
        table,
        chain: chain.name,
        text,
        spec,
        shown: indices.length,
        count: Math.ceil(indices.length / mixed(source, table, chain, text)),
        sure: sureness(source, text, spec),
        places: [indices[0], indices[1], indices.at(-1)].flatMap(index => placeOf(source.document, index)),
      };
    });
}

/** Of how many chains of the same name the lines may be. */
function mixed(
  { section, document }: Sourced<Ruleset>,
  table: RulesetTable,
  chain: RulesetChain,
  text: string,
): number {
  const cut = section.partial === 'pipe' || section.partial === 'elision';
  const known = table.name !== null && (!cut || table.nameFrom === 'said') && table.complete !== false;
  const tables = known || ONE_TABLE.test(chain.name) ? 1 : TABLES;
  const addressed = document.family !== null || /\d\.\d|:[\da-f]*:/.test(text);
  return cut && !addressed ? tables * 2 : tables;
}

/**
 * Blacked out, cut or not understood, a rule may be another one than its neighbour. A listing prints some different rules alike,
 * and without `-v` hides interfaces; and where it is cut at the edge of a terminal, what follows the addresses is gone.
 */
function sureness({ section, document }: Sourced<Ruleset>, text: string, spec: RuleSpec): Duplicate['sure'] {
  const open = spec.unknown.filter(({ why }) => why !== 'not-shown' && why !== 'resolved');
  const resolved = spec.unknown.some(({ why }) => why === 'resolved');
  const commented = spec.matches.some(
    ({ name, options }) => name === 'comment' && options.some(({ values }) => values.some(Boolean)),
  );
  if (open.length > 0 || spec.target === null) return 'hidden';
  if (document.form !== 'list') return 'exact';
  const grepped = section.partial === 'pipe' || section.partial === 'elision';
  if (grepped || (!commented && (resolved || isEdge(document, text, spec)))) return 'hidden';
  if (document.shown?.verbose) return 'exact';
  return commented ? 'comment' : 'hidden';
}

/** A line that is longer than another one by so many characters shows that the terminal did not cut them both. */
const LONGER = 20;
const LONGEST = new WeakMap<Ruleset, number>();

/** Whether no line of the listing goes on behind where this one ends: then a terminal may have cut them all there. */
function isEdge(document: Ruleset, text: string, spec: RuleSpec): boolean {
  if (spec.matches.some(({ name }) => name !== 'comment')) return false;
  return longestBody(document) <= text.trimEnd().length + LONGER;
}

function longestBody(document: Ruleset): number {
  let longest = LONGEST.get(document) ?? 0;
  if (longest === 0) {
    const { bodyFrom } = document.rules;
    for (let body = 0; body + 1 < bodyFrom.length; body++)
      longest = Math.max(longest, (bodyFrom[body + 1] as number) - (bodyFrom[body] as number));
    LONGEST.set(document, longest);
  }
  return longest;
}

function placeOf({ rules }: Ruleset, index: number | undefined): Place[] {
  if (index === undefined) return [];
  const span = { start: rules.start[index] as number, end: rules.end[index] as number };
  return [{ line: rules.line[index] as number, span }];
}

/** How many copies of a duplicate an earlier reading of the same chain shows; null where there is none, or it may be a part. */
export interface Grown {
  readonly before: number;
  readonly duplicate: Duplicate;
  readonly seconds: number | null;
  readonly places: readonly Place[];
}

/** Duplicates that have become more between two readings of the same form, the chain read to its end both times. */
export function grown(facts: Facts, found: readonly Duplicate[]): Grown[] {
  return found.slice(0, 20).flatMap(duplicate => {
    const { source, table } = duplicate;
    const readings = rulesets(facts).flatMap(other => other.document.tables.map(read => ({ other, read })));
    for (const { other, read } of readings) {
      if (read === table) break;
      if (!samePlace(other.section, source.section)) continue;
      const before = copiesIn(other, read, duplicate);
      if (before.length === 0 || before.length >= duplicate.shown) continue;
      const places = [before[0], before.at(-1)].flatMap(index => placeOf(other.document, index));
      const seconds = facts.secondsBetween(other.section, source.section);
      return [
        { before: before.length, duplicate, seconds, places: [...places, ...duplicate.places.slice(-1)] },
      ];
    }
    return [];
  });
}

/** The copies of a duplicate in another reading of its chain, by their index; none where that may be a part of it. */
function copiesIn(
  { document, section }: Sourced<Ruleset>,
  table: RulesetTable,
  { source, table: own, chain, text }: Duplicate,
): number[] {
  const { form, family } = source.document;
  if (
    document.form !== form ||
    document.family !== family ||
    section.partial === 'pipe' ||
    table.name !== own.name
  )
    return [];
  const earlier = table.chains.find(({ name, complete }) => name === chain && complete);
  return earlier ? indicesOf(document, earlier, text) : [];
}

function indicesOf(ruleset: Ruleset, chain: RulesetChain, text: string): number[] {
  const { body, bodyFrom } = ruleset.rules;
  const length = new TextEncoder().encode(text).length;
  const same = new Map<number, boolean>();
  const found: number[] = [];
  for (let index = chain.firstRule; index < chain.firstRule + chain.ruleCount; index++) {
    const at = body[index] as number;
    if ((bodyFrom[at + 1] as number) - (bodyFrom[at] as number) !== length) continue;
    if (!same.has(at)) same.set(at, bodyText(ruleset, at) === text);
    if (same.get(at)) found.push(index);
  }
  return found;
}
