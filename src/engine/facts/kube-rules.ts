import type { Place } from '../model/place.ts';
import type { Ruleset, RulesetTable } from '../model/ruleset.ts';
import { distinctBodies } from './duplicates.ts';
import type { Facts, Sourced } from './facts.ts';
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

/** Chains that kube-proxy makes for each port of a Service and each endpoint (pkg/proxy/iptables/proxier.go, 1.10 to 1.36). */
const PER_SERVICE = /^KUBE-(?:SVC|SEP|EXT|FW|XLB|SVL)-/;

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
  const { body } = source.document.rules;
  let services = 0;
  let rules = 0;
  let whole = BUILT_IN.every(name => table.chains.some(chain => chain.name === name));
  let first: Place | null = null;
  let last: Place | null = null;
  for (const chain of table.chains) {
    if (whole && !isWhole({ complete: chain.complete, table, source })) whole = false;
    if (!chain.name.startsWith('KUBE-') || !PER_SERVICE.test(chain.name)) continue;
    if (chain.name.startsWith('KUBE-SVC-')) services++;
    rules += distinctBodies(body, chain);
    first ??= chain.place;
    last = chain.place;
  }
  return services === 0 || !first || !last ? null : { services, rules, whole, places: [first, last] };
}

const BUILT_IN = ['PREROUTING', 'POSTROUTING', 'OUTPUT'];
