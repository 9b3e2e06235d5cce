import type { Facts } from '../../facts/facts.ts';
import { toldOf } from '../../facts/handshakes.ts';
import type { Conversation, PacketFlow } from '../../model/conversations.ts';
import type { IcmpError, Packets } from '../../model/packets.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';
import { LARGE } from './pings.ts';

/** A segment that the timer sent again so often is not lost by chance. A sender that was told a smaller size repeats at once. */
const REPEATED = 3;
/** Sooner the timer does not send again (TCP_RTO_MIN, 200 ms); in seconds. */
const BY_TIMER = 0.19;

export function captureReasons(facts: Facts): Given[] {
  return facts.all('packets').flatMap(({ document }) => {
    const asked = document.icmpErrors.filter(
      ({ kind }) => kind === 'need-to-frag' || kind === 'packet-too-big',
    );
    const deaf = deafFlow(document, asked);
    if (deaf) return [ignored(deaf)];
    const stuck = document.conversations.flatMap(talk => stuckFlow(document, talk) ?? []);
    if (stuck.length > 0) return [repeated(stuck)];
    const ask = asked[0];
    if (!ask) return [];
    const places = asked.flatMap(({ places }) => places);
    const values = { mtu: ask.mtu ?? 0, from: ask.from };
    return [speaksAgainst('asked-and-heeded', places, { values, decisive: heeded(document) })];
  });
}

/** A direction of a conversation, and what routers asked of its sender. */
interface Deaf {
  readonly flow: PacketFlow;
  readonly asks: readonly IcmpError[];
}

function ignored({ flow, asks }: Deaf): Given {
  const [ask] = asks;
  const values = {
    mtu: ask?.mtu ?? 0,
    from: ask?.from ?? '',
    largest: flow.largestRetransmitted,
    times: flow.retransmissions,
  };
  const places = [...asks.flatMap(({ places }) => places.slice(0, 2)), ...flow.places.retransmissions];
  return speaksFor('ask-ignored', places, { values, decisive: asks.some(({ packets }) => packets >= 2) });
}

function repeated(stuck: readonly Stuck[]): Given {
  const { flow, talk } = stuck[0] as Stuck;
  const values = {
    conversations: stuck.length,
    largest: flow.largestRetransmitted,
    times: flow.retransmissions,
    to: toldOf(flow.fromClient ? talk.server : talk.client),
  };
  return speaksFor(
    'large-repeated',
    stuck.flatMap(({ flow }) => flow.places.retransmissions),
    { values },
  );
}

/** Of IPv4 and TCP without options; in bytes. */
const HEADERS = 40;

/** A direction that repeats, by its timer, a segment too large for what a router asked of it, wherever the capture began. */
function deafFlow({ conversations }: Packets, asked: readonly IcmpError[]): Deaf | null {
  for (const talk of conversations.filter(({ protocol }) => protocol === 'tcp')) {
    for (const flow of talk.flows) {
      const { largestRetransmitted: largest, retransmissionGaps } = flow;
      const late = retransmissionGaps.filter(gap => gap !== null && gap >= BY_TIMER).length;
      if (late < REPEATED || largest <= LARGE) continue;
      const to = (flow.fromClient ? talk.server : talk.client).address;
      const asks = asked.filter(
        ({ about, mtu }) => (about === null || about === to) && largest + HEADERS > (mtu ?? 0),
      );
      if (asks.length > 0) return { flow, asks };
    }
  }
  return null;
}

/** The sender was asked and no large segment was repeated more than once: it has learnt the size. */
function heeded({ conversations }: Packets): boolean {
  const flows = conversations.filter(({ protocol }) => protocol === 'tcp').flatMap(talk => talk.flows);
  return (
    flows.some(({ segments }) => segments > 0) &&
    flows.every(
      flow => flow.retransmissionGaps.filter(gap => gap === null || gap >= BY_TIMER).length < REPEATED,
    )
  );
}

/** A conversation, and its direction in which nothing large arrives. */
interface Stuck {
  readonly talk: Conversation;
  readonly flow: PacketFlow;
}

/**
 * A direction whose largest segment is repeated, while the other direction brings small ones without loss, after a handshake that
 * this capture shows whole.
 */
function stuckFlow(capture: Packets, talk: Conversation): Stuck | null {
  if (talk.protocol !== 'tcp' || !talk.flows.some(({ synAcks }) => synAcks > 0)) return null;
  const flow = talk.flows.find(
    ({ retransmissionGaps, largestRetransmitted, largest }) =>
      retransmissionGaps.filter(gap => gap !== null && gap >= BY_TIMER).length >= REPEATED &&
      largestRetransmitted > LARGE &&
      largestRetransmitted <= largest,
  );
  if (!flow || capture.packets === 0) return null;
  const back = talk.flows.filter(other => other.fromClient !== flow.fromClient);
  const small = back.some(
    ({ segments, retransmissions, largest }) => segments > 0 && retransmissions === 0 && largest < LARGE,
  );
  return small ? { talk, flow } : null;
}
