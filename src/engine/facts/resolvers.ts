import type { Nameserver, ResolverConfig } from '../model/resolver-config.ts';
import type { Facts } from './facts.ts';

/** The last `/etc/resolv.conf` that the paste shows; null without one. */
export function resolverOf(facts: Facts): ResolverConfig | null {
  return facts.all('resolver-config').at(-1)?.document ?? null;
}

/**
 * Whether an address can be that of NodeLocal DNSCache: link-local, 169.254.20.10 in the manifest of Kubernetes, 169.254.25.10 in
 * kubespray. 169.254.169.0/24 belongs to the clouds (metadata and their own name servers).
 */
export function isNodeLocal(address: string): boolean {
  return /^169\.254\.(?!169\.)\d{1,3}\.\d{1,3}$/.test(address);
}

/** The name servers of the last resolver file that can be NodeLocal DNSCache. */
export function nodeLocalServers(facts: Facts): Nameserver[] {
  return (resolverOf(facts)?.nameservers ?? []).filter(({ known, address }) => known && isNodeLocal(address));
}
