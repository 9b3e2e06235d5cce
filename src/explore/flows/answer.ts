import { FLOW } from '../../engine/flow-rows.ts';
import type { Analysis } from '../../engine/model/analysis.ts';
import { orderBy, orderWith } from '../order.ts';
import { Groups } from './groups.ts';
import { KEYS } from './keys.ts';
import { linesOf, searchLines } from './lines.ts';
import {
  type FlowColumn,
  type FlowFilter,
  type FlowGroup,
  type FlowLine,
  type FlowsAnswer,
  type FlowsAsk,
  type GroupName,
  MAX_WINDOW,
} from './question.ts';
import { type FlowStore, listingsOf, storeOf } from './store.ts';

interface Held {
  readonly paste: Blob;
  readonly analysis: Analysis;
}

/** What a question without its window comes to. */
interface Table {
  readonly filtered: number;
  /** Groups, or flows, in the order of the rows. */
  readonly order: Uint32Array;
  readonly groups: Groups | null;
  readonly most: number;
}

/** The tables that were asked for last: scrolling asks for one window after the other. */
const TABLES = new WeakMap<FlowStore, { readonly key: string; readonly table: Table }>();
/** The flows that pass the filters that were asked for last. */
const FILTERED = new WeakMap<FlowStore, { readonly key: string; readonly flows: Uint32Array | null }>();

/** One more than the highest port, and one for none. */
const PORTS = 65_537;

/** A window of the flows of a listing, put together, filtered and sorted. Rejects when the signal ends it. */
export async function flowsAnswer(held: Held, ask: FlowsAsk, signal: AbortSignal): Promise<FlowsAnswer> {
  const tables = listingsOf(held.analysis).map(({ command, firstLine, document }) => ({
    command,
    firstLine,
    flows: document.kind === 'flow-table' ? document.flows : 0,
  }));
  const store = await storeOf(held, ask.table, signal);
  if (!store) return { tables, flows: 0, filtered: 0, rows: 0, window: [], most: 0 };
  const table = await tableOf(held, store, ask, signal);
  const from = Math.max(0, Math.floor(ask.from));
  const numbers = [...table.order.subarray(from, from + Math.min(ask.count, MAX_WINDOW))];
  return {
    tables,
    flows: store.read,
    filtered: table.filtered,
    rows: table.order.length,
    most: table.most,
    window: table.groups
      ? groupRows(store, table.groups, ask, numbers)
      : await flowRows(held, store, numbers),
  };
}

async function tableOf(held: Held, store: FlowStore, ask: FlowsAsk, signal: AbortSignal): Promise<Table> {
  const key = JSON.stringify([ask.by, ask.filters, ask.text, ask.sort]);
  const known = TABLES.get(store);
  if (known?.key === key) return known.table;
  const flows = filteredBy(store, ask.filters);
  const table =
    ask.by === 'flow' ? await flowTable(held, store, flows, ask, signal) : groupTable(store, flows, ask);
  TABLES.set(store, { key, table });
  return table;
}

/** The flows that belong to all of the groups; null for all flows. */
function filteredBy(store: FlowStore, filters: readonly FlowFilter[]): Uint32Array | null {
  const key = JSON.stringify(filters);
  const known = FILTERED.get(store);
  if (known?.key === key) return known.flows;
  let flows: Uint32Array | null = null;
  for (const { by, key: wanted } of filters) flows = narrowed(store, flows, by, wanted);
  FILTERED.set(store, { key, flows });
  return flows;
}

function narrowed(
  store: FlowStore,
  flows: Uint32Array | null,
  by: FlowFilter['by'],
  [first, second]: FlowFilter['key'],
): Uint32Array {
  const kind = KEYS[by];
  const count = flows ? flows.length : store.size;
  const kept = new Uint32Array(count);
  let size = 0;
  for (let n = 0; n < count; n++) {
    const i = flows ? (flows[n] as number) : n;
    if (kind.first(store, i) === first && kind.second(store, i) === second) kept[size++] = i;
  }
  return kept.slice(0, size);
}

function groupTable(store: FlowStore, flows: Uint32Array | null, ask: FlowsAsk): Table {
  const kind = KEYS[ask.by as FlowFilter['by']];
  const groups = new Groups(store, flows, kind);
  const wanted = ask.text.trim().toLowerCase();
  const sorted = sortGroups(store, groups, ask);
  const order =
    wanted === ''
      ? sorted
      : sorted.filter(group => wordsOf(kind.name(store, groups.key(group))).includes(wanted));
  let most = 0;
  for (const group of order) most = Math.max(most, groups.flows[group] as number);
  return { filtered: flows ? flows.length : store.size, order, groups, most };
}

function wordsOf(name: GroupName): string {
  if ('text' in name) return name.text.toLowerCase();
  return 'unknown' in name ? '' : `${name.dnat ?? ''} ${name.snat ?? ''}`.toLowerCase();
}

function sortGroups(store: FlowStore, groups: Groups, { by, sort }: FlowsAsk): Uint32Array {
  const { column, descending } = sort;
  const columns: Partial<Record<FlowColumn, (group: number) => number>> = {
    flows: group => groups.flows[group] as number,
    unreplied: group => groups.unreplied[group] as number,
    assured: group => groups.assured[group] as number,
    line: group => groups.example[group] as number,
  };
  const value = columns[column];
  if (value) return orderBy(groups.size, value, descending);
  if (by !== 'state' && by !== 'protocol') return orderWith(groups.size, byKey(groups), descending);
  const names = Array.from({ length: groups.size }, (_, group) =>
    wordsOf(KEYS[by].name(store, groups.key(group))),
  );
  return orderWith(groups.size, (one, other) => compareText(names[one], names[other]), descending);
}

/** Addresses in the order of their numbers, those with names behind all others. */
function byKey(groups: Groups): (one: number, other: number) => number {
  return (one, other) => {
    const [first, second] = groups.key(one);
    const [otherFirst, otherSecond] = groups.key(other);
    return first - otherFirst || second - otherSecond;
  };
}

function compareText(one = '', other = ''): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

async function flowTable(
  { paste, analysis }: Held,
  store: FlowStore,
  flows: Uint32Array | null,
  ask: FlowsAsk,
  signal: AbortSignal,
): Promise<Table> {
  const text = ask.text.trim();
  let kept = flows ?? Uint32Array.from({ length: store.size }, (_, i) => i);
  if (text !== '') {
    const found = await searchLines(paste, analysis.encoding, store, text, signal);
    kept = kept.filter(i => found[i] === 1);
  }
  const order = sortFlows(store, kept, ask).map(n => kept[n] as number);
  return { filtered: kept.length, order, groups: null, most: 0 };
}

function sortFlows(store: FlowStore, flows: Uint32Array, { sort }: FlowsAsk): Uint32Array {
  const { column, descending } = sort;
  const at = (n: number) => flows[n] as number;
  const end = (which: 0 | 1) => {
    const keys = Float64Array.from(flows, i => store.address(i, which) * PORTS + store.port(i, which));
    return orderWith(
      flows.length,
      (one, other) => (keys[one] as number) - (keys[other] as number),
      descending,
    );
  };
  if (column === 'source') return end(0);
  if (column === 'destination') return end(1);
  const byName = (ids: Uint8Array, name: (id: number) => string) => {
    const rank = ranks(name);
    return orderBy(flows.length, n => rank[ids[at(n)] as number] as number, descending);
  };
  if (column === 'protocol') return byName(store.protocol, id => store.protocolName(id));
  if (column === 'state') return byName(store.state, id => store.stateName(id));
  if (column === 'timeout') return orderBy(flows.length, n => store.timeout[at(n)] as number, descending);
  return orderBy(flows.length, n => n, descending);
}

/** The place of each of the 64 protocols or states in the order of their names. */
function ranks(name: (id: number) => string): number[] {
  const ids = Array.from({ length: 64 }, (_, id) => id);
  const sorted = ids
    .map(id => ({ id, text: nameOr(name, id) }))
    .sort((one, other) => compareText(one.text, other.text));
  const rank: number[] = [];
  for (const [place, { id }] of sorted.entries()) rank[id] = place;
  return rank;
}

/** Numbers that no word has been given read as nothing. */
function nameOr(name: (id: number) => string, id: number): string {
  try {
    return name(id);
  } catch {
    return '';
  }
}

function groupRows(
  store: FlowStore,
  groups: Groups,
  { by }: FlowsAsk,
  numbers: readonly number[],
): FlowGroup[] {
  const kind = KEYS[by as FlowFilter['by']];
  return numbers.map(group => {
    const key = groups.key(group);
    return {
      kind: 'group',
      key,
      name: kind.name(store, key),
      flows: groups.flows[group] as number,
      unreplied: groups.unreplied[group] as number,
      assured: groups.assured[group] as number,
      line: store.line[groups.example[group] as number] as number,
    };
  });
}

async function flowRows(
  { paste, analysis }: Held,
  store: FlowStore,
  flows: readonly number[],
): Promise<FlowLine[]> {
  const texts = await linesOf(paste, analysis.encoding, store, flows);
  return flows.map((i, n) => ({
    kind: 'flow',
    line: store.line[i] as number,
    protocol: store.protocolName(store.protocol[i] as number),
    state: store.stateName(store.state[i] as number),
    timeout: (store.timeout[i] as number) < 0 ? null : (store.timeout[i] as number),
    source: store.endName(i, 0),
    destination: store.endName(i, 1),
    unreplied: store.has(i, FLOW.UNREPLIED),
    assured: store.has(i, FLOW.ASSURED),
    text: texts[n] as string,
  }));
}
