import type { ConntrackStats, StatsRow } from '../model/conntrack-stats.ts';
import type { Section } from '../model/document.ts';
import type { NetworkCounter, NetworkCounters } from '../model/network-counters.ts';
import type { Place } from '../model/place.ts';
import { sleepSeconds } from '../text/command.ts';
import type { Facts } from './facts.ts';
import { samePlace } from './same-output.ts';

/** One counter as the paste tells it: its last value, and what it did between two readings. */
export interface Reading {
  /** Since boot, or since the network namespace was made; of conntrack the sum of all CPUs. */
  readonly total: number;
  /** How much it rose between the first and the last comparable reading; null with one reading. */
  readonly rise: number | null;
  /** Seconds between these two; null where the paste does not tell. */
  readonly seconds: number | null;
  /** False where a zero proves nothing: read without root, or only a part was printed. */
  readonly trusted: boolean;
  /** `unknown`: plain `nstat`, which prints what changed since its last run, or all since boot on its first. */
  readonly since: 'boot' | 'unknown';
  /** The lines that show it, the counter marked: the rows that are not zero, or all of them. */
  readonly places: readonly Place[];
}

/**
 * A counter of `conntrack -S` (or its /proc file), summed over all CPUs: `insert_failed`, `drop`, `early_drop`, `invalid`,
 * `search_restart`, … Null where no reading has it. Readings of different CPUs, sources or places are not compared, nor those
 * where a counter became smaller.
 */
export function conntrackCounter(facts: Facts, name: string): Reading | null {
  const readings = facts.conntrackStats().filter(({ document }) => has(document, name));
  const last = readings.at(-1);
  if (!last) return null;
  const first = readings.find(
    reading =>
      reading !== last &&
      samePlace(reading.section, last.section) &&
      comparable(reading.document, last.document),
  );
  const total = sum(last.document, name);
  const before = first ? sum(first.document, name) : null;
  const known = before !== null && before <= total;
  const places = [...(known && first ? marked(first.document, name) : []), ...marked(last.document, name)];
  return {
    total,
    rise: known ? total - before : null,
    seconds: known && first ? facts.secondsBetween(first.section, last.section) : null,
    trusted: last.document.trusted && last.section.partial === null,
    since: 'boot',
    places,
  };
}

function has({ rows }: ConntrackStats, name: string): boolean {
  return rows.length > 0 && rows.every(row => name in row.values);
}

function comparable(before: ConntrackStats, after: ConntrackStats): boolean {
  return (
    before.source === after.source &&
    before.rows.length === after.rows.length &&
    before.rows.every((row, i) => row.cpu === after.rows[i]?.cpu) &&
    !before.rows.some((row, i) => beganAnew(rareOf(row), rareOf(after.rows[i] as StatsRow)))
  );
}

/** Counters of single events. Those of every lookup (`found`, `searched`) have 32 bits and begin at zero again on a busy node. */
const RARE = ['insert_failed', 'drop', 'early_drop', 'error', 'invalid'];

function rareOf({ values }: StatsRow): Map<string, number> {
  return new Map(RARE.flatMap(name => (values[name] === undefined ? [] : [[name, values[name]] as const])));
}

/** A counter only grows: where one of them became smaller, all began anew (a reboot), or another network namespace was read. */
function beganAnew(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): boolean {
  return [...before].some(([name, value]) => (after.get(name) ?? value) < value);
}

function sum({ rows }: ConntrackStats, name: string): number {
  return rows.reduce((total, row) => total + (row.values[name] ?? 0), 0);
}

/** The rows where the counter is not zero, the counter marked; all rows where it is zero everywhere. */
function marked({ rows }: ConntrackStats, name: string): Place[] {
  const moving = rows.filter(row => (row.values[name] ?? 0) > 0);
  return (moving.length > 0 ? moving : rows).map(row => markRow(row, name));
}

/** The row with one of its counters marked. */
export function markRow(row: StatsRow, name: string): Place {
  const own = row.places?.[name];
  if (own) return own;
  const mark = row.marks[name];
  return mark ? { ...row.place, mark } : row.place;
}

/**
 * A counter of nstat, `netstat -s` or /proc/net/snmp under nstat's name (`TcpExtListenOverflows`). Null where it is not printed
 * (which is a zero only where `complete` says so: ask the document). Plain `nstat`, which may print differences, is not compared, nor
 * are readings of different places, or of which any counter became smaller.
 */
export function networkCounter(facts: Facts, name: string): Reading | null {
  const readings = facts.all('network-counters').flatMap(source => {
    const counter = source.document.counters.find(candidate => candidate.name === name);
    return counter ? [{ source, counter }] : [];
  });
  const last = readings.at(-1);
  if (!last) return null;
  if (last.source.document.basis === 'last-run') return changeOf(last.counter, last.source.section);
  const first = readings.find(
    reading =>
      reading !== last &&
      samePlace(reading.source.section, last.source.section) &&
      reading.source.document.source === last.source.document.source &&
      reading.source.document.basis === 'since-boot' &&
      last.source.document.basis === 'since-boot' &&
      !beganAnew(countersOf(reading.source.document), countersOf(last.source.document)),
  );
  const known = first !== undefined && first.counter.value <= last.counter.value;
  return {
    total: last.counter.value,
    rise: known ? last.counter.value - first.counter.value : null,
    seconds: known ? facts.secondsBetween(first.source.section, last.source.section) : null,
    trusted: true,
    since: last.source.document.basis === 'unknown' ? 'unknown' : 'boot',
    places: [...(known ? [first.counter.place] : []), last.counter.place],
  };
}

/** What `nstat -n; sleep 10; nstat` printed is the change itself. */
function changeOf({ value, place }: NetworkCounter, { command }: Section): Reading {
  const seconds = command === null ? null : sleepSeconds(command);
  return { total: value, rise: value, seconds, trusted: true, since: 'boot', places: [place] };
}

/** Values that are no counters: they go up and down, or are settings (net/ipv4/proc.c). */
const NO_COUNTER = /^(?:TcpCurrEstab|TcpMaxConn|TcpRto\w{3,9}|Ip6?Forwarding|Ip6?DefaultTTL)$/;

function countersOf({ counters }: NetworkCounters): Map<string, number> {
  return new Map(
    counters.filter(({ name }) => !NO_COUNTER.test(name)).map(({ name, value }) => [name, value]),
  );
}

/** A rate for a sentence: `rise` a minute, where the seconds are known and more than none. */
export function perMinute({ rise, seconds }: Pick<Reading, 'rise' | 'seconds'>): number | null {
  return rise === null || seconds === null || seconds <= 0 ? null : (rise * 60) / seconds;
}
