import type { Facts } from '../../facts/facts.ts';
import type { NextCommand } from '../../model/finding.ts';
import { ask, type Incident } from '../incident.ts';
import { judge } from '../judge.ts';
import {
  bridgePorts,
  bridgeReasons,
  captureReasons,
  flowReasons,
  healthyFlows,
  logReasons,
} from './flows.ts';
import { ipvsReasons, markedReasons, nftUnmarked, ruleReasons } from './rules.ts';

/**
 * A Pod asks its own Service, is sent back to itself, and its own address is still the source: it throws the packet away.
 *
 * Enough by itself: a tracked flow from an address to itself by way of another one, its source untranslated and unreplied; or SYNs
 * from an address to itself, repeated and unanswered, on a device that is not loopback; or a translated flow that gets no answer
 * while the bridge's ports have hairpin off. A missing rule says only that it would
 * happen.
 */
export const missingMasqueradeHairpin: Incident = {
  slug: 'missing-masquerade-hairpin',
  related: [
    { slug: 'syn-sent-unreplied', as: 'consequence' },
    { slug: 'rp-filter-drop', as: 'look-alike' },
    { slug: 'service-no-endpoints', as: 'look-alike' },
    { slug: 'kube-postrouting-double-snat', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'confirmed-hairpin-off',
    'suspected',
    'clear',
    'undecided',
    'own-address',
    'hairpin-off',
    'captured',
    'martian',
    'unmarked',
    'unmarked-and-timeout',
    'loop-back-unused',
    'all-marked',
    'loop-back-used',
    'masqueraded',
  ],
  check(facts) {
    const told = [
      ...flowReasons(facts),
      ...bridgeReasons(facts),
      ...captureReasons(facts),
      ...ruleReasons(facts),
      ...nftUnmarked(facts),
      ...logReasons(facts),
    ];
    return judge({
      reasons: [...told, ...ipvsReasons(facts), ...markedReasons(facts), ...healthyFlows(facts)],
      severity: 'warning',
      next: next(facts),
      lead: { confirmed: ['hairpin-off'] },
    });
  },
};

function next(facts: Facts): NextCommand[] {
  return [
    ...(facts.flowTables().length > 0 ? [] : [ask('conntrack-list')]),
    ...(facts.all('ruleset').length > 0 ? [] : [ask('iptables-list-nat')]),
    ...(bridgePorts(facts).length > 0 ? [] : [ask('bridge-hairpin')]),
  ];
}
