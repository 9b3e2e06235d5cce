import { connects } from '../../facts/connects.ts';
import type { Facts } from '../../facts/facts.ts';
import { isTunnelDevice, translatedTunnels, tunnelSigns } from '../../facts/overlay.ts';
import type { NextCommand } from '../../model/finding.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from '../incident.ts';
import { judge } from '../judge.ts';
import { captured } from './captures.ts';
import { countedTwice, counterReasons, dropsOf } from './counter.ts';
import { kernelReasons } from './kernel.ts';
import { curedReasons, kernelNotes, offloadReasons } from './offload.ts';
import { lostSyns, waitingFlows } from './symptoms.ts';

/**
 * The outer UDP checksum of VXLAN packets is wrong, and the node that receives them drops them: SYNs of connections that the node
 * itself opens, or that are masqueraded to its tunnel address, vanish until one of them is sent with a right checksum.
 *
 * Enough by itself:
 *  - the kernel of the receiver says so (`UDP: bad checksum. From … to …:8472`, net/ipv4/udp.c), since that is the drop itself;
 *  - outer packets that come in with a bad checksum, together with lost SYNs in the same paste: either alone can be harmless
 *    (packets of a neighbour on the same hypervisor carry no finished checksum) or another fault;
 *  - the kernel has counted more UDP packets with a bad checksum (`UdpInCsumErrors`, two readings), together with such outer packets, with
 *    lost SYNs, or with late connects, two or more and each with its packet: alone, any UDP may be meant;
 *  - late connects while the offload is on, and none once it is off: the fault has been switched off.
 * What the sender's own capture says of checksums proves nothing: the card, or the device behind, fills them in later.
 */
export const vxlanChecksumOffload: Incident = {
  slug: 'vxlan-checksum-offload',
  related: [
    { slug: 'kube-postrouting-double-snat', as: 'cause' },
    { slug: 'syn-retransmission', as: 'consequence' },
    { slug: 'overlay-udp-blocked', as: 'look-alike' },
    { slug: 'mtu-pmtu', as: 'look-alike' },
    { slug: 'dns-slow-or-timeout', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'confirmed-cured',
    'suspected',
    'suspected-drops-rise',
    'clear',
    'clear-offload-off',
    'undecided',
    'kernel-says',
    'drops-rise',
    'drops-still',
    'received-bad',
    'received-bad-alone',
    'received-good',
    'cured',
    'syn-lost',
    'flow-waits',
    'late-connects',
    'outer-snat',
    'offload-on',
    'offload-off',
    'kernel-affected',
    'kernel-fixed',
    'nothing-received',
    'sender-bad',
    'connects-quick',
  ],
  check(facts) {
    const signs = tunnelSigns(facts);
    const { late } = connects(facts);
    const lost = [...lostSyns(facts), ...waitingFlows(facts)];
    const slow = late.length > 0 && (signs.length > 0 || lost.length > 0) ? [lateConnects(late)] : [];
    const symptoms = [...lost, ...slow];
    const seen = captured(facts, symptoms.length > 0 || (dropsOf(facts) ?? 0) > 0);
    const shown = lost.length > 0 || seen.reasons.some(reason => reason.for);
    const counted = counterReasons(facts, { shown, late: slow.length > 0 ? late.length : 0 });
    const cured = curedReasons(facts);
    const others = [...kernelReasons(facts), ...seen.reasons, ...cured, ...symptoms];
    const found = [...others, ...counted];
    const speaks = found.some(reason => reason.for);
    const alone = !others.some(reason => reason.for);
    const support = speaks
      ? [...snat(facts), ...offloadReasons(facts, cured.length > 0)]
      : offloadReasons(facts, false).filter(reason => !reason.for);
    return judge({
      reasons: [...found, ...support, ...against(facts, speaks, signs.length > 0)],
      notes: [...seen.notes, ...(speaks ? kernelNotes(facts) : [])],
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      next: next(facts),
      lead: { confirmed: ['cured'], suspected: alone ? ['drops-rise'] : [], clear: ['offload-off'] },
    });
  },
};

function lateConnects(late: ReturnType<typeof connects>['late']): Given {
  const worst = Math.max(...late.map(({ connect }) => connect));
  return speaksFor(
    'late-connects',
    late.map(({ place }) => place),
    { values: { count: late.length, worst } },
  );
}

/** A node that masquerades its own tunnel packets brings this about on kernels with the bug. */
function snat(facts: Facts): Given[] {
  const translated = translatedTunnels(facts);
  return translated.length === 0
    ? []
    : [
        speaksFor(
          'outer-snat',
          translated.map(({ place }) => place),
          { values: { flows: translated.length } },
        ),
      ];
}

/** So many connects without a late one make a rare loss unlikely. */
const ENOUGH = 20;

function against(facts: Facts, speaks: boolean, tunnel: boolean): Given[] {
  const reasons: Given[] = [];
  const dead = facts
    .all('links')
    .flatMap(({ document }) => document.interfaces)
    .find(
      ({ name, received, sent }) =>
        isTunnelDevice(name) && received?.values['packets'] === 0 && (sent?.values['packets'] ?? 0) > 0,
    );
  if (dead && speaks) {
    const values = { device: dead.name, sent: dead.sent?.values['packets'] ?? 0 };
    reasons.push(
      speaksAgainst('nothing-received', [dead.received?.place ?? dead.place], { values, decisive: true }),
    );
  }
  const { count, late, slow, failed, usual } = connects(facts);
  const quick = count >= ENOUGH && late.length + slow.length + failed.length === 0;
  const place = facts.all('timings').at(-1)?.document.first;
  if (quick && tunnel && place)
    reasons.push(speaksAgainst('connects-quick', [place], { values: { count, usual: usual ?? 0 } }));
  return reasons;
}

function next(facts: Facts): NextCommand[] {
  const device = tunnelSigns(facts).find(sign => sign.device !== null)?.device;
  const wanted: NextCommand[] = [];
  if (facts.all('packets').length === 0) wanted.push(ask('tcpdump-tunnel'));
  if (!countedTwice(facts)) wanted.push(ask('udp-checksum-errors-twice'));
  const asked = facts.all('nic-features').some(({ document }) => isTunnelDevice(document.device ?? ''));
  if (!asked) wanted.push(ask('nic-driver-features', device ? { interface: device } : {}));
  if (connects(facts).count === 0) wanted.push(ask('curl-timing'));
  if (!facts.all('system').some(({ document }) => document.kernel !== null))
    wanted.push(ask('system-versions'));
  return wanted;
}
