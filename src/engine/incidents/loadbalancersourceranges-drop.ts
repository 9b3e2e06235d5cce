import type { Facts } from '../facts/facts.ts';
import { failuresOfClients, wentTo } from '../facts/failures.ts';
import { ruleHits } from '../facts/hits.ts';
import { chainsNamed, isWhole, rulesOfChain, rulesTo } from '../facts/rules.ts';
import {
  elementEnd,
  endOf,
  mapsOfNft,
  type ServiceRule,
  serviceRules,
  toldEnd,
} from '../facts/service-rules.ts';
import { commentOf, targets } from '../facts/spec.ts';
import type { NextCommand } from '../model/finding.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';
import { turnedAway } from './turned-away.ts';

/** kube-proxy since 1.25 (PR 110289): the comment of the rules in KUBE-PROXY-FIREWALL. */
const WORDS = 'traffic not accepted by KUBE-FW-';

/**
 * A load balancer of a Service is used from an address that is not in its loadBalancerSourceRanges, and kube-proxy drops it.
 *
 * Enough by itself: the counter of the rule that drops rises between two readings; or it is not zero, and a connection to
 * this very address got no answer. Whether that client should be let in, no paste can tell; a counter of one reading
 * is what strangers leave on any address that is open to the internet.
 */
export const loadbalancersourcerangesDrop: Incident = {
  slug: 'loadbalancersourceranges-drop',
  related: [
    { slug: 'externaltrafficpolicy-local-drop', as: 'look-alike' },
    { slug: 'networkpolicy-drop', as: 'look-alike' },
    { slug: 'unexpected-snat', as: 'cause' },
    { slug: 'syn-retransmission', as: 'consequence' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'clear',
    'undecided',
    'timed-out-at-rule',
    'dropping-now',
    'timed-out-at-map',
    'chain-without',
    'map-without',
    'rules-unhit',
    'has-dropped',
  ],
  check(facts) {
    const rules = [...serviceRules(facts, WORDS, 'DROP'), ...oldRules(facts), ...ipvsRules(facts)];
    const keys = { met: 'timed-out-at-rule', now: 'dropping-now', has: null };
    const told = [...turnedAway(rules, failuresOfClients(facts), keys), ...mapReasons(facts)];
    return judge({
      reasons: [...told, ...quietReasons(facts, rules)],
      notes: told.length > 0 ? [] : turnedAway(rules, [], { ...keys, has: 'has-dropped' }),
      severity: 'warning',
      next: next(rules, told),
    });
  },
};

/**
 * Before 1.25 the last rule of KUBE-FW-… marked the packet for dropping. It stands there without ranges too, behind a jump that
 * takes all: only a chain whose jumps are limited by source has ranges.
 */
function oldRules(facts: Facts): ServiceRule[] {
  const marks = rulesTo(facts, 'KUBE-MARK-DROP').filter(({ chain }) => chain.startsWith('KUBE-FW-'));
  return ruleHits(facts, marks).flatMap(hits => {
    const { chain } = hits.rule;
    const own = chainsNamed(facts, chain).at(-1);
    const ways = own
      ? rulesOfChain(own).filter(({ spec }) => /^KUBE-(?:SVC|XLB|EXT)-/.test(spec.target?.name ?? ''))
      : [];
    if (ways.length === 0 || ways.some(({ spec }) => spec.source === null)) return [];
    const [jump] = rulesTo(facts, chain);
    const end = jump ? endOf(jump.spec) : { address: null, port: null };
    const name = /^(\S+?):? loadbalancer IP/.exec(commentOf(hits.rule.spec) ?? '')?.[1] ?? chain;
    return [{ ...end, name, hits }];
  });
}

/** IPVS mode: the ranges stand in sets; what is left in this chain is dropped (pkg/proxy/ipvs/proxier.go). */
function ipvsRules(facts: Facts): ServiceRule[] {
  const chain = 'KUBE-SOURCE-RANGES-FIREWALL';
  const drops = chainsNamed(facts, chain)
    .flatMap(rulesOfChain)
    .filter(({ spec }) => targets(spec, 'DROP'));
  return ruleHits(facts, drops).map(hits => ({ address: null, port: null, name: chain, hits }));
}

/** nftables mode: an element of firewall-ips leads to a chain that drops what is in no range. No counters. */
function mapReasons(facts: Facts): Given[] {
  const silent = failuresOfClients(facts).filter(({ how }) => how === 'unanswered');
  return mapsOfNft(facts, 'firewall-ips').flatMap(({ map }) =>
    map.examples.flatMap(element => {
      const end = elementEnd(element);
      const met = silent.filter(failure => end.address !== null && wentTo(failure, end));
      const places = [element.place, ...met.slice(0, 3).map(({ place }) => place)];
      return met.length > 0
        ? [speaksFor('timed-out-at-map', places, { values: { service: toldEnd(end) } })]
        : [];
    }),
  );
}

function quietReasons(facts: Facts, rules: readonly ServiceRule[]): Given[] {
  const [last] = mapsOfNft(facts, 'firewall-ips').slice(-1);
  if (last) {
    const empty = last.map.elementsComplete && last.map.elements === 0 && last.whole;
    return empty ? [speaksAgainst('map-without', [last.map.place], { decisive: true })] : [];
  }
  if (rules.length > 0) {
    const idle = rules.filter(({ hits }) => hits.packets?.high === 0);
    if (idle.length < rules.length) return [];
    const places = idle.flatMap(({ hits }) => hits.places);
    const decisive = idle.every(({ hits }) => hits.rise !== null);
    return [speaksAgainst('rules-unhit', places, { values: { rules: idle.length }, decisive })];
  }
  const chain = chainsNamed(facts, 'KUBE-PROXY-FIREWALL').at(-1);
  const empty = chain && isWhole(chain) && chain.ruleCount === 0 && chain.source.document.family !== 'ipv6';
  return empty ? [speaksAgainst('chain-without', [chain.place], { decisive: true })] : [];
}

function next(rules: readonly ServiceRule[], told: readonly Given[]): NextCommand[] {
  const named = /^([\w.-]+)\/([\w.-]+)/.exec(
    String(told[0]?.values['service'] ?? toldEnd(rules[0] ?? NO_END)),
  );
  return [
    ...(named
      ? [ask('kube-source-ranges', { namespace: named[1] as string, service: named[2] as string })]
      : []),
    ...(rules.some(({ hits }) => hits.rise !== null) ? [] : [ask('iptables-filter-twice')]),
  ];
}

const NO_END = { name: null, address: null, port: null };
