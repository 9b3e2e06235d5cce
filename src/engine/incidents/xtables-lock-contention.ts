import type { Facts, LoggedEvent } from '../facts/facts.ts';
import { type Told, told } from '../facts/log.ts';
import { rulesets } from '../facts/rules.ts';
import type { Place } from '../model/place.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

/** So often in so many seconds is no chance meeting of two programs (incidents.md B25; kube-proxy alone tries for 5 s each time). */
const OFTEN = 3;
const WITHIN = 600;

/**
 * Programs that change rules stand in each other's way: one holds the lock of iptables, the others wait or give up.
 *
 * Enough by itself: three or more messages of it within ten minutes, not long ago: each is a program's own word that another one held
 * the lock. One at boot is nothing. iptables-nft takes no lock: exit status 4 alone proves none.
 */
export const xtablesLockContention: Incident = {
  slug: 'xtables-lock-contention',
  related: [
    { slug: 'iptables-scale-sync-slow', as: 'cause' },
    { slug: 'duplicate-iptables-rules', as: 'cause' },
    { slug: 'mixed-iptables-backends', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'suspected-lock-was-met',
    'suspected-waiting-now',
    'clear',
    'undecided',
    'lock-met-often',
    'lock-met',
    'lock-was-met',
    'gave-up',
    'waiting-now',
    'lock-free',
    'nft-refused',
    'log-quiet',
  ],
  check(facts) {
    const met = messageReasons(facts);
    const brief = waitedBriefly(facts);
    const reasons = [...(brief ? [] : met), ...lockReasons(facts), ...quietReasons(facts)];
    return judge({
      reasons,
      notes: brief ? met : [],
      severity: verdict => (verdict === 'confirmed' ? 'warning' : 'notice'),
      lead: { suspected: ['waiting-now', 'lock-was-met'] },
      next: [
        ...(facts.all('file-locks').length > 0 ? [] : [ask('file-locks')]),
        ...(facts.logged('xtables-lock-held').length > 0 ? [] : [ask('kube-proxy-log'), ask('kubelet-log')]),
        ...(rulesets(facts).length > 0 ? [] : [ask('iptables-save')]),
      ],
    });
  },
};

function messageReasons(facts: Facts): Given[] {
  const log = told(facts, 'xtables-lock-held');
  const typed = rulesets(facts).flatMap(({ document }) =>
    document.notices.filter(({ notice }) => notice === 'locked'),
  );
  const refused = told(facts, 'nft-transaction-failed');
  const against =
    refused && !log ? [speaksAgainst('nft-refused', refused.places, { values: refused.values })] : [];
  if (!log) {
    const places = typed.map(({ place }) => place);
    // Line below line: one program that goes on waiting.
    const times = places.filter(({ line }, i) => line > (places[i - 1]?.line ?? 0) + 1 || i === 0).length;
    return times > 0 ? [speaksFor('lock-met', places, { values: { times } })] : against;
  }
  if (log.old) return [speaksFor('lock-was-met', log.places, { values: log.values })];
  const met = meetings(log);
  const times = mostWithin(met);
  const reason =
    times >= OFTEN && !log.bare
      ? speaksFor('lock-met-often', log.places, { values: { times, minutes: WITHIN / 60 }, decisive: true })
      : speaksFor('lock-met', log.places, { values: { times: met.length } });
  return [reason, ...gaveUp(log)];
}

/** Fewer waits than are no chance, none of which is said to have ended in vain: two programs met once, as at boot. */
function waitedBriefly(facts: Facts): boolean {
  const events = facts.logged('xtables-lock-held');
  const waited = events.every(({ prefixed, values }) => prefixed && values.reason === 'waiting');
  return events.length > 0 && events.length < OFTEN && waited;
}

/** Messages of one wait follow each other so closely; in seconds. iptables says each second that it still waits. */
const ONE_WAIT = 10;

/** The times that the lock was met, by the first message of each: `waiting (1s)`, `waiting (2s)` and `Stopped waiting` are of one. */
function meetings({ events }: Told): readonly LoggedEvent[] {
  return events.filter((event, i) => {
    const before = events[i - 1];
    if (!before || before.log !== event.log) return true;
    const waited = before.values.reason === 'waiting';
    if (!before.stamp || !event.stamp) return !waited || event.place.line > before.place.line + 1;
    if (before.stamp.text === event.stamp.text) return false;
    return !waited || event.stamp.seconds - before.stamp.seconds > ONE_WAIT;
  });
}

/** The largest number of them in one log within the time that counts. Without stamps none can be told to be near another. */
function mostWithin(events: readonly LoggedEvent[]): number {
  let most = 0;
  for (const first of events) {
    const stamp = first.stamp;
    if (!stamp) continue;
    const near = events.filter(
      other =>
        other.log === first.log &&
        other.stamp?.clock === stamp.clock &&
        other.stamp.seconds >= stamp.seconds &&
        other.stamp.seconds <= stamp.seconds + WITHIN,
    );
    most = Math.max(most, near.length);
  }
  return most;
}

/** `Stopped waiting after 5s`: what was to be written was not. */
function gaveUp({ events }: Told): Given[] {
  const waited = events.filter(({ values }) => values.seconds !== undefined);
  const seconds = Math.max(0, ...waited.map(({ values }) => values.seconds ?? 0));
  if (waited.length === 0) return [];
  return [
    speaksFor(
      'gave-up',
      waited.map(({ place }) => place),
      { values: { seconds } },
    ),
  ];
}

/** Who holds the lock at this moment, and who waits for it. */
function lockReasons(facts: Facts): Given[] {
  const last = facts.all('file-locks').findLast(({ document }) => document.source === 'lslocks');
  if (!last) return [];
  const all = last.document.locks;
  // lslocks names the file of one that waits wrongly at times: `iptables-legacy 10 FLOCK WRITE* … /dev/null`.
  const held = all.some(({ xtables, waiting }) => xtables && !waiting);
  const locks = all.filter(
    ({ xtables, waiting, command }) =>
      xtables || (held && waiting && /^(?:ip6?tables|xtables)/.test(command)),
  );
  const waiting = locks.filter(lock => lock.waiting);
  const holder = locks.find(lock => !lock.waiting)?.command ?? '';
  if (waiting.length > 0) {
    const values = { waiting: waiting.length, holder, held: holder === '' ? 'no' : 'yes' };
    return [
      speaksFor(
        'waiting-now',
        locks.map(({ place }) => place),
        { values },
      ),
    ];
  }
  if (locks.length > 0 || last.section.partial !== null) return [];
  const { firstLine: line, span } = last.section;
  return [speaksAgainst('lock-free', [{ line, span }])];
}

/** A log of kube-proxy that tells of rules it wrote for longer than the time that counts, and of no lock. */
function quietReasons(facts: Facts): Given[] {
  if (facts.logged('xtables-lock-held').length > 0 || facts.logged('rules-sync-failed').length > 0) return [];
  const synced = facts.logged('rules-synced').filter(({ prefixed }) => prefixed);
  const [first, last] = [synced[0]?.stamp, synced.at(-1)?.stamp];
  if (!first || !last || first.clock !== last.clock || last.seconds - first.seconds < WITHIN) return [];
  const places: Place[] = [synced[0], synced.at(-1)].flatMap(event => event?.place ?? []);
  return [speaksAgainst('log-quiet', places, { values: { times: synced.length }, decisive: true })];
}
