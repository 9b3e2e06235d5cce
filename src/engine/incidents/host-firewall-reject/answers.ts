import type { Facts, LoggedEvent } from '../../facts/facts.ts';
import type { Failure } from '../../facts/failures.ts';
import { blockedPackets, isPrivate } from '../../facts/firewall-log.ts';
import { answeredPings } from '../../facts/underlay.ts';
import { type Given, speaksFor } from '../incident.ts';

/** What the client's side shows: an ICMP error of codes 9, 10 or 13, which only a filter sends (RFC 1812, 5.2.7.1). */
export function answerReasons(failed: readonly Failure[]): Given[] {
  const prohibited = failed.filter(({ how }) => how === 'prohibited');
  const [first] = prohibited;
  if (!first) return [];
  return [
    speaksFor(
      'told-prohibited',
      prohibited.map(({ place }) => place),
      {
        values: {
          from: first.from ?? '',
          known: first.from === null ? 'no' : 'yes',
          host: first.host ?? '?',
        },
        decisive: true,
      },
    ),
  ];
}

/** Cilium answers so itself for a node port without an endpoint (`cil_sock4_connect`, -EHOSTUNREACH). */
const isNodePort = (port: number | null): boolean =>
  port !== null && port >= NODE_PORTS.first && port <= NODE_PORTS.last;

/**
 * `No route to host` from a host that answers ping: it is there and there is a route, so the word is that of an ICMP error
 * «prohibited», which the client's kernel turns into the same EHOSTUNREACH (net/ipv4/icmp.c, icmp_err_convert).
 */
export function pingReasons(facts: Facts, failed: readonly Failure[]): Given[] {
  const there = answeredPings(facts);
  const met = failed.flatMap(failure => {
    const { how, host, port } = failure;
    const run = there.find(({ target, address }) => host !== null && (target === host || address === host));
    const lost = (run?.summary?.received ?? 0) < (run?.summary?.transmitted ?? 1);
    return how === 'no-route' && run && !lost && !isNodePort(port) ? [{ failure, run }] : [];
  });
  const [first] = met;
  if (!first) return [];
  const { host, port } = first.failure;
  const places = [...met.map(({ failure }) => failure.place), first.run.summary?.place ?? first.run.place];
  const values = { host: host ?? '', port: port === null ? '' : String(port) };
  return [speaksFor('no-route-but-pings', places, { values, decisive: true })];
}

/** Ports between the nodes of a cluster (kubernetes.io, Ports and Protocols; VXLAN, BGP, WireGuard of network plug-ins). */
const CLUSTER_PORTS = new Set([
  179, 2379, 2380, 4789, 5473, 6443, 8472, 10250, 10256, 10257, 10259, 51820, 51821,
]);
const NODE_PORTS = { first: 30000, last: 32767 } as const;

/**
 * Packets that the host's firewall logged as blocked. Strangers fill this log on every host with an open address; a packet from
 * a private address to a port of the cluster is another thing, and one that fits a connection without an answer is proof.
 */
export function logReasons(facts: Facts, failed: readonly Failure[]): Given[] {
  const events = blockedPackets(facts);
  const met = events.filter(event => failed.some(failure => isOf(event, failure)));
  if (met.length > 0) return [blocked('blocked-and-failed', met, true)];
  const inner = events.filter(
    ({ packet }) => packet !== null && isPrivate(packet.source) && isClusterPort(packet.destinationPort),
  );
  return inner.length > 0 ? [blocked('cluster-port-blocked', inner, false)] : [];
}

function blocked(key: string, events: readonly LoggedEvent[], decisive: boolean): Given {
  const last = events.at(-1)?.packet;
  const values = {
    times: events.length,
    source: last?.source ?? '',
    host: last?.destination ?? '',
    port: last?.destinationPort ?? 0,
  };
  return speaksFor(key, events.map(({ place }) => place).reverse(), { values, decisive });
}

function isOf({ packet }: LoggedEvent, { how, host, port }: Failure): boolean {
  if (packet === null || port === null || how === 'refused') return false;
  return packet.destinationPort === port && packet.destination === host;
}

function isClusterPort(port: number | null): boolean {
  return port !== null && (CLUSTER_PORTS.has(port) || (port >= NODE_PORTS.first && port <= NODE_PORTS.last));
}
