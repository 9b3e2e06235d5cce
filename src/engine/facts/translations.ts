import type { RuleSpec, Ruleset } from '../model/ruleset.ts';
import { canonicalAddress } from '../rules/index.ts';
import { kubeEndpoints, nftEndpoints, virtualEndpoints } from './endpoint-lists.ts';
import type { Facts } from './facts.ts';
import {
  chainsLike,
  type FoundChain,
  type FoundRule,
  isWhole,
  rulesOfChain,
  rulesTo,
  rulesWith,
} from './rules.ts';
import { optionOf, targets } from './spec.ts';
import { type Endpoints, endKey, type UdpEnd } from './udp.ts';

/**
 * The current endpoints of a UDP service, from what the paste shows: the nat table, `has no endpoints` rules, IPVS, kube-proxy's nft
 * table, or kubectl. Null where nothing in it knows the service.
 */
export function endpointsOf(facts: Facts, service: UdpEnd): Endpoints | null {
  const known = [natEndpoints, rejected, virtualEndpoints, nftEndpoints, kubeEndpoints].flatMap(
    look => look(facts, service) ?? [],
  );
  return known.find(({ complete }) => complete) ?? known[0] ?? null;
}

/** Whether an end is among them. */
export function isEndpoint({ ends }: Endpoints, { address, port }: UdpEnd): boolean {
  const canonical = canonicalAddress(address) ?? address;
  return ends.has(canonical) || ends.has(`${canonical} ${port}`);
}

function natEndpoints(facts: Facts, service: UdpEnd): Endpoints | null {
  const all = entryRules(facts, service);
  const last = all.at(-1);
  if (!last) return null;
  const { document } = last.source;
  const entries = all.filter(({ source }) => source.document === document);
  const { chains, elsewhere } = natOf(facts, document);
  const walk = new Walk(chains);
  for (const rule of entries) walk.rule(rule);
  const own = entries.every(({ chain }) => whole(chains.get(chain)));
  return {
    ends: new Set([...walk.ends, ...elsewhere.ends]),
    complete: own && walk.complete && elsewhere.complete,
    fromRules: true,
    places: entries.map(({ place }) => place),
  };
}

interface Nat {
  readonly chains: ReadonlyMap<string, FoundChain>;
  /** What any rule for UDP leads to: such an address can have been reached in another way. */
  readonly elsewhere: Walk;
}

const NATS = new WeakMap<Ruleset, Nat>();

function natOf(facts: Facts, document: Ruleset): Nat {
  const known = NATS.get(document);
  if (known) return known;
  const chains = new Map(
    chainsLike(facts, () => true)
      .filter(({ source, table }) => source.document === document && table.name === 'nat')
      .map(chain => [chain.name, chain]),
  );
  const elsewhere = new Walk(chains);
  for (const { source, spec } of rulesTo(facts, 'DNAT'))
    if (source.document === document) elsewhere.any(spec);
  const nat = { chains, elsewhere };
  NATS.set(document, nat);
  return nat;
}

/** Rules of the nat table that take packets to this service: to its address and port, or to its port on any address. */
function entryRules(facts: Facts, { address, port }: UdpEnd): FoundRule[] {
  const wanted = canonicalAddress(address);
  return rulesWith(facts, String(port)).filter(({ table, spec }) => {
    if (table !== 'nat' || spec.target === null || spec.source !== null || !isUdp(spec)) return false;
    if (optionOf(spec, '--dport')?.values[0] !== String(port) || optionOf(spec, '--dport')?.negated)
      return false;
    const to = spec.destination;
    return to === null || (!to.negated && canonicalAddress(to.value.replace(/\/(?:32|128)$/, '')) === wanted);
  });
}

function isUdp({ protocol }: RuleSpec): boolean {
  return protocol === null || (!protocol.negated && (protocol.value === 'udp' || protocol.value === '17'));
}

function whole(chain: FoundChain | undefined): boolean {
  return chain !== undefined && isWhole(chain);
}

/** So many chains behind one service are followed: more are a loop, or no rules of a service. */
const MAX_CHAINS = 5000;
const VERDICTS: ReadonlySet<string> = new Set([
  'ACCEPT',
  'RETURN',
  'MARK',
  'LOG',
  'DROP',
  'CONNMARK',
  'MASQUERADE',
  'SNAT',
  'NFLOG',
]);

/** Follows jumps and gathers what is translated to. */
class Walk {
  readonly ends = new Set<string>();
  complete = true;
  readonly #chains: ReadonlyMap<string, FoundChain>;
  readonly #seen = new Set<string>();

  constructor(chains: ReadonlyMap<string, FoundChain>) {
    this.#chains = chains;
  }

  rule({ spec }: FoundRule): void {
    const name = spec.target?.name ?? '';
    if (targets(spec, 'DNAT')) this.#translated(spec);
    else if (name !== '' && !VERDICTS.has(name)) this.#chain(name);
  }

  #chain(name: string): void {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    const chain = this.#chains.get(name);
    if (!chain || this.#seen.size > MAX_CHAINS) {
      this.complete = false;
      return;
    }
    if (!isWhole(chain)) this.complete = false;
    for (const rule of rulesOfChain(chain)) this.rule(rule);
  }

  #translated(spec: RuleSpec): void {
    const keys = targetsOf(spec);
    if (keys === null) this.complete = false;
    else for (const key of keys) this.ends.add(key);
  }

  any(spec: RuleSpec): void {
    if (targets(spec, 'DNAT') && isUdp(spec)) this.#translated(spec);
  }
}

/** `10.244.1.3:53`, `10.244.1.3`, `[fd00::2]:53`; null for a range, a port alone, or what the form hides. */
function targetsOf(spec: RuleSpec): string[] | null {
  const text = optionOf(spec, '--to-destination')?.values[0];
  const match = /^\[?([\d.]{7,15}|[\da-fA-F:.]{2,45}?)\]?(?::(\d{1,5}))?$/.exec(text ?? '');
  if (!match || canonicalAddress(match[1] as string) === null) return null;
  return [endKey(match[1] as string, match[2] === undefined ? null : Number(match[2]))];
}

/** A Service with no endpoint at all: kube-proxy has a REJECT for it in the filter table, and nothing in nat. */
function rejected(facts: Facts, { address, port }: UdpEnd): Endpoints | null {
  const wanted = canonicalAddress(address);
  const rules = rulesTo(facts, 'REJECT', 'has no endpoints').filter(
    ({ spec }) =>
      isUdp(spec) &&
      spec.destination !== null &&
      canonicalAddress(spec.destination.value.replace(/\/(?:32|128)$/, '')) === wanted &&
      optionOf(spec, '--dport')?.values[0] === String(port),
  );
  if (rules.length === 0) return null;
  return { ends: new Set(), complete: true, fromRules: true, places: rules.map(({ place }) => place) };
}
