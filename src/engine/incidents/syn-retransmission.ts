import { connects, type LateConnect, timedRequests } from '../facts/connects.ts';
import type { Facts } from '../facts/facts.ts';
import { type Handshake, handshakes, toldOf } from '../facts/handshakes.ts';
import { listedFlows } from '../facts/listed-flows.ts';
import { isTcp } from '../facts/listeners.ts';
import { networkCounter } from '../facts/readings.ts';
import type { NextCommand } from '../model/finding.ts';
import type { SocketRow } from '../model/sockets.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

/** So many quick connects, or clean handshakes, rule out that one in a few is late; the command `curl-timing` makes as many. */
const ENOUGH = 20;
/** Fewer repetitions than this between two readings happen on every node that talks to hosts that come and go. */
const SOME = 3;
/** Repeated SYNs to one of so many connections opened is no chance; an alert of the same share is common for segments. */
const SHARE = 0.01;
/** A name lookup as long as a first repetition of a SYN is taken for one; in seconds. */
const LONG_LOOKUP = 0.9;

/**
 * A SYN got lost, or its answer did, and was sent again after 1 s. Where it was lost is another question.
 *
 * Enough by itself, and only for that the SYN was sent again: a capture with the same SYN (same ends, same sequence number) at
 * least 0.2 s later; a socket in SYN-SENT whose timer has fired; TcpExtTCPSynRetrans that rises between two readings while
 * connects of the same paste are late by 1, 2, 3, 7 s. Late connects alone fit, and so does a slow server in front of a proxy.
 */
export const synRetransmission: Incident = {
  slug: 'syn-retransmission',
  related: [
    { slug: 'vxlan-checksum-offload', as: 'cause' },
    { slug: 'snat-port-race', as: 'cause' },
    { slug: 'accept-queue-overflow', as: 'cause' },
    { slug: 'reply-path-drop', as: 'cause' },
    { slug: 'forward-policy-drop', as: 'cause' },
    { slug: 'dns-slow-or-timeout', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'suspected-late-connect',
    'clear',
    'undecided',
    'syn-repeated',
    'sockets-repeating',
    'counter-rising',
    'late-connects',
    'late-connect',
    'entries-repeated',
    'connects-quick',
    'handshakes-clean',
    'counter-still',
    'slow-otherwise',
    'time-is-lookup',
    'counter-rose-little',
    'counter-since-boot',
  ],
  check(facts) {
    const late = lateReasons(facts);
    const reasons = [
      ...captureReasons(facts),
      ...socketReasons(facts),
      ...risingReasons(facts, late.length > 0),
      ...late,
      ...entryReasons(facts),
      ...againstReasons(facts),
    ];
    return judge({
      reasons,
      notes: counterNotes(facts, late.length > 0),
      severity: verdict => (verdict === 'confirmed' ? 'warning' : 'notice'),
      lead: { suspected: ['late-connect'] },
      next: next(facts),
    });
  },
};

function captureReasons(facts: Facts): Given[] {
  const repeated = handshakes(facts).filter(({ repeats }) => repeats > 0);
  const first = mostOf(repeated);
  if (!first) return [];
  const values = {
    connections: repeated.length,
    to: toldOf(first.server),
    times: first.repeats,
    gap: first.firstGap ?? 0,
    timed: first.firstGap === null ? 'no' : 'yes',
    end:
      first.synAcks > 0
        ? 'answered'
        : first.refused
          ? 'refused'
          : first.unanswered
            ? 'unanswered'
            : 'unknown',
  };
  const places = [first, ...repeated.filter(other => other !== first)].flatMap(({ synPlaces }) => synPlaces);
  return [speaksFor('syn-repeated', places, { values, decisive: true })];
}

function mostOf(all: readonly Handshake[]): Handshake | undefined {
  return all.reduce<Handshake | undefined>(
    (most, one) => (one.repeats > (most?.repeats ?? 0) ? one : most),
    undefined,
  );
}

/** `SYN-SENT … timer:(on,1.2sec,2)`: the third number counts how often the timer has fired (ss prints icsk_retransmits). */
function socketReasons(facts: Facts): Given[] {
  const rows = facts
    .all('sockets')
    .flatMap(({ document }) => [...document.rows, ...document.retransmitting])
    .filter(row => isTcp(row) && row.state === 'SYN-SENT' && firedOf(row) > 0);
  const [first] = rows;
  if (!first) return [];
  const values = {
    sockets: rows.length,
    to: toldOf({ address: first.peer.address, port: first.peer.port, service: first.peer.service }),
    times: Math.max(...rows.map(firedOf)),
  };
  return [
    speaksFor(
      'sockets-repeating',
      rows.map(({ place }) => place),
      { values, decisive: true },
    ),
  ];
}

function firedOf({ timer, info }: SocketRow): number {
  const byTimer = timer?.name === 'on' ? timer.retransmits : 0;
  return Math.max(byTimer, info?.retransmittedTotal ?? 0);
}

function risingReasons(facts: Facts, late: boolean): Given[] {
  const rising = synRetrans(facts);
  if (!rising || rising.rise === null || rising.rise === 0) return [];
  const many = rising.rise >= SOME && rising.share !== null && rising.share >= SHARE;
  if (!late && !many) return [];
  const { places, rise, opened, seconds } = rising;
  const values = {
    rise,
    opened: opened ?? 0,
    known: opened === null ? 'no' : 'yes',
    seconds: seconds ?? 0,
    timed: seconds === null ? 'no' : 'yes',
  };
  return [speaksFor('counter-rising', places, { values, decisive: late })];
}

/** TcpExtTCPSynRetrans counts SYNs and SYN/ACKs that were sent again (net/ipv4/tcp_output.c, tcp_retransmit_skb()). */
function synRetrans(facts: Facts) {
  const counter = networkCounter(facts, 'TcpExtTCPSynRetrans');
  if (!counter) return null;
  const opened = networkCounter(facts, 'TcpActiveOpens')?.rise ?? null;
  const share = counter.rise === null || !opened ? null : counter.rise / opened;
  return { ...counter, opened, share };
}

function lateReasons(facts: Facts): Given[] {
  const { late, count, usual, firm } = connects(facts);
  const first = slowest(late);
  if (!first) return [];
  const values = {
    late: late.length,
    count,
    seconds: first.connect,
    cluster: first.cluster,
    schedule: scheduleOf(late),
    usual: usual ?? 0,
    known: usual === null ? 'no' : 'yes',
  };
  const places = late.map(({ place }) => place);
  return [speaksFor(firm ? 'late-connects' : 'late-connect', places, { values })];
}

function slowest(late: readonly LateConnect[]): LateConnect | undefined {
  return [...late].sort((one, other) => other.connect - one.connect)[0];
}

/** 3 s fits both schedules; 2 or 4 s only the one of newer kernels, 15 s only the other. */
function scheduleOf(late: readonly LateConnect[]): LateConnect['schedule'] {
  const told = new Set(late.map(({ schedule }) => schedule));
  if (told.has('linear') === told.has('classic')) return 'both';
  return told.has('linear') ? 'linear' : 'classic';
}

/** With nf_conntrack_acct=1 the entry of a connection that has no answer counts its SYNs. */
function entryReasons(facts: Facts): Given[] {
  const flows = facts
    .flowTables()
    .flatMap(({ document }) => listedFlows(document).waiting)
    .filter(({ original }) => (original.packets ?? 0) > 1);
  const [first] = flows;
  if (!first) return [];
  const values = {
    entries: flows.length,
    packets: first.original.packets as number,
    to: toldOf({ address: first.original.destination, port: first.original.destinationPort, service: null }),
  };
  return [
    speaksFor(
      'entries-repeated',
      flows.map(({ place }) => place),
      { values },
    ),
  ];
}

function againstReasons(facts: Facts): Given[] {
  return [...quickReasons(facts), ...cleanReasons(facts), ...stillReasons(facts), ...otherwiseReasons(facts)];
}

function quickReasons(facts: Facts): Given[] {
  const { count, late, slow, failed, usual } = connects(facts);
  if (count < ENOUGH || late.length > 0 || slow.length > 0 || failed.length > 0 || usual === null) return [];
  const places = timedRequests(facts).map(({ place }) => place);
  return [speaksAgainst('connects-quick', places, { values: { count, usual }, decisive: true })];
}

function cleanReasons(facts: Facts): Given[] {
  const all = handshakes(facts);
  const clean = all.filter(
    ({ repeats, synAckRepeats, synAcks }) => repeats + synAckRepeats === 0 && synAcks > 0,
  );
  if (clean.length < ENOUGH || clean.length < all.length) return [];
  const places = clean.flatMap(({ synPlaces }) => synPlaces);
  return [
    speaksAgainst('handshakes-clean', places, { values: { connections: clean.length }, decisive: true }),
  ];
}

function stillReasons(facts: Facts): Given[] {
  const counter = synRetrans(facts);
  if (counter?.rise !== 0 || counter.opened === null || counter.opened < ENOUGH) return [];
  const { places, opened, seconds } = counter;
  const values = { opened, seconds: seconds ?? 0, timed: seconds === null ? 'no' : 'yes' };
  return [speaksAgainst('counter-still', places, { values, decisive: true })];
}

function otherwiseReasons(facts: Facts): Given[] {
  const { slow } = connects(facts);
  const lookups = timedRequests(facts).filter(
    ({ dns, connectWithDns }) => !connectWithDns && (dns ?? 0) >= LONG_LOOKUP,
  );
  const [slowOne] = slow;
  const [lookup] = lookups;
  return [
    ...(slowOne
      ? [
          speaksAgainst(
            'slow-otherwise',
            slow.map(({ place }) => place),
            {
              values: { count: slow.length, seconds: slowOne.connect as number },
            },
          ),
        ]
      : []),
    ...(lookup
      ? [
          speaksAgainst(
            'time-is-lookup',
            lookups.map(({ place }) => place),
            {
              values: { count: lookups.length, seconds: lookup.dns as number },
            },
          ),
        ]
      : []),
  ];
}

function counterNotes(facts: Facts, late: boolean): Given[] {
  const counter = synRetrans(facts);
  if (!counter || counter.total === 0) return [];
  const { total, rise, share, since, places } = counter;
  if (rise === null) return [speaksFor('counter-since-boot', places, { values: { total, since } })];
  const told = late || (rise >= SOME && share !== null && share >= SHARE);
  return rise === 0 || told ? [] : [speaksFor('counter-rose-little', places, { values: { rise } })];
}

/** Where the SYN was lost is what a capture tells: on the client, on the node, at the server. */
function next(facts: Facts): NextCommand[] {
  const wanted: NextCommand[] = [];
  if (facts.all('packets').length === 0) wanted.push(ask('tcpdump-syn'));
  if (timedRequests(facts).length < ENOUGH) wanted.push(ask('curl-timing'));
  if (facts.all('network-counters').length < 2) wanted.push(ask('nstat-twice'));
  if (facts.all('sockets').length === 0) wanted.push(ask('sockets-listening'));
  return wanted;
}
