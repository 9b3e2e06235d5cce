import { type Timed, timedRequests } from '../facts/connects.ts';
import type { Facts } from '../facts/facts.ts';
import type { NextCommand } from '../model/finding.ts';
import type { Place } from '../model/place.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

/** From here on a handshake is slow whatever the distance: it takes one or two round trips (RFC 8446, RFC 5246); in seconds. */
const SLOW = 1;
/** It may take so many times the connect, which is one round trip, and this much for reckoning; in seconds. */
const ROUND_TRIPS = 3;
const RECKONING = 0.1;
/** A slow one of a hundred is another matter than two of three. */
const TWO = 2;
/** So many quick ones, and no slow one. */
const ENOUGH = 5;

/**
 * The TCP connection stands at once, and the TLS handshake takes long.
 *
 * Enough by itself: two measurements in which the TLS phase alone takes more than a second and more than three round trips, as the
 * connect phase of the same request measures them. One can be a lost packet. A handshake that never came to its end is not slow:
 * that is a question of packet sizes first.
 */
export const tlsHandshakeSlow: Incident = {
  slug: 'tls-handshake-slow',
  related: [
    { slug: 'mtu-pmtu', as: 'look-alike' },
    { slug: 'conntrack-invalid-drop', as: 'look-alike' },
    { slug: 'syn-retransmission', as: 'look-alike' },
    { slug: 'dns-slow-or-timeout', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'suspected-logged',
    'suspected-timed-out',
    'clear',
    'undecided',
    'handshakes-slow',
    'handshake-slow-once',
    'trace-slow',
    'logged',
    'timed-out',
    'handshakes-quick',
    'path-is-long',
    'connect-is-slow',
    'handshake-longish',
  ],
  check(facts) {
    const requests = timedRequests(facts).filter(
      ({ tls, connectWithDns }) => tls !== null && !connectWithDns,
    );
    const slow = requests.filter(isSlow);
    const reasons = [
      ...slowReasons(slow, requests.length),
      ...(slow.length > 0 ? [] : traceReasons(facts)),
      ...waitReasons(facts),
      ...againstReasons(requests, slow),
    ];
    return judge({
      reasons,
      notes: longish(requests),
      severity: 'warning',
      lead: { suspected: ['logged', 'timed-out'] },
      next: next(facts),
    });
  },
};

function isSlow({ tls, connect }: Timed): boolean {
  return tls !== null && tls > SLOW && connect !== null && tls > allowed(connect) && connect < SLOW;
}

function allowed(connect: number): number {
  return ROUND_TRIPS * connect + RECKONING;
}

function slowReasons(slow: readonly Timed[], count: number): Given[] {
  const [worst] = [...slow].sort((one, other) => (other.tls ?? 0) - (one.tls ?? 0));
  if (!worst) return [];
  const values = { slow: slow.length, count, seconds: worst.tls as number, connect: worst.connect as number };
  const key = slow.length >= TWO ? 'handshakes-slow' : 'handshake-slow-once';
  return [
    speaksFor(
      key,
      slow.map(({ place }) => place),
      { values, decisive: slow.length >= TWO },
    ),
  ];
}

/** `curl -v --trace-time`: from `Connected` to `SSL connection using …`. */
function traceReasons(facts: Facts): Given[] {
  const found: { seconds: number; places: Place[] }[] = [];
  for (const { document } of facts.all('curl-trace')) {
    let connected: { time: number; place: Place } | null = null;
    for (const { event, time, place } of document.events) {
      if (time === null) continue;
      if (event === 'connected') connected = { time, place };
      if (event !== 'tls-done' || connected === null) continue;
      const seconds = time - connected.time;
      if (seconds > SLOW) found.push({ seconds, places: [connected.place, place] });
      connected = null;
    }
  }
  const [worst] = found.sort((one, other) => other.seconds - one.seconds);
  if (!worst) return [];
  const values = { slow: found.length, seconds: worst.seconds };
  return [speaksFor('trace-slow', worst.places, { values })];
}

/** Given up: Go after 10 s (net/http, TLSHandshakeTimeout), curl when its time is over. */
function waitReasons(facts: Facts): Given[] {
  const logged = facts.logged('tls-handshake-timeout');
  const errors = facts
    .all('timings')
    .flatMap(({ document }) => document.errors)
    .filter(({ error }) => error === 'tls-timeout');
  return [
    ...(logged.length > 0
      ? [
          speaksFor(
            'logged',
            logged.map(({ place }) => place),
            { values: { times: logged.length } },
          ),
        ]
      : []),
    ...(errors.length > 0
      ? [
          speaksFor(
            'timed-out',
            errors.map(({ place }) => place),
            { values: { times: errors.length } },
          ),
        ]
      : []),
  ];
}

function againstReasons(requests: readonly Timed[], slow: readonly Timed[]): Given[] {
  const far = requests.filter(
    ({ tls, connect }) => (tls ?? 0) > SLOW && connect !== null && (tls as number) <= allowed(connect),
  );
  const late = requests.filter(
    ({ tls, connect }) => (connect ?? 0) >= SLOW && (tls ?? 0) < (connect as number),
  );
  const [one] = far;
  const [other] = late;
  const quick = requests.filter(({ tls, connect }) => tls !== null && connect !== null && tls <= SLOW);
  const decisive = slow.length === 0 && quick.length >= ENOUGH && quick.length === requests.length;
  const worst = Math.max(0, ...quick.map(({ tls }) => tls as number));
  return [
    ...(decisive
      ? [
          speaksAgainst(
            'handshakes-quick',
            quick.map(({ place }) => place),
            { values: { count: quick.length, seconds: worst }, decisive },
          ),
        ]
      : []),
    ...(one
      ? [
          speaksAgainst(
            'path-is-long',
            far.map(({ place }) => place),
            { values: { count: far.length, seconds: one.tls as number, connect: one.connect as number } },
          ),
        ]
      : []),
    ...(other
      ? [
          speaksAgainst(
            'connect-is-slow',
            late.map(({ place }) => place),
            { values: { count: late.length, seconds: other.connect as number } },
          ),
        ]
      : []),
  ];
}

/** More than three round trips, and less than a second: worth a look, no incident. */
function longish(requests: readonly Timed[]): Given[] {
  const found = requests.filter(
    ({ tls, connect }) => tls !== null && connect !== null && tls <= SLOW && tls > allowed(connect),
  );
  const [first] = found;
  if (!first) return [];
  return [
    speaksFor(
      'handshake-longish',
      found.map(({ place }) => place),
      {
        values: { count: found.length, seconds: first.tls as number, connect: first.connect as number },
      },
    ),
  ];
}

function next(facts: Facts): NextCommand[] {
  const wanted: NextCommand[] = [];
  if (facts.all('timings').length === 0) wanted.push(ask('curl-timing'));
  if (facts.all('curl-trace').length === 0) wanted.push(ask('curl-verbose'));
  if (facts.all('pings').length === 0) wanted.push(ask('path-mtu-ping-sizes'));
  if (facts.all('processes').length === 0) wanted.push(ask('top-once'));
  return wanted;
}
