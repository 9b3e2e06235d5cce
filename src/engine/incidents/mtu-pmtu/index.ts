import type { Facts } from '../../facts/facts.ts';
import { linkPairs } from '../../facts/mtu.ts';
import { growthOf, rulesTo } from '../../facts/rules.ts';
import { hasMatched, isFullyKnown, optionOf } from '../../facts/spec.ts';
import type { NextCommand } from '../../model/finding.ts';
import { ask, type Given, type Incident, speaksFor } from '../incident.ts';
import { judge } from '../judge.ts';
import { captureReasons } from './captures.ts';
import { pingNotes, pingReasons } from './pings.ts';

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
    'hello-unanswered',
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
      ...helloReasons(facts),
    ];
    return judge({
      reasons,
      notes: pingNotes(facts),
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      next: next(facts, reasons),
    });
  },
};

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

/** `curl -v` connects, sends its Client Hello, and the handshake never ends: the certificate is the first large thing that comes back. */
function helloReasons(facts: Facts): Given[] {
  const found = facts.all('curl-trace').flatMap(({ document: { events, errors } }) => {
    const connected = events.findLastIndex(({ event }) => event === 'connected');
    const behind = connected < 0 ? [] : events.slice(connected);
    const hello = behind.find(
      ({ event, text }) => event === 'tls-message' && /\(OUT\).{0,40}Client hello/i.test(text),
    );
    const given = errors.findLast(
      ({ error, after }) =>
        error === 'tls-timeout' || (error === 'operation-timeout' && (after ?? 0) >= STALLED),
    );
    if (!hello || !given || behind.some(({ event }) => event === 'tls-done' || event === 'request'))
      return [];
    return [{ hello, given }];
  });
  const [first] = found;
  if (!first) return [];
  const seconds = first.given.after;
  const values = { count: found.length, seconds: seconds ?? 0, timed: seconds === null ? 'no' : 'yes' };
  return [
    speaksFor(
      'hello-unanswered',
      found.flatMap(({ hello, given }) => [hello.place, given.place]),
      { values },
    ),
  ];
}

function next(facts: Facts, reasons: readonly Given[]): NextCommand[] {
  const wanted: NextCommand[] = [];
  if (!reasons.some(({ key }) => key === 'large-vanish' || key === 'large-answered'))
    wanted.push(ask('path-mtu-ping-sizes'));
  if (facts.all('links').length === 0) wanted.push(ask('ip-links'));
  if (facts.all('packets').length === 0) wanted.push(ask('tcpdump-large'));
  return wanted;
}
