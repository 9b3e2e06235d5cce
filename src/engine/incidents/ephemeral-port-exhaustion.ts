import type { Facts } from '../facts/facts.ts';
import { listedFlows } from '../facts/listed-flows.ts';
import { snatRules } from '../facts/snat.ts';
import { ALL_PORTS, type PortPressure, portPressure } from '../facts/snat-ports.ts';
import { endText } from '../facts/udp.ts';
import type { FlowTable, PortUse } from '../model/flow-table.ts';
import type { Place } from '../model/place.ts';
import type { CountedPeer, Destination } from '../model/sockets.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

/**
 * Of 64,512 ports (incidents.md B24). The kernel tries about 250 of them and then keeps one that is taken (nf_nat_core.c,
 * nf_nat_l4proto_unique_tuple()), so connections are lost before the last port is in use.
 */
const GONE = 60_000 / ALL_PORTS;
/** Of a printed range, which can be small enough to be tried as a whole. */
const RANGE_GONE = 1;
/** Of the local ports: connect() tries every one before it gives up (inet_hashtables.c, __inet_hash_connect()). */
const LOCAL_GONE = 0.97;
const NEAR = 0.8;
const FREE = 0.5;
/** net.ipv4.ip_local_port_range where nothing says otherwise: 32768 to 60999. */
const DEFAULT_LOCAL = 28_232;

/**
 * Every source port towards one destination is taken: at NAT, or on the host that connects.
 *
 * Enough by itself: a listing in which one translated address holds 60,000 flows to one destination, or as many as the printed
 * range of its rule has ports; sockets to one destination that use 97 % of the printed ip_local_port_range; 80 % of it together
 * with `Cannot assign requested address`.
 *
 * Against it, enough by itself: a whole listing of translated flows, or of sockets with the printed range, that uses less than
 * half of the ports towards every destination.
 */
export const ephemeralPortExhaustion: Incident = {
  slug: 'ephemeral-port-exhaustion',
  related: [
    { slug: 'snat-port-race', as: 'look-alike' },
    { slug: 'timewait-bucket-overflow', as: 'look-alike' },
    { slug: 'conntrack-table-full', as: 'look-alike' },
    { slug: 'syn-retransmission', as: 'consequence' },
  ],
  messages: [
    ...['confirmed', 'suspected', 'clear', 'undecided'],
    ...['nat-ports-gone', 'nat-ports-near', 'local-ports-gone', 'local-ports-near', 'peer-counted'],
    ...['cannot-assign'],
    ...['nat-ports-free', 'local-ports-free', 'no-ipv6-source', 'many-time-wait', 'reuse'],
  ],
  check(facts) {
    const symptom = cannotAssign(facts);
    const [nat, local] = [ofNat(facts), ofSockets(facts, symptom !== null)];
    const reasons = [...nat, ...local, ...(symptom ? [symptom] : [])];
    const speaks = reasons.some(reason => reason.for);
    return judge({
      // The ports of one side being free does not clear the other side.
      reasons: speaks ? reasons.filter(reason => reason.for) : reasons,
      notes: [...noIpv6(facts), ...manyTimeWait(facts), ...reuse(facts)],
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      next: [
        ...(facts.flowTables().length === 0 ? [ask('conntrack-list')] : []),
        ...(facts.all('sockets').length === 0 ? [ask('sockets-all')] : []),
        ...(localPorts(facts) === null ? [ask('local-port-range')] : []),
        ...(snatRules(facts).length === 0 ? [ask('iptables-list-nat')] : []),
      ],
    });
  },
};

function ofNat(facts: Facts): Given[] {
  const pressure = portPressure(facts);
  if (!pressure) return [];
  const { use, ports, rule } = pressure;
  const share = use.flows / ports;
  const places = rule ? [...use.places, rule.place] : use.places;
  const values = { address: use.address, destination: use.destination, flows: use.flows, ports };
  if (share >= (rule ? RANGE_GONE : GONE))
    return [speaksFor('nat-ports-gone', places, { values, decisive: true })];
  if (share >= NEAR) return [speaksFor('nat-ports-near', places, { values })];
  if (share >= FREE || !isWholeListing(facts, pressure)) return [];
  return [speaksAgainst('nat-ports-free', places, { values, decisive: true })];
}

/** Whether the listing holds every flow, and a rule or the ports themselves show that there are more to take. */
function isWholeListing(facts: Facts, { use, rule }: PortPressure): boolean {
  const { section, document } = facts.flowTables().at(-1) ?? {};
  if (!section || !document || section.partial !== null) return false;
  const shown = document.footer?.shown ?? null;
  return shown === document.flows && (rule !== null || use.flows < portsAcross(document, use) * FREE);
}

/** The range of ports lies in one piece: from the lowest to the highest that is in use, it has at least so many. */
function portsAcross(table: FlowTable, { address, destination, protocol }: PortUse): number {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, 0];
  for (const { protocol: of, nat, reply } of listedFlows(table).translated) {
    if (!nat?.snat || of !== protocol || reply?.destination !== address || reply.destinationPort === null)
      continue;
    if (reply.sourcePort === null || endText(reply.source, reply.sourcePort) !== destination) continue;
    lowest = Math.min(lowest, reply.destinationPort);
    highest = Math.max(highest, reply.destinationPort);
  }
  return highest - lowest + 1;
}

interface LocalRange {
  readonly ports: number;
  readonly place: Place;
}

/** Null where the paste does not print it. */
function localPorts(facts: Facts): LocalRange | null {
  const setting = facts.setting('net.ipv4.ip_local_port_range').at(-1);
  const [from = Number.NaN, to = Number.NaN] = (setting?.text ?? '')
    .trim()
    .split(/\s{1,8}/)
    .map(Number);
  return setting && to >= from ? { ports: to - from + 1, place: setting.place } : null;
}

function ofSockets(facts: Facts, symptom: boolean): Given[] {
  const { section, document } = facts.all('sockets').at(-1) ?? {};
  if (!section || !document) return [];
  if (document.source === 'counts') return ofCountedPeers(facts, document.countedPeers, symptom);
  const range = localPorts(facts);
  const ports = range?.ports ?? DEFAULT_LOCAL;
  const outgoing = document.destinations.filter(({ served, protocol }) => !served && protocol !== 'udp');
  const held = outgoing.map(destination => ({ destination, used: blockedPorts(facts, destination) }));
  const most = held.reduce((a, b) => (b.used > a.used ? b : a), {
    destination: null as Destination | null,
    used: -1,
  });
  if (!most.destination) return [];
  const { local, peer, peerPort, peerService, place } = most.destination;
  const values = {
    address: local,
    destination: `${peer}:${peerPort ?? peerService}`,
    flows: most.used,
    ports,
  };
  const places = range ? [place, range.place] : [place];
  const share = most.used / ports;
  if (share >= LOCAL_GONE && range)
    return [speaksFor('local-ports-gone', places, { values, decisive: true })];
  if (share >= NEAR) return [speaksFor('local-ports-near', places, { values, decisive: symptom })];
  const whole = section.partial === null && document.destinationsLeft === 0;
  return range && whole && share < FREE
    ? [speaksAgainst('local-ports-free', places, { values, decisive: true })]
    : [];
}

/** Far ends that a command counted: from which local address the sockets are is not shown, and each address has its own ports. */
function ofCountedPeers(facts: Facts, peers: readonly CountedPeer[], symptom: boolean): Given[] {
  const range = localPorts(facts);
  const ports = range?.ports ?? DEFAULT_LOCAL;
  const most = peers.reduce<CountedPeer | null>((a, b) => (a && a.count >= b.count ? a : b), null);
  const reusable = facts.setting('net.ipv4.tcp_tw_reuse').at(-1)?.number === 1;
  if (!most || reusable || most.count < ports * NEAR) return [];
  const values = { destination: endText(most.address, most.port), flows: most.count, ports };
  const places = range ? [most.place, range.place] : [most.place];
  return [speaksFor('peer-counted', places, { values, decisive: symptom })];
}

/**
 * A port in TIME-WAIT can be taken again after a second where tcp_tw_reuse is 1, or 2 (the default since 4.19) and the peer is
 * the host itself (ip-sysctl.rst).
 */
function blockedPorts(facts: Facts, { count, states, peer }: Destination): number {
  const reuse = facts.setting('net.ipv4.tcp_tw_reuse').at(-1)?.number ?? 2;
  const loopback = peer.startsWith('127.') || peer === '::1';
  const reusable = reuse === 1 || (reuse === 2 && loopback);
  return reusable ? count - (states['TIME-WAIT'] ?? 0) : count;
}

/** Where a program says that connect() found no port: EADDRNOTAVAIL. An address that the host does not have gives the same. */
function unassigned(facts: Facts): { ipv4: Place[]; ipv6: Place[] } {
  const logged = facts
    .logged('cannot-assign-address')
    .map(({ values, place }) => ({ address: values.address ?? null, place }));
  const traced = facts
    .all('curl-trace')
    .flatMap(({ document }) => document.events)
    .filter(({ text }) => UNASSIGNED.test(text))
    .map(({ text, address, place }) => ({ address: address ?? TO_IPV6.exec(text)?.[1] ?? null, place }));
  const curl = [...facts.all('timings'), ...facts.all('curl-trace')]
    .flatMap(({ document }) => document.errors)
    .filter(({ text }) => UNASSIGNED.test(text))
    .map(({ text, host, place }) => ({ address: TO_IPV6.exec(text)?.[1] ?? host, place }));
  const all = [...logged, ...traced, ...curl];
  const isIpv6 = (address: string | null) => address?.includes(':') ?? false;
  return {
    ipv4: all.filter(({ address }) => !isIpv6(address)).map(({ place }) => place),
    ipv6: all.filter(({ address }) => isIpv6(address)).map(({ place }) => place),
  };
}

const UNASSIGNED = /(?:[Cc]annot|[Cc]an't) assign requested address|Address not available/;
/** `Immediate connect fail for 2606:4700::6810:84e5: Cannot …`, `Failed to connect to ::1 port 80: Cannot …` */
const TO_IPV6 = /\b(?:for|to) \[?([\da-f]{0,4}:[\da-f:]{1,40}?)\]?(?=:? |:?$)/i;

function cannotAssign(facts: Facts): Given | null {
  const { ipv4 } = unassigned(facts);
  return ipv4.length === 0 ? null : speaksFor('cannot-assign', ipv4, { values: { times: ipv4.length } });
}

/** Where a host has no IPv6 address to connect from, the error is the same (ipv6_dev_get_saddr() of net/ipv6/addrconf.c). */
function noIpv6(facts: Facts): Given[] {
  const { ipv6 } = unassigned(facts);
  return ipv6.length === 0 ? [] : [speaksFor('no-ipv6-source', ipv6, { values: { times: ipv6.length } })];
}

/** Many sockets in TIME-WAIT: whether they go to one destination, `ss -s` does not tell. */
function manyTimeWait(facts: Facts): Given[] {
  const tcp = facts.all('socket-summary').at(-1)?.document.tcp;
  const ports = localPorts(facts)?.ports ?? DEFAULT_LOCAL;
  if (tcp?.timeWait == null || tcp.timeWait < ports * NEAR) return [];
  return [speaksFor('many-time-wait', [tcp.place], { values: { sockets: tcp.timeWait, ports } })];
}

function reuse(facts: Facts): Given[] {
  const setting = facts.setting('net.ipv4.tcp_tw_reuse').at(-1);
  return setting?.number === 1 ? [speaksAgainst('reuse', [setting.place])] : [];
}
