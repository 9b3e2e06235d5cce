import type { BackendChain } from '../../facts/backends.ts';

/** Who makes a chain, by its name; null for built-in chains and those of persons. */
export function ownerOf(name: string): string | null {
  return OWNERS.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

const OWNERS: readonly (readonly [RegExp, string])[] = [
  [/^KUBE-(?:ROUTER|POD-FW|NWPLCY)-/, 'kube-router'],
  [/^KUBE-(?:KUBELET-CANARY|IPTABLES-HINT)$/, 'kubelet'],
  [/^KUBE-/, 'kube-proxy'],
  [/^cali-/, 'Calico'],
  [/^(?:OLD_)?CILIUM_/, 'Cilium'],
  [/^FLANNEL-/, 'flannel'],
  [/^WEAVE/, 'Weave'],
  [/^ANTREA-/, 'Antrea'],
  [/^CNI-/, 'CNI'],
  [/^DOCKER/, 'Docker'],
  [/^LIBVIRT_/, 'libvirt'],
  [/^ufw6?-/, 'ufw'],
  [/^(?:f2b|fail2ban)-/, 'fail2ban'],
];

/** Owners whose accepts stand in one back end only, so that a DROP in the other one hits their packets. */
export const POD_NETWORKS: ReadonlySet<string> = new Set([
  'kube-proxy',
  'kube-router',
  'Calico',
  'Cilium',
  'flannel',
  'Weave',
  'Antrea',
  'CNI',
]);

/** Chains of the same name and family that hold rules in both back ends. */
export function inBoth(
  chains: readonly BackendChain[],
): { readonly legacy: BackendChain; readonly nft: BackendChain }[] {
  const filled = chains.filter(({ name, rules }) => rules > 0 && ownerOf(name) !== null);
  const nft = new Map<string, BackendChain[]>();
  for (const chain of filled)
    if (chain.backend === 'nf_tables') nft.set(chain.name, [...(nft.get(chain.name) ?? []), chain]);
  return filled
    .filter(({ backend }) => backend === 'legacy')
    .flatMap(legacy => {
      // Of one name there is one chain for each table and family.
      const same = nft
        .get(legacy.name)
        ?.find(other => may(other.family, legacy.family) && may(other.table, legacy.table));
      return same ? [{ legacy, nft: same }] : [];
    });
}

function may<Value>(one: Value | null, other: Value | null): boolean {
  return one === null || other === null || one === other;
}
