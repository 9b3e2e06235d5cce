import type { Facts, Sourced } from '../facts/facts.ts';
import { listedFlows } from '../facts/listed-flows.ts';
import { endText, tupleOf, wantsAnswer } from '../facts/udp.ts';
import type { NextCommand } from '../model/finding.ts';
import type { Flow } from '../model/flow.ts';
import type { FlowEvents } from '../model/flow-events.ts';
import type { FlowTable } from '../model/flow-table.ts';
import type { Place } from '../model/place.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

/** A live server answers within milliseconds, and an entry stays for 30 s: with so many entries, few are as fresh as that. */
const MANY = 20;
/** Of so few, and from this share on, it is a suspicion. */
const SOME = 10;
const HALF = 0.5;
/** Nearly all entries to a service unanswered: none of them got an answer by this node. */
const NEARLY_ALL = 0.9;
/** nf_conntrack_udp_timeout where the paste does not print it (nf_conntrack_proto_udp.c): each packet sets the timer back to it. */
const UDP_TIMEOUT = 30;
/** What has run so far since its last packet waits no longer for an answer that is on its way. In seconds. */
const LATE = 5;
/** So many recorded flows that ended without an answer are no accident. */
const ENDED = 5;
/** One or two may have been lost on the way. */
const SOME_ENDED = 3;
/** So many answered flows, and at most this share without an answer: this is what healthy looks like. */
const FEW = 0.1;

/**
 * UDP flows that want an answer get none, as connection tracking sees it.
 *
 * Enough by itself: 20 entries or more to one address and port of a protocol that always answers (DNS, NTP, RADIUS, SIP, …), nine of ten
 * of them without an answer, in a listing that was not searched for such ones: a server that answers turns an entry from [UNREPLIED] in
 * milliseconds; and five such flows whose end was
 * recorded (`conntrack -E`) without an answer, with none answered.
 *
 * Against it, enough by itself: 20 such flows, nine of ten answered. One-way traffic (statsd, syslog, tunnels, multicast) is no
 * evidence of anything.
 */
export const udpUnreplied: Incident = {
  slug: 'udp-unreplied',
  related: [
    { slug: 'stale-udp-conntrack', as: 'cause' },
    { slug: 'nodelocaldns-down', as: 'cause' },
    { slug: 'overlay-udp-blocked', as: 'cause' },
    { slug: 'reply-path-drop', as: 'cause' },
    { slug: 'udp-reply-wrong-source', as: 'cause' },
    { slug: 'dns-slow-or-timeout', as: 'consequence' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'suspected-service-silent',
    'suspected-service-searched',
    'clear',
    'undecided',
    'service-unanswered',
    'service-half-answered',
    'service-searched',
    'service-silent',
    'few-unanswered',
    'ended-unanswered',
    'answered',
    'tunnel-pairs',
    'multicast',
    'one-way',
  ],
  check(facts) {
    const last = facts.flowTables().at(-1);
    const listed = last ? tableReasons(facts, last) : { reasons: [], notes: [] };
    return judge({
      reasons: [
        ...listed.reasons,
        ...facts.all('flow-events').flatMap(({ document }) => eventReasons(document)),
      ],
      notes: listed.notes,
      severity: 'warning',
      lead: { suspected: ['service-silent', 'service-searched'] },
      next: next(facts, listed.reasons),
    });
  },
};

interface Service {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  flows: number;
  unreplied: number;
  /** Unanswered for `LATE` seconds or longer. */
  late: number;
  readonly places: Place[];
}

function tableReasons(
  facts: Facts,
  { section, document }: Sourced<FlowTable>,
): { reasons: Given[]; notes: Given[] } {
  const { udp } = listedFlows(document);
  const services = asked(udp, facts);
  // A search for [UNREPLIED] shows no flow with an answer, even where most have one.
  const picked = /UNREPLIED/i.test(section.command ?? '');
  const bad = services
    .filter(({ flows, unreplied, late }) => (picked ? late : unreplied) >= SOME && unreplied / flows >= HALF)
    .sort((a, b) => b.unreplied - a.unreplied)
    .slice(0, 3);
  const reasons = bad.map(service => asReason(service, picked));
  // A few lines of a long listing are too few to hold against one server.
  const cut = section.partial === 'pipe' || section.partial === 'elision';
  if (bad.length === 0 && !picked) reasons.push(...(cut ? [] : waited(services)), ...healthy(services));
  const silent = reasons.length > 0 ? [] : fewSilent(services);
  return { reasons, notes: [...silent, ...byDesign(udp)] };
}

/** Few entries, but none to a server of this port has an answer, and some have been without one for seconds. */
function waited(services: readonly Service[]): Given[] {
  const all = services.reduce((sum, { flows }) => sum + flows, 0);
  const silent = (port: number) => {
    const same = services.filter(service => service.port === port);
    const [flows, late] = [sumOf(same, 'flows'), sumOf(same, 'late')];
    return sumOf(same, 'unreplied') === flows && flows >= ENDED && late >= SOME_ENDED && flows >= all * FEW;
  };
  return services
    .filter(({ port, late }) => late > 0 && silent(port))
    .sort((a, b) => b.unreplied - a.unreplied)
    .slice(0, 3)
    .map(({ name, unreplied, late, places }) =>
      speaksFor('service-silent', places, { values: { service: name, unreplied, late } }),
    );
}

function sumOf(services: readonly Service[], key: 'flows' | 'unreplied' | 'late'): number {
  return services.reduce((sum, service) => sum + service[key], 0);
}

function fewSilent(services: readonly Service[]): Given[] {
  const silent = services.filter(({ unreplied }) => unreplied > 0);
  const flows = silent.reduce((sum, { unreplied }) => sum + unreplied, 0);
  const places = silent.flatMap(service => service.places);
  return flows === 0 ? [] : [speaksFor('few-unanswered', places, { values: { flows } })];
}

/** The flows that want an answer, by where they go. Multicast and broadcast want none. */
function asked(udp: readonly Flow[], facts: Facts): Service[] {
  const full = facts.setting('net.netfilter.nf_conntrack_udp_timeout').at(-1)?.number ?? UDP_TIMEOUT;
  const services = new Map<string, Service>();
  const known = new Set<string>();
  for (const flow of udp) {
    const { original, unreplied, timeout, place } = flow;
    const { destination: address, destinationPort: port } = original;
    if (port === null || !wantsAnswer(port) || isMulticast(address)) continue;
    // The same flow, listed a second time.
    const tuple = tupleOf(flow);
    if (known.has(tuple)) continue;
    known.add(tuple);
    const name = endText(address, port);
    const service = services.get(name) ?? {
      name,
      address,
      port,
      flows: 0,
      unreplied: 0,
      late: 0,
      places: [],
    };
    services.set(name, service);
    service.flows++;
    if (!unreplied) continue;
    service.unreplied++;
    if (timeout !== null && timeout <= full - LATE) service.late++;
    service.places.push(place);
  }
  return [...services.values()];
}

function asReason({ name, flows, unreplied, late, places }: Service, picked: boolean): Given {
  if (picked) return speaksFor('service-searched', places, { values: { service: name, late } });
  const values = { service: name, flows, unreplied, share: unreplied / flows };
  const all = unreplied >= MANY && unreplied / flows >= NEARLY_ALL;
  return speaksFor(all ? 'service-unanswered' : 'service-half-answered', places, { values, decisive: all });
}

function healthy(services: readonly Service[]): Given[] {
  const flows = services.reduce((sum, service) => sum + service.flows, 0);
  const unreplied = services.reduce((sum, service) => sum + service.unreplied, 0);
  if (flows === 0 || unreplied / flows > FEW) return [];
  const values = { flows, unreplied };
  return [
    speaksAgainst(
      'answered',
      services.flatMap(({ places }) => places),
      { values, decisive: flows >= MANY },
    ),
  ];
}

/** 224.0.0.0/4, ff00::/8, and the broadcast addresses that end in 255. */
function isMulticast(address: string): boolean {
  return /^(?:22[4-9]|23\d)\.|^ff[\da-f]{2}:|\.255$/i.test(address);
}

/** Ports of VXLAN (two of them), Geneve, and FOU or GUE: packets go one way in each entry (RFC 7348: the source port is a hash). */
const TUNNELS: ReadonlySet<number | null> = new Set([4789, 8472, 6081, 6080]);

/** What stays without an answer and should: said, so that nobody takes it for the fault. */
function byDesign(udp: readonly Flow[]): Given[] {
  const silent = udp.filter(({ unreplied }) => unreplied);
  const tunnels = silent.filter(({ original }) => TUNNELS.has(original.destinationPort));
  const groups = silent.filter(({ original }) => isMulticast(original.destination));
  const others = silent.filter(
    flow => !tunnels.includes(flow) && !groups.includes(flow) && !wantsAnswer(flow.original.destinationPort),
  );
  const note = (key: string, flows: readonly Flow[]) =>
    flows.length === 0
      ? []
      : [
          speaksFor(
            key,
            flows.map(({ place }) => place),
            { values: { flows: flows.length } },
          ),
        ];
  return [...note('tunnel-pairs', tunnels), ...note('multicast', groups), ...note('one-way', others)];
}

function eventReasons({ flows }: FlowEvents): Given[] {
  const ended = flows.filter(
    ({ protocol, original, ended: end }) =>
      protocol === 'udp' &&
      end !== null &&
      wantsAnswer(original.destinationPort) &&
      !isMulticast(original.destination),
  );
  const silent = ended.filter(({ answered }) => !answered);
  const first = silent[0];
  if (!first || silent.length < SOME_ENDED || silent.length / ended.length < HALF) return [];
  const service = endText(first.original.destination, first.original.destinationPort);
  const values = { service, flows: ended.length, unreplied: silent.length };
  const decisive = silent.length >= ENDED && silent.length / ended.length >= NEARLY_ALL;
  return [
    speaksFor(
      'ended-unanswered',
      silent.flatMap(({ places }) => places),
      { values, decisive },
    ),
  ];
}

function next(facts: Facts, reasons: readonly Given[]): NextCommand[] {
  const service = reasons.find(({ values }) => typeof values['service'] === 'string')?.values['service'];
  const match = /^\[?(.{2,45}?)\]?:(\d{1,5})$/.exec(String(service ?? ''));
  const wanted = [
    match
      ? ask('conntrack-udp-service', { address: match[1] as string, port: match[2] as string })
      : ask('conntrack-udp'),
  ];
  if (facts.all('packets').length === 0 && match)
    wanted.push(ask('tcpdump-client', { 'client-ip': match[1] as string }));
  if (facts.all('kube-objects').length === 0) wanted.push(ask('kube-services'));
  return wanted;
}
