import type { Facts } from '../../facts/facts.ts';
import { conntrackCounter } from '../../facts/readings.ts';
import { rulesets } from '../../facts/rules.ts';
import type { Interval } from '../../model/ruleset.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from '../incident.ts';
import { judge } from '../judge.ts';
import { type DropReading, type InvalidDrop, invalidDrops, rise, sum } from './drops.ts';
import { sizeOf } from './sizes.ts';
import { type Symptoms, symptomsOf } from './symptoms.ts';

/** Fewer than this since boot, or between two readings, say nothing: late FINs and RSTs are INVALID on every node. */
const MANY = 100;
const GROWN = 10;
/** With a symptom in the same paste fewer are enough. */
const GROWN_WITH_SYMPTOM = 3;
/** Of what the chain let through as RELATED or ESTABLISHED: below it is noise (incidents.md A5). */
const SHARE = 0.001;
/** From here on a part of the traffic itself is dropped, not what comes after it. */
const LARGE_SHARE = 0.01;

/**
 * Connection tracking calls packets of live connections INVALID, and a rule (KUBE-FORWARD, Calico, kube-router) drops them.
 *
 * Such a rule, and packets in its counter, exist on every healthy node. Enough by itself is only growth between two readings
 * together with what shows that connections suffer: requests that connect and stall, a handshake of which only one side
 * passes, the kernel's own word on these packets, packets of exactly a SYN/ACK's size, or a large share that is the growth
 * of conntrack's own `invalid` counter as well; or, with one reading, requests that connect and stall while conntrack
 * holds their entries as SYN_SENT: the client got an answer that this node has not seen.
 */
export const conntrackInvalidDrop: Incident = {
  slug: 'conntrack-invalid-drop',
  related: [
    { slug: 'reply-path-drop', as: 'look-alike' },
    { slug: 'networkpolicy-drop', as: 'look-alike' },
    { slug: 'rp-filter-drop', as: 'look-alike' },
    { slug: 'snat-port-race', as: 'look-alike' },
    { slug: 'syn-retransmission', as: 'consequence' },
  ],
  messages: [
    ...['confirmed', 'suspected', 'clear', 'undecided'],
    ...['dropping-now', 'unseen-answer', 'dropped-share', 'dropped-handshakes', 'counter-equal'],
    ...['stalled', 'half-seen', 'log-asymmetric', 'log-window', 'logged-handshakes'],
    ...['no-packets', 'no-rule', 'invalid-zero', 'leftovers', 'still'],
    ...['dropped-since-boot', 'liberal', 'strict-window'],
  ],
  check(facts) {
    const drops = invalidDrops(facts);
    const symptoms = symptomsOf(facts);
    const found = [
      ...reasonsFor(facts, drops, symptoms),
      ...(symptoms.handshakes ? [symptoms.handshakes] : []),
    ];
    const seen = [symptoms.stalled, symptoms.halfSeen, ...symptoms.log].flatMap(symptom => symptom ?? []);
    const dropped = drops.some(readings => (last(readings).packets?.low ?? 0) > 0);
    const against = reasonsAgainst(facts, drops, found.length > 0);
    const told = seen.filter(({ key }) => key !== 'stalled');
    return judge({
      reasons: [...found, ...(found.length > 0 ? seen : []), ...against],
      notes: [
        ...(found.length > 0 ? [] : [...sinceBoot(drops), ...(dropped || drops.length === 0 ? told : [])]),
        ...liberal(facts, symptoms),
      ],
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      next: [
        ask('iptables-filter-twice'),
        ...(facts.conntrackStats().length < 2 ? [ask('conntrack-stats-twice')] : []),
        ...(facts.flowTables().length === 0 ? [ask('conntrack-list')] : []),
        ask('tcpdump-client'),
      ],
    });
  },
};

function last(readings: InvalidDrop): DropReading {
  return readings.at(-1) as DropReading;
}

function reasonsFor(facts: Facts, drops: readonly InvalidDrop[], symptoms: Symptoms): Given[] {
  const now = droppingNow(facts, drops, symptoms);
  const reasons = [...now, ...unseenAnswer(facts, drops, symptoms), ...history(drops)];
  return reasons.length === 0 ? [] : [...reasons, ...counterEqual(facts, drops)];
}

interface Grown {
  readonly packets: Interval;
  readonly accepted: Interval | null;
  readonly handshakes: boolean;
  readonly leftovers: boolean;
  readonly before: DropReading;
  readonly after: DropReading;
}

/** What each rule counted between its first and its last reading; rules with one reading have none. */
function growths(drops: readonly InvalidDrop[]): Grown[] {
  return drops.flatMap(readings => {
    const before = readings.find(({ packets }) => packets !== null);
    const after = readings.findLast(({ packets }) => packets !== null);
    if (!before || !after || before.section === after.section) return [];
    const packets = rise(before.packets, after.packets);
    if (!packets) return [];
    const size = sizeOf(packets, rise(before.bytes, after.bytes), after.ipv6);
    return [
      {
        packets,
        accepted: rise(before.accepted, after.accepted),
        handshakes: size === 'handshakes',
        leftovers: size === 'leftovers',
        before,
        after,
      },
    ];
  });
}

function droppingNow(facts: Facts, drops: readonly InvalidDrop[], symptoms: Symptoms): Given[] {
  const grown = growths(drops).filter(({ packets }) => packets.low > 0);
  const first = grown[0];
  if (!first) return [];
  const packets = sum(grown.map(growth => growth.packets)) as Interval;
  const share = shareOf(packets, sum(grown.map(({ accepted }) => accepted)));
  const suffering = symptoms.stalled !== null || symptoms.halfSeen !== null || symptoms.log.length > 0;
  const named = grown.every(({ after }) => after.chain !== '');
  const enough = packets.low >= (suffering && named ? GROWN_WITH_SYMPTOM : GROWN);
  if (!enough || (!suffering && share !== null && share < SHARE)) return [];
  const leftovers = grown.every(growth => growth.leftovers);
  if (leftovers && !suffering && (share ?? 0) < LARGE_SHARE) return [];
  const large = !leftovers && share !== null && share >= LARGE_SHARE && equalGrowth(facts, packets);
  const seconds = facts.secondsBetween(first.before.section, first.after.section);
  return [
    speaksFor(
      'dropping-now',
      grown.flatMap(({ before, after }) => [before.place, after.place]),
      {
        values: { packets: packets.low, seconds: seconds ?? 0, timed: seconds === null ? 'no' : 'yes' },
        decisive: named && (suffering || large || grown.some(({ handshakes }) => handshakes)),
      },
    ),
  ];
}

/** Packets dropped of all that were dropped or accepted; null where what was accepted is not printed. */
function shareOf(dropped: Interval, accepted: Interval | null): number | null {
  return accepted === null ? null : dropped.low / Math.max(1, dropped.low + accepted.high);
}

function equalGrowth(facts: Facts, packets: Interval): boolean {
  const counter = conntrackCounter(facts, 'invalid');
  return counter?.rise != null && near(counter.rise, packets);
}

/** Readings of two tools are never of the same instant. */
const TOLERANCE = 0.1;

function near(value: number, { low, high }: Interval): boolean {
  return value > 0 && value >= low * (1 - TOLERANCE) && value <= high * (1 + TOLERANCE);
}

/**
 * The client has connected, so it has got a SYN/ACK; conntrack holds connections as SYN_SENT, so it has not seen one; and the
 * rule has dropped packets. All three together leave nothing but an answer on another way.
 */
function unseenAnswer(facts: Facts, drops: readonly InvalidDrop[], { stalled }: Symptoms): Given[] {
  const hit = drops
    .map(last)
    .filter(({ packets, chain }) => (packets?.low ?? 0) >= GROWN_WITH_SYMPTOM && chain !== '');
  const states = facts.flowTables().at(-1)?.document.states ?? [];
  const waiting = states.find(({ protocol, state }) => protocol === 'tcp' && state === 'SYN_SENT');
  if (!stalled || hit.length === 0 || !waiting || waiting.unreplied < 2) return [];
  const places = [...hit.map(({ place }) => place), ...waiting.places];
  const values = { flows: waiting.unreplied };
  return [speaksFor('unseen-answer', places, { values, decisive: true })];
}

/** What one reading shows since boot. */
function history(drops: readonly InvalidDrop[]): Given[] {
  const readings = drops.map(last).filter(({ packets }) => (packets?.low ?? 0) >= MANY);
  const handshakes = readings.filter(
    ({ packets, bytes, ipv6, accepted }) =>
      sizeOf(packets, bytes, ipv6) === 'handshakes' && !isNoise(packets, accepted),
  );
  // Leftovers come after their connections: never more than a trickle beside them.
  const shared = readings.filter(
    ({ packets, bytes, ipv6, accepted }) =>
      packets !== null &&
      accepted !== null &&
      !isNoise(packets, accepted) &&
      (sizeOf(packets, bytes, ipv6) !== 'leftovers' || (shareOf(packets, accepted) ?? 0) >= LARGE_SHARE),
  );
  return [...given('dropped-handshakes', handshakes), ...given('dropped-share', shared)];
}

function isNoise(packets: Interval | null, accepted: Interval | null): boolean {
  return packets !== null && (shareOf(packets, accepted) ?? 1) < SHARE;
}

function given(key: string, readings: readonly DropReading[]): Given[] {
  if (readings.length === 0) return [];
  const packets = sum(readings.map(reading => reading.packets)) as Interval;
  const accepted = sum(readings.map(reading => reading.accepted));
  const values = { packets: packets.low, rules: readings.length, share: shareOf(packets, accepted) ?? 0 };
  return [
    speaksFor(
      key,
      readings.map(({ place }) => place),
      { values },
    ),
  ];
}

function counterEqual(facts: Facts, drops: readonly InvalidDrop[]): Given[] {
  const counter = conntrackCounter(facts, 'invalid');
  const dropped = sum(drops.map(readings => last(readings).packets));
  if (!counter || !dropped || dropped.low < GROWN_WITH_SYMPTOM || !near(counter.total, dropped)) return [];
  return [speaksFor('counter-equal', counter.places, { values: { invalid: counter.total } })];
}

function reasonsAgainst(facts: Facts, drops: readonly InvalidDrop[], speaks: boolean): Given[] {
  const readings = drops.map(last);
  const places = readings.map(({ place }) => place);
  const counted = readings.filter(({ packets }) => packets !== null);
  const invalid = conntrackCounter(facts, 'invalid');
  const reasons: Given[] = [];
  if (readings.length > 0 && readings.every(({ packets }) => packets?.high === 0))
    reasons.push(speaksAgainst('no-packets', places, { values: { rules: readings.length }, decisive: true }));
  if (invalid?.trusted && invalid.total === 0)
    reasons.push(speaksAgainst('invalid-zero', invalid.places, { decisive: true }));
  if (drops.length === 0) reasons.push(...withoutRule(facts));
  const grown = growths(drops);
  if (grown.length > 0 && grown.every(({ packets }) => packets.high === 0))
    reasons.push(
      speaksAgainst(
        'still',
        grown.map(({ after }) => after.place),
      ),
    );
  const sized = counted.filter(({ packets }) => (packets?.low ?? 0) > 0);
  const all = sized.every(({ packets, bytes, ipv6 }) => sizeOf(packets, bytes, ipv6) === 'leftovers');
  if (!speaks && sized.length > 0 && all)
    reasons.push(
      speaksAgainst(
        'leftovers',
        sized.map(({ place }) => place),
      ),
    );
  return reasons;
}

/** A whole filter table, with kube-proxy's or another's forwarding rules in it, and none of them drops INVALID. */
function withoutRule(facts: Facts): Given[] {
  const { section, document } = rulesets(facts).findLast(({ document }) => document.form === 'save') ?? {};
  const table = document?.tables.find(({ name }) => name === 'filter');
  if (
    !section ||
    !table?.complete ||
    section.partial === 'pipe' ||
    section.partial === 'elision' ||
    facts.all('nft-ruleset').length > 0
  )
    return [];
  const whole =
    table.chains.every(({ complete }) => complete) && table.chains.some(({ ruleCount }) => ruleCount > 0);
  const warned = document?.notices.some(({ notice }) => notice === 'legacy-tables-present');
  return whole && !warned ? [speaksAgainst('no-rule', [table.place], { decisive: true })] : [];
}

/** The rule has dropped packets, as on every node, and nothing tells that it matters. */
function sinceBoot(drops: readonly InvalidDrop[]): Given[] {
  const hit = drops.map(last).filter(({ packets }) => (packets?.low ?? 0) > 0);
  return given('dropped-since-boot', hit);
}

/** What nf_conntrack_tcp_be_liberal is: it cures packets out of the window, never a handshake of which one half is missing. */
function liberal(facts: Facts, { log }: Symptoms): Given[] {
  const setting = facts.setting('net.netfilter.nf_conntrack_tcp_be_liberal').at(-1);
  if (!setting || setting.assumed || setting.number === null) return [];
  if (setting.number > 0) return [speaksAgainst('liberal', [setting.place])];
  return log.some(({ key }) => key === 'log-window') ? [speaksFor('strict-window', [setting.place])] : [];
}
