import type { Facts } from '../../facts/facts.ts';
import type { NextCommand } from '../../model/finding.ts';
import { ask, type Incident } from '../incident.ts';
import { judge } from '../judge.ts';
import { captureReasons, flowReasons, toolReasons } from './evidence.ts';

/**
 * UDP answers come from another address than was asked, and the client throws them away: a server on several addresses that does not
 * answer from the one that was asked (IP_PKTINFO), or a translation that is not undone on the way back.
 *
 * Enough by itself: dig's or nslookup's own words; an answer from elsewhere in a capture that the client's kernel turns away with an
 * ICMP error, or after which the client asks again; in connection tracking, an unanswered flow and another one that is its mirror
 * but for the server's address, between an ephemeral port and a lower one.
 *
 * Against it, enough by itself: dig or nslookup had an answer (they take none from elsewhere), or three questions of a capture or
 * more, all answered by who was asked.
 */
export const udpReplyWrongSource: Incident = {
  slug: 'udp-reply-wrong-source',
  related: [
    { slug: 'udp-unreplied', as: 'consequence' },
    { slug: 'dns-slow-or-timeout', as: 'consequence' },
    { slug: 'missing-masquerade-hairpin', as: 'cause' },
    { slug: 'stale-udp-conntrack', as: 'look-alike' },
    { slug: 'unexpected-snat', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'suspected-turned-away',
    'clear',
    'undecided',
    'tool-says',
    'tool-answered',
    'turned-away',
    'answers-elsewhere',
    'answers-right',
    'entries-mirror',
  ],
  check(facts) {
    return judge({
      reasons: [...toolReasons(facts), ...captureReasons(facts), ...flowReasons(facts)],
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      next: next(facts),
      lead: { suspected: ['turned-away'] },
    });
  },
};

function next(facts: Facts): NextCommand[] {
  const wanted: NextCommand[] = [];
  if (facts.all('packets').length === 0) wanted.push(ask('tcpdump-udp-icmp'));
  if (facts.flowTables().length === 0) wanted.push(ask('conntrack-udp'));
  wanted.push(ask('ip-addresses'));
  return facts.all('addresses').length > 0 ? wanted.filter(({ id }) => id !== 'ip-addresses') : wanted;
}
