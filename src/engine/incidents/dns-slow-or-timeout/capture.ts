import type { Facts } from '../../facts/facts.ts';
import type { DnsQuery } from '../../model/packets.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';
import { ENOUGH, SLOW, SLUGGISH, VERY_SLOW } from './requests.ts';

/** With fewer questions a share of NXDOMAIN answers says nothing. */
const WALK = 4;

/** What a capture shows of questions and answers, each once, and what it tells of why. */
export function captureReasons(facts: Facts): { reasons: Given[]; notes: Given[] } {
  const queries = distinct(facts.all('packets').flatMap(({ document }) => document.dns.queries));
  if (queries.length === 0) return { reasons: [], notes: [] };
  const slow = queries.filter(({ delay }) => (delay ?? 0) >= SLOW);
  const answers = queries.some(({ answer }) => answer !== null);
  const silent = queries.filter(query => isUnanswered(query, answers));
  const reasons = [...slowOnes(slow, queries), ...unanswered(silent, queries)];
  if (reasons.length === 0) return { reasons: quickOnes(queries), notes: [] };
  return { reasons, notes: [...why(slow), ...walk(queries)] };
}

/** With `-i any` the same question stands at each interface: told by id, name, type and second of the first. */
function distinct(queries: readonly DnsQuery[]): DnsQuery[] {
  const seen = new Map<string, DnsQuery>();
  for (const query of queries) {
    const time = query.asked[0]?.time ?? null;
    const key = `${query.id} ${query.name} ${query.type} ${time === null ? '' : Math.round(time * 20)}`;
    const before = seen.get(key);
    if (!before || (before.answer === null && query.answer !== null)) seen.set(key, query);
  }
  return [...seen.values()];
}

/** Asked again and not answered; or never, in a capture that shows other answers: `dst port 53` shows none at all. */
function isUnanswered({ answer, asked, waited }: DnsQuery, answers: boolean): boolean {
  if (answer !== null) return false;
  const [first, last] = [asked[0]?.time ?? null, asked.at(-1)?.time ?? null];
  const again = first !== null && last !== null && last - first >= SLOW;
  return again || (answers && (waited ?? 0) >= VERY_SLOW);
}

function placesOf(queries: readonly DnsQuery[]) {
  return queries.flatMap(({ asked, answer }) => [
    ...asked.slice(0, 2).map(({ place }) => place),
    ...(answer ? [answer.place] : []),
  ]);
}

function slowOnes(slow: readonly DnsQuery[], queries: readonly DnsQuery[]): Given[] {
  if (slow.length === 0) return [];
  const worst = slow.reduce((most, { delay }) => Math.max(most, delay ?? 0), 0);
  const values = { slow: slow.length, count: queries.length, worst: Math.round(worst * 10) / 10 };
  const decisive = slow.length > 1 || worst >= VERY_SLOW;
  return [speaksFor('capture-slow', placesOf(slow), { values, decisive })];
}

function unanswered(silent: readonly DnsQuery[], queries: readonly DnsQuery[]): Given[] {
  const first = silent[0];
  if (!first) return [];
  const values = { silent: silent.length, count: queries.length, server: first.server.address };
  return [speaksFor('capture-unanswered', placesOf(silent), { values, decisive: silent.length > 1 })];
}

function quickOnes(queries: readonly DnsQuery[]): Given[] {
  const quick = queries.filter(({ delay }) => delay !== null && delay < SLUGGISH);
  if (quick.length < queries.length) return [];
  const decisive = quick.length >= ENOUGH;
  return [speaksAgainst('capture-quick', placesOf(quick), { values: { count: quick.length }, decisive })];
}

/** A question that was asked once and answered late was not lost: the server took its time. */
function why(slow: readonly DnsQuery[]): Given[] {
  const once = slow.filter(({ asked, delay }) => asked.length === 1 && delay !== null);
  const again = slow.filter(({ asked }) => asked.length > 1);
  return [
    ...(once.length > 0
      ? [speaksFor('server-slow', placesOf(once), { values: { count: once.length } })]
      : []),
    ...(again.length > 0
      ? [speaksFor('asked-again', placesOf(again), { values: { count: again.length } })]
      : []),
  ];
}

function walk(queries: readonly DnsQuery[]): Given[] {
  const missing = queries.filter(({ answer }) => answer?.rcode === 'NXDomain');
  if (missing.length < WALK || missing.length / queries.length < 0.5) return [];
  const values = { missing: missing.length, count: queries.length };
  return [speaksFor('search-walk', placesOf(missing), { values })];
}
