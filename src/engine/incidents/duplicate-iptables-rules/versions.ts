import type { Facts } from '../../facts/facts.ts';
import { rulesets } from '../../facts/rules.ts';
import type { Place } from '../../model/place.ts';
import { type Given, speaksFor } from '../incident.ts';

export interface Version {
  readonly version: string;
  readonly backend: 'legacy' | 'nf_tables' | null;
  readonly place: Place;
}

/** Each version of iptables that the paste names. */
export function toolVersions(facts: Facts): Version[] {
  const said = facts.all('tool-versions').flatMap(({ document }) => document.versions);
  const headers = rulesets(facts).flatMap(({ document }) => {
    const place = document.tables[0]?.place;
    return document.version === null || !place
      ? []
      : [{ version: document.version, backend: document.backend, place }];
  });
  return [...said, ...headers];
}

/**
 * iptables-nft that does not find rules that are there: 1.8.0 to 1.8.4 (k3s documentation, PR 14; k8s#82361) and 1.8.10
 * (kube-router#1676). The legacy back end was never wrong about it.
 */
export function isBroken({ version, backend }: Version): boolean {
  return backend === 'nf_tables' && /^1\.8\.(?:[0-4]|10)$/.test(version);
}

/** 1.8.11 errs the other way: it takes a rule for there that differs in its interface (fixed by iptables commit 40406dbf). */
export function opposite(versions: readonly Version[]): Given[] {
  return versions
    .filter(({ version, backend }) => backend === 'nf_tables' && version === '1.8.11')
    .slice(0, 1)
    .map(({ place }) => speaksFor('version-opposite', [place]));
}
