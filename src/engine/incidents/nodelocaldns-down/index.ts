import type { Facts } from '../../facts/facts.ts';
import { nodeLocalServers, resolverOf } from '../../facts/resolvers.ts';
import type { NextCommand } from '../../model/finding.ts';
import { ask, type Incident } from '../incident.ts';
import { judge } from '../judge.ts';
import { answerReasons, setupReasons, trackedReasons } from './evidence.ts';

/**
 * Pods ask NodeLocal DNSCache at a link-local address of their node, and it is not there.
 *
 * Enough by itself: that address refuses (the device and the rules are still there, nobody listens); five entries or more for it in
 * connection tracking, none of them answered (it is on this very node, and with its rules there would be no entry); and, where the
 * paste also shows that it does not answer, a raw table without its rules, or its Pod not ready.
 *
 * Against it, enough by itself: it answered, and nothing below that shows that it did not.
 */
export const nodelocaldnsDown: Incident = {
  slug: 'nodelocaldns-down',
  related: [
    { slug: 'dns-slow-or-timeout', as: 'consequence' },
    { slug: 'udp-unreplied', as: 'consequence' },
    { slug: 'service-no-endpoints', as: 'look-alike' },
    { slug: 'dns-conntrack-race-5s', as: 'look-alike' },
    { slug: 'networkpolicy-drop', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'confirmed-refuses',
    'suspected',
    'clear',
    'undecided',
    'refuses',
    'silent',
    'answers',
    'tracked-unanswered',
    'tracked',
    'rules-absent',
    'rules-present',
    'pod-down',
  ],
  check(facts) {
    const answers = answerReasons(facts);
    const tracked = trackedReasons(facts);
    const failing = answers.some(reason => reason.for);
    const setup = setupReasons(facts, failing);
    return judge({
      reasons: [...answers, ...tracked.reasons, ...setup.reasons],
      notes: [...tracked.notes, ...setup.notes],
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      next: next(facts),
      lead: { confirmed: ['refuses'] },
    });
  },
};

function next(facts: Facts): NextCommand[] {
  const address = nodeLocalServers(facts)[0]?.address ?? '169.254.20.10';
  const wanted: NextCommand[] = [];
  if (resolverOf(facts) === null) wanted.push(ask('resolver-config'));
  if (facts.all('dns-answers').length === 0) wanted.push(ask('dns-lookup-at', { address }));
  if (facts.all('kube-objects').length === 0) wanted.push(ask('nodelocaldns-pods'));
  if (facts.all('ruleset').length === 0) wanted.push(ask('iptables-save'));
  return wanted;
}
