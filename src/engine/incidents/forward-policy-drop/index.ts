import type { Facts } from '../../facts/facts.ts';
import { forwardChains } from '../../facts/forwarding.ts';
import type { NextCommand } from '../../model/finding.ts';
import { ask, type Incident } from '../incident.ts';
import { judge } from '../judge.ts';
import { nftReasons } from './nft.ts';
import { ownerNotes, policyReasons, settingReasons } from './policy.ts';

/**
 * The FORWARD chain drops by its policy what no rule accepts, and no rule accepts the pods.
 *
 * Enough by itself: on a node with pods, FORWARD printed whole without a rule that accepts a new connection of theirs, and either
 * the policy's counter rises between two readings, or it is not zero and a connection of the same paste got no answer; or
 * ip_forward is 0 there and a connection got none. A policy of DROP alone is what Docker and ufw set on healthy hosts.
 */
export const forwardPolicyDrop: Incident = {
  slug: 'forward-policy-drop',
  related: [
    { slug: 'host-firewall-reject', as: 'look-alike' },
    { slug: 'networkpolicy-drop', as: 'look-alike' },
    { slug: 'conntrack-table-full', as: 'look-alike' },
    { slug: 'overlay-udp-blocked', as: 'look-alike' },
    { slug: 'syn-retransmission', as: 'consequence' },
  ],
  messages: [
    'confirmed',
    'confirmed-not-forwarding',
    'suspected',
    'suspected-not-forwarding',
    'clear',
    'undecided',
    'dropping-now',
    'dropped-waiting',
    'has-dropped',
    'dropping-unseen',
    'closed-waiting',
    'not-forwarding',
    'nft-drop',
    'policy-accept',
    'accepted-before',
    'policy-unhit',
    'set-by-docker',
    'set-by-ufw',
  ],
  check(facts) {
    const reasons = [
      ...policyReasons(facts, 'ipv4'),
      ...policyReasons(facts, 'ipv6'),
      ...settingReasons(facts),
      ...nftReasons(facts),
    ];
    return judge({
      reasons,
      notes: ownerNotes(facts),
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      next: next(facts),
      lead: { confirmed: ['not-forwarding'], suspected: ['not-forwarding'] },
    });
  },
};

function next(facts: Facts): NextCommand[] {
  const twice =
    forwardChains(facts, 'ipv4').filter(({ policyCounters }) => policyCounters !== null).length > 1;
  return [
    ...(twice ? [] : [ask('iptables-filter-twice')]),
    ...(facts.setting('net.ipv4.ip_forward').length > 0 ? [] : [ask('ip-forwarding')]),
    ...(facts.all('nft-ruleset').length > 0 ? [] : [ask('nft-ruleset')]),
  ];
}
