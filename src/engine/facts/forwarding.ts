import type { Place } from '../model/place.ts';
import type { RuleSpec } from '../model/ruleset.ts';
import type { Facts } from './facts.ts';
import { chainsLike, chainsNamed, type FoundChain, type FoundRule, isWhole, rulesOfChain } from './rules.ts';
import { hasState, matchesAll, matchOf, optionOf, targets } from './spec.ts';

/** FORWARD of the filter table in every reading, by address family (null, where nothing tells, counts as IPv4). */
export function forwardChains(facts: Facts, family: 'ipv4' | 'ipv6'): FoundChain[] {
  return chainsNamed(facts, 'FORWARD').filter(
    ({ table, source }) =>
      (table.name === 'filter' || table.name === null) && (source.document.family ?? 'ipv4') === family,
  );
}

/** What the rules of a chain do with a new connection of a pod. */
export interface PodAccess {
  /** open: a rule accepts it, or a chain of the network plug-in decides. closed: none does. unknown: not all is printed. */
  readonly access: 'open' | 'closed' | 'unknown';
  /** The rule that opens, or the one that leaves it unknown; null for closed. */
  readonly rule: FoundRule | null;
  /** True where the rule leads to a chain of a network plug-in, which accepts what its policies allow. */
  readonly byPlugin: boolean;
  /** True where a chain is not printed, and only the counters around it say that it has accepted nothing so far. */
  readonly byCounters: boolean;
}

/** Chains of network plug-ins in FORWARD; each accepts the pods' traffic (their own sources; see the list of owners). */
const PLUGIN_CHAIN =
  /^(?:FLANNEL-FWD|cali-FORWARD|CILIUM_FORWARD|KUBE-ROUTER-FORWARD|WEAVE\S{0,30}|CNI-FORWARD|ANTREA-FORWARD|AZURE-NPM)$/;
/** Chains that never accept a new connection: kube-proxy's (only marked and known flows), and Docker's isolation. */
const NEVER_ACCEPTS =
  /^(?:KUBE-(?:FORWARD|SERVICES|EXTERNAL-SERVICES|PROXY-FIREWALL|FIREWALL)|DOCKER-ISOLATION-STAGE-[12]|DOCKER-ISOLATION)$/;
/** Docker's own chains accept for Docker's own bridges alone. */
const DOCKER_CHAIN = /^(?:DOCKER|DOCKER-FORWARD|DOCKER-CT|DOCKER-BRIDGE|DOCKER-INTERNAL|DOCKER-INGRESS)$/;
/** Devices that lead to no pod: Docker's and libvirt's bridges, loopback, Tailscale. */
const OTHER_DEVICE = /^(?:docker0|docker_gwbridge|br-[\da-f]{12}|virbr\d{1,3}|lxdbr\d{1,3}|lo|tailscale0)$/;
/** Chains of chains are followed so deep. */
const DEEPEST = 6;

/** Goes through a chain, and the chains that it leads to, as a pod's first packet would. */
export function podAccess(facts: Facts, chain: FoundChain, depth = 0): PodAccess {
  let unknown: FoundRule | null = null;
  const rules = rulesOfChain(chain);
  let byCounters = false;
  for (const [nth, rule] of rules.entries()) {
    const found = accessOf(facts, chain, rule, depth);
    if (found.access === 'open') return found;
    if (found.access === 'closed' || unknown) continue;
    if (allCameBack(rule, rules[nth + 1] ?? null, chain)) byCounters = true;
    else unknown = rule;
  }
  if (unknown || !isWhole(chain) || (depth === 0 && isHeadAlone(chain))) return unknownBy(unknown);
  return { ...CLOSED, byCounters };
}

/**
 * Whether every packet that went into the chain of a jump came back from it: the next rule, or the policy, has counted as many. A
 * chain that is not printed (DOCKER-USER) has accepted none of them then.
 */
function allCameBack(jump: FoundRule, next: FoundRule | null, { policyCounters }: FoundChain): boolean {
  const into = jump.counters?.packets ?? null;
  if (next !== null && !matchesAll(next.spec)) return false;
  const out = (next === null ? policyCounters : next.counters)?.packets ?? null;
  const exact = into !== null && out !== null && into.low === into.high && out.low === out.high;
  return exact && into.low > 0 && into.low === out.low && matchesAll(jump.spec);
}

/** A listing of which only `Chain FORWARD (policy DROP …)` was kept looks like an empty chain. */
export function isHeadAlone({ ruleCount, source }: FoundChain): boolean {
  return ruleCount === 0 && source.document.form === 'list';
}

const CLOSED: PodAccess = { access: 'closed', rule: null, byPlugin: false, byCounters: false };

const unknownBy = (rule: FoundRule | null): PodAccess => ({
  access: 'unknown',
  rule,
  byPlugin: false,
  byCounters: false,
});

function accessOf(facts: Facts, chain: FoundChain, rule: FoundRule, depth: number): PodAccess {
  const { spec } = rule;
  if (targets(spec, 'ACCEPT')) return acceptOf(rule);
  const name = spec.target?.name ?? '';
  if (PLUGIN_CHAIN.test(name)) return { access: 'open', rule, byPlugin: true, byCounters: false };
  if (spec.target === null || NO_CHAIN.has(name) || NEVER_ACCEPTS.test(name)) return CLOSED;
  const next = chain.table.chains.find(candidate => candidate.name === name);
  if (!next) return DOCKER_CHAIN.test(name) ? CLOSED : unknownBy(rule);
  if (depth >= DEEPEST) return unknownBy(rule);
  return podAccess(facts, { ...next, table: chain.table, source: chain.source }, depth + 1);
}

/** Targets that end or pass, and accept nothing. */
const NO_CHAIN = new Set([
  ...['DROP', 'REJECT', 'RETURN', 'LOG', 'NFLOG', 'MARK', 'CONNMARK', 'TCPMSS', 'TRACE', 'AUDIT', 'SET'],
]);

function acceptOf(rule: FoundRule): PodAccess {
  const { spec } = rule;
  if (knownFlowsOnly(spec) || isIcmp(spec) || isForOthers(spec)) return CLOSED;
  if (matchOf(spec, 'mark') !== null) return unknownBy(rule);
  return { access: 'open', rule, byPlugin: false, byCounters: false };
}

/** A rule for flows that are there already lets no new one in. */
function knownFlowsOnly(spec: RuleSpec): boolean {
  const states = optionOf(spec, '--ctstate') ?? optionOf(spec, '--state');
  return states !== null && !states.negated && !hasState(spec, 'NEW');
}

function isIcmp({ protocol }: RuleSpec): boolean {
  return protocol !== null && !protocol.negated && /icmp/.test(protocol.value);
}

function isForOthers({ inInterface, outInterface }: RuleSpec): boolean {
  return [inInterface, outInterface].some(
    side => side !== null && !side.negated && OTHER_DEVICE.test(side.value),
  );
}

/** Chains and devices that are made for pods. `veth…` is not among them: Docker's containers have such too. */
const POD_CHAIN =
  /^(?:KUBE-(?!KUBELET-CANARY|IPTABLES-HINT|FIREWALL)|cali-|CILIUM_|FLANNEL-|WEAVE|CNI-|ANTREA-|AWS-SNAT)/;
const POD_DEVICE =
  /^(?:cni0|cbr0|kube-bridge|flannel(?:-v6)?\.\d{1,8}|cali[\da-f]{1,15}|vxlan(?:-v6)?\.calico|tunl0|cilium_\w{1,10}|lxc[\da-f_]{1,15}|weave|antrea-gw0|kube-ipvs0)$/;

/** Where the paste shows that this host has pods: the chains of a family, jumps from FORWARD to such, devices, or routes to them. */
export function podSigns(facts: Facts, family: 'ipv4' | 'ipv6'): Place[] {
  const chains = chainsLike(facts, name => POD_CHAIN.test(name)).filter(
    ({ source }) => (source.document.family ?? 'ipv4') === family,
  );
  const jumps = forwardChains(facts, family)
    .flatMap(rulesOfChain)
    .filter(({ spec }) => POD_CHAIN.test(spec.target?.name ?? ''));
  const devices =
    family === 'ipv6'
      ? []
      : [...facts.all('links'), ...facts.all('addresses')].flatMap(({ document }) =>
          document.interfaces.filter(({ name }) => POD_DEVICE.test(name)),
        );
  const routes = facts
    .all('routes')
    .flatMap(({ document }) => document.routes)
    .filter(
      ({ device, family: of }) =>
        POD_DEVICE.test(device ?? '') && (of === 'inet6' ? 'ipv6' : 'ipv4') === family,
    );
  return [...chains, ...jumps, ...devices, ...routes].map(({ place }) => place);
}
