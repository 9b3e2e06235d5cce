import type { Place } from '../model/place.ts';
import type { Ruleset } from '../model/ruleset.ts';
import type { Facts, Sourced } from './facts.ts';
import { nftChainsLike } from './nft.ts';
import { rulesets } from './rules.ts';

export type Backend = 'legacy' | 'nf_tables';

/** A chain as one back end holds it, at the latest reading. */
export interface BackendChain {
  readonly backend: Backend;
  readonly family: 'ipv4' | 'ipv6' | null;
  readonly table: string | null;
  readonly name: string;
  readonly rules: number;
  readonly policy: string | null;
  /** Packets that met the policy for sure; null where they are not printed. */
  readonly policyPackets: number | null;
  readonly place: Place;
}

/**
 * Every chain whose back end the paste tells, built-in ones too. Of a paste that shows one back end alone there is nothing to hold
 * against another: then the first chain stands for all.
 */
export function backendChains(facts: Facts): BackendChain[] {
  const alone = !showsBoth(facts);
  const latest = new Map<string, BackendChain>();
  const add = (chain: BackendChain) =>
    latest.set(`${chain.backend} ${chain.family ?? ''} ${chain.table ?? ''} ${chain.name}`, chain);
  for (const source of rulesets(facts)) {
    const backend = backendOf(facts, source);
    if (backend === null) continue;
    for (const table of source.document.tables)
      for (const { name, ruleCount, policy, policyCounters, place } of table.chains) {
        if (alone && latest.size > 0) break;
        add({
          backend,
          family: source.document.family,
          table: table.name,
          name,
          rules: ruleCount,
          policy,
          policyPackets: policyCounters?.packets.low ?? null,
          place,
        });
      }
  }
  if (alone && latest.size > 0) return [...latest.values()];
  for (const { chain, table, rules } of nftChainsLike(facts, () => true)) {
    if (chain.name === null || !isOfIptables(table?.family ?? null, table?.name ?? null)) continue;
    add({
      backend: 'nf_tables',
      family: table?.family === 'ip6' ? 'ipv6' : 'ipv4',
      table: table?.name ?? null,
      name: chain.name,
      rules: rules.length,
      policy: chain.base?.policy?.toUpperCase() ?? null,
      policyPackets: null,
      place: chain.place,
    });
  }
  return [...latest.values()];
}

/** Whether there are readings of both back ends, as iptables or as nft prints them. */
export function showsBoth(facts: Facts): boolean {
  const shown = new Set(rulesets(facts).map(source => backendOf(facts, source)));
  return shown.has('legacy') && (shown.has('nf_tables') || facts.all('nft-ruleset').length > 0);
}

/** The tables that iptables-nft makes within nf_tables. */
function isOfIptables(family: string | null, name: string | null): boolean {
  return (family === 'ip' || family === 'ip6') && /^(?:filter|nat|mangle|raw|security)$/.test(name ?? '');
}

/**
 * The back end of a reading: as its command, header or messages say; a save header without `(nf_tables)` is of the legacy one since
 * 1.8.9 (tried); a plain `iptables` is of the only back end that `iptables --version` names in the paste.
 */
export function backendOf(facts: Facts, { section, document }: Sourced<Ruleset>): Backend | null {
  if (document.backend !== null) return document.backend;
  const [, minor = 0, patch = 0] = (document.version ?? '').split('.').map(Number);
  if (document.form === 'save' && (minor > 8 || (minor === 8 && patch >= 9))) return 'legacy';
  if (!/(?:^|\s|\/)ip6?tables(?:-save)?\s/.test(`${section.command ?? ''} `)) return null;
  const said = new Set(
    facts
      .all('tool-versions')
      .flatMap(source => (isPlain(source.section.command) ? source.document.versions : []))
      .map(({ backend }) => backend),
  );
  const [only] = said;
  return said.size === 1 && only ? only : null;
}

/** Whether a command names no back end itself: `iptables-legacy --version` says nothing of what `iptables` is. */
export function isPlain(command: string | null): boolean {
  return !/-(?:legacy|nft)\b/.test(command ?? '');
}
