import type { Facts } from '../../facts/facts.ts';
import { type Told, told } from '../../facts/log.ts';
import type { KernelMessage } from '../../model/log-events.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/** Other tables that run full: their messages are taken for this one. */
const OTHER_TABLES: readonly KernelMessage[] = [
  'neighbour-table-overflow',
  'time-wait-bucket-overflow',
  'expectation-table-full',
];

/** What the kernel's log says. Its own word that the table is full is enough, unless it is old, or stands bare. */
export function logReasons(facts: Facts): Given[] {
  const inNetns = told(facts, 'conntrack-table-full', event => event.netns !== null);
  const here = told(facts, 'conntrack-table-full', event => event.netns === null);
  if (!inNetns && !here) return otherTables(facts);
  return [...said(here, 'log-says-full'), ...said(inNetns, 'log-says-full-netns'), ...suppressed(facts)];
}

function said(log: Told | null, key: string): Given[] {
  if (!log) return [];
  const values = { ...log.values, netns: log.events.at(-1)?.netns ?? '' };
  if (log.old) return [speaksFor('log-said-full', log.places, { values })];
  if (log.bare) return [speaksFor('log-bare', log.places, { values })];
  return [speaksFor(key, log.places, { values, decisive: true })];
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
