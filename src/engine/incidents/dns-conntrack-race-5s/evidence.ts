import { connects } from '../../facts/connects.ts';
import { type DnsPair, dnsPairs } from '../../facts/dns-pairs.ts';
import type { Facts } from '../../facts/facts.ts';
import { type LateLookup, type Lookups, lateLookups, lookups } from '../../facts/lookups.ts';
import { resolverOf } from '../../facts/resolvers.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/** What the paste shows of lookups that lost a question. */
export interface Symptom {
  readonly reasons: readonly Given[];
  /** At least so many lookups were late, or lost one question of a pair. */
  readonly late: number;
  /** Some are late and some are not: what always happens is no race. */
  readonly intermittent: boolean;
}

/** So many lookups tell whether all are late or only some. */
const ENOUGH = 3;
/** The race spares most lookups (each is lost by chance): where more than this share is late, it is something else. */
const MOST = 0.8;
/** A question is asked again after 5 s (glibc), 2.5 s (musl), or what `options timeout:` says; one second is its smallest value. */
const LEAST_WAIT = 0.9;

/** The lookups that curl measured, and the pairs of questions that a capture shows. */
export function symptomOf(facts: Facts): Symptom {
  const [timed, seen] = [ofTimes(facts), ofPairs(dnsPairs(facts))];
  return {
    reasons: [...timed.reasons, ...seen.reasons],
    late: timed.late + seen.late,
    intermittent: timed.intermittent || seen.intermittent,
  };
}

function ofTimes(facts: Facts): Symptom {
  const all = lookups(facts);
  const late = lateLookups(all, resolverOf(facts)?.timeout ?? null);
  const count = all.found.length + all.unfinished.length;
  if (late.length === 0) return { reasons: quickOnes(all), late: 0, intermittent: false };
  const values = { late: late.length, count, cluster: commonest(late) };
  const places = late.map(({ place }) => place);
  if (late.length / count > MOST) {
    const reason =
      count >= ENOUGH
        ? speaksAgainst('always-late', places, { values })
        : speaksFor('late-few', places, { values });
    return { reasons: [reason], late: 0, intermittent: false };
  }
  return { reasons: [speaksFor('late-some', places, { values })], late: late.length, intermittent: true };
}

function commonest(late: readonly LateLookup[]): number {
  const counts = new Map<number, number>();
  for (const { cluster } of late) counts.set(cluster, (counts.get(cluster) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

/** So many quick lookups without a late one make a frequent race unlikely; they do not rule a rare one out. */
const QUICK_ONES = 20;

function quickOnes({ found, unfinished, usual }: Lookups): Given[] {
  const slow = found.some(({ seconds }) => seconds >= 1);
  if (slow || unfinished.length > 0 || found.length < QUICK_ONES || usual === null) return [];
  const places = found.slice(-2).map(({ place }) => place);
  return [speaksAgainst('lookups-quick', places, { values: { count: found.length, usual } })];
}

function ofPairs(pairs: readonly DnsPair[]): Symptom {
  const lost = pairs.filter(({ lost, after }) => lost === 'one' && (after ?? 0) >= LEAST_WAIT);
  const first = lost[0];
  if (!first) return { reasons: answered(pairs), late: 0, intermittent: false };
  const places = lost.flatMap(pair => pair.places);
  const values = {
    lost: lost.length,
    pairs: pairs.length,
    name: first.name,
    port: first.clientPort,
    after: Math.round((first.after ?? 0) * 10) / 10,
  };
  // A server or a firewall that ignores the second question ignores it each time.
  if (pairs.length >= ENOUGH && lost.length / pairs.length > MOST)
    return {
      reasons: [speaksAgainst('pairs-always-lost', places, { values })],
      late: 0,
      intermittent: false,
    };
  const recovered = lost.some(pair => pair.recovered);
  return {
    reasons: [speaksFor('pair-lost', places, { values })],
    late: lost.length,
    intermittent: lost.length < pairs.length || recovered,
  };
}

function answered(pairs: readonly DnsPair[]): Given[] {
  const whole = pairs.filter(({ lost }) => lost === 'none');
  if (whole.length === 0 || whole.length < pairs.length) return [];
  return [
    speaksAgainst(
      'pairs-answered',
      whole.flatMap(({ places }) => places),
      { values: { pairs: whole.length } },
    ),
  ];
}

/** What takes away the ground of the race: one question at a time, TCP, no connection tracking, a kernel that repairs it. */
export function circumstances(facts: Facts): Given[] {
  const found: Given[] = [];
  const config = resolverOf(facts);
  const single = config?.options.find(({ name }) => SINGLE.has(name));
  if (single)
    found.push(speaksAgainst('asks-one-by-one', [single.place], { values: { option: single.name } }));
  const local = config?.nameservers.find(
    ({ address }) => address.startsWith('169.254.') || address.startsWith('127.'),
  );
  if (local) found.push(speaksAgainst('asks-local', [local.place], { values: { address: local.address } }));
  const kernel = kernelOf(facts);
  if (kernel && isRepaired(kernel))
    found.push(speaksAgainst('kernel-repairs', [kernel.place], { values: { release: kernel.release } }));
  const { late } = connects(facts);
  if (late.length > 1)
    found.push(
      speaksAgainst(
        'connects-late',
        late.map(({ place }) => place),
        { values: { late: late.length } },
      ),
    );
  return found;
}

/** resolv.conf(5): glibc then sends the second question behind the first answer, from another socket, or over TCP. */
const SINGLE: ReadonlySet<string> = new Set(['single-request', 'single-request-reopen', 'use-vc', 'no-aaaa']);

function kernelOf(facts: Facts) {
  return facts.all('system').flatMap(({ document }) => document.kernel ?? [])[0] ?? null;
}

/** Commit 6a757c07e51f lets the loser of the race in; every 5.10 has it. Tried on 6.18: 13,970 clashes, none lost. */
function isRepaired({ major, minor }: { major: number; minor: number }): boolean {
  return major > 5 || (major === 5 && minor >= 10);
}
