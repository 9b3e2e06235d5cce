import type { Facts } from '../../facts/facts.ts';
import { isTunnelDevice } from '../../facts/overlay.ts';
import type { NetworkInterface } from '../../model/interfaces.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/** A node that is alone sends a few packets of neighbour discovery into its tunnel; so many are traffic. */
const ENOUGH = 20;

/** IPIP of Calico (kube-router), and the WireGuard devices of flannel, Calico and Cilium: they are no VXLAN, but are blocked alike. */
const OTHER_TUNNEL = /^(?:tunl0|flannel-wg(?:-v6)?|wireguard\.cali|wg-v6\.cali|cilium_wg0)$/;

/** What the counters of the tunnel's device say (`ip -s link`). */
export function deviceReasons(facts: Facts, symptoms: boolean): Given[] {
  const readings = facts
    .all('links')
    .flatMap(({ document }) => document.interfaces)
    .filter(
      ({ name, received, sent }) =>
        (isTunnelDevice(name) || OTHER_TUNNEL.test(name)) && received !== null && sent !== null,
    );
  const last = readings.at(-1);
  if (!last?.received || !last.sent) return [];
  const [received, sent] = [packets(last, 'received'), packets(last, 'sent')];
  if (received === null || sent === null) return [];
  const values = { device: last.name, received, sent };
  const first = readings.find(reading => reading !== last && reading.name === last.name);
  const rise = first ? received - (packets(first, 'received') ?? received) : 0;
  if (first?.received && rise > 0)
    return [
      speaksAgainst('receiving', [first.received.place, last.received.place], {
        values: { ...values, rise },
        decisive: !symptoms,
      }),
    ];
  if (received > 0) return [speaksAgainst('received', [last.received.place], { values })];
  if (sent === 0 || (sent < ENOUGH && !symptoms)) return [];
  return [
    speaksFor('nothing-received', [last.received.place, last.sent.place], { values, decisive: symptoms }),
  ];
}

function packets(reading: NetworkInterface, side: 'received' | 'sent'): number | null {
  return reading[side]?.values['packets'] ?? null;
}
