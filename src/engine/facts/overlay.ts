import type { Flow } from '../model/flow.ts';
import type { Place } from '../model/place.ts';
import type { Facts } from './facts.ts';
import { remembered } from './remembered.ts';
import { rulesTo } from './rules.ts';

/**
 * Devices that put packets into UDP, by the names that their owners give: flannel, Calico, Cilium, Open vSwitch (Antrea,
 * OVN-Kubernetes), Weave.
 */
const TUNNEL_DEVICE =
  /^(?:flannel(?:-v6)?\.\d{1,8}|vxlan(?:-v6)?\.calico|cilium_(?:vxlan|geneve)|(?:vxlan|genev)_sys_\d{1,5}|vxlan-\d{1,8}|vxlan\d{1,8})$/;

/** Whether a device of this name carries packets within UDP (VXLAN or Geneve). */
export function isTunnelDevice(name: string): boolean {
  return TUNNEL_DEVICE.test(name);
}

/** A sign that this host sends packets through VXLAN or Geneve. */
export interface TunnelSign {
  /** The device, where the sign names one. */
  readonly device: string | null;
  readonly place: Place;
}

/**
 * Where the paste shows that this host has a VXLAN or Geneve tunnel: the device itself, a route through it, a capture on it, its
 * outer packets, a flow to a tunnel's port, or the rule by which Calico lets the VXLAN of other nodes in (it is written
 * only where VXLAN is in use; felix/rules/static.go).
 */
export const tunnelSigns = remembered((facts): readonly TunnelSign[] => {
  return [...deviceSigns(facts), ...captureSigns(facts), ...flowSigns(facts), ...ruleSigns(facts)];
});

function deviceSigns(facts: Facts): TunnelSign[] {
  const interfaces = [...facts.all('links'), ...facts.all('addresses')].flatMap(
    ({ document }) => document.interfaces,
  );
  const kinds = new Set(['vxlan', 'geneve']);
  const found: TunnelSign[] = interfaces
    .filter(
      ({ name, driverKind, vxlan }) => isTunnelDevice(name) || vxlan !== null || kinds.has(driverKind ?? ''),
    )
    .map(({ name, place }) => ({ device: name, place }));
  for (const { document } of facts.all('routes')) {
    for (const route of document.routes) {
      const device = [route, ...route.nextHops].find(hop => isTunnelDevice(hop.device ?? ''))?.device;
      if (device) found.push({ device, place: route.place });
    }
  }
  for (const { document } of facts.all('nic-features')) {
    const first = document.features[0];
    if (first && document.device !== null && isTunnelDevice(document.device))
      found.push({ device: document.device, place: first.place });
  }
  return found;
}

function captureSigns(facts: Facts): TunnelSign[] {
  return facts.all('packets').flatMap(({ document }): TunnelSign[] => {
    const { listening, conversations, first } = document;
    if (listening !== null && isTunnelDevice(listening)) return [{ device: listening, place: first }];
    const outer = conversations.find(
      ({ tunnel }) => tunnel === 'vxlan' || tunnel === 'otv' || tunnel === 'geneve',
    );
    return outer ? [{ device: null, place: outer.place }] : [];
  });
}

function flowSigns(facts: Facts): TunnelSign[] {
  const flow = facts.flowTables().flatMap(({ document }) => document.tunnels)[0];
  return flow ? [{ device: null, place: flow.place }] : [];
}

function ruleSigns(facts: Facts): TunnelSign[] {
  return rulesTo(facts, ['ACCEPT', 'DROP', 'RETURN', 'MASQUERADE'], 'all-vxlan-net')
    .slice(0, 1)
    .map(({ place }) => ({ device: null, place }));
}

/**
 * Flows of tunnel packets whose source port was translated while the address stayed: the kernel of this host masqueraded the
 * outer packet. Without translation the answer's port is the one that the packet left from, since both are one flow.
 */
export function translatedTunnels(facts: Facts): Flow[] {
  return tunnelFlows(facts).filter(
    ({ original, reply }) =>
      reply !== null &&
      reply.destination === original.source &&
      reply.source === original.destination &&
      reply.destinationPort !== null &&
      original.sourcePort !== null &&
      reply.destinationPort !== original.sourcePort,
  );
}

/** Every flow to a tunnel's port that the paste keeps. */
export function tunnelFlows(facts: Facts): Flow[] {
  return facts.flowTables().flatMap(({ document }) => document.tunnels);
}
