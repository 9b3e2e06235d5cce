import {
  type Backend,
  type BackendChain,
  backendChains,
  backendOf,
  isPlain,
  showsBoth,
} from '../../facts/backends.ts';
import type { Facts } from '../../facts/facts.ts';
import { chainsNamed, isWhole, rulesets, rulesTo } from '../../facts/rules.ts';
import type { NextCommand } from '../../model/finding.ts';
import type { RulesetNotice } from '../../model/ruleset.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from '../incident.ts';
import { judge } from '../judge.ts';
import { inBoth, ownerOf, POD_NETWORKS } from './owners.ts';

/**
 * Rules stand in both back ends of iptables, and the kernel evaluates both: what one drops, no accept of the other brings back.
 *
 * Enough by itself: the same chain of kube-proxy, Calico or another owner with rules in both back ends. No owner writes both on
 * purpose: one of the two is of another program's copy of iptables, or left from before a switch.
 * The warning `iptables-legacy tables present` proves nothing: a single `iptables-legacy -L` makes empty tables, and it appears from
 * then on. Different owners in different back ends are common and harmless, unless one of them drops.
 */
export const mixedIptablesBackends: Incident = {
  slug: 'mixed-iptables-backends',
  related: [
    { slug: 'duplicate-iptables-rules', as: 'look-alike' },
    { slug: 'kube-firewall-drop-all', as: 'consequence' },
    { slug: 'forward-policy-drop', as: 'look-alike' },
    { slug: 'kube-proxy-nftables-mode', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'clear',
    'undecided',
    'in-both',
    'jumps-in-both',
    'names-in-both',
    'drops-in-other',
    'versions-differ',
    'table-incompatible',
    'kubelet-elsewhere',
    'one-empty',
    'disjoint',
    'warning-seen',
  ],
  check(facts) {
    const chains = backendChains(facts);
    const rulesInBoth = inBothReasons(chains);
    const jumps = rulesInBoth.length > 0 ? rulesInBoth : jumpsInBoth(facts);
    const both = jumps.length > 0 ? jumps : namesInBoth(facts);
    const found = [
      ...both,
      ...dropsInOther(chains),
      ...(both.length > 0 ? [] : kubeletElsewhere(chains)),
      ...incompatible(facts),
      ...versionsDiffer(facts),
    ];
    const speaks = found.some(reason => reason.for);
    return judge({
      reasons: [...found, ...(speaks ? [] : against(facts, chains))],
      notes: warned(facts),
      severity: verdict => (verdict === 'confirmed' && isServices(chains) ? 'critical' : 'warning'),
      next: next(chains),
    });
  },
};

function inBothReasons(chains: readonly BackendChain[]): Given[] {
  const pairs = inBoth(chains);
  // KUBE-SERVICES and its like say more than a chain of one endpoint.
  const first =
    pairs.find(({ legacy }) =>
      /^(?:KUBE-(?:SERVICES|FORWARD|FIREWALL|POSTROUTING)|cali-FORWARD)$/.test(legacy.name),
    ) ?? pairs[0];
  if (!first) return [];
  const owners = [...new Set(pairs.flatMap(({ legacy }) => ownerOf(legacy.name) ?? []))];
  return [
    speaksFor(
      'in-both',
      [
        first.legacy.place,
        first.nft.place,
        ...pairs.flatMap(({ legacy }) => (legacy === first.legacy ? [] : [legacy.place])),
      ],
      {
        values: { chain: first.legacy.name, chains: pairs.length, owner: owners.slice(0, 3).join(', ') },
        decisive: true,
      },
    ),
  ];
}

/** Chains to which their owner always jumps from a built-in one. */
const JUMPED = [
  'KUBE-SERVICES',
  'KUBE-FORWARD',
  'KUBE-POSTROUTING',
  'cali-FORWARD',
  'cali-INPUT',
  'CILIUM_FORWARD',
];

/** `| grep KUBE-SERVICES | head`: the rules that jump to a chain stand in both, its own are not shown; it may be empty in one. */
function jumpsInBoth(facts: Facts): Given[] {
  if (!showsBoth(facts)) return [];
  for (const chain of JUMPED) {
    const jumps = rulesTo(facts, chain);
    const legacy = jumps.find(({ source }) => backendOf(facts, source) === 'legacy');
    const nft = jumps.find(
      ({ source }) =>
        backendOf(facts, source) === 'nf_tables' && source.document.family === legacy?.source.document.family,
    );
    if (!legacy || !nft || isKnownEmpty(facts, chain)) continue;
    const values = { chain, owner: ownerOf(chain) ?? '' };
    return [speaksFor('jumps-in-both', [legacy.place, nft.place], { values })];
  }
  return [];
}

/** `-S | head`: the chain is named in both, and neither reading goes on to its rules. */
function namesInBoth(facts: Facts): Given[] {
  if (!showsBoth(facts)) return [];
  for (const chain of JUMPED) {
    const named = chainsNamed(facts, chain).filter(found => !isWhole(found));
    const legacy = named.find(({ source }) => backendOf(facts, source) === 'legacy');
    const nft = named.find(
      ({ source }) =>
        backendOf(facts, source) === 'nf_tables' && source.document.family === legacy?.source.document.family,
    );
    if (!legacy || !nft || isKnownEmpty(facts, chain)) continue;
    const values = { chain, owner: ownerOf(chain) ?? '' };
    return [speaksFor('names-in-both', [legacy.place, nft.place], { values })];
  }
  return [];
}

/** Whether one of the back ends shows the chain whole and without a rule: what is left there does nothing. */
function isKnownEmpty(facts: Facts, chain: string): boolean {
  return chainsNamed(facts, chain).some(found => found.ruleCount === 0 && isWhole(found));
}

function isServices(chains: readonly BackendChain[]): boolean {
  return inBoth(chains).some(({ legacy }) => legacy.name === 'KUBE-SERVICES');
}

/** A policy that has dropped packets in one back end, while the rules of the Pod network are in the other. */
function dropsInOther(chains: readonly BackendChain[]): Given[] {
  const dropping = chains.find(
    ({ name, policy, policyPackets }) => name === 'FORWARD' && policy === 'DROP' && (policyPackets ?? 0) > 0,
  );
  if (!dropping) return [];
  const owned = (backend: Backend) =>
    chains.filter(
      chain => chain.backend === backend && chain.rules > 0 && POD_NETWORKS.has(ownerOf(chain.name) ?? ''),
    );
  const other = owned(dropping.backend === 'legacy' ? 'nf_tables' : 'legacy')[0];
  if (!other || owned(dropping.backend).length > 0) return [];
  const values = { backend: dropping.backend, packets: dropping.policyPackets ?? 0, chain: other.name };
  return [speaksFor('drops-in-other', [dropping.place, other.place], { values })];
}

/** The hint that kubelet leaves in mangle for programs in containers, in one back end; kube-proxy's rules in the other alone. */
function kubeletElsewhere(chains: readonly BackendChain[]): Given[] {
  const services = chains.filter(
    ({ name, rules, table }) => name === 'KUBE-SERVICES' && rules > 0 && table !== 'filter',
  );
  const hint = chains.find(({ name }) => name === 'KUBE-IPTABLES-HINT' || name === 'KUBE-KUBELET-CANARY');
  const service = services[0];
  if (!hint || !service || services.some(({ backend }) => backend === hint.backend)) return [];
  if (chains.some(({ name, backend }) => backend === service.backend && name === hint.name)) return [];
  const values = { kubelet: hint.backend, proxy: service.backend };
  return [speaksFor('kubelet-elsewhere', [hint.place, service.place], { values })];
}

function notices(facts: Facts): RulesetNotice[] {
  return [...facts.all('ruleset'), ...facts.all('word-counts')].flatMap(({ document }) => document.notices);
}

/** A table of iptables into which somebody wrote rules that only nft can say. */
function incompatible(facts: Facts): Given[] {
  const found = notices(facts).filter(({ notice }) => notice === 'table-incompatible');
  const first = found[0];
  return first
    ? [
        speaksFor(
          'table-incompatible',
          found.map(({ place }) => place),
          { values: { table: first.table ?? '', named: first.table ? 'yes' : 'no' } },
        ),
      ]
    : [];
}

/** Two programs called `iptables` that are of different back ends: that of the host and that of an image. */
function versionsDiffer(facts: Facts): Given[] {
  const said = facts
    .all('tool-versions')
    .flatMap(({ section, document }) => (isPlain(section.command) ? document.versions : []))
    .filter(({ tool }) => tool === 'iptables');
  const legacy = said.find(({ backend }) => backend === 'legacy');
  const nft = said.find(({ backend }) => backend === 'nf_tables');
  if (!legacy || !nft) return [];
  return [
    speaksFor('versions-differ', [legacy.place, nft.place], {
      values: { legacy: legacy.version, nft: nft.version },
    }),
  ];
}

function against(facts: Facts, chains: readonly BackendChain[]): Given[] {
  // Chains with an owner say more than a built-in one that jumps to them.
  const filled = (backend: Backend) =>
    chains
      .filter(chain => chain.backend === backend && chain.rules > 0)
      .sort((one, other) => Number(ownerOf(one.name) === null) - Number(ownerOf(other.name) === null));
  const [legacy, nft] = [filled('legacy'), filled('nf_tables')];
  // A built-in chain that holds rules in both says nothing of whose they are.
  if (legacy[0] && nft[0] && legacy[0].name === nft[0].name) return [];
  if (legacy[0] && nft[0])
    return [
      speaksAgainst('disjoint', [legacy[0].place, nft[0].place], {
        values: { legacy: legacy[0].name, nft: nft[0].name },
      }),
    ];
  const empty: Backend | null = legacy[0] ? 'nf_tables' : nft[0] ? 'legacy' : null;
  const place = empty === null ? null : emptyReading(facts, empty);
  const full = legacy[0] ?? nft[0];
  if (empty === null || !place || !full) return [];
  return [
    speaksAgainst('one-empty', [place, full.place], {
      values: { empty, full: full.backend },
      decisive: true,
    }),
  ];
}

/** Where the paste shows a back end without a rule, and no policy that drops: a whole dump, or the filter and nat tables. */
function emptyReading(facts: Facts, backend: Backend) {
  const found = rulesets(facts).filter(
    source =>
      backendOf(facts, source) === backend &&
      source.document.rules.count === 0 &&
      source.section.partial === null &&
      source.document.tables.every(table =>
        table.chains.every(chain => chain.policy !== 'DROP' && isWhole({ ...chain, table, source })),
      ),
  );
  const tables = found.flatMap(({ document }) => document.tables);
  const dumped = found.some(({ document }) => document.form === 'save');
  const both = ['filter', 'nat'].every(wanted => tables.some(({ name }) => name === wanted));
  return dumped || both ? (tables[0]?.place ?? null) : null;
}

function warned(facts: Facts): Given[] {
  const found = notices(facts).filter(({ notice }) => notice === 'legacy-tables-present');
  return found.length > 0
    ? [
        speaksFor(
          'warning-seen',
          found.map(({ place }) => place),
        ),
      ]
    : [];
}

function next(chains: readonly BackendChain[]): NextCommand[] {
  const known = new Set(chains.map(({ backend }) => backend));
  const wanted: NextCommand[] = [];
  if (!known.has('legacy') || !known.has('nf_tables')) wanted.push(ask('iptables-both-backends'));
  wanted.push(ask('system-versions'));
  return wanted;
}
