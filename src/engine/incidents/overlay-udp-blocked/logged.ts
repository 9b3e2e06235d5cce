import type { Facts } from '../../facts/facts.ts';
import { blockedPackets, isPrivate } from '../../facts/firewall-log.ts';
import { TUNNEL_PORTS } from '../../facts/underlay.ts';
import { type Given, speaksFor } from '../incident.ts';

/**
 * Tunnel packets of private addresses that the host's firewall logged as blocked. They are proof where the paste also shows that
 * nothing gets through: `silent`. An address of the cluster's own network that is no node would look the same.
 */
export function loggedReasons(facts: Facts, silent: boolean): Given[] {
  const events = blockedPackets(facts).filter(
    ({ packet }) =>
      packet?.protocol === 'UDP' && TUNNEL_PORTS.has(packet.destinationPort ?? 0) && isPrivate(packet.source),
  );
  const last = events.at(-1)?.packet;
  if (!last) return [];
  const values = { times: events.length, port: String(last.destinationPort), source: last.source };
  const places = events.map(({ place }) => place).reverse();
  return [speaksFor('rule-logged', places, { values, decisive: silent })];
}
