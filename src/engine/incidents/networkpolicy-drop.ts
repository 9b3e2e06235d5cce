import type { Facts } from '../facts/facts.ts';
import { type Failure, failuresOfClients, wentTo } from '../facts/failures.ts';
import { rose, wasHit } from '../facts/hits.ts';
import { type PolicyDrop, policyDrops } from '../facts/policy-rules.ts';
import { rulesTo } from '../facts/rules.ts';
import { toldEnd } from '../facts/service-rules.ts';
import { hasMatched, hasState } from '../facts/spec.ts';
import type { NextCommand } from '../model/finding.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

/**
 * A NetworkPolicy turns away a connection that somebody needs.
 *
 * Enough by itself: the counter of a policy engine's last rule, which turns away what no policy allows, rises between two
 * readings; or it is not zero, and a connection to this very Pod fails in the same paste; or the engine itself says that it dropped
 * a packet for a policy (Cilium). To drop is what policies are for, so
 * a counter of one reading says only that they have worked; and whether what is dropped should pass, no paste can tell.
 */
export const networkpolicyDrop: Incident = {
  slug: 'networkpolicy-drop',
  related: [
    { slug: 'conntrack-invalid-drop', as: 'look-alike' },
    { slug: 'service-no-endpoints', as: 'look-alike' },
    { slug: 'forward-policy-drop', as: 'look-alike' },
    { slug: 'rp-filter-drop', as: 'look-alike' },
    { slug: 'dns-slow-or-timeout', as: 'consequence' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'clear',
    'undecided',
    'failed-at-pod',
    'dropping-now',
    'told-denied',
    'logged',
    'drops-unhit',
    'drops-still',
    'has-dropped',
    'invalid-drops',
  ],
  check(facts) {
    const drops = policyDrops(facts);
    const told = dropReasons(facts, drops);
    const reasons = [...told, ...verdictReasons(facts), ...logReasons(facts), ...quietReasons(drops)];
    return judge({
      reasons,
      notes: [...(told.length > 0 ? [] : historyNotes(drops)), ...invalidNotes(facts)],
      severity: told.some(({ key }) => key === 'failed-at-pod') ? 'critical' : 'warning',
      next: next(drops),
    });
  },
};

/** So many endpoints are told one by one. */
const MOST = 6;

function dropReasons(facts: Facts, drops: readonly PolicyDrop[]): Given[] {
  const failed = failuresOfClients(facts);
  return drops.flatMap(drop => reasonsOf(drop, failed)).slice(0, MOST);
}

function reasonsOf(drop: PolicyDrop, failed: readonly Failure[]): Given[] {
  const { hits, engine, where, address } = drop;
  const met =
    address === null || !wasHit(hits)
      ? []
      : failed.filter(failure => wentTo(failure, { address, port: null, name: null }) && fits(failure, drop));
  const values = { engine, where, packets: hits.packets?.low ?? 0 };
  if (met.length > 0)
    return [
      speaksFor('failed-at-pod', [...hits.places, ...met.slice(0, 3).map(({ place }) => place)], {
        values: { ...values, address: address ?? '' },
        decisive: true,
      }),
    ];
  if (!rose(hits)) return [];
  const rise = {
    packets: hits.rise?.low ?? 0,
    seconds: hits.seconds ?? 0,
    timed: hits.seconds === null ? 'no' : 'yes',
  };
  return [speaksFor('dropping-now', hits.places, { values: { ...values, ...rise }, decisive: true })];
}

/** A DROP is waited out, a REJECT is told at once. */
function fits({ how }: Failure, { verdict }: PolicyDrop): boolean {
  return verdict === 'DROP' ? how === 'unanswered' : how === 'refused' || how === 'at-once';
}

/** `Policy denied` of `cilium monitor` and `hubble observe`: Cilium names the packet, and why it threw it away. */
function verdictReasons(facts: Facts): Given[] {
  const events = facts.logged('policy-denied');
  const last = events.at(-1)?.values;
  if (!last) return [];
  const { name = '', source = '', address = '', port } = last;
  const where = port === undefined ? address : toldEnd({ name: null, address, port });
  const places = events.map(({ place }) => place).reverse();
  const values = { engine: name, where, source, times: events.length };
  return [speaksFor('told-denied', places, { values, decisive: true })];
}

/** Calico's `Log` action writes `calico-packet`; mostly a deny follows it, but the line is of the rule before. */
function logReasons(facts: Facts): Given[] {
  const events = facts
    .logged('rule-log')
    .filter(({ packet }) => /^calico-packet/i.test(packet?.prefix ?? ''));
  const last = events.at(-1)?.packet;
  if (!last) return [];
  const to = last.destinationPort === null ? last.destination : `${last.destination}:${last.destinationPort}`;
  return [
    speaksFor('logged', events.map(({ place }) => place).reverse(), {
      values: { engine: 'Calico', where: to, times: events.length, source: last.source },
    }),
  ];
}

/** What shows that no policy turns anything away: all its rules printed, and none has matched, or none does any more. */
function quietReasons(drops: readonly PolicyDrop[]): Given[] {
  const counted = drops.filter(({ hits }) => hits.packets !== null);
  if (counted.length === 0 || counted.length < drops.length) return [];
  const places = counted.flatMap(({ hits }) => hits.places);
  const values = { rules: counted.length };
  if (counted.every(({ hits }) => hits.packets?.high === 0))
    return [speaksAgainst('drops-unhit', places, { values, decisive: true })];
  const still = counted.every(({ hits }) => hits.rise !== null && hits.rise.high === 0);
  return still ? [speaksAgainst('drops-still', places, { values, decisive: true })] : [];
}

/** Counters of one reading: policies have dropped, at some time. */
function historyNotes(drops: readonly PolicyDrop[]): Given[] {
  return drops
    .filter(({ hits }) => wasHit(hits) && !rose(hits))
    .slice(0, MOST)
    .map(({ hits, engine, where }) =>
      speaksFor('has-dropped', hits.places, { values: { engine, where, packets: hits.packets?.low ?? 0 } }),
    );
}

/** Packets that connection tracking calls INVALID are dropped in the same chains, and are no policy. */
function invalidNotes(facts: Facts): Given[] {
  const dropped = rulesTo(facts, 'DROP', 'INVALID').filter(
    rule =>
      /^(?:cali-|KUBE-POD-FW-|KUBE-NWPLCY-)/.test(rule.chain) &&
      hasState(rule.spec, 'INVALID') &&
      hasMatched(rule),
  );
  return dropped.length === 0
    ? []
    : [
        speaksAgainst(
          'invalid-drops',
          dropped.map(({ place }) => place),
        ),
      ];
}

function next(drops: readonly PolicyDrop[]): NextCommand[] {
  const twice = drops.some(({ hits }) => hits.rise !== null);
  return [...(twice ? [] : [ask('iptables-filter-twice')]), ask('kube-network-policies'), ask('kube-pods')];
}
