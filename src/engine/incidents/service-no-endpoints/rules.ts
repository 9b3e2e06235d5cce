import type { Facts } from '../../facts/facts.ts';
import { type Failure, failuresOfClients, wentTo } from '../../facts/failures.ts';
import { rose, wasHit } from '../../facts/hits.ts';
import { networkCounter } from '../../facts/readings.ts';
import {
  type ServiceRule,
  serviceRules,
  toldEnd,
  unservedOfNft,
  wholeServiceChains,
} from '../../facts/service-rules.ts';
import type { Place } from '../../model/place.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/** kube-proxy's words (pkg/proxy/iptables/proxier.go); `has no local endpoints` is another incident. */
const WORDS = 'has no endpoints';

/** The rules of iptables mode: one a service port, gone as soon as an endpoint is ready. */
export function ruleReasons(facts: Facts): Given[] {
  const rules = serviceRules(facts, WORDS, 'REJECT');
  const failed = failuresOfClients(facts);
  const limited = networkCounter(facts, 'IcmpOutRateLimitHost');
  return rules.flatMap(rule => reasonsOf(rule, failed, (limited?.total ?? 0) > 0)).slice(0, MOST);
}

/** So many services are told one by one. */
const MOST = 8;

/**
 * The client's side first: refused at this very address, while the rule for it is in force. A timeout there counts only where
 * the kernel says that it withheld ICMP answers (icmp_ratelimit: IcmpOutRateLimitHost), since then a REJECT looks like a drop.
 */
function reasonsOf(rule: ServiceRule, failed: readonly Failure[], limited: boolean): Given[] {
  const { hits } = rule;
  const service = toldEnd(rule);
  const refused = failed.filter(failure => wentTo(failure, rule) && isRefusal(failure));
  const late = failed.filter(failure => wentTo(failure, rule) && failure.how === 'unanswered');
  const seen = hits.packets === null || wasHit(hits);
  const found: Given[] = [];
  if (refused.length > 0)
    found.push(
      speaksFor('refused-at-rule', [...hits.places, ...placesOf(refused)], {
        values: { service },
        decisive: seen,
      }),
    );
  if (late.length > 0 && limited && wasHit(hits))
    found.push(
      speaksFor('limited-at-rule', [...hits.places, ...placesOf(late)], {
        values: { service },
        decisive: true,
      }),
    );
  if (rose(hits)) return [...found, refusingNow(rule, service)];
  if (found.length > 0) return found;
  if (wasHit(hits))
    return [speaksFor('has-refused', hits.places, { values: { service, packets: hits.packets?.low ?? 0 } })];
  if (hits.packets === null && isClusterDns(rule))
    return [speaksFor('dns-without-endpoints', hits.places, { values: { service } })];
  return [];
}

function refusingNow({ hits }: ServiceRule, service: string): Given {
  const values = {
    service,
    packets: hits.rise?.low ?? 0,
    seconds: hits.seconds ?? 0,
    timed: hits.seconds === null ? 'no' : 'yes',
  };
  return speaksFor('refusing-now', hits.places, { values, decisive: true });
}

/** A failure within a moment is a refusal here: the rule answers with an ICMP error, whatever the client's words. */
function isRefusal({ how }: Failure): boolean {
  return how === 'refused' || how === 'at-once';
}

function placesOf(all: readonly Failure[]): Place[] {
  return all.slice(0, 3).map(({ place }) => place);
}

/** Whether the cluster's own name service is meant: without it nothing else works. */
export function isClusterDns({ name }: { readonly name: string | null }): boolean {
  return /^(?:kube-system\/(?:kube-|core)dns|openshift-dns\/dns-default|kube-system\/rke2-coredns)/.test(
    name ?? '',
  );
}

/** The verdict map of nftables mode. It has no counters, so only a refusal at the very address proves that it matters. */
export function nftReasons(facts: Facts): Given[] {
  const rejected = unservedOfNft(facts)?.elements.filter(({ verdict }) => verdict === 'reject') ?? [];
  const failed = failuresOfClients(facts).filter(isRefusal);
  return rejected.flatMap(end => {
    const met = failed.filter(failure => wentTo(failure, end));
    if (met.length === 0) return [];
    return [
      speaksFor('refused-at-map', [end.element.place, ...placesOf(met)], {
        values: { service: toldEnd(end) },
        decisive: true,
      }),
    ];
  });
}

/** What shows that every service has endpoints, as kube-proxy on this node knows them. */
export function servedReasons(facts: Facts): Given[] {
  const unserved = unservedOfNft(facts);
  if (unserved)
    return unserved.complete && unserved.elements.every(({ verdict }) => verdict === 'drop')
      ? [speaksAgainst('map-without', [unserved.place], { decisive: true })]
      : [];
  const rules = serviceRules(facts, WORDS, 'REJECT');
  if (rules.length > 0) return unused(rules);
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

/**
 * Rules that no packet came to: nobody asked for these services since kube-proxy wrote the rules, which it does anew at each
 * sync. Not enough to clear.
 */
function unused(rules: readonly ServiceRule[]): Given[] {
  const idle = rules.filter(({ hits }) => hits.packets !== null && hits.packets.high === 0);
  if (idle.length === 0) return [];
  const values = { services: idle.length };
  return [
    speaksAgainst(
      'rules-unused',
      idle.flatMap(({ hits }) => hits.places),
      { values },
    ),
  ];
}

/** Refusals that the kernel did not answer: clients see a timeout instead. */
export function limitNotes(facts: Facts): Given[] {
  const limited = networkCounter(facts, 'IcmpOutRateLimitHost');
  if (!limited || limited.total === 0 || serviceRules(facts, WORDS, 'REJECT').length === 0) return [];
  return [speaksFor('answers-withheld', limited.places, { values: { packets: limited.total } })];
}
