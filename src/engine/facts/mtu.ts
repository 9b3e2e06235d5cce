import type { NetworkInterface } from '../model/interfaces.ts';
import type { Facts } from './facts.ts';

/** A tunnel device, the device that carries it, and the bytes that the tunnel puts around each packet. */
export interface LinkPair {
  readonly tunnel: NetworkInterface;
  readonly below: NetworkInterface;
  readonly overhead: number;
}

/**
 * Bytes around a packet, over IPv4: VXLAN 20 + 8 + 8 + 14 (RFC 7348), IPIP 20 (RFC 2003), WireGuard 20 + 8 + 32 (its protocol
 * page). Geneve has at least as many as VXLAN (RFC 8926).
 */
const OVERHEAD: Readonly<Record<string, number>> = { vxlan: 50, geneve: 50, ipip: 20, wireguard: 60 };

/** Cilium leaves its devices at the size of the card and limits its routes instead (pkg/mtu of Cilium). */
const LIMITS_BY_ROUTE = /^cilium_/;

/** Names that the network plug-ins give, where `ip` ran without `-d` and does not print the kind. */
const NAMES: readonly (readonly [RegExp, keyof typeof OVERHEAD])[] = [
  [/^(?:flannel\.\d{1,8}|vxlan\.calico|vxlan-v6\.calico)$/, 'vxlan'],
  [/^genev_sys_6081$/, 'geneve'],
  [/^tunl0$/, 'ipip'],
  [/^(?:flannel-wg|wireguard\.cali)$/, 'wireguard'],
];

/**
 * Tunnel devices with the device below them, both with their MTU: below is the one that `ip -d link` names, or the only Ethernet card
 * of the listing that is up. A tunnel whose carrier cannot be told is left out.
 */
export function linkPairs(facts: Facts): LinkPair[] {
  const all = lastOfEach(facts);
  const cards = all.filter(isCard);
  return all.flatMap(tunnel => {
    if (LIMITS_BY_ROUTE.test(tunnel.name)) return [];
    const overhead = OVERHEAD[kindOf(tunnel) ?? ''];
    const named = all.find(({ name }) => name === tunnel.vxlan?.device);
    const below = named ?? (cards.length === 1 ? cards[0] : undefined);
    if (overhead === undefined || !below || tunnel.mtu === null || below.mtu === null || !isUp(tunnel))
      return [];
    return [{ tunnel, below, overhead }];
  });
}

function lastOfEach(facts: Facts): NetworkInterface[] {
  const links = [...facts.all('links'), ...facts.all('addresses')].flatMap(
    ({ document }) => document.interfaces,
  );
  return [...new Map(links.map(link => [link.name, link])).values()];
}

function kindOf({ driverKind, name }: NetworkInterface): string | null {
  return driverKind ?? NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

function isUp({ flags }: NetworkInterface): boolean {
  return flags === null || flags.includes('UP');
}

/** A card: Ethernet, up, no part of a pair, of a bridge or of another device. */
function isCard(link: NetworkInterface): boolean {
  return (
    /^(?:eth|en[opsx]|ens|enp)\w{0,14}$/.test(link.name) &&
    isUp(link) &&
    link.master === null &&
    link.driverKind === null
  );
}
