import type { Facts } from '../facts/facts.ts';
import { failures, failuresOfClients, wentTo } from '../facts/failures.ts';
import { rulesTo } from '../facts/rules.ts';
import {
  endOf,
  type ServiceRule,
  serviceRules,
  toldEnd,
  unservedOfNft,
  wholeServiceChains,
} from '../facts/service-rules.ts';
import type { NextCommand } from '../model/finding.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';
import { turnedAway } from './turned-away.ts';

/** kube-proxy's words (pkg/proxy/iptables/proxier.go). */
const WORDS = 'has no local endpoints';

/**
 * Traffic for a Service with traffic policy Local comes to a node on which no Pod of it runs, and is dropped.
 *
 * Enough by itself: the counter of a rule `has no local endpoints` that rises between two readings, since it matches nothing but
 * packets for that service; or a rule that has matched, and a connection to the very address or node port that got no answer.
 * The rule alone stands on every node without a Pod of the service, and a load balancer passes such nodes by.
 */
export const externaltrafficpolicyLocalDrop: Incident = {
  slug: 'externaltrafficpolicy-local-drop',
  related: [
    { slug: 'service-no-endpoints', as: 'look-alike' },
    { slug: 'loadbalancersourceranges-drop', as: 'look-alike' },
    { slug: 'unexpected-snat', as: 'look-alike' },
    { slug: 'syn-retransmission', as: 'consequence' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'clear',
    'undecided',
    'timed-out-at-rule',
    'dropping-now',
    'has-dropped',
    'timed-out-at-map',
    'chains-without',
    'map-without',
    'rules-unhit',
  ],
  check(facts) {
    const rules = localRules(facts);
    const told = [...droppedAt(facts, rules), ...mapReasons(facts)];
    return judge({
      reasons: [...told, ...quietReasons(facts, rules)],
      severity: told.some(({ key }) => key === 'timed-out-at-rule') ? 'critical' : 'warning',
      next: next(rules, told),
    });
  },
};

/** Of a client elsewhere in the paste a node port says nothing: nobody knows which node it asked. */
function droppedAt(facts: Facts, rules: readonly ServiceRule[]): Given[] {
  const keys = { met: 'timed-out-at-rule', now: 'dropping-now', has: 'has-dropped' };
  const ports = rules.filter(({ address }) => address === null);
  const addresses = rules.filter(({ address }) => address !== null);
  return [
    ...turnedAway(addresses, failuresOfClients(facts), keys),
    ...turnedAway(ports, failures(facts), keys),
  ];
}

/** The rules, those of old releases with the ends that lead to their chain `KUBE-XLB-…`. */
function localRules(facts: Facts): ServiceRule[] {
  return serviceRules(facts, WORDS, 'DROP', 'KUBE-MARK-DROP').flatMap(rule => {
    const { chain } = rule.hits.rule;
    if (rule.address !== null || rule.port !== null || !chain.startsWith('KUBE-XLB-')) return [rule];
    const [jump] = rulesTo(facts, chain);
    return [jump ? { ...rule, ...endOf(jump.spec) } : rule];
  });
}

/** nftables mode has no counters: a timeout at an element that drops fits, but a timeout has many causes. */
function mapReasons(facts: Facts): Given[] {
  const silent = failuresOfClients(facts).filter(({ how }) => how === 'unanswered');
  return (unservedOfNft(facts)?.elements ?? [])
    .filter(({ verdict }) => verdict === 'drop')
    .flatMap(end => {
      const met = silent.filter(failure => wentTo(failure, end));
      const places = [end.element.place, ...met.slice(0, 3).map(({ place }) => place)];
      return met.length > 0
        ? [speaksFor('timed-out-at-map', places, { values: { service: toldEnd(end) } })]
        : [];
    });
}

function quietReasons(facts: Facts, rules: readonly ServiceRule[]): Given[] {
  const unserved = unservedOfNft(facts);
  if (unserved)
    return unserved.complete && unserved.elements.every(({ verdict }) => verdict !== 'drop')
      ? [speaksAgainst('map-without', [unserved.place], { decisive: true })]
      : [];
  if (rules.length === 0) return withoutRules(facts);
  const idle = rules.filter(({ hits }) => hits.packets?.high === 0);
  if (idle.length < rules.length) return [];
  const still = idle.every(({ hits }) => hits.rise !== null);
  return [
    speaksAgainst(
      'rules-unhit',
      idle.flatMap(({ hits }) => hits.places),
      {
        values: { rules: idle.length },
        decisive: still,
      },
    ),
  ];
}

function withoutRules(facts: Facts): Given[] {
  const chains = wholeServiceChains(facts).filter(({ source }) => source.document.family !== 'ipv6');
  const both = ['KUBE-SERVICES', 'KUBE-EXTERNAL-SERVICES'].every(name =>
    chains.some(chain => chain.name === name),
  );
  return both
    ? [
        speaksAgainst(
          'chains-without',
          chains.map(({ place }) => place),
          { decisive: true },
        ),
      ]
    : [];
}

function next(rules: readonly ServiceRule[], told: readonly Given[]): NextCommand[] {
  const named = /^([\w.-]+)\/([\w.-]+)/.exec(String(told[0]?.values['service'] ?? ''));
  const twice = rules.some(({ hits }) => hits.rise !== null);
  return [
    ...(twice ? [] : [ask('iptables-filter-twice')]),
    ...(named
      ? [ask('kube-endpoints-of', { namespace: named[1] as string, service: named[2] as string })]
      : []),
  ];
}
