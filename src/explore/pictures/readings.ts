import type { Facts } from '../../engine/facts/facts.ts';
import type { ConntrackStats } from '../../engine/model/conntrack-stats.ts';
import type { Section } from '../../engine/model/document.ts';
import { sleepSeconds } from '../../engine/text/command.ts';
import { linesOf, type Made, said } from './made.ts';
import type { Counter } from './picture.ts';

/** Counters that are drawn, and readings of each. */
const MAX_ROWS = 12;
const MAX_POINTS = 24;

/** Counters that tell of loss: where they move, they stand first. */
const LOSS =
  /^(?:drop|early_drop|insert_failed|clash_resolve|chaintoolong|invalid|error|search_restart)$|Drop|Overflow|Retrans|Fail|Err|Timeouts|Reqs|NoPorts|Discards/;
const LOOP = /^(?:for|while|until)\b/;
/** The counts of the whole table, which go up and down. */
const LEVELS: readonly string[] = ['entries', 'nf_conntrack_count'];

interface Reading {
  readonly section: Section;
  readonly value: number;
  readonly line: number;
}

/** Counters that stand twice or more in the paste, and what they did meanwhile. */
export function readingsPicture(facts: Facts): Made | null {
  const counters = [...collected(facts)].flatMap(([key, readings]) => counterOf(facts, key, readings) ?? []);
  const moved = counters
    .filter(({ points }) => points.some(({ value }) => value !== points[0]?.value))
    .sort((a, b) => weight(b) - weight(a) || Math.abs(b.rise) - Math.abs(a.rise));
  const rows = moved.slice(0, MAX_ROWS);
  const top = rows[0];
  if (!top) return null;
  const sections = [
    ...new Set(
      [...collected(facts).values()]
        .filter(({ length }) => length > 1)
        .flatMap(all => all.map(({ section }) => section)),
    ),
  ];
  const values = { n: moved.length, name: top.name, rise: top.rise };
  const still = counters.length - moved.length;
  return {
    kind: 'readings',
    says: top.rate === null ? said('readings', values) : said('readings-rate', { ...values, rate: top.rate }),
    notes: still > 0 ? [said('readings-still', { n: still })] : [],
    lines: linesOf(sections.sort((a, b) => a.firstLine - b.firstLine)),
    drawing: { form: 'series', rows, more: moved.length - rows.length },
  };
}

function weight({ name }: Counter): number {
  return LOSS.test(name) ? 2 : LEVELS.includes(name) ? 1 : 0;
}

/** Every reading of each counter, by where it comes from and its name, in the order of the paste. */
function collected(facts: Facts): Map<string, Reading[]> {
  const found = new Map<string, Reading[]>();
  const add = (of: string, name: string, reading: Reading) => {
    const key = `${of}\n${name}`;
    const known = found.get(key);
    if (!known) found.set(key, [reading]);
    else known.push(reading);
  };
  for (const { section, document } of facts.conntrackStats()) {
    const cpus = document.rows.map(({ cpu }) => cpu).join(' ');
    const line = document.rows[0]?.place.line ?? section.firstLine;
    for (const name of Object.keys(document.rows[0]?.values ?? {})) {
      const value = totalOf(document, name);
      if (value !== null && document.trusted)
        add(`${document.source} ${cpus}`, name, { section, value, line });
    }
  }
  for (const { section, document } of facts.all('network-counters')) {
    // Plain nstat may print what changed since it ran last.
    if (document.basis !== 'since-boot') continue;
    for (const { name, value, place } of document.counters)
      add(document.source, name, { section, value, line: place.line });
  }
  for (const { section, document } of facts.all('settings'))
    for (const { key, number, assumed, place } of document.entries)
      if (key === 'net.netfilter.nf_conntrack_count' && number !== null && !assumed)
        add('sysctl', 'nf_conntrack_count', { section, value: number, line: place.line });
  return found;
}

/** Null where a CPU does not have it. Each row of the /proc file repeats the count of the whole table. */
function totalOf({ rows }: ConntrackStats, name: string): number | null {
  if (rows.some(row => !(name in row.values))) return null;
  if (name === 'entries') return rows[0]?.values[name] ?? null;
  return rows.reduce((sum, row) => sum + (row.values[name] ?? 0), 0);
}

/** Null with one reading, and where a counter became smaller: it was reset, or is another one's. */
function counterOf(facts: Facts, key: string, readings: readonly Reading[]): Counter | null {
  const name = key.slice(key.indexOf('\n') + 1);
  const first = readings[0];
  const last = readings.at(-1);
  if (!first || !last || first === last) return null;
  const falls = readings.some(({ value }, i) => value < (readings[i - 1]?.value ?? value));
  if (falls && !LEVELS.includes(name)) return null;
  const since = clockOf(facts, readings, first);
  const seconds = since(last);
  const rise = last.value - first.value;
  return {
    name,
    points: thinned(readings).map(reading => ({
      at: since(reading),
      value: reading.value,
      line: reading.line,
    })),
    rise,
    rate: seconds === null || seconds <= 0 || LEVELS.includes(name) ? null : rise / seconds,
  };
}

/** Seconds from the first reading to another one; null where the paste does not tell. */
function clockOf(
  facts: Facts,
  readings: readonly Reading[],
  first: Reading,
): (reading: Reading) => number | null {
  const { command } = first.section;
  const pause = command === null ? null : sleepSeconds(command);
  const same = readings.filter(({ section }) => section.command === command).length;
  return reading => {
    if (reading === first) return 0;
    if (reading.section === first.section) return null;
    // `while :; do conntrack -S; sleep 5; done` waits each time. `conntrack -S; sleep 5; conntrack -S`, typed twice, hides how long it was between.
    if (pause !== null && same > 2)
      return LOOP.test(command ?? '') && same === readings.length ? pause * readings.indexOf(reading) : null;
    return facts.secondsBetween(first.section, reading.section);
  };
}

/** The first and the last, and what lies evenly between them. */
function thinned(readings: readonly Reading[]): readonly Reading[] {
  if (readings.length <= MAX_POINTS) return readings;
  const step = (readings.length - 1) / (MAX_POINTS - 1);
  return Array.from({ length: MAX_POINTS }, (_, i) => readings[Math.round(i * step)] as Reading);
}
