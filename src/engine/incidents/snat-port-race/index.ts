import { connects } from '../../facts/connects.ts';
import { dnsPairs } from '../../facts/dns-pairs.ts';
import type { Facts } from '../../facts/facts.ts';
import { lateLookups, lookups } from '../../facts/lookups.ts';
import { conntrackCounter, perMinute, type Reading } from '../../facts/readings.ts';
import { isHairpin, type SnatRule, snatRules } from '../../facts/snat.ts';
import { portPressure } from '../../facts/snat-ports.ts';
import { tableFill } from '../../facts/table-fill.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from '../incident.ts';
import { judge } from '../judge.ts';

/** So many lost a minute matter (incidents.md A3); fewer are the odd clash of any busy node. */
const LOST_A_MINUTE = 10;
/** Without a time between the readings. */
const LOST = 10;
/** Since boot, where nothing else in the paste explains it; fewer are the odd clash of months. */
const LOST_SINCE_BOOT = 100;
/** Less than this on the average since boot is what any busy node has: one an hour. In packets a second. */
const RARE = 1 / 3600;
/** `drop` is as high as `insert_failed` where each failed insertion lost its packet; readings are not of one instant. */
const SAME = { least: 0.9, most: 1.1 };
/** One late connect is a hint, two are firm (incidents.md B22). */
const LATE = 2;
/** From here on the ports run out, and it is no race. */
const SCARCE = 0.9;
/** From here on the table itself is full. */
const FULL = 0.95;

/**
 * Two connections are given the same source port at the same moment, and the second is dropped when it is entered.
 *
 * Nothing is enough alone: `insert_failed` counts UDP races too. Enough together: `insert_failed` and `drop` rise by the same
 * number between two readings while `early_drop` stands still, TCP connects of the same paste are late by a repeated SYN (so
 * what is lost is not DNS), and source addresses are translated without a random port; unless ports or table are used up.
 *
 * Against it, enough by itself: `insert_failed` is 0 since boot, or `drop` is on a kernel that counts
 * every loser there (71d8c47fc653, 4.7: the others were repaired).
 */
export const snatPortRace: Incident = {
  slug: 'snat-port-race',
  related: [
    { slug: 'ephemeral-port-exhaustion', as: 'look-alike' },
    { slug: 'dns-conntrack-race-5s', as: 'look-alike' },
    { slug: 'conntrack-table-full', as: 'look-alike' },
    { slug: 'vxlan-checksum-offload', as: 'look-alike' },
    { slug: 'syn-retransmission', as: 'consequence' },
  ],
  messages: [
    ...['confirmed', 'suspected', 'clear', 'undecided'],
    ...['losing-now', 'lost-since-boot', 'keeps-port', 'log-no-random', 'late-connects'],
    ...['none-failed', 'all-repaired', 'more-dropped', 'still', 'random-port', 'ports-scarce', 'table-full'],
    'clashes-resolved',
  ],
  check(facts) {
    const counters = countersOf(facts);
    const inviting = [...keepsPort(facts), ...logged(facts)];
    const late = lateConnects(facts);
    const against = reasonsAgainst(facts, counters);
    const blocked = against.some(({ key }) => BLOCKING.has(key));
    const lost = lostNow(counters, inviting.length > 0 && late.length > 0 && !blocked);
    const past =
      lost.length > 0 ? [] : lostSinceBoot(facts, counters, { late: late.length > 0, dns: losesDns(facts) });
    const found = blocked
      ? lost
      : [...lost, ...past.filter(({ speaks }) => speaks).map(({ given }) => given)];
    return judge({
      reasons: [...found, ...(found.length > 0 ? [...inviting, ...late] : []), ...against],
      notes: [
        ...(found.length > 0 ? [] : [...past.map(({ given }) => given), ...inviting]),
        ...resolved(facts),
      ],
      severity: verdict => (verdict === 'confirmed' || lost.length > 0 ? 'warning' : 'notice'),
      next: [
        ...(counters?.failed.rise == null ? [ask('conntrack-stats-twice')] : []),
        ...(snatRules(facts).length === 0 ? [ask('iptables-list-nat')] : []),
        ...(late.length === 0 ? [ask('curl-timing')] : []),
        ...(facts.flowTables().length === 0 ? [ask('conntrack-list')] : []),
      ],
    });
  },
};

/** What explains failed insertions in another way. */
const BLOCKING: ReadonlySet<string> = new Set(['more-dropped', 'ports-scarce', 'table-full']);

interface Counters {
  readonly failed: Reading;
  readonly drop: Reading;
  readonly early: Reading;
  /** A kernel that prints `clash_resolve` counts every loser in `drop`; one before 4.7 counts it in `insert_failed` alone. */
  readonly modern: boolean;
}

function countersOf(facts: Facts): Counters | null {
  const [failed, drop, early] = ['insert_failed', 'drop', 'early_drop'].map(name =>
    conntrackCounter(facts, name),
  );
  const modern = conntrackCounter(facts, 'clash_resolve') !== null;
  return failed && drop && early ? { failed, drop, early, modern } : null;
}

function same(dropped: number, failed: number): boolean {
  return failed > 0 && dropped >= failed * SAME.least && dropped <= failed * SAME.most;
}

function lostNow(counters: Counters | null, decisive: boolean): Given[] {
  if (!counters) return [];
  const { failed, drop, early } = counters;
  const [lost, dropped] = [failed.rise ?? 0, drop.rise ?? 0];
  const rate = perMinute(failed);
  const enough = rate === null ? lost >= LOST : rate >= LOST_A_MINUTE && lost > 1;
  if (!enough || !same(dropped, lost) || (early.rise ?? 0) > 0) return [];
  const values = { lost, seconds: failed.seconds ?? 0, timed: failed.seconds === null ? 'no' : 'yes' };
  return [speaksFor('losing-now', failed.places, { values, decisive })];
}

/** A total since boot speaks only beside what invites the race, or what it does to connects. */
function lostSinceBoot(
  facts: Facts,
  counters: Counters | null,
  { late, dns }: { late: boolean; dns: boolean },
): { given: Given; speaks: boolean }[] {
  if (!counters || counters.failed.rise === 0) return [];
  const { failed, drop, early } = counters;
  if (!same(drop.total, failed.total) || early.total > 0) return [];
  const often = failed.total >= LOST_SINCE_BOOT && !isRare(facts, failed.total);
  const speaks = !dns && (late ? failed.total >= LOST : often);
  return [{ given: speaksFor('lost-since-boot', failed.places, { values: { lost: failed.total } }), speaks }];
}

/** Lookups that wait, or questions that were lost: the same counter counts them. */
function losesDns(facts: Facts): boolean {
  const late = lateLookups(lookups(facts), null);
  return late.length > 0 || dnsPairs(facts).some(({ lost }) => lost !== 'none');
}

/** `uptime` beside the counters tells over how long they were counted. */
function isRare(facts: Facts, lost: number): boolean {
  const booted = facts.clocks().findLast(({ stamp }) => stamp.clock === 'uptime')?.stamp.seconds ?? 0;
  return lost < booted * RARE;
}

function translates(rule: SnatRule): boolean {
  return !isHairpin(rule) && (rule.packets?.high ?? 1) > 0;
}

function keepsPort(facts: Facts): Given[] {
  const places = snatRules(facts)
    .filter(rule => translates(rule) && rule.random === 'no')
    .map(({ place }) => place);
  return places.length === 0 ? [] : [speaksFor('keeps-port', places, { values: { rules: places.length } })];
}

function logged(facts: Facts): Given[] {
  const places = facts.logged('random-fully-unsupported').map(({ place }) => place);
  return places.length === 0 ? [] : [speaksFor('log-no-random', places)];
}

function lateConnects(facts: Facts): Given[] {
  const { late, count } = connects(facts);
  if (late.length < LATE || late.length === count) return [];
  return [
    speaksFor(
      'late-connects',
      late.map(({ place }) => place),
      { values: { late: late.length, count } },
    ),
  ];
}

function reasonsAgainst(facts: Facts, counters: Counters | null): Given[] {
  return [...ofCounters(counters), ...ofRules(facts), ...ofScarcity(facts)];
}

function ofCounters(counters: Counters | null): Given[] {
  if (!counters) return [];
  const { failed, drop, early } = counters;
  const { total } = failed;
  if (total === 0)
    return failed.trusted ? [speaksAgainst('none-failed', failed.places, { decisive: true })] : [];
  if (drop.total === 0 && drop.trusted) {
    const values = { failed: total };
    return [speaksAgainst('all-repaired', failed.places, { values, decisive: counters.modern })];
  }
  const reasons: Given[] = [];
  if (failed.rise === 0) reasons.push(speaksAgainst('still', failed.places));
  const now = failed.rise !== null && failed.rise > 0;
  const more = now ? (drop.rise ?? 0) > (failed.rise as number) * SAME.most : drop.total > total * SAME.most;
  if (more || (now ? (early.rise ?? 0) : early.total) > 0)
    reasons.push(
      speaksAgainst('more-dropped', drop.places, { values: { failed: total, dropped: drop.total } }),
    );
  return reasons;
}

function ofRules(facts: Facts): Given[] {
  const rules = snatRules(facts).filter(translates);
  const random = rules.length > 0 && rules.every(rule => rule.random === 'fully' || rule.random === 'plain');
  return random
    ? [
        speaksAgainst(
          'random-port',
          rules.map(({ place }) => place),
        ),
      ]
    : [];
}

function ofScarcity(facts: Facts): Given[] {
  const [pressure, fill] = [portPressure(facts), tableFill(facts)];
  const reasons: Given[] = [];
  if (pressure && pressure.use.flows >= pressure.ports * SCARCE) {
    const { address, destination, flows, places } = pressure.use;
    const values = { address, destination, flows, ports: pressure.ports };
    reasons.push(speaksAgainst('ports-scarce', places, { values }));
  }
  if (fill && fill.ratio >= FULL) {
    const { count, max } = fill;
    reasons.push(speaksAgainst('table-full', fill.places, { values: { count, max } }));
  }
  return reasons;
}

/** `clash_resolve` counts clashes that the kernel settled (6a757c07e51f): no packet is lost by them. */
function resolved(facts: Facts): Given[] {
  const counter = conntrackCounter(facts, 'clash_resolve');
  return !counter || counter.total === 0
    ? []
    : [speaksAgainst('clashes-resolved', counter.places, { values: { resolved: counter.total } })];
}
