import type { Facts, LoggedEvent } from '../../facts/facts.ts';
import type { KernelMessage, Stamp } from '../../model/log-events.ts';
import type { Place } from '../../model/place.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/** A message older than this, measured by the newest stamp of its log or by `date` and `uptime`, is of the past. In seconds. */
const OLD_AFTER = 3600;

/** Other tables that run full: their messages are taken for this one. */
const OTHER_TABLES: readonly KernelMessage[] = [
  'neighbour-table-overflow',
  'time-wait-bucket-overflow',
  'expectation-table-full',
];

/** What the kernel's log says. Its own word that the table is full is enough, unless it is old, or stands bare. */
export function logReasons(facts: Facts): Given[] {
  const events = facts.logged('conntrack-table-full');
  if (events.length === 0) return otherTables(facts);
  const inNetns = events.filter(event => event.netns !== null);
  const here = events.filter(event => event.netns === null);
  return [
    ...told(facts, here, 'log-says-full'),
    ...told(facts, inNetns, 'log-says-full-netns'),
    ...suppressed(facts),
  ];
}

function told(facts: Facts, events: readonly LoggedEvent[], key: string): Given[] {
  const latest = events.at(-1);
  if (!latest) return [];
  const places = events.map(event => event.place);
  const age = ageOf(facts, latest);
  const values = {
    times: events.length,
    stamp: latest.stamp?.text ?? '',
    stamped: latest.stamp ? latest.stamp.clock : 'no',
    netns: latest.netns ?? '',
    hours: Math.round((age ?? 0) / 3600),
  };
  if (age !== null && age > OLD_AFTER) return [speaksFor('log-said-full', lastFirst(places), { values })];
  if (!events.some(event => event.prefixed)) return [speaksFor('log-bare', places, { values })];
  return [speaksFor(key, lastFirst(places), { values, decisive: true })];
}

/** Seconds between a message and the moment of the paste; null where the paste does not tell. */
function ageOf(facts: Facts, event: LoggedEvent): number | null {
  const stamp = event.stamp;
  if (!stamp) return null;
  const later = [event.log.newest, ...facts.clocks().map(clock => clock.stamp)].filter(
    (other): other is Stamp => other !== null && other.clock === stamp.clock && other.dated === stamp.dated,
  );
  const ages = later.map(other => other.seconds - stamp.seconds);
  return ages.length > 0 ? Math.max(...ages) : null;
}

/** The latest lines tell most. */
function lastFirst(places: readonly Place[]): Place[] {
  return [...places].reverse();
}

function suppressed(facts: Facts): Given[] {
  const events = facts.logged('callbacks-suppressed');
  const total = events.reduce((sum, event) => sum + (event.suppressed ?? 0), 0);
  if (total === 0) return [];
  return [
    speaksFor(
      'log-suppressed',
      events.map(event => event.place),
      { values: { total } },
    ),
  ];
}

function otherTables(facts: Facts): Given[] {
  return OTHER_TABLES.flatMap(message => {
    const events = facts.logged(message);
    if (events.length === 0) return [];
    return [
      speaksAgainst(
        `other-table-${message}`,
        events.map(event => event.place),
        { values: { times: events.length } },
      ),
    ];
  });
}
