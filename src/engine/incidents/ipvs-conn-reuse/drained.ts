import type { Facts } from '../../facts/facts.ts';
import { failures } from '../../facts/failures.ts';
import { type Drained, drainedServers, earlierReadings, ipvsReadings } from '../../facts/ipvs.ts';
import type { VirtualService } from '../../model/virtual-services.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/** So many connections on a drained server are more than the rest of a graceful termination. */
const MANY = 100;
/** Seconds that IPVS keeps a closed connection: TIME_WAIT and FIN_WAIT 120 s, SYN_RECV 60 s (net/netfilter/ipvs/ip_vs_proto_tcp.c). */
const KEPT = 120;
const SYN_KEPT = 60;
/** Of the connections at most so many have gone, where they should all have. */
const STILL = 0.5;

/**
 * Servers with weight 0 that get new connections all the same, because a client took a source port again whose entry is still
 * there. `mode`: net.ipv4.vs.conn_reuse_mode; null where it is not printed.
 */
export function drainedReasons(facts: Facts, mode: number | null): Given[] {
  const last = ipvsReadings(facts).at(-1);
  if (!last) return [];
  const drained = drainedServers(last).sort((one, other) => other.inactive - one.inactive);
  const many = drained.find(({ inactive }) => inactive >= MANY);
  const reasons = [
    ...stays(facts, drained, mode),
    ...handshakes(facts, drained, mode),
    ...noRoute(facts, drained),
  ];
  if (reasons.length > 0) return reasons;
  if (many) return [speaksFor('drained-many', [many.server.place], { values: valuesOf(many) })];
  const few = drained.find(({ active, inactive }) => active + inactive > 0);
  if (few) return [speaksAgainst('draining', [few.server.place], { values: valuesOf(few) })];
  if (last.section.partial !== null || last.document.services.some(hasDrained)) return [];
  const { firstLine: line, span } = last.section;
  const values = { services: last.document.services.length };
  return [speaksAgainst('none-drained', [{ line, span }], { values, decisive: mode === 0 })];
}

/** Persistent ones too, and those by mark, whose protocol is not shown. */
function hasDrained({ protocol, servers }: VirtualService): boolean {
  return (
    protocol !== 'UDP' &&
    servers.some(({ weight, active, inactive }) => weight === 0 && (active ?? 1) + (inactive ?? 1) > 0)
  );
}

function valuesOf({ service, server, active, inactive }: Drained) {
  return { service: service.text, server: server.text, active, inactive };
}

/** Entries that outlive twice the time they are kept are refreshed by packets: only new connections of old ports can do that. */
function stays(facts: Facts, drained: readonly Drained[], mode: number | null): Given[] {
  const set = facts.all('virtual-services').flatMap(({ document }) => document.timeouts?.tcpFin ?? []);
  const kept = Math.max(KEPT, ...set);
  for (const now of drained) {
    for (const before of earlierReadings(facts, now)) {
      const seconds = facts.secondsBetween(before.source.section, now.source.section);
      if (!stayedFull(before, now) || seconds === null || seconds < kept * 2) continue;
      const values = { ...valuesOf(now), before: before.inactive, minutes: Math.round(seconds / 60) };
      const places = [before.server.place, now.server.place];
      return [speaksFor('drained-stays', places, { values, decisive: mode === 0 })];
    }
  }
  return [];
}

/** More than before would be new entries: the server had weight again in between (a readiness probe that comes and goes). */
function stayedFull(before: Drained, now: Drained): boolean {
  return (
    before.active === 0 &&
    before.inactive >= MANY &&
    now.inactive >= before.inactive * STILL &&
    now.active + now.inactive <= before.inactive
  );
}

/** A SYN that is not answered yet, handed to a server that was drained before any such entry could have begun. */
function handshakes(facts: Facts, drained: readonly Drained[], mode: number | null): Given[] {
  const listings = facts.all('virtual-services').filter(({ document }) => document.connections !== null);
  for (const now of drained) {
    for (const { section, document } of listings) {
      const fresh = (document.connections?.rows ?? []).filter(
        ({ state, virtual, server }) =>
          state === 'SYN_RECV' && virtual === now.service.text && server === now.server.text,
      );
      if (fresh.length === 0) continue;
      const since = [...earlierReadings(facts, now), now]
        .map(reading => facts.secondsBetween(reading.source.section, section))
        .some(seconds => seconds !== null && seconds > SYN_KEPT);
      const values = { ...valuesOf(now), handshakes: fresh.length };
      const places = [now.server.place, ...fresh.map(({ place }) => place)];
      return [speaksFor('drained-handshakes', places, { values, decisive: since && (mode ?? 0) === 0 })];
    }
  }
  return [];
}

/** `No route to host` from the address of a service with such a server: what a pod that is gone looks like. */
function noRoute(facts: Facts, drained: readonly Drained[]): Given[] {
  const errors = failures(facts).filter(({ how }) => how === 'no-route');
  for (const now of drained) {
    if (now.inactive === 0) continue;
    const { address, port } = now.service;
    const hits = errors.filter(error => error.host === address && error.port === port);
    if (hits.length === 0) continue;
    const values = { ...valuesOf(now), times: hits.length };
    return [speaksFor('no-route', [now.server.place, ...hits.map(({ place }) => place)], { values })];
  }
  return [];
}
