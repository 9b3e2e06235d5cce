import type { Facts } from '../../facts/facts.ts';
import { lateLookups, lookups } from '../../facts/lookups.ts';
import { resolverOf } from '../../facts/resolvers.ts';
import type { NextCommand } from '../../model/finding.ts';
import { ask, type Given, type Incident, speaksFor } from '../incident.ts';
import { judge } from '../judge.ts';
import { captureReasons } from './capture.ts';
import { logReasons } from './logs.ts';
import { requestReasons } from './requests.ts';
import { toolReasons } from './tools.ts';

/**
 * Names are found slowly, or not in time: the symptom, whatever brings it about.
 *
 * Enough by itself, since each is the measured delay itself: two lookups of a second or one of two seconds (curl, dig, a capture;
 * one of a second can be a cold cache); a lookup that never ended (`time_namelookup` 0.000000 in a request given up after
 * 2 s, `Resolving timed out`, dig without any answer after time-outs); two questions of a capture without an answer; three lines of
 * a log about lookups that timed out.
 *
 * Against it, enough by itself: five lookups or more, all measured, all quick.
 */
export const dnsSlowOrTimeout: Incident = {
  slug: 'dns-slow-or-timeout',
  related: [
    { slug: 'dns-conntrack-race-5s', as: 'cause' },
    { slug: 'nodelocaldns-down', as: 'cause' },
    { slug: 'stale-udp-conntrack', as: 'cause' },
    { slug: 'service-no-endpoints', as: 'look-alike' },
    { slug: 'syn-retransmission', as: 'look-alike' },
    { slug: 'udp-unreplied', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'confirmed-lookups-slow',
    'confirmed-lookup-unfinished',
    'confirmed-server-silent',
    'suspected',
    'clear',
    'undecided',
    'lookups-slow',
    'lookups-sluggish',
    'lookup-unfinished',
    'resolving-timed-out',
    'lookups-quick',
    'server-silent',
    'answered-again',
    'answers-slow',
    'answers-quick',
    'server-refuses',
    'capture-slow',
    'capture-unanswered',
    'capture-quick',
    'log-timed-out',
    'log-temporary-failure',
    'log-queries-slow',
    'always-late',
    'always-three',
    'ndots',
    'server-slow',
    'asked-again',
    'search-walk',
  ],
  check(facts) {
    const capture = captureReasons(facts);
    const reasons = [
      ...requestReasons(facts),
      ...toolReasons(facts),
      ...capture.reasons,
      ...logReasons(facts),
    ];
    const slow = reasons.some(reason => reason.for);
    return judge({
      reasons,
      notes: slow ? [...regular(facts), ...capture.notes, ...searching(facts)] : [],
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      next: next(facts),
      lead: { confirmed: ['lookup-unfinished', 'lookups-slow', 'server-silent'] },
    });
  },
};

/** So many lookups tell whether all are late alike. */
const REGULAR = 3;

/**
 * Every lookup late by the same time: the first name server is dead (5 s of silence), or its address on the same network answers
 * no ARP (some 3 s until the kernel says that the host is unreachable; measured: 3.08 s).
 */
function regular(facts: Facts): Given[] {
  const all = lookups(facts);
  const { found } = all;
  if (found.length < REGULAR) return [];
  const places = found.map(({ place }) => place);
  const three = found.filter(({ seconds }) => seconds >= 2.9 && seconds <= 3.3);
  if (three.length === found.length)
    return [speaksFor('always-three', places, { values: { count: found.length } })];
  const late = lateLookups(all, resolverOf(facts)?.timeout ?? null);
  const cluster = late[0]?.cluster ?? 0;
  if (late.length < found.length || late.some(lookup => lookup.cluster !== cluster)) return [];
  return [speaksFor('always-late', places, { values: { count: found.length, cluster } })];
}

/** With this many dots asked for, nearly every name outside of the cluster walks the search list first. */
const MANY_DOTS = 5;

function searching(facts: Facts): Given[] {
  const config = resolverOf(facts);
  const option = config?.options.findLast(({ name }) => name === 'ndots');
  if (!config || !option || (config.ndots ?? 1) < MANY_DOTS || config.search.length === 0) return [];
  const values = { ndots: config.ndots ?? 1, domains: config.search.length };
  return [
    speaksFor('ndots', [option.place, ...(config.searchPlace ? [config.searchPlace] : [])], { values }),
  ];
}

function next(facts: Facts): NextCommand[] {
  const wanted: NextCommand[] = [];
  if (facts.all('timings').length === 0) wanted.push(ask('curl-timing'));
  if (resolverOf(facts) === null) wanted.push(ask('resolver-config'));
  if (facts.all('dns-answers').length === 0) wanted.push(ask('dns-lookup'));
  if (facts.all('packets').length === 0) wanted.push(ask('tcpdump-dns'));
  wanted.push(ask('conntrack-stats-twice'), ask('coredns-log'));
  return facts.conntrackStats().length > 0
    ? wanted.filter(({ id }) => id !== 'conntrack-stats-twice')
    : wanted;
}
