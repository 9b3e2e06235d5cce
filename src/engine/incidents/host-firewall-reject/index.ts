import type { Facts } from '../../facts/facts.ts';
import { failures } from '../../facts/failures.ts';
import type { NextCommand } from '../../model/finding.ts';
import { ask, type Incident } from '../incident.ts';
import { judge } from '../judge.ts';
import { answerReasons, logReasons, pingReasons } from './answers.ts';
import { historyNotes, nftReasons, openNft, prohibitingRules, quietReasons, ruleReasons } from './rules.ts';

/**
 * The firewall of a host (firewalld, ufw, the stock rules of an image) turns away what the cluster needs.
 *
 * Enough by itself: an ICMP error «prohibited», which only a filter sends; `No route to host` from a host that answers ping; on a
 * node with pods such a rule in FORWARD whose counter rises, or that has matched and a client was told `No route to host` at once;
 * or a logged block of the very packet whose connection fails. INPUT ends in such a rule on healthy hosts, and strangers make it
 * count; and `No route to host` is also what a dead neighbour gives.
 */
export const hostFirewallReject: Incident = {
  slug: 'host-firewall-reject',
  related: [
    { slug: 'forward-policy-drop', as: 'look-alike' },
    { slug: 'service-no-endpoints', as: 'look-alike' },
    { slug: 'networkpolicy-drop', as: 'look-alike' },
    { slug: 'connection-refused-rst', as: 'look-alike' },
    { slug: 'overlay-udp-blocked', as: 'consequence' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'clear',
    'undecided',
    'told-prohibited',
    'no-route-but-pings',
    'rejected-and-told',
    'rejecting-now',
    'blocked-and-failed',
    'rule-and-told',
    'rejected-and-failed',
    'forward-rejected',
    'cluster-port-blocked',
    'rejects-unhit',
    'nothing-rejects',
    'has-rejected',
  ],
  check(facts) {
    const failed = failures(facts);
    const told = [
      ...answerReasons(failed),
      ...pingReasons(facts, failed),
      ...ruleReasons(facts, failed),
      ...nftReasons(facts, failed),
      ...logReasons(facts, failed),
    ];
    return judge({
      reasons: [...told, ...quietReasons(facts), ...openNft(facts)],
      notes: told.length > 0 ? [] : historyNotes(facts),
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      next: next(facts),
    });
  },
};

function next(facts: Facts): NextCommand[] {
  const twice = prohibitingRules(facts).some(({ rise }) => rise !== null);
  return [
    ...(twice ? [] : [ask('iptables-filter-twice')]),
    ...(facts.all('nft-ruleset').length > 0 ? [] : [ask('nft-ruleset')]),
    ask('tcpdump-icmp-unreachable'),
    ask('host-firewall-state'),
  ];
}
