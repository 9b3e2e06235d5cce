import type { Facts } from '../../facts/facts.ts';
import { handshakes } from '../../facts/handshakes.ts';
import { listedFlows } from '../../facts/listed-flows.ts';
import { isTunnelDevice } from '../../facts/overlay.ts';
import { type Given, speaksFor } from '../incident.ts';

/**
 * SYNs from the address of the node's own end of the tunnel that were sent again, with nothing back in time. Only such packets
 * were given a new source on this node; a Pod's own packets keep theirs, and are not subject to the bug.
 */
export function lostSyns(facts: Facts): Given[] {
  const own = tunnelAddresses(facts);
  const lost = handshakes(facts).filter(
    ({ client, repeats, synAcks, refused }) =>
      isEnd(client.address, own) && repeats > 0 && synAcks <= 1 && !refused,
  );
  const first = lost[0];
  if (!first) return [];
  return [
    speaksFor(
      'syn-lost',
      lost.flatMap(({ synPlaces }) => synPlaces),
      {
        values: { connections: lost.length, repeats: first.repeats, address: first.client.address },
      },
    ),
  ];
}

/** Tracked flows whose SYN went out from that address and was never answered. */
export function waitingFlows(facts: Facts): Given[] {
  const own = tunnelAddresses(facts);
  const waiting = facts
    .flowTables()
    .flatMap(({ document }) => listedFlows(document).waiting)
    .filter(({ nat, reply }) => nat?.snat === true && isEnd(reply?.destination ?? '', own));
  const first = waiting[0];
  if (!first) return [];
  return [
    speaksFor(
      'flow-waits',
      waiting.map(({ place }) => place),
      {
        values: { flows: waiting.length, address: first.reply?.destination ?? '' },
      },
    ),
  ];
}

/** flannel gives its device the first address of the node's subnet: `10.244.3.0`. */
function isEnd(address: string, own: ReadonlySet<string>): boolean {
  return own.has(address) || /^\d{1,3}\.\d{1,3}\.\d{1,3}\.0$/.test(address);
}

function tunnelAddresses(facts: Facts): Set<string> {
  return new Set(
    facts
      .all('addresses')
      .flatMap(({ document }) => document.interfaces)
      .filter(({ name }) => isTunnelDevice(name))
      .flatMap(({ addresses }) =>
        addresses.filter(({ family }) => family === 'inet').map(({ address }) => address),
      ),
  );
}
