import type { Place } from '../model/place.ts';
import type { Ruleset, RulesetChain, RulesetTable } from '../model/ruleset.ts';
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
  const chains = table.chains.filter(({ name }) => PER_SERVICE.test(name));
  const services = chains.filter(({ name }) => name.startsWith('KUBE-SVC-')).length;
  if (services === 0) return null;
  const builtIn = ['PREROUTING', 'POSTROUTING', 'OUTPUT'];
  const whole =
    builtIn.every(name => table.chains.some(chain => chain.name === name)) &&
    table.chains.every(chain => isWhole({ ...chain, table, source }));
  return {
    services,
    rules: chains.reduce((sum, chain) => sum + distinctRules(source.document, chain), 0),
    whole,
    places: [chains[0], chains.at(-1)].flatMap(chain => chain?.place ?? []),
  };
}

function distinctRules({ rules: { body } }: Ruleset, { firstRule, ruleCount }: RulesetChain): number {
  return ruleCount < 2 ? ruleCount : new Set(body.subarray(firstRule, firstRule + ruleCount)).size;
}
