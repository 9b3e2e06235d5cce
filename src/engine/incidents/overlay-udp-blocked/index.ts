import { connects } from '../../facts/connects.ts';
import type { Facts } from '../../facts/facts.ts';
import { handshakes } from '../../facts/handshakes.ts';
import { tunnelSigns } from '../../facts/overlay.ts';
import { answeredPings, lostPings, TUNNEL_PORTS, tunnelPeers } from '../../facts/underlay.ts';
import type { NextCommand } from '../../model/finding.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from '../incident.ts';
import { judge } from '../judge.ts';
import { deviceReasons } from './device.ts';
import { dropRules } from './drop-rules.ts';
import { loggedReasons } from './logged.ts';
import { outerReasons } from './outer.ts';

/**
 * The UDP packets of the overlay do not get from node to node: a security group, a host firewall or a router drops them.
 *
 * Enough by itself:
 *  - an ICMP error about a tunnel's port: whoever refused the packet says so;
 *  - a rule that drops a tunnel's port, whose counter rises, or has risen while the paste shows that nothing gets through;
 *  - tunnel packets of a private address that the firewall logged as blocked, while nothing gets through;
 *  - a tunnel device that sends and has never received a packet, with a lost ping or an unanswered SYN beside it;
 *  - outer packets in a capture that ask several Pods for an answer, none back from that host, and a ping of the same host that is
 *    answered; of one Pod alone, a policy there looks the same.
 * Each of the last four has another explanation alone: a rule may stand there for strangers, a lone node receives nothing, and
 * the other host may be down.
 */
export const overlayUdpBlocked: Incident = {
  slug: 'overlay-udp-blocked',
  related: [
    { slug: 'vxlan-checksum-offload', as: 'look-alike' },
    { slug: 'mtu-pmtu', as: 'look-alike' },
    { slug: 'reply-path-drop', as: 'look-alike' },
    { slug: 'networkpolicy-drop', as: 'look-alike' },
    { slug: 'host-firewall-reject', as: 'cause' },
  ],
  messages: [
    'confirmed',
    'confirmed-icmp-says',
    'confirmed-rule-drops',
    'suspected',
    'clear',
    'undecided',
    'icmp-says',
    'rule-drops',
    'rule-drops-strangers',
    'rule-logged',
    'nothing-received',
    'receiving',
    'received',
    'outer-unanswered',
    'outer-answered',
    'ping-lost',
    'flows-one-way',
    'flows-both-ways',
  ],
  check(facts) {
    const signs = tunnelSigns(facts);
    const lost = lostPings(facts);
    const symptoms =
      lost.length > 0 ||
      handshakes(facts).some(({ unanswered, repeats }) => unanswered && repeats > 0) ||
      connects(facts).failed.length > 0;
    const dropping = dropRules(facts, symptoms);
    const device = deviceReasons(facts, symptoms);
    const silent = symptoms || device.some(({ key }) => key === 'nothing-received');
    const found = [
      ...icmpSays(facts),
      ...dropping.reasons,
      ...loggedReasons(facts, silent),
      ...device,
      ...outerReasons(facts),
      ...(signs.length > 0 ? pingLost(facts) : []),
    ];
    const speaks = found.some(reason => reason.for);
    return judge({
      reasons: [...found, ...flows(facts, speaks)],
      notes: dropping.notes,
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      next: next(facts),
      lead: { confirmed: ['icmp-says', 'rule-drops'] },
    });
  },
};

/** `ICMP 10.77.1.2 udp port 8472 unreachable`: nobody listens there, or a rule rejects. */
function icmpSays(facts: Facts): Given[] {
  const errors = facts
    .all('packets')
    .flatMap(({ document }) => document.icmpErrors)
    .filter(({ protocol, port, quoted, inner }) => {
      const about = port ?? quoted?.destination.port ?? null;
      return !inner && (protocol ?? quoted?.protocol) === 'udp' && about !== null && TUNNEL_PORTS.has(about);
    });
  const first = errors[0];
  if (!first) return [];
  const port = String(first.port ?? first.quoted?.destination.port ?? '');
  const values = { from: first.from, port, packets: errors.reduce((sum, { packets }) => sum + packets, 0) };
  return [
    speaksFor(
      'icmp-says',
      errors.flatMap(({ places }) => places),
      { values, decisive: true },
    ),
  ];
}

/** Nothing from one address, while another one answers. */
function pingLost(facts: Facts): Given[] {
  const lost = lostPings(facts)[0];
  const answered = answeredPings(facts).find(({ target }) => target !== lost?.target);
  if (!lost || !answered) return [];
  const values = {
    target: lost.address ?? lost.target ?? '',
    sent: lost.summary?.transmitted ?? 0,
    other: answered.address ?? answered.target ?? '',
  };
  return [speaksFor('ping-lost', [lost.summary?.place ?? lost.place, answered.place], { values })];
}

/** One-way tunnel flows say something only beside a symptom: a stream of syslog or statsd looks the same. */
function flows(facts: Facts, speaks: boolean): Given[] {
  const { both, oneWay } = tunnelPeers(facts);
  if (both.length > 0)
    return [speaksAgainst('flows-both-ways', both, { values: { flows: both.length }, decisive: !speaks })];
  return oneWay.length > 0 && speaks
    ? [speaksFor('flows-one-way', oneWay, { values: { flows: oneWay.length } })]
    : [];
}

function next(facts: Facts): NextCommand[] {
  const wanted: NextCommand[] = [];
  if (facts.all('packets').length === 0) wanted.push(ask('tcpdump-tunnel'));
  if (facts.all('links').length === 0) wanted.push(ask('ip-links'));
  if (facts.all('ruleset').length === 0) wanted.push(ask('iptables-save'));
  if (facts.flowTables().length === 0) wanted.push(ask('conntrack-tunnels'));
  return wanted;
}
