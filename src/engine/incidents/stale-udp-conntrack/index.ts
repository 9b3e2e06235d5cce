import type { Facts } from '../../facts/facts.ts';
import { rulesets } from '../../facts/rules.ts';
import type { NextCommand } from '../../model/finding.ts';
import { ask, type Given, type Incident, speaksFor } from '../incident.ts';
import { judge } from '../judge.ts';
import { flowReasons } from './flows.ts';

/**
 * UDP entries that still lead to a backend which is gone: each packet of the client keeps the entry alive, and only the first packet
 * of a flow meets the rules.
 *
 * Enough by itself: an entry to a service that is translated to an address which no rule of the whole nat table (or IPVS service,
 * nft ruleset, list of endpoints) leads to any more; an unanswered entry to a service that is not translated at all although the
 * rules translate every packet to it, in a listing that has translated flows (so it is that of the node).
 *
 * Against it, enough by itself: every UDP flow to a service leads to a current endpoint. One-way protocols to live endpoints are
 * healthy, however long they stay [UNREPLIED].
 */
export const staleUdpConntrack: Incident = {
  slug: 'stale-udp-conntrack',
  related: [
    { slug: 'dns-slow-or-timeout', as: 'consequence' },
    { slug: 'udp-unreplied', as: 'consequence' },
    { slug: 'dns-conntrack-race-5s', as: 'look-alike' },
    { slug: 'service-no-endpoints', as: 'look-alike' },
    { slug: 'overlay-udp-blocked', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'confirmed-to-former',
    'confirmed-to-none',
    'confirmed-not-translated',
    'suspected',
    'clear',
    'undecided',
    'to-former',
    'to-none',
    'not-translated',
    'refreshed-unanswered',
    'cleanup-failed',
    'tool-missing',
    'all-current',
    'endpoints-not-shown',
  ],
  check(facts) {
    const flows = flowReasons(facts);
    return judge({
      reasons: [...flows.reasons, ...logReasons(facts)],
      notes: flows.notes,
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      next: next(facts, flows),
      lead: { confirmed: ['to-former', 'to-none', 'not-translated'] },
    });
  },
};

/** kube-proxy before 1.32 deletes the entries of endpoints that are gone with the program `conntrack` of its image. */
function logReasons(facts: Facts): Given[] {
  const [failed, missing] = [facts.logged('conntrack-delete-failed'), facts.logged('conntrack-tool-missing')];
  const placesOf = (events: typeof failed) => events.map(({ place }) => place);
  return [
    ...(missing.length > 0
      ? [speaksFor('tool-missing', placesOf(missing), { values: { times: missing.length } })]
      : []),
    ...(failed.length > 0
      ? [speaksFor('cleanup-failed', placesOf(failed), { values: { times: failed.length } })]
      : []),
  ];
}

function next(
  facts: Facts,
  { reasons, notes }: { reasons: readonly Given[]; notes: readonly Given[] },
): NextCommand[] {
  const wanted: NextCommand[] = [];
  const service = [...reasons, ...notes].find(({ values }) => typeof values['service'] === 'string')?.values[
    'service'
  ];
  const match = /^\[?(.{2,45}?)\]?:(\d{1,5})$/.exec(String(service ?? ''));
  if (facts.flowTables().length < 2)
    wanted.push(
      match
        ? ask('conntrack-udp-service', { address: match[1] as string, port: match[2] as string })
        : ask('conntrack-udp'),
    );
  if (rulesets(facts).length === 0) wanted.push(ask('iptables-save'));
  if (facts.all('kube-objects').length === 0) wanted.push(ask('kube-services'));
  return wanted;
}
