import type { Facts, LoggedEvent } from '../../facts/facts.ts';
import { type Given, speaksFor } from '../incident.ts';
import { SLOW } from './requests.ts';

/** Programs give up on a lookup now and then; so many lines in one log are no accident. */
const FIRM = 3;
/** What stands further back in its log than this is of the past. In seconds. */
const OLD = 3600;

/** What programs and CoreDNS logged of lookups. */
export function logReasons(facts: Facts): Given[] {
  return [...timeouts(facts), ...temporary(facts), ...slowQueries(facts)];
}

/** `lookup web.shop on 10.96.0.10:53: … i/o timeout`; CoreDNS: `plugin/errors: 2 example.com. A: … i/o timeout` */
function timeouts(facts: Facts): Given[] {
  const events = facts.logged('name-lookup-timeout');
  const last = events.at(-1);
  if (!last) return [];
  const { name = '', server = '' } = last.values;
  const values = { times: events.length, name, server, named: server === '' ? 'no' : 'yes' };
  const decisive = events.length >= FIRM && !isOld(last);
  return [speaksFor('log-timed-out', placesOf(events), { values, decisive })];
}

/** EAI_AGAIN without a word of why: `Temporary failure in name resolution`. */
function temporary(facts: Facts): Given[] {
  const events = facts.logged('name-lookup-failed').filter(({ values }) => values.server === undefined);
  if (events.length === 0) return [];
  return [speaksFor('log-temporary-failure', placesOf(events), { values: { times: events.length } })];
}

/** CoreDNS's own query log with the time that each took. */
function slowQueries(facts: Facts): Given[] {
  const events = facts.logged('dns-query').filter(({ values }) => (values.seconds ?? 0) >= SLOW);
  if (events.length === 0) return [];
  const worst = events.reduce((most, { values }) => Math.max(most, values.seconds ?? 0), 0);
  const told = { times: events.length, worst: Math.round(worst * 10) / 10 };
  return [speaksFor('log-queries-slow', placesOf(events), { values: told, decisive: events.length >= FIRM })];
}

function placesOf(events: readonly LoggedEvent[]) {
  return events.map(({ place }) => place);
}

function isOld({ stamp, log: { newest } }: LoggedEvent): boolean {
  return (
    stamp !== null && newest !== null && newest.clock === stamp.clock && newest.seconds - stamp.seconds > OLD
  );
}
