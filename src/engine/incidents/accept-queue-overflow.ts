import { connects } from '../facts/connects.ts';
import type { Facts } from '../facts/facts.ts';
import { handshakes, toldOf } from '../facts/handshakes.ts';
import { tcpListeners } from '../facts/listeners.ts';
import { networkCounter, type Reading } from '../facts/readings.ts';
import type { NextCommand } from '../model/finding.ts';
import type { Listener } from '../model/sockets.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

/** Between two readings with no new connection at all, a counter that stands still proves nothing. */
const SOME_OPENED = 20;

/**
 * The program does not take its connections fast enough: the queue of a listening socket is full, and the kernel drops what
 * finishes a handshake, and new SYNs.
 *
 * Enough by itself: a listening socket whose Recv-Q is above its Send-Q, which is the very test of the kernel
 * (include/net/sock.h, sk_acceptq_is_full(): sk_ack_backlog > sk_max_ack_backlog; ss prints these two); TcpExtListenOverflows that
 * rises between two readings, since nothing else counts there (net/ipv4/tcp_ipv4.c, tcp_v4_syn_recv_sock(); tcp_input.c,
 * tcp_conn_request()). Totals since boot are a note.
 */
export const acceptQueueOverflow: Incident = {
  slug: 'accept-queue-overflow',
  related: [
    { slug: 'syn-retransmission', as: 'consequence' },
    { slug: 'reply-path-drop', as: 'look-alike' },
    { slug: 'connection-refused-rst', as: 'look-alike' },
    { slug: 'conntrack-table-full', as: 'look-alike' },
    { slug: 'timewait-bucket-overflow', as: 'look-alike' },
  ],
  messages: [
    'confirmed-queue-full',
    'confirmed-overflowing-now',
    'suspected',
    'clear',
    'undecided',
    'queue-full',
    'overflowing-now',
    'queue-at-limit',
    'dropping-now',
    'syn-queue-full',
    'logged',
    'overflowed-and-late',
    'ack-unheard',
    'counter-still',
    'never-overflowed',
    'queues-empty',
    'overflowed-since-boot',
  ],
  check(facts) {
    const symptoms = symptomReasons(facts);
    const logged = logNotes(facts);
    const speaking = [
      ...queueReasons(facts),
      ...risingReasons(facts),
      ...symptoms,
      ...(hasTrouble(facts) ? logged : []),
    ];
    const reasons = [...speaking, ...againstReasons(facts, speaking)];
    return judge({
      reasons,
      notes: [...sinceBootNotes(facts), ...(hasTrouble(facts) ? [] : logged)],
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      lead: { confirmed: ['queue-full', 'overflowing-now'] },
      next: next(facts),
    });
  },
};

/** Sockets that listen for TCP, with both numbers: netstat prints no limit. */
function listeners(facts: Facts): Listener[] {
  return tcpListeners(facts).filter(({ backlog }) => backlog !== null);
}

function queueReasons(facts: Facts): Given[] {
  const all = listeners(facts);
  const full = all.filter(({ acceptQueue, backlog }) => acceptQueue > (backlog as number));
  const atLimit = all.filter(({ acceptQueue, backlog }) => acceptQueue === backlog && acceptQueue > 0);
  return [
    ...ofQueue('queue-full', full, true),
    ...(full.length > 0 ? [] : ofQueue('queue-at-limit', atLimit, false)),
  ];
}

function ofQueue(key: string, sockets: readonly Listener[], decisive: boolean): Given[] {
  const [first] = sockets;
  if (!first) return [];
  const { local, acceptQueue, backlog, program } = first;
  const values = {
    socket: toldOf({ address: local.address, port: local.port, service: local.service }),
    waiting: acceptQueue,
    limit: backlog as number,
    program: program ?? '',
    named: program === null ? 'no' : 'yes',
  };
  return [
    speaksFor(
      key,
      sockets.map(({ place }) => place),
      { values, decisive },
    ),
  ];
}

/** Counters under nstat's names, and what a rise of each says. ListenDrops holds the overflows too, so it is asked last. */
function risingReasons(facts: Facts): Given[] {
  const overflows = networkCounter(facts, 'TcpExtListenOverflows');
  if (overflows && (overflows.rise ?? 0) > 0)
    return [speaksFor('overflowing-now', overflows.places, { values: valuesOf(overflows), decisive: true })];
  const requests = ['TcpExtTCPReqQFullDrop', 'TcpExtTCPReqQFullDoCookies']
    .flatMap(name => networkCounter(facts, name) ?? [])
    .find(({ rise }) => (rise ?? 0) > 0);
  if (requests) return [speaksFor('syn-queue-full', requests.places, { values: valuesOf(requests) })];
  const drops = networkCounter(facts, 'TcpExtListenDrops');
  // An overflow counts in both: where that one stands still, the SYNs were dropped for another reason.
  if (drops && (drops.rise ?? 0) > 0 && overflows?.rise !== 0)
    return [speaksFor('dropping-now', drops.places, { values: valuesOf(drops) })];
  return [];
}

function valuesOf({ rise, seconds }: Reading) {
  return { rise: rise ?? 0, seconds: seconds ?? 0, timed: seconds === null ? 'no' : 'yes' };
}

/**
 * `Possible SYN flooding on port 80. Sending cookies.`: the queue of half-open connections has reached the backlog
 * (tcp_input.c, tcp_syn_flood_action()). A flood does that, and so does a backlog that is too small. The kernel says it once for
 * each listening socket, so that it tells of some moment since that was opened: a reason only where a client meets it now.
 */
function logNotes(facts: Facts): Given[] {
  const events = facts.logged('syn-flooding').filter(({ prefixed }) => prefixed);
  const last = events.at(-1);
  if (!last) return [];
  const values = {
    port: String(last.values.port ?? ''),
    known: last.values.port === undefined ? 'no' : 'yes',
    times: events.length,
  };
  return [speaksFor('logged', events.map(({ place }) => place).reverse(), { values })];
}

/** Connects of the paste are late, or did not come about. */
function hasTrouble(facts: Facts): boolean {
  const { late, failed } = connects(facts);
  return late.length > 0 || failed.length > 0;
}

/** What a client meets, together with overflows at some time; and a handshake whose end the server seems not to hear. */
function symptomReasons(facts: Facts): Given[] {
  const overflows = networkCounter(facts, 'TcpExtListenOverflows');
  const { late } = connects(facts);
  const found: Given[] = [];
  if (overflows && overflows.total > 0 && overflows.rise === null && late.length > 0) {
    const places = [...overflows.places, ...late.map(({ place }) => place)];
    found.push(
      speaksFor('overflowed-and-late', places, {
        values: { total: overflows.total, late: late.length, since: overflows.since },
      }),
    );
  }
  const unheard = handshakes(facts).filter(
    ({ synAckRepeats, acknowledged, unheard: lost }) => synAckRepeats > 0 && acknowledged && lost === 0,
  );
  const [first] = unheard;
  if (first) {
    const values = { connections: unheard.length, to: toldOf(first.server), times: first.synAckRepeats };
    found.push(
      speaksFor(
        'ack-unheard',
        unheard.flatMap(({ synAckPlaces }) => synAckPlaces),
        { values },
      ),
    );
  }
  return found;
}

function againstReasons(facts: Facts, speaking: readonly Given[]): Given[] {
  const overflows = networkCounter(facts, 'TcpExtListenOverflows');
  const opened = networkCounter(facts, 'TcpPassiveOpens')?.rise ?? null;
  const fullNow = speaking.some(({ key }) => key === 'queue-full' || key === 'queue-at-limit');
  const found: Given[] = [];
  if (overflows?.trusted && overflows.rise === 0 && overflows.total > 0) {
    const decisive = !fullNow && opened !== null && opened >= SOME_OPENED;
    found.push(
      speaksAgainst('counter-still', overflows.places, {
        values: { ...valuesOf(overflows), total: overflows.total },
        decisive,
      }),
    );
  }
  if (overflows?.trusted && overflows.total === 0 && isSinceBoot(facts))
    found.push(speaksAgainst('never-overflowed', overflows.places, { decisive: !fullNow }));
  const all = listeners(facts);
  if (all.length > 0 && all.every(({ acceptQueue }) => acceptQueue === 0))
    found.push(
      speaksAgainst(
        'queues-empty',
        all.map(({ place }) => place),
        { values: { sockets: all.length } },
      ),
    );
  return found;
}

/** Plain `nstat` prints what changed since its last run: a zero there is of a moment. */
function isSinceBoot(facts: Facts): boolean {
  const all = facts
    .all('network-counters')
    .filter(({ document }) => document.counters.some(({ name }) => name === 'TcpExtListenOverflows'));
  return all.at(-1)?.document.basis === 'since-boot';
}

function sinceBootNotes(facts: Facts): Given[] {
  const overflows = networkCounter(facts, 'TcpExtListenOverflows');
  if (!overflows || overflows.total === 0 || overflows.rise !== null) return [];
  return [
    speaksFor('overflowed-since-boot', overflows.places, {
      values: { total: overflows.total, since: overflows.since },
    }),
  ];
}

function next(facts: Facts): NextCommand[] {
  const wanted: NextCommand[] = [];
  if (listeners(facts).length === 0) wanted.push(ask('sockets-listening'));
  if ((networkCounter(facts, 'TcpExtListenOverflows')?.rise ?? null) === null)
    wanted.push(ask('nstat-twice'));
  if (facts.setting('net.core.somaxconn').length === 0) wanted.push(ask('sysctl-backlog'));
  return wanted;
}
