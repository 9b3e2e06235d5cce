import { connects } from '../../facts/connects.ts';
import type { Facts } from '../../facts/facts.ts';
import { translatedTunnels, tunnelFlows, tunnelSigns } from '../../facts/overlay.ts';
import { chainNamed, chainsNamed, isWhole, rulesOfChain } from '../../facts/rules.ts';
import { optionOf, targets } from '../../facts/spec.ts';
import type { NextCommand } from '../../model/finding.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from '../incident.ts';
import { judge } from '../judge.ts';
import { type RulesFound, rulesFound } from './rules.ts';

/**
 * A packet that kube-proxy marked for a new source keeps its mark inside VXLAN (vxlan_xmit_one() clears it only between network
 * namespaces, skb_scrub_packet()), so the packet around it is masqueraded as well.
 *
 * Enough by itself:
 *  - a flow to a tunnel's port whose source port was translated while the address stayed, unless the rules in the paste take the
 *    mark off: nothing else gives a node's own tunnel packets another port;
 *  - the old rule with `--random-fully` on a node with a tunnel: every marked packet that goes through the tunnel gets there. Not
 *    where its counter says that no packet came.
 * The old rule on a node without a sign of a tunnel is suspected; without `--random-fully` it is only noted.
 */
export const kubePostroutingDoubleSnat: Incident = {
  slug: 'kube-postrouting-double-snat',
  related: [
    { slug: 'vxlan-checksum-offload', as: 'consequence' },
    { slug: 'snat-port-race', as: 'look-alike' },
    { slug: 'unexpected-snat', as: 'look-alike' },
    { slug: 'overlay-udp-blocked', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'confirmed-outer-snat',
    'suspected',
    'suspected-outer-snat',
    'suspected-old-layout-earlier',
    'suspected-flannel-first',
    'clear',
    'undecided',
    'outer-snat',
    'old-layout',
    'both-layouts',
    'old-layout-earlier',
    'flannel-first',
    'mark-cleared',
    'outer-kept',
    'old-layout-plain',
    'tunnel-seen',
    'late-connects',
  ],
  check(facts) {
    const signs = tunnelSigns(facts);
    const rules = rulesFound(facts, signs.length > 0);
    const reasons = [...outer(facts, rules), ...rules.reasons, ...flannelFirst(facts)];
    const late = connects(facts).late;
    const speaks = reasons.some(reason => reason.for);
    return judge({
      reasons,
      notes: speaks ? [...rules.notes, ...supporting(signs, late)] : rules.notes,
      severity: verdict => (verdict === 'confirmed' && late.length > 0 ? 'critical' : 'warning'),
      next: next(facts, rules),
      lead: {
        confirmed: ['outer-snat'],
        suspected: reasons.some(({ key }) => key === 'old-layout' || key === 'both-layouts')
          ? []
          : ['outer-snat', 'old-layout-earlier', 'flannel-first'],
      },
    });
  },
};

/** The flows of the tunnel packets themselves. */
function outer(facts: Facts, { mark }: RulesFound): Given[] {
  const translated = translatedTunnels(facts);
  const first = translated[0];
  if (first?.reply)
    return [
      speaksFor(
        'outer-snat',
        translated.map(({ place }) => place),
        {
          values: {
            flows: translated.length,
            port: String(first.original.destinationPort ?? ''),
            sent: String(first.original.sourcePort ?? ''),
            left: String(first.reply.destinationPort ?? ''),
          },
          decisive: mark !== 'cleared',
        },
      ),
    ];
  const kept = tunnelFlows(facts).filter(
    ({ original, reply }) => reply?.destinationPort === original.sourcePort,
  );
  return kept.length > 0
    ? [
        speaksAgainst(
          'outer-kept',
          kept.map(({ place }) => place),
          { values: { flows: kept.length } },
        ),
      ]
    : [];
}

/**
 * Flannel's own MASQUERADE ahead of kube-proxy's chain, without the RETURN for marked packets that newer flannel writes first: the
 * inner packet is masqueraded there, and keeps its mark for KUBE-POSTROUTING (flannel#1679: flannel 0.20.1, kube-proxy 1.25).
 */
function flannelFirst(facts: Facts): Given[] {
  const flannel = chainNamed(facts, 'FLANNEL-POSTRTG');
  const postrouting = chainsNamed(facts, 'POSTROUTING').findLast(
    ({ source, table }) => source.document === flannel?.source.document && table.name === 'nat',
  );
  if (!flannel || !postrouting || !isWhole(flannel)) return [];
  const jumps = rulesOfChain(postrouting).map(({ spec, place }) => ({ name: spec.target?.name, place }));
  const own = jumps.findIndex(({ name }) => name === 'FLANNEL-POSTRTG');
  const kube = jumps.findIndex(({ name }) => name === 'KUBE-POSTROUTING');
  const rules = rulesOfChain(flannel);
  const masquerades = rules.filter(({ spec }) => targets(spec, 'MASQUERADE'));
  const returns = rules.some(({ spec }) => targets(spec, 'RETURN') && optionOf(spec, '--mark') !== null);
  const jump = jumps[own];
  if (own < 0 || kube < own || returns || masquerades.length === 0 || !jump) return [];
  return [speaksFor('flannel-first', [jump.place, ...masquerades.map(({ place }) => place)])];
}

function supporting(
  signs: ReturnType<typeof tunnelSigns>,
  late: ReturnType<typeof connects>['late'],
): Given[] {
  const named = signs.find(({ device }) => device !== null) ?? signs[0];
  const seen = named
    ? [
        speaksFor(
          'tunnel-seen',
          signs.map(({ place }) => place),
          { values: { device: named.device ?? '', named: named.device ? 'yes' : 'no' } },
        ),
      ]
    : [];
  return late.length === 0
    ? seen
    : [
        ...seen,
        speaksFor(
          'late-connects',
          late.map(({ place }) => place),
          { values: { count: late.length } },
        ),
      ];
}

function next(facts: Facts, { mark }: RulesFound): NextCommand[] {
  const wanted: NextCommand[] = [];
  if (mark === 'unknown') wanted.push(ask('kube-postrouting'));
  if (tunnelFlows(facts).length === 0) wanted.push(ask('conntrack-tunnels'));
  if (facts.all('links').length === 0) wanted.push(ask('ip-links'));
  if (connects(facts).count === 0) wanted.push(ask('curl-timing'));
  return wanted;
}
