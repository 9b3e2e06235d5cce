import { countedStates } from '../facts/counted-states.ts';
import type { Facts, Sourced } from '../facts/facts.ts';
import { handshakes, toldOf } from '../facts/handshakes.ts';
import { listedFlows } from '../facts/listed-flows.ts';
import type { NextCommand } from '../model/finding.ts';
import type { FlowTable } from '../model/flow-table.ts';
import type { Place } from '../model/place.ts';
import type { Sockets } from '../model/sockets.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

/** So many at once are not the few that are just being set up; from field reports. */
const MANY = 20;
/** Above this share of all TCP flows, too. */
const SHARE = 0.1;
/** One or two are fresh, or go to a host that was switched off. */
const FEW = 3;
/** So many to one end, none answered, are no chance any more. */
const SOME = 5;
/** nf_conntrack_tcp_timeout_syn_sent where the paste does not print it; each SYN sets the timer back to it. In seconds. */
const SYN_TIMEOUT = 120;
/** An answer that is on its way has come by then. In seconds. */
const LATE = 2;
/** SYNs that were sent again so often, and nothing came back: 3 s at least. */
const REPEATED = 2;

/**
 * Connections are asked for, and nobody answers.
 *
 * Enough by itself, for that nobody answers: a listing with 20 or more TCP flows in SYN_SENT [UNREPLIED] that are more than a tenth of
 * its TCP flows, or that all go to one end to which no other flow of the listing goes with an answer (in a listing that was searched for
 * such flows: if most of them have waited for two seconds); as many sockets in SYN-SENT to one end.
 * Why nobody answers is another question, and other incidents say it.
 */
export const synSentUnreplied: Incident = {
  slug: 'syn-sent-unreplied',
  related: [
    { slug: 'forward-policy-drop', as: 'cause' },
    { slug: 'networkpolicy-drop', as: 'cause' },
    { slug: 'overlay-udp-blocked', as: 'cause' },
    { slug: 'conntrack-invalid-drop', as: 'look-alike' },
    { slug: 'syn-retransmission', as: 'consequence' },
    { slug: 'udp-unreplied', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'clear',
    'undecided',
    'flows-one-end',
    'flows-many-ends',
    'flows-some',
    'states-counted',
    'sockets-one-end',
    'sockets-some',
    'syns-unanswered',
    'none-waiting',
    'no-socket-waiting',
    'syns-answered',
    'fresh',
    'one-source',
  ],
  check(facts) {
    const flows = facts.flowTables().at(-1);
    const sockets = facts.all('sockets').at(-1);
    const waiting = flows ? waitingOf(facts, flows.document) : null;
    const reasons = [
      ...(flows && waiting ? flowReasons(flows, waiting) : []),
      ...countedReasons(facts),
      ...(sockets ? socketReasons(sockets) : []),
      ...captureReasons(facts),
    ];
    return judge({
      reasons,
      notes: waiting ? notesOf(waiting) : [],
      severity: 'warning',
      next: next(facts),
    });
  },
};

/** What a listing holds of TCP flows that no packet came back for. */
interface Waiting {
  readonly flows: number;
  /** All TCP flows. */
  readonly tcp: number;
  readonly places: readonly Place[];
  /** The end that most of the listed ones go to, of how many of those that are listed one by one. */
  readonly end: string;
  readonly toEnd: number;
  readonly seen: number;
  /** Flows to that end that were answered. */
  readonly answered: number;
  /** Those to that end that have waited for `LATE` seconds or longer since their last SYN. */
  readonly late: number;
  readonly source: string;
  readonly fromSource: number;
}

function waitingOf(facts: Facts, table: FlowTable): Waiting {
  const tcp = table.states.filter(({ protocol }) => protocol === 'tcp');
  const state = tcp.find(({ state }) => state === 'SYN_SENT');
  const { waiting: listed } = listedFlows(table);
  const endOf = ({ original }: FlowTable['listed'][number]) =>
    toldOf({ address: original.destination, port: original.destinationPort, service: null });
  const [end, toEnd] = mostOf(listed.map(endOf));
  const full = facts.setting('net.netfilter.nf_conntrack_tcp_timeout_syn_sent').at(-1)?.number ?? SYN_TIMEOUT;
  const [source, fromSource] = mostOf(listed.map(({ original }) => original.source));
  const answered =
    listed.length === 0
      ? 0
      : table.listed.filter(flow => flow.protocol === 'tcp' && !flow.unreplied && endOf(flow) === end).length;
  return {
    flows: state?.unreplied ?? 0,
    tcp: tcp.reduce((sum, { flows }) => sum + flows, 0),
    places: listed.length > 0 ? listed.map(({ place }) => place) : (state?.places ?? []),
    end,
    toEnd,
    seen: listed.length,
    answered,
    late: listed.filter(flow => (flow.timeout ?? full) <= full - LATE && endOf(flow) === end).length,
    source,
    fromSource,
  };
}

function mostOf(names: readonly string[]): [string, number] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].reduce<[string, number]>((most, one) => (one[1] > most[1] ? one : most), ['', 0]);
}

function flowReasons({ section, document }: Sourced<FlowTable>, waiting: Waiting): Given[] {
  const { flows, tcp, places, end, toEnd, seen, answered, late } = waiting;
  const whole = section.partial === null;
  const values = { flows, tcp, end, toEnd, seen, answered };
  const searched = picksUnanswered(section.command);
  const one = toEnd >= MANY && answered === 0 && toEnd * 2 > seen && (!searched || late * 2 > toEnd);
  if (one) return [speaksFor('flows-one-end', places, { values, decisive: true })];
  if (flows >= MANY && whole && flows > tcp * SHARE)
    return [speaksFor('flows-many-ends', places, { values, decisive: true })];
  // A grep for SYN_SENT shows nothing else: how many others there are it does not tell.
  if (flows >= MANY && !whole) return [speaksFor('flows-some', places, { values })];
  if (toEnd >= SOME && answered === 0 && flows > tcp * SHARE)
    return [speaksFor('flows-some', places, { values })];
  const clean = whole && flows === 0 && tcp >= MANY;
  return clean ? [speaksAgainst('none-waiting', [document.first], { values: { tcp }, decisive: true })] : [];
}

/** A search for the state itself shows no flow with an answer, even where most have one. */
function picksUnanswered(command: string | null): boolean {
  return /SYN_SENT|UNREPLIED/i.test(command ?? '');
}

/** The states of all TCP flows, counted: in SYN_SENT no answer was seen yet (nf_conntrack_proto_tcp.c). Where they go is not shown. */
function countedReasons(facts: Facts): Given[] {
  const states = countedStates(facts);
  const state = states.find(one => one.state === 'SYN_SENT');
  const tcp = states.reduce((sum, { count }) => sum + count, 0);
  if (!state || state.count < MANY || state.count <= tcp * SHARE) return [];
  return [speaksFor('states-counted', [state.place], { values: { flows: state.count, tcp } })];
}

function socketReasons({ section, document }: Sourced<Sockets>): Given[] {
  const tcp = document.states.filter(({ protocol }) => protocol === 'tcp' || protocol === 'any');
  const sum = tcp.reduce((total, { count }) => total + count, 0);
  const waiting = tcp.find(({ state }) => state === 'SYN-SENT');
  const most = document.destinations.find(
    ({ states }) => (states['SYN-SENT'] ?? 0) >= SOME && (states.ESTAB ?? 0) === 0,
  );
  if (most) {
    const sockets = most.states['SYN-SENT'] ?? 0;
    const end = toldOf({ address: most.peer, port: most.peerPort, service: most.peerService });
    const rows = document.rows.filter(
      ({ state, peer }) => state === 'SYN-SENT' && peer.address === most.peer,
    );
    const places = rows.length > 0 ? rows.map(({ place }) => place) : [most.place];
    const many = sockets >= MANY;
    return [
      speaksFor(many ? 'sockets-one-end' : 'sockets-some', places, {
        values: { sockets, end },
        decisive: many,
      }),
    ];
  }
  const clean =
    section.partial === null &&
    !waiting &&
    sum >= MANY &&
    section.command !== null &&
    seesAll(section.command);
  return clean
    ? [
        speaksAgainst(
          'no-socket-waiting',
          tcp.map(({ place }) => place),
          { values: { sockets: sum }, decisive: true },
        ),
      ]
    : [];
}

/** `ss -tan`, `netstat -ant`: all states. `ss -t` shows only what is established. */
function seesAll(command: string): boolean {
  return /\b(?:ss|netstat)\s+-\w{0,8}a/.test(command) && !/\bstate\b|\b[sd]port\b/.test(command);
}

function captureReasons(facts: Facts): Given[] {
  const all = handshakes(facts);
  const silent = all.filter(({ unanswered, repeats }) => unanswered && repeats >= REPEATED);
  const [first] = silent;
  // One alone is told by the incident of the repeated SYN.
  if (first && silent.length >= FEW) {
    const values = { connections: silent.length, end: toldOf(first.server), times: first.repeats + 1 };
    return [
      speaksFor(
        'syns-unanswered',
        silent.flatMap(({ synPlaces }) => synPlaces),
        { values },
      ),
    ];
  }
  const answered = all.filter(({ synAcks, refused }) => synAcks > 0 || refused);
  if (answered.length < FEW || answered.length < all.length) return [];
  return [
    speaksAgainst(
      'syns-answered',
      answered.flatMap(({ synPlaces }) => synPlaces),
      {
        values: { connections: answered.length },
        decisive: true,
      },
    ),
  ];
}

function notesOf({ flows, seen, source, fromSource, places }: Waiting): Given[] {
  if (flows > 0 && flows < FEW) return [speaksFor('fresh', places, { values: { flows } })];
  const one = seen >= FEW && fromSource === seen;
  return one ? [speaksFor('one-source', places, { values: { source, flows: fromSource } })] : [];
}

function next(facts: Facts): NextCommand[] {
  const wanted: NextCommand[] = [];
  if (facts.flowTables().length === 0) wanted.push(ask('conntrack-syn-sent'));
  if (facts.all('packets').length === 0) wanted.push(ask('tcpdump-syn'));
  if (facts.all('ruleset').length === 0) wanted.push(ask('iptables-save'));
  if (facts.all('routes').length === 0) wanted.push(ask('ip-routes'));
  return wanted;
}
