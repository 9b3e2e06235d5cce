import type { Facts } from '../facts/facts.ts';
import { type Failure, failures } from '../facts/failures.ts';
import { handshakes, toldOf } from '../facts/handshakes.ts';
import { tcpListeners } from '../facts/listeners.ts';
import { type FoundRule, rulesTo } from '../facts/rules.ts';
import { unservedOfNft } from '../facts/service-rules.ts';
import { hasMatched, optionOf, packetsOf } from '../facts/spec.ts';
import type { NextCommand } from '../model/finding.ts';
import type { Sockets } from '../model/sockets.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

/** One refusal in a log is a program that was just being started. */
const LOGGED = 3;
/** Handshakes that came about. */
const ENOUGH = 3;

/**
 * The SYN reaches a host, and the host answers with RST: nothing listens on that port there.
 *
 * Enough by itself: a capture in which the server answers a SYN with RST and with nothing else (net/ipv4/tcp_ipv4.c,
 * tcp_v4_rcv(): no socket for it); a refusal at 127.0.0.1 or ::1 while a whole listing of the same host's listening sockets has
 * none on that port. `Connection refused` alone is also what an ICMP port unreachable gives (tcp_v4_err()), so that it is a note, and a suspicion only at 127.0.0.1.
 */
export const connectionRefusedRst: Incident = {
  slug: 'connection-refused-rst',
  related: [
    { slug: 'service-no-endpoints', as: 'look-alike' },
    { slug: 'host-firewall-reject', as: 'look-alike' },
    { slug: 'networkpolicy-drop', as: 'look-alike' },
    { slug: 'accept-queue-overflow', as: 'look-alike' },
    { slug: 'nodelocaldns-down', as: 'consequence' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'clear',
    'undecided',
    'syn-answered-rst',
    'nobody-listens',
    'refused-here',
    'refused',
    'refused-logged',
    'refused-by-icmp',
    'rule-refuses',
    'answered',
    'loopback-only',
    'rule-resets',
  ],
  check(facts) {
    const against = [...icmpReasons(facts), ...ruleReasons(facts), ...answeredReasons(facts)];
    const elsewhere =
      against.some(({ key }) => key === 'refused-by-icmp' || key === 'rule-refuses') ||
      rejects(facts).length > 0;
    const shown = [...captureReasons(facts), ...listenReasons(facts)];
    const told = elsewhere || shown.length > 0 ? [] : refusedReasons(facts);
    const own = told.filter(({ key }) => key === 'refused-here');
    const reasons = [...shown, ...own, ...against];
    return judge({
      reasons,
      notes: [...told.filter(reason => !own.includes(reason)), ...notesOf(facts)],
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      next: next(facts),
    });
  },
};

function captureReasons(facts: Facts): Given[] {
  const refused = handshakes(facts).filter(handshake => handshake.refused);
  const [first] = refused;
  if (!first) return [];
  const same = refused.filter(({ server }) => toldOf(server) === toldOf(first.server));
  const values = { end: toldOf(first.server), times: same.length };
  const places = same.flatMap(({ synPlaces, resetPlaces }) => [
    ...synPlaces.slice(0, 1),
    ...resetPlaces.slice(0, 1),
  ]);
  return [speaksFor('syn-answered-rst', places, { values, decisive: true })];
}

const LOOPBACK = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|localhost)$/;

function refusals(facts: Facts): Failure[] {
  return failures(facts).filter(({ how, from }) => (how === 'refused' || how === 'at-once') && from === null);
}

/** `curl: (7) … Connection refused` from the host itself, and its own listing of listening sockets, without a filter. */
function listenReasons(facts: Facts): Given[] {
  const listing = facts
    .all('sockets')
    .findLast(
      ({ section, document }) =>
        (section.partial === null || section.partial === 'options') &&
        showsListeners(section.command, document),
    );
  if (!listing) return [];
  const { listeners } = listing.document;
  const own = refusals(facts).filter(
    ({ host, port }) =>
      host !== null &&
      port !== null &&
      LOOPBACK.test(host) &&
      listeners.every(({ local }) => local.port !== port),
  );
  const [first] = own;
  if (!first || listeners.some(({ local }) => local.port === null)) return [];
  const values = { end: endOf(first), times: own.length };
  return [
    speaksFor(
      'nobody-listens',
      own.map(({ place }) => place),
      { values, decisive: true },
    ),
  ];
}

/** A listing that was asked for listening TCP sockets, and whole. */
function showsListeners(command: string | null, { listeners, listenersLeft }: Sockets): boolean {
  if (command === null || listenersLeft > 0 || listeners.length === 0) return false;
  return (
    /\b(?:ss|netstat)\s+-\w{0,8}[la]/.test(command) && !/\b[sd]port\b|\bstate\b|\b(?:src|dst)\b/.test(command)
  );
}

function endOf({ host, port }: Failure): string {
  return toldOf({ address: host ?? '', port, service: null });
}

function refusedReasons(facts: Facts): Given[] {
  const services = serviceAddresses(facts);
  // What failed at once and does not say why can be a local error as well: no port left, no route.
  const all = refusals(facts).filter(
    ({ how, host }) => how === 'refused' && host !== null && !services.has(host),
  );
  // `bash: /dev/tcp/…: Connection refused`, `nc: …` have no stamp: a person typed these.
  const fromLog = facts.logged('connection-refused').filter(({ prefixed }) => prefixed);
  const logged = new Set(fromLog.map(({ place }) => place.line));
  const direct = all.filter(({ place }) => !logged.has(place.line));
  const fromLogs = all.filter(({ place }) => logged.has(place.line));
  const [first] = direct;
  if (first) {
    const same = direct.filter(other => endOf(other) === endOf(first));
    // No Service and no node between: a rule on the own loopback is rare.
    const key = LOOPBACK.test(first.host ?? '') ? 'refused-here' : 'refused';
    return [
      speaksFor(
        key,
        same.map(({ place }) => place),
        { values: { end: endOf(first), times: same.length } },
      ),
    ];
  }
  const end = mostOf(fromLogs.map(endOf));
  const same = fromLogs.filter(failure => endOf(failure) === end);
  if (same.length < LOGGED || end === null) return [];
  return [
    speaksFor(
      'refused-logged',
      same.map(({ place }) => place),
      { values: { end, times: same.length } },
    ),
  ];
}

/** Addresses of Services: they never answer by themselves, and who refuses there is the matter of another incident. */
function serviceAddresses(facts: Facts): ReadonlySet<string> {
  const objects = facts.all('kube-objects').flatMap(({ document }) => document.objects);
  const virtual = facts.all('virtual-services').flatMap(({ document }) => document.services);
  const found = [
    ...objects.map(({ service }) => service?.clusterIp),
    ...virtual.map(({ address }) => address),
    ...(unservedOfNft(facts)?.elements.map(({ address }) => address) ?? []),
  ];
  return new Set(found.filter((address): address is string => typeof address === 'string'));
}

function mostOf(names: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0] ?? null;
}

/** A refusal by an ICMP error: a REJECT rule, or a host without a route, and no RST. */
function icmpReasons(facts: Facts): Given[] {
  const errors = facts
    .all('packets')
    .flatMap(({ document }) => document.icmpErrors)
    .filter(
      ({ kind, protocol }) =>
        kind === 'admin-prohibited' || (kind === 'port-unreachable' && protocol !== 'udp'),
    );
  const [first] = errors;
  if (!first || handshakes(facts).some(({ refused }) => refused)) return [];
  const values = {
    from: first.from,
    end: toldOf({ address: first.about ?? '', port: first.port, service: null }),
  };
  return [
    speaksAgainst(
      'refused-by-icmp',
      errors.flatMap(({ places }) => places),
      { values, decisive: true },
    ),
  ];
}

/** Rules that answer with ICMP and have matched, or of which the form prints no counters. */
function rejects(facts: Facts): FoundRule[] {
  return rulesTo(facts, 'REJECT').filter(
    rule => !isReset(rule.spec) && (packetsOf(rule) === null || hasMatched(rule)),
  );
}

/** A REJECT rule that answers with ICMP and has matched, or whose form prints no counters, for a port that was refused. */
function ruleReasons(facts: Facts): Given[] {
  const failed = failures(facts).filter(({ how }) => how === 'refused' || how === 'at-once');
  const met = rejects(facts).filter(({ spec }) => {
    const port = Number(optionOf(spec, '--dport')?.values[0] ?? Number.NaN);
    const to = spec.destination?.value.replace(/\/(?:32|128)$/, '') ?? null;
    return failed.some(
      ({ host, port: asked }) =>
        (to === null || to === host) &&
        (Number.isNaN(port) || port === asked) &&
        (to !== null || !Number.isNaN(port)),
    );
  });
  const [first] = met;
  if (!first) return [];
  return [
    speaksAgainst(
      'rule-refuses',
      met.map(({ place }) => place),
      { values: { chain: first.chain }, decisive: true },
    ),
  ];
}

function isReset(spec: Parameters<typeof optionOf>[0]): boolean {
  return /^tcp-reset$/.test(optionOf(spec, '--reject-with')?.values[0] ?? '');
}

function answeredReasons(facts: Facts): Given[] {
  const all = handshakes(facts);
  const answered = all.filter(({ synAcks }) => synAcks > 0);
  if (answered.length < ENOUGH || answered.length < all.length) return [];
  const places = answered.flatMap(({ synAckPlaces }) => synAckPlaces);
  return [speaksAgainst('answered', places, { values: { connections: answered.length }, decisive: true })];
}

function notesOf(facts: Facts): Given[] {
  const ports = new Set(
    refusals(facts).flatMap(({ host, port }) => (port === null || LOOPBACK.test(host ?? '') ? [] : [port])),
  );
  for (const { refused, server } of handshakes(facts))
    if (refused && server.port !== null) ports.add(server.port);
  const listeners = tcpListeners(facts);
  const local = listeners.filter(({ local }) => local.port !== null && ports.has(local.port));
  const onlyLocal = local.length > 0 && local.every(({ local }) => LOOPBACK.test(local.address));
  const resets = rulesTo(facts, 'REJECT', 'tcp-reset').filter(rule => isReset(rule.spec) && hasMatched(rule));
  const [socket] = local;
  const [rule] = resets;
  return [
    ...(onlyLocal && socket
      ? [
          speaksFor(
            'loopback-only',
            local.map(({ place }) => place),
            { values: { socket: toldOf({ ...socket.local }) } },
          ),
        ]
      : []),
    ...(rule
      ? [
          speaksFor(
            'rule-resets',
            resets.map(({ place }) => place),
            { values: { chain: rule.chain } },
          ),
        ]
      : []),
  ];
}

function next(facts: Facts): NextCommand[] {
  const wanted: NextCommand[] = [];
  const failed = refusals(facts)[0];
  if (facts.all('sockets').length === 0) wanted.push(ask('sockets-listening'));
  if (facts.all('packets').length === 0)
    wanted.push(
      failed?.port ? ask('tcpdump-refused', { port: String(failed.port) }) : ask('tcpdump-refused'),
    );
  if (facts.all('ruleset').length === 0) wanted.push(ask('iptables-list-filter'));
  if (facts.all('kube-objects').length === 0) wanted.push(ask('kube-services'));
  return wanted;
}
