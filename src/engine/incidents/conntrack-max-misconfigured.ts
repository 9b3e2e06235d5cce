import type { Facts, LoggedEvent } from '../facts/facts.ts';
import { chainsNamed } from '../facts/rules.ts';
import { tableFill } from '../facts/table-fill.ts';
import type { Setting } from '../model/settings.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

const MAX = 'net.netfilter.nf_conntrack_max';
const BUCKETS = 'net.netfilter.nf_conntrack_buckets';
/** kube-proxy sets max(CPUs × maxPerCore, min); these are the defaults (pkg/proxy/apis/config/v1alpha1/defaults.go). */
const PER_CORE = 32_768;
const FLOOR = 131_072;
/** kube-proxy sets a quarter of the maximum as hash size; kernels since 5.15 as many buckets as entries. Longer chains are nobody's wish. */
const RATIO = 4;
const LONG = 8;
/** kubernetes-mixin, alert NodeHighNumberConntrackEntriesUsed. */
const ALERT = 0.75;

/**
 * The maximum of the connection-tracking table, or the number of its hash buckets, is not what the node needs.
 *
 * Enough by itself: kube-proxy's own log line that it may not write nf_conntrack_max (it then ends, and starts again); its log
 * line that it set the value in force, below the one that a file of sysctl asks for; chains of more than four entries on average
 * now, with more than eight at the maximum.
 *
 * Against it, enough by itself: the maximum that kube-proxy would set for this number of CPUs, or more, or the one that its log
 * says it set; 131,072 or more with a bucket for every four entries. `conntrack -S` prints a row for each possible CPU
 * (nf_conntrack_netlink.c), which can be more than kube-proxy counts: a maximum below the arithmetic is no proof.
 */
export const conntrackMaxMisconfigured: Incident = {
  slug: 'conntrack-max-misconfigured',
  related: [
    { slug: 'conntrack-table-full', as: 'consequence' },
    { slug: 'established-timeout-idle-leak', as: 'look-alike' },
    { slug: 'snat-port-race', as: 'look-alike' },
  ],
  messages: [
    ...['confirmed', 'suspected', 'clear', 'undecided'],
    ...['max-refused', 'max-quoted', 'max-lowered', 'written-over', 'not-in-force'],
    ...['below-kube-proxy', 'chains-long', 'buckets-refused'],
    ...['kube-proxy-value', 'as-set', 'buckets-fit'],
    ...['chains-medium', 'buckets-not-set'],
  ],
  check(facts) {
    const refused = maxRefused(facts);
    const chains = longChains(facts);
    const ignored = notInForce(facts);
    const reasons = [...refused, ...lowered(facts), ...ignored, ...tooSmall(facts), ...chains];
    const buckets = bucketsRefused(facts);
    return judge({
      reasons: [
        ...reasons,
        ...(chains.length > 0 ? buckets : []),
        ...(refused.length + ignored.length > 0 ? [] : reasonsAgainst(facts)),
      ],
      notes: [...mediumChains(facts), ...(chains.length > 0 ? [] : buckets.map(asNote))],
      severity: verdict => (verdict === 'confirmed' && refused.length > 0 ? 'critical' : 'warning'),
      next: [
        ...(maximum(facts) && setting(facts, BUCKETS) ? [] : [ask('sysctl-conntrack')]),
        ...(facts.conntrackStats().length > 0 ? [] : [ask('conntrack-stats')]),
        ask('kube-proxy-log'),
      ],
    });
  },
};

function setting(facts: Facts, key: string): Setting | null {
  return facts.setting(key).findLast(({ number, assumed }) => number !== null && !assumed) ?? null;
}

function maximum(facts: Facts): (Setting & { number: number }) | null {
  const found = setting(facts, MAX);
  return found && found.number !== null && found.number > 0 ? { ...found, number: found.number } : null;
}

function refusals(facts: Facts, key: string): LoggedEvent[] {
  return facts.logged('sysctl-refused').filter(({ values }) => values.name === key);
}

function maxRefused(facts: Facts): Given[] {
  const events = [
    ...refusals(facts, MAX),
    ...refusals(facts, 'net.nf_conntrack_max'),
    ...refusals(facts, 'nf_conntrack_max'),
  ];
  const [logged, bare] = [
    events.filter(({ prefixed }) => prefixed),
    events.filter(({ prefixed }) => !prefixed),
  ];
  const given = (key: string, found: readonly LoggedEvent[], decisive: boolean) =>
    found.length === 0
      ? []
      : [
          speaksFor(
            key,
            found.map(({ place }) => place),
            { values: { times: found.length }, decisive },
          ),
        ];
  return [...given('max-refused', logged, true), ...given('max-quoted', bare, false)];
}

/** The maximum is smaller than what kube-proxy says it set: something lowered it since, or the log is from before a reboot. */
function lowered(facts: Facts): Given[] {
  const [set, max] = [lastSet(facts), maximum(facts)];
  if (!set || !max || max.number >= set.limit) return [];
  const values = { set: set.limit, max: max.number };
  return [speaksFor('max-lowered', [set.event.place, max.place], { values })];
}

/**
 * A file of sysctl wants more than is in force. Where kube-proxy's log names the very value that is, kube-proxy wrote it over: it
 * sets the maximum at each start, whatever stands there (cmd/kube-proxy/app/conntrack.go, SetMax()).
 */
function notInForce(facts: Facts): Given[] {
  const [wanted, max, set] = [
    facts.configured(MAX).findLast(({ number }) => number !== null),
    maximum(facts),
    lastSet(facts),
  ];
  if (!wanted || !max || max.number >= (wanted.number as number)) return [];
  const values = { wanted: wanted.number as number, max: max.number };
  const places = [wanted.place, max.place];
  return set?.limit === max.number
    ? [speaksFor('written-over', [...places, set.event.place], { values, decisive: true })]
    : [speaksFor('not-in-force', places, { values })];
}

function lastSet(facts: Facts): { event: LoggedEvent; limit: number } | null {
  const event = facts.logged('conntrack-max-set').findLast(({ values }) => values.limit !== undefined);
  return event ? { event, limit: event.values.limit as number } : null;
}

/** How many CPUs this machine can have; null where no reading prints every row. */
function possibleCpus(facts: Facts): number | null {
  const { section, document } = facts.conntrackStats().at(-1) ?? {};
  if (!section || !document || section.partial !== null || document.rows.length === 0) return null;
  return document.rows.every(({ cpu }, i) => cpu === i) ? document.rows.length : null;
}

function expected(cpus: number): number {
  return Math.max(cpus * PER_CORE, FLOOR);
}

function hasKubeProxy(facts: Facts): boolean {
  return (
    facts.logged('proxy-mode').length > 0 ||
    facts.logged('conntrack-max-set').length > 0 ||
    chainsNamed(facts, 'KUBE-SERVICES').length > 0
  );
}

/** The table of a node of Kubernetes fills up, and its maximum is smaller than kube-proxy's own. */
function tooSmall(facts: Facts): Given[] {
  const [max, fill, cpus] = [maximum(facts), tableFill(facts), possibleCpus(facts)];
  if (!max || !fill || fill.ratio < ALERT || !hasKubeProxy(facts)) return [];
  const wanted = expected(cpus ?? 0);
  if (max.number >= wanted) return [];
  return [
    speaksFor('below-kube-proxy', fill.places, { values: { max: max.number, wanted, count: fill.count } }),
  ];
}

interface Chains {
  readonly ratio: number;
  readonly max: Setting & { number: number };
  readonly buckets: Setting;
}

function chainsOf(facts: Facts): Chains | null {
  const [max, buckets] = [maximum(facts), setting(facts, BUCKETS)];
  return max && buckets?.number ? { ratio: max.number / buckets.number, max, buckets } : null;
}

function longChains(facts: Facts): Given[] {
  const chains = chainsOf(facts);
  if (!chains || chains.ratio <= LONG) return [];
  const { ratio, max, buckets } = chains;
  const fill = tableFill(facts);
  const load = fill ? fill.count / (buckets.number as number) : 0;
  const places = [max.place, buckets.place, ...(fill ? fill.places.slice(0, 1) : [])];
  const values = { ratio, max: max.number, buckets: buckets.number as number };
  return [speaksFor('chains-long', places, { values, decisive: load > RATIO })];
}

function mediumChains(facts: Facts): Given[] {
  const chains = chainsOf(facts);
  if (!chains || chains.ratio <= RATIO || chains.ratio > LONG) return [];
  const { ratio, max, buckets } = chains;
  return [speaksFor('chains-medium', [max.place, buckets.place], { values: { ratio } })];
}

function bucketsRefused(facts: Facts): Given[] {
  const events = refusals(facts, BUCKETS);
  return events.length === 0
    ? []
    : [
        speaksFor(
          'buckets-refused',
          events.map(({ place }) => place),
        ),
      ];
}

function asNote(given: Given): Given {
  return { ...given, key: 'buckets-not-set' };
}

function reasonsAgainst(facts: Facts): Given[] {
  const [max, set, cpus, chains] = [maximum(facts), lastSet(facts), possibleCpus(facts), chainsOf(facts)];
  if (!max) return [];
  const reasons: Given[] = [];
  if (cpus !== null && max.number >= expected(cpus))
    reasons.push(
      speaksAgainst('kube-proxy-value', [max.place], { values: { max: max.number, cpus }, decisive: true }),
    );
  if (set && max.number === set.limit)
    reasons.push(
      speaksAgainst('as-set', [set.event.place, max.place], { values: { max: max.number }, decisive: true }),
    );
  if (chains && chains.ratio <= RATIO)
    reasons.push(
      speaksAgainst('buckets-fit', [max.place, chains.buckets.place], {
        values: { ratio: chains.ratio },
        decisive: max.number >= FLOOR,
      }),
    );
  return reasons;
}
