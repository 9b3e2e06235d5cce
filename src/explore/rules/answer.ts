import type { Analysis } from '../../engine/model/analysis.ts';
import { bodyText, printSpec } from '../../engine/rules/index.ts';
import { orderWith } from '../order.ts';
import { type RuleList, ruleList, specOf } from './list.ts';
import { MAX_WINDOW, type RuleColumn, type RulesAnswer, type RulesAsk } from './question.ts';
import { rowAt } from './rows.ts';

/** Names of chains and targets that are offered. */
const OFFERED = 100;
/** Texts made between two moments in which a question may be called off. */
const BREATH = 3000;

interface Held {
  readonly analysis: Analysis;
}

/** The rows that were asked for last: scrolling asks for one window after the other. */
const ORDERS = new WeakMap<RuleList, { readonly key: string; readonly order: Uint32Array }>();
/** The texts of all rules, once a filter or an order wanted them. */
const TEXTS = new WeakMap<RuleList, readonly string[]>();

/** A window of the rules of a paste, filtered and sorted. Rejects when the signal ends it. */
export async function rulesAnswer(
  { analysis }: Held,
  ask: RulesAsk,
  signal: AbortSignal,
): Promise<RulesAnswer> {
  const list = await ruleList(analysis, signal);
  const order = await orderOf(list, ask, signal);
  const from = Math.max(0, Math.floor(ask.from));
  return {
    tables: list.tables.map(table => ({ ...table, rules: rulesIn(list, table.id) })),
    chains: chainsOf(list, ask.table),
    targets: targetsOf(list, ask.table),
    counters: list.packets.some(packets => packets >= 0),
    rules: list.count + list.left,
    left: list.left,
    rows: order.length,
    window: [...order.subarray(from, from + Math.min(ask.count, MAX_WINDOW))].map(row => rowAt(list, row)),
  };
}

async function orderOf(list: RuleList, ask: RulesAsk, signal: AbortSignal): Promise<Uint32Array> {
  const key = JSON.stringify({ ...ask, from: 0, count: 0 });
  const known = ORDERS.get(list);
  if (known?.key === key) return known.order;
  const texts = ask.text.trim() !== '' || ask.sort.column === 'rule' ? await textsOf(list, signal) : [];
  const tests = testsOf(list, ask, texts);
  const kept: number[] = [];
  for (let row = 0; row < list.count; row++) if (tests.every(test => test(row))) kept.push(row);
  const compare = comparing(list, ask.sort.column, texts);
  const order = compare
    ? orderWith(
        kept.length,
        (one, other) => compare(kept[one] as number, kept[other] as number),
        ask.sort.descending,
      ).map(at => kept[at] as number)
    : Uint32Array.from(ask.sort.descending ? kept.reverse() : kept);
  ORDERS.set(list, { key, order });
  return order;
}

type Test = (row: number) => boolean;

function testsOf(list: RuleList, ask: RulesAsk, texts: readonly string[]): Test[] {
  const tests: Test[] = [];
  const { table } = ask;
  if (table !== null) tests.push(row => list.chains[list.chain[row] as number]?.table === table);
  if (ask.counting) tests.push(row => (list.packets[row] as number) > 0);
  if (ask.duplicates) tests.push(row => (list.copies[row] as number) > 1);
  const chains = named(
    list.chains.map(({ name }) => name),
    ask.chain,
  );
  if (chains) tests.push(row => chains.has(list.chain[row] as number));
  const targets = named(list.targets, ask.target);
  if (targets) tests.push(row => targets.has(list.target[row] as number));
  const wanted = ask.text.trim().toLowerCase();
  if (wanted !== '') tests.push(row => texts[row]?.includes(wanted) ?? false);
  return tests;
}

/** The names that are wanted, by number: those called so, or else those that hold it. Null: all. */
function named(names: readonly string[], wanted: string): Set<number> | null {
  const text = wanted.trim();
  if (text === '') return null;
  const found = new Set<number>();
  for (const [id, name] of names.entries()) if (name === text) found.add(id);
  if (found.size > 0) return found;
  const lower = text.toLowerCase();
  for (const [id, name] of names.entries()) if (name.toLowerCase().includes(lower)) found.add(id);
  return found;
}

/** Of each rule the text that is shown and the one that was pasted, in lower case. Equal bodies are read once. */
async function textsOf(list: RuleList, signal: AbortSignal): Promise<readonly string[]> {
  const made = TEXTS.get(list);
  if (made) return made;
  const texts: string[] = [];
  const bodies = list.sources.map(() => new Map<number, string>());
  for (let row = 0; row < list.count; row++) {
    const at = list.source[row] as number;
    const source = list.sources[at];
    const index = list.index[row] as number;
    if (source?.kind === 'nft') {
      texts.push((source.document.rules.text[index] ?? '').toLowerCase());
    } else if (source) {
      const body = source.document.rules.body[index] as number;
      let text = bodies[at]?.get(body);
      if (text === undefined) {
        const pasted = bodyText(source.document, body);
        const printed = printSpec(specOf(source.document, body));
        text = (printed === pasted ? printed : `${printed}\n${pasted}`).toLowerCase();
        bodies[at]?.set(body, text);
      }
      texts.push(text);
    }
    if (row % BREATH === BREATH - 1) {
      await new Promise(resolve => setTimeout(resolve, 0));
      signal.throwIfAborted();
    }
  }
  TEXTS.set(list, texts);
  return texts;
}

function comparing(
  list: RuleList,
  column: RuleColumn,
  texts: readonly string[],
): ((one: number, other: number) => number) | null {
  if (column === 'line') return null;
  if (column === 'packets' || column === 'bytes' || column === 'number') {
    const values = list[column];
    return (one, other) => (values[one] as number) - (values[other] as number);
  }
  if (column === 'rule') return (one, other) => compareText(texts[one] ?? '', texts[other] ?? '');
  if (column === 'target') {
    const rank = ranks(list.targets);
    return (one, other) =>
      (rank[list.target[one] as number] as number) - (rank[list.target[other] as number] as number);
  }
  const rank = ranks(
    list.chains.map(({ name, table }) => (column === 'chain' ? name : (list.tables[table]?.name ?? ''))),
  );
  return (one, other) =>
    (rank[list.chain[one] as number] as number) - (rank[list.chain[other] as number] as number);
}

/** The place of each name in the order of the alphabet; equal names have the same. */
function ranks(names: readonly string[]): number[] {
  const places = new Map([...new Set(names)].sort(compareText).map((name, place) => [name, place]));
  return names.map(name => places.get(name) as number);
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Rules of each table, of those that are in rows. */
const COUNTS = new WeakMap<RuleList, readonly number[]>();

function rulesIn(list: RuleList, table: number): number {
  let counts = COUNTS.get(list);
  if (!counts) {
    const sums = list.tables.map(() => 0);
    for (let row = 0; row < list.count; row++) {
      const own = list.chains[list.chain[row] as number]?.table ?? 0;
      sums[own] = (sums[own] ?? 0) + 1;
    }
    counts = sums;
    COUNTS.set(list, counts);
  }
  return counts[table] ?? 0;
}

function chainsOf(list: RuleList, table: number | null): string[] {
  const names = new Set<string>();
  for (const chain of list.chains) {
    if (table === null || chain.table === table) names.add(chain.name);
    if (names.size >= OFFERED) break;
  }
  return [...names];
}

function targetsOf(list: RuleList, table: number | null): string[] {
  const counts = new Uint32Array(list.targets.length);
  for (let row = 0; row < list.count; row++) {
    if (table !== null && list.chains[list.chain[row] as number]?.table !== table) continue;
    const target = list.target[row] as number;
    counts[target] = (counts[target] as number) + 1;
  }
  return [...counts.keys()]
    .filter(target => (counts[target] as number) > 0 && list.targets[target] !== '')
    .sort((one, other) => (counts[other] as number) - (counts[one] as number))
    .slice(0, OFFERED)
    .map(target => list.targets[target] as string);
}
