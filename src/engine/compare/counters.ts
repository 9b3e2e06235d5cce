import type { Section } from '../model/document.ts';
import type { NftRuleset } from '../model/nft-ruleset.ts';
import type { Place } from '../model/place.ts';
import type { Counters } from '../model/ruleset.ts';
import { bodyText, countersAt, ownerOf, printSpec, specAt } from '../rules/index.ts';
import { nftRuleName, nftRulePlace } from './nft.ts';

/** A number of one paste that can stand in another one too. */
export interface Counted {
  readonly of: string;
  readonly name: string;
  readonly host: string | null;
  /** Exact ones have `low` = `high`. */
  readonly low: number;
  readonly high: number;
  readonly place: Place;
}

/** More numbers than this are not taken from one paste. */
const MAX_COUNTED = 200_000;

/** Where a section was read, next to its host; null where nobody knows. */
export type PlaceOf = (section: Section) => string | null;

/** Every counter and numeric setting of the sections. Of several readings the last one stands. */
export function counted(sections: readonly Section[], placeOf: PlaceOf): Map<string, Counted> {
  const found = new Map<string, Counted>();
  for (const section of sections) {
    // What a loop over nodes printed can be held against nothing.
    const where = placeOf(section);
    if (where === null) continue;
    for (const one of ofSection(section)) {
      if (found.size >= MAX_COUNTED) return found;
      found.set(`${one.host ?? ''}\n${where}\n${one.of}\n${one.name}`, one);
    }
  }
  return found;
}

function* ofSection({ document, host }: Section): Iterable<Counted> {
  const exact = (of: string, name: string, value: number, place: Place): Counted => ({
    of,
    name,
    host,
    low: value,
    high: value,
    place,
  });
  switch (document.kind) {
    case 'conntrack-stats': {
      const [first] = document.rows;
      for (const name of Object.keys(first?.values ?? {})) {
        const total = document.rows.reduce((sum, row) => sum + (row.values[name] ?? 0), 0);
        // Each row of the /proc file repeats the count of the whole table.
        const value = name === 'entries' ? (first?.values[name] ?? 0) : total;
        if (first) yield exact(document.source, name, value, first.place);
      }
      return;
    }
    case 'network-counters':
      if (document.basis !== 'since-boot') return;
      for (const { name, value, place } of document.counters)
        yield exact(document.source, name, value, place);
      return;
    case 'nic-counters':
      for (const { name, value, place } of document.counters)
        yield exact(document.device ?? 'ethtool -S', name, value, place);
      return;
    case 'settings':
      for (const { key, number, assumed, configured, place } of document.entries)
        if (number !== null && !assumed && !configured) yield exact('sysctl', key, number, place);
      return;
    case 'flow-table':
      yield exact(document.source, 'flows', document.flows, document.first);
      for (const { protocol, state, flows, places } of document.states)
        yield exact(document.source, state ?? protocol, flows, places[0] ?? document.first);
      return;
    case 'ruleset':
      if (document.form !== 'commands') yield* ofRules(document, host);
      return;
    case 'nft-ruleset':
      if (!document.configured) yield* ofNft(document, host);
  }
}

function* ofRules(
  ruleset: Extract<Section['document'], { kind: 'ruleset' }>,
  host: string | null,
): Iterable<Counted> {
  const family = ruleset.family === 'ipv6' ? 'ip6tables ' : '';
  for (const { name: table, chains } of ruleset.tables) {
    for (const { name, policyCounters, place } of chains)
      if (policyCounters)
        yield interval(`${family}${table ?? ''} ${name}`.trim(), 'policy', host, policyCounters, place);
  }
  const equals = new Map<string, number>();
  for (let i = 0; i < ruleset.rules.count; i++) {
    const counters = countersAt(ruleset, i);
    if (!counters) continue;
    const { table, chain } = ownerOf(ruleset, i);
    const of = `${family}${table.name ?? ''} ${chain.name}`.trim();
    const body = ruleset.rules.body[i] as number;
    const key = `${of}\n${body}`;
    const nth = (equals.get(key) ?? 0) + 1;
    equals.set(key, nth);
    const text = ruleset.form === 'list' ? printSpec(specAt(ruleset, i)) : bodyText(ruleset, body);
    const place = {
      line: ruleset.rules.line[i] as number,
      span: { start: ruleset.rules.start[i] as number, end: ruleset.rules.end[i] as number },
    };
    yield interval(of, nth === 1 ? text : `${text} (${nth})`, host, counters, place);
  }
}

/** The rules that count, and the named counters. */
function* ofNft(ruleset: NftRuleset, host: string | null): Iterable<Counted> {
  const { rules, chains, objects } = ruleset;
  const owner = (table: number) => {
    const { family, name } = ruleset.tables[table] ?? { family: null, name: null };
    return `nft ${family ?? ''} ${name ?? ''}`.trim();
  };
  const equals = new Map<string, number>();
  for (let at = 0; at < rules.count; at++) {
    const packets = rules.packets[at] as number;
    const chain = chains[rules.chain[at] as number];
    if (Number.isNaN(packets) || !chain) continue;
    const of = `${owner(chain.table)} ${chain.name ?? ''}`.trim();
    const text = nftRuleName(ruleset, at);
    const nth = (equals.get(`${of}\n${text}`) ?? 0) + 1;
    equals.set(`${of}\n${text}`, nth);
    const name = nth === 1 ? text : `${text} (${nth})`;
    yield { of, name, host, low: packets, high: packets, place: nftRulePlace(ruleset, at) };
  }
  for (const { table, type, name, packets, place } of objects)
    if (type === 'counter' && packets !== null)
      yield { of: owner(table), name, host, low: packets, high: packets, place };
}

function interval(
  of: string,
  name: string,
  host: string | null,
  { packets }: Counters,
  place: Place,
): Counted {
  return { of, name, host, low: packets.low, high: packets.high, place };
}
