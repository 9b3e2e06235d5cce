import type { RulesetChain, RulesetTable } from '../model/ruleset.ts';

/** The chains of a table by whose they are, in their order. Of those of Services there may be tens of thousands. */
export interface ChainOwners {
  /** `KUBE-SVC-…`: one a port of a Service. */
  readonly ports: readonly RulesetChain[];
  /** `KUBE-SEP-…`: one an endpoint. */
  readonly endpoints: readonly RulesetChain[];
  /** What else kube-proxy makes for each of them. */
  readonly besides: readonly RulesetChain[];
  readonly rest: readonly RulesetChain[];
  /** How many rules the first three have together. */
  readonly rulesOfServices: number;
  /** Whether every chain is read to its end. */
  readonly complete: boolean;
}

/** Chains that kube-proxy makes for each port of a Service and each endpoint (pkg/proxy/iptables/proxier.go, 1.10 to 1.36). */
const BESIDES = /^KUBE-(?:EXT|FW|XLB|SVL)-/;
const OWNERS = new WeakMap<RulesetTable, ChainOwners>();

/** Every name is looked at once, for all who ask. */
export function chainOwners(table: RulesetTable): ChainOwners {
  let owners = OWNERS.get(table);
  if (!owners) {
    owners = sorted(table);
    OWNERS.set(table, owners);
  }
  return owners;
}

/** Which of the lists holds the chains of a name. */
export function ownerOf(name: string): 'ports' | 'endpoints' | 'besides' | 'rest' {
  if (name.startsWith('KUBE-SEP-')) return 'endpoints';
  if (name.startsWith('KUBE-SVC-')) return 'ports';
  return BESIDES.test(name) ? 'besides' : 'rest';
}

function sorted({ chains }: RulesetTable): ChainOwners {
  const lists = {
    ports: [] as RulesetChain[],
    endpoints: [] as RulesetChain[],
    besides: [] as RulesetChain[],
    rest: [] as RulesetChain[],
  };
  let rulesOfServices = 0;
  let complete = true;
  for (const chain of chains) {
    const owner = ownerOf(chain.name);
    lists[owner].push(chain);
    if (owner !== 'rest') rulesOfServices += chain.ruleCount;
    if (!chain.complete) complete = false;
  }
  return { ...lists, rulesOfServices, complete };
}
