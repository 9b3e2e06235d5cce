import type { Facts } from '../../facts/facts.ts';
import { listedFlows } from '../../facts/listed-flows.ts';
import { isIn, type Network, networkOf, numberOf } from '../../facts/networks.ts';
import { rulesets, rulesTo } from '../../facts/rules.ts';
import { type SnatRule, snatRules } from '../../facts/snat.ts';
import { isFullyKnown, matchesAll } from '../../facts/spec.ts';
import type { Section } from '../../model/document.ts';
import type { Flow } from '../../model/flow.ts';
import type { FlowTable } from '../../model/flow-table.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from '../incident.ts';
import { judge } from '../judge.ts';
import { forAll, MASKS, ownNetworkFlows, valuesOf } from './own-network.ts';

/** Of fewer flows it proves nothing that none is translated. */
const ENOUGH = 20;
/** Class D: what flannel and the CNI plug-ins keep from MASQUERADE as well, and no network of Pods. */
const MULTICAST = 224;

/**
 * The receiver sees the address of a node or of a bridge where it should see the client's.
 *
 * Enough by itself: a flow whose two ends both lie in a network that the rules of the same paste keep from translation, and
 * whose source was translated although its destination was not (so it is no Service, NodePort or hairpin).
 *
 * That NodePort and LoadBalancer traffic of externalTrafficPolicy Cluster is translated is how it works.
 */
export const unexpectedSnat: Incident = {
  slug: 'unexpected-snat',
  related: [
    { slug: 'kube-postrouting-double-snat', as: 'look-alike' },
    { slug: 'externaltrafficpolicy-local-drop', as: 'look-alike' },
    { slug: 'missing-masquerade-hairpin', as: 'look-alike' },
    { slug: 'snat-port-race', as: 'consequence' },
  ],
  messages: [
    ...['confirmed', 'suspected', 'clear', 'undecided'],
    ...[
      'cluster-flow-translated',
      'pod-flow-translated',
      'to-bridge-address',
      'own-network-flow',
      'translates-all',
      'masquerades-all',
      'rule-overlaps',
    ],
    ...['none-translated', 'no-rule', 'service-flows'],
  ],
  check(facts) {
    const flows = translated(facts);
    const broad = snatRules(facts).filter(
      ({ packets, chain }) => chain === 'POSTROUTING' && (packets?.high ?? 1) > 0,
    );
    // Many rules are read for the networks, and only these two ask for them.
    const networks = flows.length > 0 || broad.length > 0 ? keptNetworks(facts) : [];
    const within = clusterFlows(flows, networks);
    const routed = within.length > 0 ? [] : routedFlows(facts, flows);
    const bridged = routed.length > 0 ? [] : bridgeFlows(flows, networks);
    const certain = [...within, ...routed, ...bridged];
    const found = certain.length > 0 ? certain : ownNetworkFlows(flows, broad);
    return judge({
      reasons: [...found, ...broadRules(broad, networks), ...reasonsAgainst(facts)],
      notes: [...(flows.length > 0 && networks.length === 0 ? forAll(broad) : []), ...serviceFlows(facts)],
      severity: 'warning',
      next: [
        ...(facts.flowTables().length === 0 ? [ask('conntrack-list')] : []),
        ...(snatRules(facts).length === 0 ? [ask('iptables-save')] : []),
        ask('kube-services'),
      ],
    });
  },
};

/**
 * The networks whose traffic the rules keep from translation: `-d NET -j RETURN` in nat (flannel, AWS, ip-masq-agent), and
 * `! -s NET … -j KUBE-MARK-MASQ` (kube-proxy's network of Pods).
 */
function keptNetworks(facts: Facts): Network[] {
  const returned = rulesTo(facts, 'RETURN')
    .filter(({ table, chain }) => isOfNat(table, chain))
    .flatMap(({ spec }) => (spec.destination && !spec.destination.negated ? [spec.destination.value] : []));
  const pods = rulesTo(facts, 'KUBE-MARK-MASQ', '!').flatMap(({ spec }) =>
    spec.source?.negated ? [spec.source.value] : [],
  );
  const unique = [...new Set([...returned, ...pods])].flatMap(text => networkOf(text) ?? []);
  return unique.filter(
    ({ bits, base }) => bits >= MASKS.shortest && bits <= MASKS.longest && base / 2 ** 24 < MULTICAST,
  );
}

/** `-S` and `-L` do not say the table: the chains of those that keep traffic from translation are known. */
function isOfNat(table: string | null, chain: string): boolean {
  return (
    table === 'nat' ||
    (table === null && /^(?:POSTROUTING|FLANNEL-POSTRTG|AWS-SNAT-CHAIN-|IP-MASQ)/.test(chain))
  );
}

/**
 * Flows whose source was translated and whose destination was not, of the last listing; the first of it. A line that breaks
 * off within the reply's address has no port behind it, and is left out.
 */
function translated(facts: Facts): Flow[] {
  const table = facts.flowTables().at(-1)?.document;
  return (table ? listedFlows(table).translated : []).filter(
    ({ nat, original, reply }) =>
      nat?.snat === true &&
      !nat.dnat &&
      reply?.destinationPort != null &&
      reply.destination !== original.source &&
      original.source !== original.destination,
  );
}

function clusterFlows(flows: readonly Flow[], networks: readonly Network[]): Given[] {
  const inside = flows.flatMap(flow => {
    const { source, destination } = flow.original;
    const network = networks.find(net => isIn(source, net) && isIn(destination, net));
    return network ? [{ flow, network }] : [];
  });
  const first = inside[0];
  if (!first) return [];
  const values = { ...valuesOf(first.flow), flows: inside.length, network: first.network.text };
  return [
    speaksFor(
      'cluster-flow-translated',
      inside.map(({ flow }) => flow.place),
      { values, decisive: true },
    ),
  ];
}

/**
 * By the routes: from the network of this node's Pods to that of another node's, a route through a gateway or tunnel into the same
 * /16. Such networks need no translation, wherever the rules keep them from it or not.
 */
function routedFlows(facts: Facts, flows: readonly Flow[]): Given[] {
  const routes = facts.all('routes').flatMap(({ document }) => document.routes);
  const networks = routes.flatMap(route => {
    const network = networkOf(route.destination);
    return network && network.bits > 16 ? [{ route, network }] : [];
  });
  const own = networks.filter(({ route }) => route.via === null && isPodBridge(route.device ?? ''));
  const others = networks.filter(
    ({ route, network }) =>
      route.via !== null &&
      own.some(({ network: { base } }) => Math.floor(base / 2 ** 16) === Math.floor(network.base / 2 ** 16)),
  );
  const found = flows.filter(
    ({ original: { source, destination } }) =>
      own.some(({ network }) => isIn(source, network)) &&
      others.some(({ network }) => isIn(destination, network)),
  );
  const first = found[0];
  if (!first) return [];
  const to = others.find(({ network }) => isIn(first.original.destination, network));
  const places = [...found.slice(0, 4).map(({ place }) => place), ...(to ? [to.route.place] : [])];
  return [speaksFor('pod-flow-translated', places, { values: { ...valuesOf(first), flows: found.length } })];
}

/** Bridges that CNI plug-ins make for the Pods of a node. Docker's is none: nobody routes to it. */
function isPodBridge(device: string): boolean {
  return /^(?:cni0|cbr0|kube-bridge|weave)$/.test(device);
}

/** Without such rules: both ends in one /16, and the new source is the first address or the base of a /24 of one of them. */
function bridgeFlows(flows: readonly Flow[], networks: readonly Network[]): Given[] {
  if (networks.length > 0) return [];
  const found = flows.filter(({ original, reply }) => {
    const [source, destination, address] = [
      numberOf(original.source),
      numberOf(original.destination),
      numberOf(reply?.destination ?? ''),
    ];
    if (source === null || destination === null || address === null || !isPrivate(source)) return false;
    const near = [source, destination].some(end => end >>> 8 === address >>> 8);
    return source >>> 16 === destination >>> 16 && near && (address & 255) <= 1;
  });
  const first = found[0];
  if (!first) return [];
  const values = { ...valuesOf(first), flows: found.length };
  return [
    speaksFor(
      'to-bridge-address',
      found.map(({ place }) => place),
      { values },
    ),
  ];
}

function isPrivate(address: number): boolean {
  return address >>> 24 === 10 || address >>> 20 === 0xac1 || address >>> 16 === 0xc0a8;
}

/** Rules that translate what the cluster keeps to itself. A rule that has matched nothing says nothing. */
function broadRules(used: readonly SnatRule[], networks: readonly Network[]): Given[] {
  if (networks.length === 0) return [];
  const all = used.filter(({ rule }) => rule !== null && matchesAll(rule.spec));
  const overlapping = used.filter(rule => overlaps(rule, networks));
  return [
    ...(all.length > 0
      ? [
          speaksFor(
            'masquerades-all',
            all.map(({ place }) => place),
          ),
        ]
      : []),
    ...(overlapping.length > 0
      ? [
          speaksFor(
            'rule-overlaps',
            overlapping.map(({ place }) => place),
            {
              values: { network: overlapping[0]?.rule?.spec.source?.value ?? '' },
            },
          ),
        ]
      : []),
  ];
}

/** A bridge's own rule (`-s 172.17.0.0/16 ! -o docker0`) whose network is one that is kept from translation, or holds one. */
function overlaps({ rule }: SnatRule, networks: readonly Network[]): boolean {
  const { source, destination, outInterface } = rule?.spec ?? {};
  if (!rule || !isFullyKnown(rule.spec) || !source || source.negated || destination) return false;
  if (!outInterface?.negated || rule.spec.matches.some(({ name }) => name !== 'comment')) return false;
  const own = networkOf(source.value);
  return own !== null && networks.some(({ base, bits }) => bits >= own.bits && isInBase(base, own));
}

function isInBase(base: number, { base: outer, bits }: Network): boolean {
  const size = 2 ** (32 - bits);
  return Math.floor(base / size) * size === outer;
}

function reasonsAgainst(facts: Facts): Given[] {
  const { section, document: table } = facts.flowTables().at(-1) ?? {};
  const reasons: Given[] = [];
  if (section && table && section.partial === null && table.flows >= ENOUGH && table.snat === 0)
    reasons.push(
      speaksAgainst('none-translated', [table.first], { values: { flows: table.flows }, decisive: true }),
    );
  return [...reasons, ...withoutRule(facts)];
}

/** A whole nat table in the form of iptables-save without a rule that translates sources, and nothing of nft beside it. */
function withoutRule(facts: Facts): Given[] {
  const { section, document } = rulesets(facts).findLast(({ document }) => document.form === 'save') ?? {};
  const table = document?.tables.find(({ name }) => name === 'nat');
  if (!section || !table?.complete || isCutOut(section) || snatRules(facts).length > 0) return [];
  const hidden = facts.all('nft-ruleset').length > 0 || (document?.notices.length ?? 0) > 0;
  return hidden ? [] : [speaksAgainst('no-rule', [table.place], { decisive: true })];
}

/** `-t nat` is a part that COMMIT ends; behind `| grep` anything may be missing. */
function isCutOut({ partial }: Section): boolean {
  return partial === 'pipe' || partial === 'elision';
}

/** Flows of Services whose source was translated too: normal for NodePorts and load balancers of policy Cluster. */
function serviceFlows(facts: Facts): Given[] {
  const table: FlowTable | undefined = facts.flowTables().at(-1)?.document;
  const both = (table ? listedFlows(table).translated : []).filter(({ nat }) => nat?.snat && nat.dnat);
  return both.length === 0
    ? []
    : [
        speaksAgainst(
          'service-flows',
          both.map(({ place }) => place),
          { values: { flows: both.length } },
        ),
      ];
}
