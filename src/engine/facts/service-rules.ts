import type { NftElement, NftRuleset, NftSet } from '../model/nft-ruleset.ts';
import type { Place } from '../model/place.ts';
import type { Facts } from './facts.ts';
import type { ServiceEnd } from './failures.ts';
import { type RuleHits, ruleHits } from './hits.ts';
import { chainsNamed, type FoundChain, type FoundRule, isWhole, rulesTo } from './rules.ts';
import { commentOf, optionOf } from './spec.ts';

/** A rule of kube-proxy that turns away packets to one address or node port of a Service. */
export interface ServiceRule extends ServiceEnd {
  readonly hits: RuleHits;
}

/**
 * The rules whose comment ends in these words (`has no endpoints`) and that go to one of these targets. kube-proxy writes
 * `<namespace>/<name>:<port> <words>` before the words; releases before 1.20 or so leave the colon for a port without a name
 * (pkg/proxy/iptables/proxier.go).
 */
export function serviceRules(facts: Facts, words: string, ...to: readonly string[]): ServiceRule[] {
  const rules = rulesTo(facts, to, words);
  const inForce = ruleHits(facts, rules).filter(({ rule }) => !isGone(facts, rule, rules));
  return inForce.map(hits => {
    const { spec } = hits.rule;
    const comment = commentOf(spec) ?? '';
    const at = comment.indexOf(words);
    const name = at > 0 ? comment.slice(0, at).trim().replace(/:$/, '') : null;
    return { ...endOf(spec), name, hits };
  });
}

/**
 * Whether a later reading shows the chain whole and without the rule: kube-proxy has taken it out since. A reading whose table is not
 * known may be of another table, where a chain of the same name stands (KUBE-SERVICES in filter and nat).
 */
function isGone(facts: Facts, rule: FoundRule, rules: readonly FoundRule[]): boolean {
  const later = chainsNamed(facts, rule.chain).findLast(
    ({ source: { document, section }, table }) =>
      document.family === rule.source.document.family &&
      table.name !== null &&
      table.name === rule.table &&
      section.firstLine > rule.source.section.firstLine,
  );
  if (!later || !isWhole(later)) return false;
  const own = endOf(rule.spec);
  return !rules.some(({ source, chain, spec }) => {
    const end = endOf(spec);
    return (
      source.document === later.source.document &&
      chain === rule.chain &&
      end.address === own.address &&
      end.port === own.port &&
      commentOf(spec) === commentOf(rule.spec)
    );
  });
}

/** Destination and port of a rule, as far as the print tells. */
export function endOf(spec: RuleHits['rule']['spec']): Pick<ServiceEnd, 'address' | 'port'> {
  const to = spec.destination && !spec.destination.negated ? spec.destination.value : null;
  const port = Number(optionOf(spec, '--dport')?.values[0] ?? Number.NaN);
  return { address: to?.replace(/\/(?:32|128)$/, '') ?? null, port: Number.isInteger(port) ? port : null };
}

/**
 * The chains of the filter table in which kube-proxy's iptables mode refuses or drops what cannot be served, where they are
 * printed whole. Chains of the same name in nat are others.
 */
export function wholeServiceChains(facts: Facts): FoundChain[] {
  return ['KUBE-SERVICES', 'KUBE-EXTERNAL-SERVICES']
    .flatMap(name => chainsNamed(facts, name))
    .filter(chain => chain.table.name === 'filter' && isWhole(chain))
    .sort((one, other) => one.place.line - other.place.line);
}

/** An element of kube-proxy's verdict maps for Services that cannot be served (nftables mode). */
export interface UnservedElement extends ServiceEnd {
  /** reject: no endpoint at all. drop: none on this node, and the traffic policy is Local (pkg/proxy/nftables/proxier.go). */
  readonly verdict: 'reject' | 'drop';
  readonly element: NftElement;
}

/** What the last reading of these maps says; null where the paste shows no such map. */
export interface Unserved {
  readonly elements: readonly UnservedElement[];
  /** True where every element is known, so that the absence of one proves something. */
  readonly complete: boolean;
  readonly place: Place;
}

/** The maps `no-endpoint-services` and `no-endpoint-nodeports` of the table kube-proxy. */
export function unservedOfNft(facts: Facts): Unserved | null {
  const found = facts
    .all('nft-ruleset')
    .filter(({ document }) => !document.configured && mapsOf(document).length > 0);
  const last = found.at(-1);
  if (!last) return null;
  const maps = mapsOf(last.document);
  return {
    elements: maps.flatMap(map => map.examples.flatMap(asUnserved)),
    complete:
      last.section.partial !== 'pipe' &&
      last.section.partial !== 'elision' &&
      maps.some(({ name }) => name === 'no-endpoint-services') &&
      maps.every(map => map.elementsComplete && map.elements === map.examples.length),
    place: (maps[0] as (typeof maps)[number]).place,
  };
}

function mapsOf({ sets }: NftRuleset): NftSet[] {
  return sets.filter(({ name }) => name === 'no-endpoint-services' || name === 'no-endpoint-nodeports');
}

/** `10.96.44.5 . tcp . 80`, `tcp . 30080` */
function asUnserved(element: NftElement): UnservedElement[] {
  const verdict = /\breject-chain\b/.test(element.data ?? '')
    ? 'reject'
    : element.data === 'drop'
      ? 'drop'
      : null;
  if (verdict === null) return [];
  return [
    {
      verdict,
      element,
      ...elementEnd(element),
    },
  ];
}

/** The end that an element of kube-proxy's maps names: `10.96.44.5 . tcp . 80`, `tcp . 30080`; its comment is the service. */
export function elementEnd({ key, comment }: NftElement): ServiceEnd {
  const parts = key.split(' . ');
  const port = Number(parts.at(-1));
  return {
    address: parts.length >= 3 ? (parts[0] as string) : null,
    port: Number.isInteger(port) ? port : null,
    name: comment,
  };
}

/** A map of kube-proxy in each reading; `whole`: the section is no part by a filter. */
export function mapsOfNft(facts: Facts, name: string): { readonly map: NftSet; readonly whole: boolean }[] {
  return facts
    .all('nft-ruleset')
    .flatMap(({ section, document }) =>
      document.configured
        ? []
        : document.sets
            .filter(set => set.name === name)
            .map(map => ({ map, whole: section.partial !== 'pipe' && section.partial !== 'elision' })),
    );
}

/** What a sentence calls an end: its name, else its address and port. */
export function toldEnd({ name, address, port }: ServiceEnd): string {
  if (name !== null) return name;
  if (address === null) return port === null ? '?' : `NodePort ${port}`;
  if (port === null) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
