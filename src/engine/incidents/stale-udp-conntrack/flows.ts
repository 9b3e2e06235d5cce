import type { Facts } from '../../facts/facts.ts';
import { listedFlows } from '../../facts/listed-flows.ts';
import { rulesTo, rulesWith } from '../../facts/rules.ts';
import { endpointsOf, isEndpoint } from '../../facts/translations.ts';
import { type Endpoints, endText, tupleOf, type UdpEnd, wantsAnswer } from '../../facts/udp.ts';
import type { Flow } from '../../model/flow.ts';
import type { FlowTable } from '../../model/flow-table.ts';
import type { Place } from '../../model/place.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/** So many services are asked about: the largest come first. */
const MAX_SERVICES = 60;

/** What the flows of the last listing say of where they go, held against where the services go now. */
export function flowReasons(facts: Facts): { reasons: Given[]; notes: Given[] } {
  const { section, document: table } = facts.flowTables().at(-1) ?? {};
  if (!section || !table) return { reasons: [], notes: [] };
  const asked = new Map<string, Endpoints | null>();
  const endpoints = (service: UdpEnd) => {
    const key = endText(service.address, service.port);
    if (!asked.has(key) && asked.size < MAX_SERVICES) asked.set(key, endpointsOf(facts, service));
    return asked.get(key) ?? null;
  };
  const sent = table.udpBackends.flatMap(backend => {
    const [service, to] = [endOf(backend.service), endOf(backend.backend)];
    return service && to ? [{ ...backend, to, endpoints: endpoints(service) }] : [];
  });
  const stale = sent.filter(({ endpoints: now, to }) => now?.complete === true && !isEndpoint(now, to));
  const known = sent.filter(({ endpoints: now, to }) => now !== null && isEndpoint(now, to));
  const unknown = sent.filter(({ endpoints: now, flows, unreplied }) => now === null && flows === unreplied);
  const reasons = [
    ...stale.slice(0, 5).map(asStale),
    ...untranslated(facts, table, endpoints),
    ...refreshed(facts, endpoints),
  ];
  if (reasons.length === 0 && known.length > 0 && known.length === sent.length)
    reasons.push(allCurrent(known, section.partial === null || /\s-p\s?udp\b/.test(section.command ?? '')));
  return { reasons, notes: unknown.slice(0, 3).map(asUnknown) };
}

type Sent = FlowTable['udpBackends'][number] & { readonly to: UdpEnd; readonly endpoints: Endpoints | null };

function asStale({ service, backend, flows, unreplied, endpoints, places }: Sent): Given {
  const values = { service, backend, flows, unreplied };
  const key = endpoints?.ends.size === 0 ? 'to-none' : 'to-former';
  return speaksFor(key, [...places, ...(endpoints?.places ?? [])], { values, decisive: true });
}

function asUnknown({ service, backend, flows, places }: Sent): Given {
  return speaksFor('endpoints-not-shown', places, { values: { service, backend, flows } });
}

function allCurrent(known: readonly Sent[], whole: boolean): Given {
  const flows = known.reduce((sum, { flows: count }) => sum + count, 0);
  const places = known.flatMap(({ places: lines, endpoints }) => [
    ...lines,
    ...(endpoints?.places.slice(0, 1) ?? []),
  ]);
  const services = new Set(known.map(({ service }) => service)).size;
  return speaksAgainst('all-current', places, { values: { flows, services }, decisive: whole });
}

/** `10.96.0.10:53`, `[fd00::a]:53`; null for what is masked. */
function endOf(text: string): UdpEnd | null {
  const match = /^\[?([\d.]{7,15}|[\da-fA-F:.]{2,45}?)\]?:(\d{1,5})$/.exec(text);
  return match ? { address: match[1] as string, port: Number(match[2]) } : null;
}

/**
 * Entries to a service that rules translate, without a translation and without an answer: the flow is older than the rules, and
 * only its first packet would have met them. A listing of a Pod's own namespace has none with a translation: there it is normal.
 */
function untranslated(
  facts: Facts,
  table: FlowTable,
  endpoints: (service: UdpEnd) => Endpoints | null,
): Given[] {
  const found = new Map<string, { places: Place[]; now: Endpoints }>();
  for (const flow of listedFlows(table).udp) {
    const { original, reply, nat, unreplied } = flow;
    if (!unreplied || !reply || nat?.dnat !== false) continue;
    const { destination: address, destinationPort: port } = original;
    if (port === null || isLocal(facts, address)) continue;
    const now = endpoints({ address, port });
    if (!now?.fromRules || (now.complete ? now.ends.size === 0 : !hasJump(facts, address))) continue;
    const key = endText(address, port);
    const entry = found.get(key) ?? { places: [], now };
    entry.places.push(flow.place);
    found.set(key, entry);
  }
  return [...found].slice(0, 3).map(([service, { places, now }]) =>
    speaksFor('not-translated', [...places, ...now.places], {
      values: { service, flows: places.length },
      decisive: table.dnat > 0 && now.complete,
    }),
  );
}

/** kube-proxy writes the jump from a Service to its chain only where it has endpoints (pkg/proxy/iptables/proxier.go). */
function hasJump(facts: Facts, address: string): boolean {
  return rulesWith(facts, address).some(({ spec }) => /^KUBE-SVC-/.test(spec.target?.name ?? ''));
}

/** An address of this node, or one that is kept out of connection tracking: NodeLocal DNSCache answers on the Service's own address. */
function isLocal(facts: Facts, address: string): boolean {
  const own = facts
    .all('addresses')
    .some(({ document }) =>
      document.interfaces.some(({ addresses }) => addresses.some(a => a.address === address)),
    );
  return own || rulesTo(facts, ['NOTRACK', 'CT'], address).length > 0;
}

/** The same flow in two listings: its client goes on sending, and nothing comes back. */
function refreshed(facts: Facts, endpoints: (service: UdpEnd) => Endpoints | null): Given[] {
  const tables = facts.flowTables();
  const [before, after] = [tables.at(-2), tables.at(-1)];
  if (!before || !after) return [];
  const seconds = facts.secondsBetween(before.section, after.section);
  const earlier = new Map(udpOf(before.document).map(flow => [tupleOf(flow), flow]));
  const found = udpOf(after.document).flatMap(flow => {
    const first = earlier.get(tupleOf(flow));
    return first && goesOn(first, flow, seconds) && goesUnanswered(first, flow) ? [{ first, flow }] : [];
  });
  const one = found.find(({ flow }) => {
    const { destination: address, destinationPort: port } = flow.original;
    const now = port === null ? null : endpoints({ address, port });
    const to = { address: flow.reply?.source ?? '', port: flow.reply?.sourcePort ?? 0 };
    return now === null || !isEndpoint(now, to);
  });
  if (!one?.flow.reply) return [];
  const { original, reply } = one.flow;
  const values = {
    flows: found.length,
    service: endText(original.destination, original.destinationPort),
    backend: endText(reply.source, reply.sourcePort),
  };
  return [
    speaksFor(
      'refreshed-unanswered',
      found.flatMap(({ first, flow }) => [first.place, flow.place]),
      { values },
    ),
  ];
}

function udpOf(table: FlowTable): Flow[] {
  return listedFlows(table).udp.filter(({ nat }) => nat?.dnat === true);
}

/** Its client sent again: the packets say so, or a timer that did not run down by the time between. In seconds. */
function goesOn(first: Flow, last: Flow, seconds: number | null): boolean {
  const [sent, now] = [first.original.packets, last.original.packets];
  if (sent !== null && now !== null) return now > sent;
  if (first.timeout === null || last.timeout === null) return false;
  return last.timeout > first.timeout || (seconds !== null && last.timeout > first.timeout - seconds + 2);
}

function goesUnanswered(first: Flow, last: Flow): boolean {
  const [back, now] = [first.reply?.packets ?? null, last.reply?.packets ?? null];
  if (first.unreplied && last.unreplied) return wantsAnswer(last.original.destinationPort);
  return (
    back !== null &&
    now !== null &&
    back > 0 &&
    now === back &&
    (last.original.packets ?? 0) > (first.original.packets ?? 0)
  );
}
