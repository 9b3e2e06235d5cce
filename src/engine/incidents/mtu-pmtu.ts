import type { Facts } from '../facts/facts.ts';
import { toldOf } from '../facts/handshakes.ts';
import { linkPairs } from '../facts/mtu.ts';
import { growthOf, rulesTo } from '../facts/rules.ts';
import { hasMatched, isFullyKnown, optionOf } from '../facts/spec.ts';
import type { Conversation, PacketFlow } from '../model/conversations.ts';
import type { NextCommand } from '../model/finding.ts';
import type { Packets } from '../model/packets.ts';
import type { PingRun } from '../model/pings.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

/** The headers of an IPv4 ping: 20 bytes of IP and 8 of ICMP. */
const PING_HEADERS = 28;
/** A packet of this size is a full one on Ethernet; in bytes. */
const FULL = 1500;
/** Ping sends no larger packet with DF set than its own interface carries, and says so; beyond it, fragments are sent. In bytes. */
const UNFRAGMENTED = 1500;
/** So many in a row lost are no chance where small ones come back. */
const LOST_ENOUGH = 3;
/** Segments of fewer bytes get through every tunnel (576 is the smallest path of IPv4, RFC 791). */
const LARGE = 1000;
/** A segment that the timer sent again so often is not lost by chance. A sender that was told a smaller size repeats at once. */
const REPEATED = 3;
/** Sooner the timer does not send again (TCP_RTO_MIN, 200 ms); in seconds. */
const BY_TIMER = 0.19;
/** A request that waited longer than this, connected, without a byte; in seconds. */
const STALLED = 3;

/**
 * A link on the way carries smaller packets than the sender believes, and the sender is not told.
 *
 * Enough by itself: packets of a full size that vanish without an error while small ones to the same address come back; routers
 * that ask for smaller packets while the sender repeats the large segment; a rule that drops just this ICMP message, and its
 * counter rises. A large segment that is repeated fits, and so does a peer that died.
 */
export const mtuPmtu: Incident = {
  slug: 'mtu-pmtu',
  related: [
    { slug: 'tls-handshake-slow', as: 'look-alike' },
    { slug: 'conntrack-invalid-drop', as: 'look-alike' },
    { slug: 'overlay-udp-blocked', as: 'look-alike' },
    { slug: 'vxlan-checksum-offload', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'clear',
    'undecided',
    'large-vanish',
    'ask-ignored',
    'ask-dropped',
    'ask-dropped-before',
    'large-repeated',
    'tunnel-too-large',
    'tls-stalled',
    'large-answered',
    'asked-and-heeded',
    'ping-was-told',
    'own-interface',
  ],
  check(facts) {
    const reasons = [
      ...pingReasons(facts),
      ...captureReasons(facts),
      ...ruleReasons(facts),
      ...linkReasons(facts),
      ...stallReasons(facts),
    ];
    return judge({
      reasons,
      notes: pingNotes(facts),
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      next: next(facts, reasons),
    });
  },
};

const runsOf = (facts: Facts) => facts.all('pings').flatMap(({ document }) => document.runs);

const targetOf = ({ address, target }: PingRun) => address ?? target;

/** Payload and headers, in bytes; null where neither is printed. */
function sizeOf({ packetBytes, payload }: PingRun): number | null {
  return packetBytes ?? (payload === null ? null : payload + PING_HEADERS);
}

function pingReasons(facts: Facts): Given[] {
  const runs = runsOf(facts);
  const lost = runs.filter(
    ({ summary, errors }) =>
      summary !== null &&
      summary.received === 0 &&
      summary.transmitted >= LOST_ENOUGH &&
      summary.errors === 0 &&
      errors.every(({ error }) => error === 'no-answer'),
  );
  for (const large of lost) {
    const size = sizeOf(large);
    const small = runs.find(run => {
      const other = sizeOf(run);
      return (
        targetOf(run) === targetOf(large) &&
        (run.summary?.received ?? 0) > 0 &&
        other !== null &&
        other < (size ?? 0)
      );
    });
    if (!small || size === null || size <= LARGE || targetOf(large) === null) continue;
    // What is larger than the own interface goes out in fragments, and these are lost for other reasons.
    const decisive = size <= UNFRAGMENTED && (small.summary?.lossPercent ?? 100) < 50;
    const values = {
      to: targetOf(large) as string,
      size,
      small: sizeOf(small) as number,
      lost: large.summary?.transmitted ?? 0,
    };
    const places = [small.summary?.place ?? small.place, large.place, large.summary?.place ?? large.place];
    return [speaksFor('large-vanish', places, { values, decisive })];
  }
  return answeredReasons(runs);
}

/** A full packet that must not be fragmented came back: the way there carries it. */
function answeredReasons(runs: readonly PingRun[]): Given[] {
  const full = runs.find(
    run => (sizeOf(run) ?? 0) >= FULL && (run.summary?.received ?? 0) > 0 && run.errors.length === 0,
  );
  if (!full) return [];
  const decisive = sizeOf(full) === FULL;
  const values = { to: targetOf(full) ?? '', size: sizeOf(full) as number };
  return [
    speaksAgainst('large-answered', [full.place, full.summary?.place ?? full.place], { values, decisive }),
  ];
}

function pingNotes(facts: Facts): Given[] {
  const errors = runsOf(facts).flatMap(run =>
    run.errors.map(error => ({ ...error, to: targetOf(run) ?? '' })),
  );
  const told = errors.filter(({ error, mtu }) => error === 'fragmentation-needed' && mtu !== null);
  const own = errors.filter(({ error, mtu }) => error === 'message-too-long' && mtu !== null);
  return [...noteOf('ping-was-told', told), ...noteOf('own-interface', own)];
}

function noteOf(
  key: string,
  errors: readonly { mtu: number | null; from: string | null; to: string; place: PingRun['place'] }[],
): Given[] {
  const [first] = errors;
  if (!first) return [];
  const values = { mtu: first.mtu as number, from: first.from ?? '', to: first.to };
  return [
    speaksFor(
      key,
      errors.map(({ place }) => place),
      { values },
    ),
  ];
}

function captureReasons(facts: Facts): Given[] {
  return facts.all('packets').flatMap(({ document }) => {
    const stuck = document.conversations.flatMap(talk => stuckFlow(document, talk) ?? []);
    const asked = document.icmpErrors.filter(
      ({ kind }) => kind === 'need-to-frag' || kind === 'packet-too-big',
    );
    const ask = asked[0];
    const first = stuck[0];
    if (ask && first) {
      const values = {
        mtu: ask.mtu ?? 0,
        from: ask.from,
        largest: first.flow.largestRetransmitted,
        times: first.flow.retransmissions,
      };
      const places = [
        ...asked.flatMap(({ places }) => places.slice(0, 2)),
        ...first.flow.places.retransmissions,
      ];
      return [
        speaksFor('ask-ignored', places, { values, decisive: asked.some(({ packets }) => packets >= 2) }),
      ];
    }
    if (ask) {
      const places = asked.flatMap(({ places }) => places);
      const values = { mtu: ask.mtu ?? 0, from: ask.from };
      return [speaksAgainst('asked-and-heeded', places, { values, decisive: heeded(document) })];
    }
    if (!first) return [];
    const values = {
      conversations: stuck.length,
      largest: first.flow.largestRetransmitted,
      times: first.flow.retransmissions,
      to: toldOf(first.flow.fromClient ? first.talk.server : first.talk.client),
    };
    const places = stuck.flatMap(({ flow }) => flow.places.retransmissions);
    return [speaksFor('large-repeated', places, { values })];
  });
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

/**
 * A direction whose largest segment is repeated, while the other direction brings small ones without loss, after a handshake that
 * this capture shows whole.
 */
function stuckFlow(capture: Packets, talk: Conversation): { talk: Conversation; flow: PacketFlow } | null {
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

/** Rules that drop only ICMP «fragmentation needed» (type 3, code 4). One that drops all ICMP is another matter. */
function ruleReasons(facts: Facts): Given[] {
  const rules = rulesTo(facts, ['DROP', 'REJECT'], 'icmp').filter(({ spec }) => {
    const type = optionOf(spec, '--icmp-type');
    const value = type?.values[0] ?? '';
    return (
      type !== null && !type.negated && /^(?:3\/4|fragmentation-needed)$/.test(value) && isFullyKnown(spec)
    );
  });
  const rising = rules.filter(rule => (growthOf(facts, rule)?.packets.low ?? 0) > 0);
  if (rising[0]) {
    const growth = growthOf(facts, rising[0]);
    const values = { packets: growth?.packets.low ?? 0, chain: rising[0].chain };
    const places = growth ? [growth.before.place, growth.after.place] : [];
    return [speaksFor('ask-dropped', places, { values, decisive: true })];
  }
  const hit = rules.filter(hasMatched).at(-1);
  if (!hit) return [];
  return [
    speaksFor('ask-dropped-before', [hit.place], {
      values: { packets: hit.counters?.packets.low ?? 0, chain: hit.chain },
    }),
  ];
}

/** A tunnel device must leave room for its headers on the device below. */
function linkReasons(facts: Facts): Given[] {
  return linkPairs(facts)
    .filter(({ tunnel, below, overhead }) => (tunnel.mtu as number) > (below.mtu as number) - overhead)
    .slice(0, 2)
    .map(({ tunnel, below, overhead }) =>
      speaksFor('tunnel-too-large', [tunnel.place, below.place], {
        values: {
          tunnel: tunnel.name,
          mtu: tunnel.mtu as number,
          below: below.name,
          lower: below.mtu as number,
          overhead,
        },
      }),
    );
}

/** Connected at once, and then the TLS handshake never came to its end: its first large message is the certificate. */
function stallReasons(facts: Facts): Given[] {
  const stalled = facts.all('timings').flatMap(({ section, document }) =>
    document.samples.filter(({ numbers, texts }) => {
      const {
        time_connect: connect = 0,
        time_appconnect: tls,
        time_total: total = 0,
        time_namelookup: dns = 0,
      } = numbers;
      const https =
        /https:\/\//.test(texts.url_effective ?? texts.url ?? section.command ?? '') ||
        texts.scheme?.toLowerCase() === 'https';
      return https && connect > 0 && connect - dns < 0.5 && tls === 0 && total - connect >= STALLED;
    }),
  );
  const [first] = stalled;
  if (!first) return [];
  const { time_connect = 0, time_namelookup = 0, time_total = 0 } = first.numbers;
  const values = { count: stalled.length, connect: time_connect - time_namelookup, total: time_total };
  const places = stalled.map(({ places, place }) => places.time_appconnect ?? place);
  return [speaksFor('tls-stalled', places, { values })];
}

function next(facts: Facts, reasons: readonly Given[]): NextCommand[] {
  const wanted: NextCommand[] = [];
  if (!reasons.some(({ key }) => key === 'large-vanish' || key === 'large-answered'))
    wanted.push(ask('path-mtu-ping-sizes'));
  if (facts.all('links').length === 0) wanted.push(ask('ip-links'));
  if (facts.all('packets').length === 0) wanted.push(ask('tcpdump-large'));
  return wanted;
}
