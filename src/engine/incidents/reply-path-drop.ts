import type { Facts } from '../facts/facts.ts';
import { type Handshake, handshakes, toldOf } from '../facts/handshakes.ts';
import type { PacketFlow } from '../model/conversations.ts';
import type { NextCommand } from '../model/finding.ts';
import type { Place } from '../model/place.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

/** So many connections that the server has half open are no moment's work; an attack leaves as many. */
const HALF_OPEN = 20;
/** A SYN/ACK that came in once can be the last line of a capture that was cut off. */
const TWICE = 2;
/** Handshakes that were seen whole. */
const ENOUGH = 3;

/**
 * The answer to the SYN leaves this point and does not reach the client.
 *
 * Enough by itself: a capture in which the client sends its SYN again, half a second or more after a SYN/ACK for it has passed, twice
 * or in two connections: had the SYN/ACK come, the client would have sent an ACK. Once can be an ordinary loss. An ACK of the
 * client in between means that the SYN/ACK came, and the server did not hear: that is a full accept queue.
 */
export const replyPathDrop: Incident = {
  slug: 'reply-path-drop',
  related: [
    { slug: 'rp-filter-drop', as: 'cause' },
    { slug: 'conntrack-invalid-drop', as: 'cause' },
    { slug: 'overlay-udp-blocked', as: 'cause' },
    { slug: 'accept-queue-overflow', as: 'look-alike' },
    { slug: 'syn-sent-unreplied', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'clear',
    'undecided',
    'answer-unheard',
    'answer-unheard-once',
    'answer-stops-here',
    'answer-repeated',
    'flows-half-open',
    'sockets-half-open',
    'handshakes-whole',
    'no-answer-here',
  ],
  check(facts) {
    const reasons = [
      ...unheardReasons(facts),
      ...hereReasons(facts),
      ...halfOpenReasons(facts),
      ...againstReasons(facts),
    ];
    return judge({
      reasons,
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      next: next(facts),
    });
  },
};

function unheardReasons(facts: Facts): Given[] {
  const all = handshakes(facts);
  const unheard = all.filter(
    ({ unheard: times, acknowledged, synAckRepeats }) => times > 0 && (!acknowledged || synAckRepeats > 0),
  );
  const [first] = [...unheard].sort((one, other) => other.unheard - one.unheard);
  if (first) {
    const times = unheard.reduce((sum, one) => sum + one.unheard, 0);
    const values = { ...endsOf(first), times, connections: unheard.length };
    const places = unheard.flatMap(placesOf);
    if (times < 2) return [speaksFor('answer-unheard-once', places, { values })];
    return [speaksFor('answer-unheard', places, { values, decisive: true })];
  }
  // A capture of one direction only: the server sends its answer again and again.
  const repeated = all.filter(
    ({ synAckRepeats, acknowledged, acksCaptured }) => synAckRepeats >= 2 && !acknowledged && acksCaptured,
  );
  const [one] = repeated;
  if (!one) return [];
  const values = { ...endsOf(one), times: one.synAckRepeats, connections: repeated.length };
  return [
    speaksFor(
      'answer-repeated',
      repeated.flatMap(({ synAckPlaces }) => synAckPlaces),
      { values },
    ),
  ];
}

function endsOf({ client, server }: Handshake) {
  return { from: toldOf(server), to: client.address };
}

function placesOf({ synPlaces, synAckPlaces }: Handshake): Place[] {
  return [...synAckPlaces.slice(0, 2), ...synPlaces.slice(1, 4)];
}

/**
 * With `-i any` a forwarded SYN is seen coming in and going out. Where its SYN/ACK comes in and never goes out, this node has
 * dropped it.
 */
function hereReasons(facts: Facts): Given[] {
  for (const { document } of facts.all('packets')) {
    for (const talk of document.conversations) {
      const through =
        (fromClient: boolean, test: (flow: PacketFlow) => number) => (direction: 'in' | 'out') =>
          talk.flows.some(
            flow => flow.fromClient === fromClient && flow.direction === direction && test(flow) > 0,
          );
      const syn = through(true, flow => flow.syns);
      const reply = through(false, flow => flow.synAcks);
      if (!syn('in') || !syn('out') || !reply('in') || reply('out') || talk.twins.length > 0) continue;
      const came = talk.flows.find(flow => !flow.fromClient && flow.synAcks >= TWICE);
      if (!came) continue;
      const values = {
        from: toldOf(talk.server),
        to: talk.client.address,
        times: came.synAcks,
        interface: came.interface ?? '',
        connections: 1,
      };
      return [speaksFor('answer-stops-here', came.places.syns, { values, decisive: true })];
    }
  }
  return [];
}

/** Half open: the SYN/ACK went out and the ACK has not come. */
function halfOpenReasons(facts: Facts): Given[] {
  const flows = facts.flowTables().at(-1)?.document;
  const state = flows?.states.find(({ protocol, state }) => protocol === 'tcp' && state === 'SYN_RECV');
  const sockets = facts
    .all('sockets')
    .at(-1)
    ?.document.states.find(({ state }) => state === 'SYN-RECV');
  const found: Given[] = [];
  if (state && state.flows >= HALF_OPEN)
    found.push(speaksFor('flows-half-open', state.places, { values: { connections: state.flows } }));
  if (sockets && sockets.count >= HALF_OPEN)
    found.push(speaksFor('sockets-half-open', [sockets.place], { values: { connections: sockets.count } }));
  return found;
}

function againstReasons(facts: Facts): Given[] {
  const all = handshakes(facts);
  const whole = all.filter(
    ({ synAcks, acknowledged, synAckRepeats, unheard }) =>
      synAcks > 0 && acknowledged && synAckRepeats + unheard === 0,
  );
  const silent = all.filter(({ unanswered, repeats }) => unanswered && repeats > 0);
  const found: Given[] = [];
  if (whole.length >= ENOUGH && whole.length === all.length) {
    const places = whole.flatMap(({ synAckPlaces }) => synAckPlaces);
    found.push(
      speaksAgainst('handshakes-whole', places, { values: { connections: whole.length }, decisive: true }),
    );
  }
  const [first] = silent;
  if (first) {
    const places = silent.flatMap(({ synPlaces }) => synPlaces);
    found.push(
      speaksAgainst('no-answer-here', places, {
        values: { to: toldOf(first.server), connections: silent.length },
      }),
    );
  }
  return found;
}

function next(facts: Facts): NextCommand[] {
  const wanted: NextCommand[] = [];
  if (facts.all('packets').length === 0) wanted.push(ask('tcpdump-syn'));
  if (facts.all('routes').length === 0) wanted.push(ask('ip-routes'));
  if (facts.setting('net.ipv4.conf.all.rp_filter').length === 0) wanted.push(ask('sysctl-net'));
  if (facts.all('ruleset').length === 0) wanted.push(ask('iptables-save'));
  return wanted;
}
