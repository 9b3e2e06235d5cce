import type { Facts } from '../../facts/facts.ts';
import { type Lookup, type Lookups, lookups } from '../../facts/lookups.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/** A lookup in the cluster takes a few milliseconds, one across a continent less than this. In seconds. */
export const SLUGGISH = 0.1;
/** Longer than any recursion takes that nothing was lost in; resolvers wait at least so long for an answer. In seconds. */
export const SLOW = 1;
/** One single lookup of this length is no cold cache any more. In seconds. */
export const VERY_SLOW = 2;
/** So many quick lookups say that names are found quickly now. */
export const ENOUGH = 5;
/** A lookup is what makes a request slow where it takes this share of it. */
const SHARE = 0.5;

/** What curl and httpstat measured. */
export function requestReasons(facts: Facts): Given[] {
  const all = lookups(facts);
  return [...unfinished(all), ...givenUp(facts), ...measured(all)];
}

function unfinished({ unfinished: given }: Lookups): Given[] {
  if (given.length === 0) return [];
  const values = { count: given.length, seconds: Math.round(longest(given)) };
  return [speaksFor('lookup-unfinished', placesOf(given), { values, decisive: true })];
}

function longest(all: readonly Lookup[]): number {
  return all.reduce((most, { seconds }) => Math.max(most, seconds), 0);
}

function placesOf(all: readonly Lookup[]) {
  return all.map(({ place }) => place);
}

/** `curl: (28) Resolving timed out after 5001 milliseconds` */
function givenUp(facts: Facts): Given[] {
  const errors = [...facts.all('timings'), ...facts.all('curl-trace')].flatMap(({ document }) =>
    document.errors.filter(({ error }) => error === 'resolve-timeout'),
  );
  if (errors.length === 0) return [];
  const seconds = errors.reduce((most, { after }) => Math.max(most, after ?? 0), 0);
  return [
    speaksFor(
      'resolving-timed-out',
      errors.map(({ place }) => place),
      { values: { count: errors.length, seconds: Math.round(seconds * 10) / 10 }, decisive: true },
    ),
  ];
}

function measured({ found, unfinished: given }: Lookups): Given[] {
  const slow = found.filter(({ seconds }) => seconds >= SLOW);
  if (slow.length > 0) {
    const worst = longest(slow);
    const values = {
      slow: slow.length,
      count: found.length + given.length,
      worst: Math.round(worst * 10) / 10,
    };
    const decisive = slow.length > 1 || worst >= VERY_SLOW;
    return [speaksFor('lookups-slow', placesOf(slow), { values, decisive })];
  }
  const sluggish = found.filter(
    ({ seconds, total }) => seconds >= SLUGGISH && (total === null || seconds / total >= SHARE),
  );
  if (sluggish.length > 0) {
    const values = {
      slow: sluggish.length,
      count: found.length,
      milliseconds: Math.round(longest(sluggish) * 1000),
    };
    return [speaksFor('lookups-sluggish', placesOf(sluggish), { values })];
  }
  if (found.length === 0 || given.length > 0) return [];
  const values = { count: found.length, milliseconds: Math.max(1, Math.round(longest(found) * 1000)) };
  return [
    speaksAgainst('lookups-quick', placesOf(found).slice(0, 3), { values, decisive: found.length >= ENOUGH }),
  ];
}
