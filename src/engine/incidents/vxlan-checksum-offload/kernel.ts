import type { Facts } from '../../facts/facts.ts';
import { type Given, speaksFor } from '../incident.ts';

/** flannel and Linux; IANA and Calico; Geneve; and what VMware and older Cisco gear use. */
const TUNNEL_PORTS = new Set([8472, 4789, 6081]);

/** `UDP: bad checksum. From 10.77.0.1:4321 to 10.77.0.2:8472 ulen 116`: the kernel threw an outer packet away. */
export function kernelReasons(facts: Facts): Given[] {
  const events = facts.logged('udp-bad-checksum').filter(({ values }) => TUNNEL_PORTS.has(values.port ?? 0));
  const last = events.at(-1);
  if (!last) return [];
  const values = {
    times: events.length,
    port: String(last.values.port ?? ''),
    source: last.values.source ?? '',
  };
  return [
    speaksFor(
      'kernel-says',
      events.map(({ place }) => place),
      { values, decisive: last.prefixed },
    ),
  ];
}
