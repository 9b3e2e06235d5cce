import type { Facts } from '../../facts/facts.ts';
import { failures } from '../../facts/failures.ts';
import { podSigns } from '../../facts/forwarding.ts';
import { type FoundNftChain, type NftRule, nftChainsLike } from '../../facts/nft.ts';
import { type Given, speaksFor } from '../incident.ts';

/**
 * Base chains on the forward hook with policy drop, in any table: a drop is final, an accept of another table does not save the
 * packet (nft(8), verdict statements). nft prints no counter for a policy, so it is never more than a suspicion.
 */
export function nftReasons(facts: Facts): Given[] {
  const waiting = failures(facts).filter(({ how }) => how === 'unanswered');
  if (waiting.length === 0 || podSigns(facts, 'ipv4').length + kubeTables(facts) === 0) return [];
  return dropChains(facts).flatMap(({ chain, table }) => [
    speaksFor(
      'nft-drop',
      [chain.base?.place ?? chain.place, ...waiting.slice(0, 2).map(({ place }) => place)],
      {
        values: { table: `${table?.family ?? ''} ${table?.name ?? ''}`.trim(), chain: chain.name ?? '' },
      },
    ),
  ]);
}

function dropChains(facts: Facts): FoundNftChain[] {
  return nftChainsLike(facts, () => true).filter(
    ({ chain, whole, rules, table }) =>
      chain.base?.hook === 'forward' &&
      chain.base.policy === 'drop' &&
      whole &&
      table?.family !== 'ip6' &&
      table?.family !== 'bridge' &&
      !rules.some(mayAccept),
  );
}

/** Anything that could let a new connection through: an accept that is not for known flows, marks or ICMP, or another chain. */
function mayAccept({ verdict, text, target }: NftRule): boolean {
  if (verdict === 'vmap' || verdict === 'unknown' || verdict === 'xt') return true;
  if (verdict === 'accept')
    return !/\b(?:ct state|mark|icmp|icmpv6)\b/.test(text) || /ct state [^@]{0,60}\bnew\b/.test(text);
  return (verdict === 'jump' || verdict === 'goto') && !/^KUBE-/.test(target ?? '');
}

function kubeTables(facts: Facts): number {
  return facts
    .all('nft-ruleset')
    .flatMap(({ document }) => document.tables)
    .filter(({ name }) => name === 'kube-proxy' || name === 'flannel-ipv4' || name === 'calico').length;
}
