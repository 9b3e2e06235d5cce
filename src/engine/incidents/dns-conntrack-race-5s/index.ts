import type { Facts } from '../../facts/facts.ts';
import { conntrackCounter } from '../../facts/readings.ts';
import { resolverOf } from '../../facts/resolvers.ts';
import type { NextCommand } from '../../model/finding.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from '../incident.ts';
import { judge } from '../judge.ts';
import { circumstances, type Symptom, symptomOf } from './evidence.ts';

/**
 * The questions for A and AAAA leave one socket at once, race through the translation of the Service's address, and the loser is
 * dropped in __nf_conntrack_confirm(); the resolver asks again after 5 s.
 *
 * Enough by itself: nothing alone. Together: some (not all) lookups of the paste are late by the resolver's timeout, or lost one
 * question of a pair, twice or more, and `insert_failed` rises between two readings of the same paste, where nothing else explains
 * either: no TCP connect is late, no more is dropped than failed to be inserted and no less than two, the kernel is not one that repairs the clash,
 * the resolver does not ask one by one.
 *
 * Against it, enough by itself: `insert_failed` is 0 since boot (read with root). Every loser of this race is counted there
 * (nf_conntrack_core.c).
 */
export const dnsConntrackRace5s: Incident = {
  slug: 'dns-conntrack-race-5s',
  related: [
    { slug: 'dns-slow-or-timeout', as: 'consequence' },
    { slug: 'snat-port-race', as: 'look-alike' },
    { slug: 'conntrack-table-full', as: 'look-alike' },
    { slug: 'nodelocaldns-down', as: 'look-alike' },
    { slug: 'stale-udp-conntrack', as: 'look-alike' },
    { slug: 'syn-retransmission', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'clear',
    'undecided',
    'late-some',
    'late-few',
    'pair-lost',
    'insert-failed-rises',
    'insert-failed-since-boot',
    'always-late',
    'pairs-always-lost',
    'pairs-answered',
    'lookups-quick',
    'never-failed',
    'clashes-repaired',
    'insert-failed-still',
    'insert-failed-repaired',
    'asks-one-by-one',
    'asks-local',
    'kernel-repairs',
    'connects-late',
    'insert-failed-without-dns',
  ],
  check(facts) {
    const symptom = symptomOf(facts);
    const against = circumstances(facts);
    const counters = counterReasons(facts, symptom, against.length > 0);
    const refuted = counters.some(reason => reason.decisive && !reason.for);
    // Where no insertion ever failed, lost questions were lost otherwise: they are told, and speak for nothing here.
    const told = symptom.reasons.filter(reason => reason.for && refuted);
    return judge({
      reasons: [...symptom.reasons.filter(reason => !told.includes(reason)), ...counters, ...against],
      notes: [...told, ...strayFailures(facts, symptom)],
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      next: next(facts),
    });
  },
};

/** So many lookups, and so many failed insertions between two readings, are no coincidence. */
const FIRM = 2;

function counterReasons(facts: Facts, symptom: Symptom, otherwise: boolean): Given[] {
  const failed = conntrackCounter(facts, 'insert_failed');
  if (!failed) return [];
  const { total, rise, seconds, trusted, places } = failed;
  const values = {
    failed: total,
    rise: rise ?? 0,
    seconds: seconds ?? 0,
    timed: seconds === null ? 'no' : 'yes',
  };
  if (total === 0) return trusted ? never(facts, places, values) : [];
  const late = symptom.reasons.some(reason => reason.for);
  if (!late) return [];
  if (rise === null) return [speaksFor('insert-failed-since-boot', places, { values })];
  if (rise === 0) return [speaksAgainst('insert-failed-still', places, { values })];
  const dropped = conntrackCounter(facts, 'drop');
  const lost = dropped?.rise ?? 0;
  // Since 4.7 a clash that was resolved counts as a failed insertion too; `drop` tells what was lost (nf_ct_resolve_clash()).
  if (lost === 0) return [speaksAgainst('insert-failed-repaired', places, { values })];
  const decisive = symptom.intermittent && symptom.late >= FIRM && lost >= FIRM && lost <= rise && !otherwise;
  return [speaksFor('insert-failed-rises', places, { values, decisive })];
}

function never(facts: Facts, places: Given['evidence'], values: Given['values']): Given[] {
  const reasons = [speaksAgainst('never-failed', places, { values, decisive: true })];
  const repaired = conntrackCounter(facts, 'clash_resolve');
  if (!repaired || repaired.total === 0) return reasons;
  return [
    ...reasons,
    speaksAgainst('clashes-repaired', repaired.places, { values: { repaired: repaired.total } }),
  ];
}

/** Failed insertions without a word of DNS: TCP behind one address fails to be inserted in the same way. */
function strayFailures(facts: Facts, symptom: Symptom): Given[] {
  const failed = conntrackCounter(facts, 'insert_failed');
  if (!failed || failed.total === 0 || symptom.reasons.some(reason => reason.for)) return [];
  return [speaksFor('insert-failed-without-dns', failed.places, { values: { failed: failed.total } })];
}

function next(facts: Facts): NextCommand[] {
  const wanted: NextCommand[] = [];
  if ((conntrackCounter(facts, 'insert_failed')?.rise ?? null) === null)
    wanted.push(ask('conntrack-stats-twice'));
  if (facts.all('timings').length === 0) wanted.push(ask('curl-timing'));
  if (facts.all('packets').length === 0) wanted.push(ask('tcpdump-dns'));
  if (resolverOf(facts) === null) wanted.push(ask('resolver-config'));
  if (facts.all('system').length === 0) wanted.push(ask('system-versions'));
  return wanted;
}
