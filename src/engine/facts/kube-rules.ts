import type { Place } from '../model/place.ts';
import type { Ruleset, RulesetTable } from '../model/ruleset.ts';
import { chainOwners } from './chain-owners.ts';
import type { Facts, Sourced } from './facts.ts';
import { repeatsIn } from './repeats.ts';
import { isWhole, rulesets } from './rules.ts';

/** How much kube-proxy keeps in iptables, by one reading. */
export interface KubeRules {
  /** Chains `KUBE-SVC-…`: one a port of a Service. */
  readonly services: number;
  /** Rules in the chains of Services and endpoints; equal ones in one chain are counted once. */
  readonly rules: number;
  /** Whether the reading holds the whole nat table for sure. */
  readonly whole: boolean;
  /** The first and the last of these chains. */
  readonly places: readonly Place[];
}

/** The reading with most of them; null where none shows a chain `KUBE-SVC-…` (another mode, another table, an excerpt). */
export function kubeRules(facts: Facts): KubeRules | null {
  const readings = rulesets(facts).flatMap(source =>
    source.document.tables.flatMap(table => readingOf(source, table) ?? []),
  );
  return readings.reduce<KubeRules | null>(
    (most, reading) => (most === null || reading.rules > most.rules ? reading : most),
    null,
  );
}

function readingOf(source: Sourced<Ruleset>, table: RulesetTable): KubeRules | null {
  const { ports, endpoints, besides, rest, rulesOfServices, complete } = chainOwners(table);
  const ends = [ports, endpoints, besides].flatMap(chains => [...chains.slice(0, 1), ...chains.slice(-1)]);
  const places = ends.map(({ place }) => place).sort((one, other) => one.line - other.line);
  const [first, last] = [places[0], places.at(-1)];
  if (ports.length === 0 || !first || !last) return null;
  const whole =
    isWhole({ complete, table, source }) && BUILT_IN.every(name => rest.some(chain => chain.name === name));
  const repeats = repeatsIn(source.document);
  let equal = 0;
  if (repeats.size > 0)
    for (const chains of [ports, endpoints, besides])
      for (const chain of chains) equal += repeats.get(chain) ?? 0;
  return { services: ports.length, rules: rulesOfServices - equal, whole, places: [first, last] };
}

const BUILT_IN = ['PREROUTING', 'POSTROUTING', 'OUTPUT'];
