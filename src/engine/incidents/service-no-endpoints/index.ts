import type { Facts } from '../../facts/facts.ts';
import { serviceRules } from '../../facts/service-rules.ts';
import type { NextCommand, Severity, Verdict } from '../../model/finding.ts';
import { ask, type Given, type Incident } from '../incident.ts';
import { judge } from '../judge.ts';
import { ipvsReasons, ipvsServed, kubectlReasons, localNotes, logReasons } from './elsewhere.ts';
import { isClusterDns, limitNotes, nftReasons, ruleReasons, servedReasons } from './rules.ts';

/**
 * Clients ask for a Service behind which no Pod is ready, and are refused.
 *
 * Enough by itself: the counter of a rule `has no endpoints` that rises between two readings, since the rule matches nothing but
 * new packets to that service; or a refusal at the very address for which a rule, an element of kube-proxy's map, an IPVS
 * service without servers or an empty list of endpoints stands in the same paste. Rules without packets stand on many healthy
 * clusters.
 */
export const serviceNoEndpoints: Incident = {
  slug: 'service-no-endpoints',
  related: [
    { slug: 'externaltrafficpolicy-local-drop', as: 'look-alike' },
    { slug: 'connection-refused-rst', as: 'look-alike' },
    { slug: 'host-firewall-reject', as: 'look-alike' },
    { slug: 'networkpolicy-drop', as: 'look-alike' },
    { slug: 'dns-slow-or-timeout', as: 'consequence' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'clear',
    'undecided',
    'refusing-now',
    'refused-at-rule',
    'limited-at-rule',
    'has-refused',
    'dns-without-endpoints',
    'refused-at-map',
    'refused-at-virtual',
    'ipvs-logged',
    'refused-none-listed',
    'none-listed',
    'logged',
    'chains-without',
    'map-without',
    'virtual-served',
    'rules-unused',
    'only-local-missing',
    'answers-withheld',
  ],
  check(facts) {
    const speaking = [
      ...ruleReasons(facts),
      ...nftReasons(facts),
      ...ipvsReasons(facts),
      ...kubectlReasons(facts),
      ...logReasons(facts),
    ];
    const reasons = [...speaking, ...servedReasons(facts), ...ipvsServed(facts)];
    return judge({
      reasons,
      notes: [...limitNotes(facts), ...localNotes(facts)],
      severity: verdict => severityOf(verdict, speaking),
      next: next(facts, speaking),
    });
  },
};

/** A counter of one reading is a notice: clusters often have services that nobody minds. */
function severityOf(verdict: Verdict, speaking: readonly Given[]): Severity {
  if (verdict === 'confirmed' || speaking.some(isOfDns)) return 'critical';
  return speaking.every(({ key }) => key === 'has-refused') ? 'notice' : 'warning';
}

function isOfDns({ values }: Given): boolean {
  return isClusterDns({ name: String(values['service'] ?? '') });
}

function next(facts: Facts, speaking: readonly Given[]): NextCommand[] {
  const named = /^([\w.-]+)\/([\w.-]+)/.exec(String(speaking[0]?.values['service'] ?? ''));
  const counted = serviceRules(facts, 'has no endpoints', 'REJECT').some(({ hits }) => hits.rise !== null);
  return [
    ...(named
      ? [ask('kube-endpoints-of', { namespace: named[1] as string, service: named[2] as string })]
      : []),
    ...(named ? [] : [ask('kube-services')]),
    ...(counted ? [] : [ask('iptables-filter-twice')]),
  ];
}
