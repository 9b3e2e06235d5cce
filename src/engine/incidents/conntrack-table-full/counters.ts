import type { Facts, Sourced } from '../../facts/facts.ts';
import { markRow } from '../../facts/readings.ts';
import { samePlace } from '../../facts/same-output.ts';
import type { ConntrackStats } from '../../model/conntrack-stats.ts';
import type { Place } from '../../model/place.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/**
 * What the counters say. All are counted since boot (nf_conntrack_core.c):
 *  - `early_drop`: early_drop() threw an entry out. It runs only when count has passed the maximum, so one
 *    is proof that the table was full at some time since boot.
 *  - `drop`: a new flow got no entry (table full, or no memory), or a clash lost the race at insertion. The
 *    latter counts in `insert_failed` too, so only what goes beyond that speaks for a full table.
 */
export function counterReasons(facts: Facts): Given[] {
  const readings = facts.conntrackStats();
  const last = readings.at(-1);
  if (!last) return [];
  const first = readings.find(
    reading =>
      reading !== last &&
      samePlace(reading.section, last.section) &&
      comparable(reading.document, last.document),
  );
  return [...(first ? movement(facts, first, last) : []), ...totals(last)];
}

/** Counters of the same kind that only grew: a smaller one means a reboot or another table between the two. */
function comparable(before: ConntrackStats, after: ConntrackStats): boolean {
  if (before.source !== after.source || before.rows.length !== after.rows.length) return false;
  return ['early_drop', 'drop', 'insert_failed'].every(key => sum(after, key) >= sum(before, key));
}

/** What two readings show: evictions and drops that happen now. */
function movement(facts: Facts, before: Sourced<ConntrackStats>, after: Sourced<ConntrackStats>): Given[] {
  const grown = (key: string) => sum(after.document, key) - sum(before.document, key);
  const seconds = facts.secondsBetween(before.section, after.section);
  const evicted = grown('early_drop');
  const refused = grown('drop') - grown('insert_failed');
  const values = { evicted, refused, seconds: seconds ?? 0, timed: seconds === null ? 'no' : 'yes' };
  const places = [...moving(before.document), ...moving(after.document)];
  if (evicted > 0) return [speaksFor('evicting-now', places, { values, decisive: true })];
  if (refused > 0) return [speaksFor('dropping-now', places, { values })];
  if (!after.document.trusted) return [];
  return [speaksAgainst('counters-still', places, { values })];
}

function totals({ section, document }: Sourced<ConntrackStats>): Given[] {
  const evicted = sum(document, 'early_drop');
  const failed = sum(document, 'insert_failed');
  const refused = sum(document, 'drop') - failed;
  const known = document.rows.every(row => 'drop' in row.values && 'early_drop' in row.values);
  if (!known) return [];
  if (evicted > 0) {
    return [
      speaksFor('evicted-since-boot', marked(document, 'early_drop'), {
        values: { evicted, refused: Math.max(refused, 0) },
      }),
    ];
  }
  if (refused > 0)
    return [speaksFor('dropped-since-boot', marked(document, 'drop'), { values: { refused, failed } })];
  if (failed > 0)
    return [speaksAgainst('drops-are-clashes', marked(document, 'insert_failed'), { values: { failed } })];
  if (!document.trusted || section.partial !== null) return [];
  return [
    speaksAgainst('counters-zero', marked(document, 'drop', true), {
      values: { cpus: document.rows.length },
      decisive: true,
    }),
  ];
}

/** Zeros that prove nothing: read without root. */
export function untrustedCounters(facts: Facts): Given[] {
  const { document } = facts.conntrackStats().findLast(({ document }) => !document.trusted) ?? {};
  return document ? [speaksAgainst('counters-untrusted', marked(document, 'drop', true))] : [];
}

function sum(document: ConntrackStats, key: string): number {
  return document.rows.reduce((total, row) => total + (row.values[key] ?? 0), 0);
}

/** The rows where a counter is not zero (or, with `all`, every row), the counter marked. */
function marked(document: ConntrackStats, key: string, all = false): Place[] {
  return document.rows.filter(row => all || (row.values[key] ?? 0) > 0).map(row => markRow(row, key));
}

function moving(document: ConntrackStats): Place[] {
  const key = sum(document, 'early_drop') > 0 ? 'early_drop' : 'drop';
  return marked(document, key, sum(document, key) === 0).slice(0, 3);
}
