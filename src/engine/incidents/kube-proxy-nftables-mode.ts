import type { Facts } from '../facts/facts.ts';
import { told } from '../facts/log.ts';
import { chainsNamed } from '../facts/rules.ts';
import type { Place } from '../model/place.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

/** The table that kube-proxy owns in this mode, for each family (pkg/proxy/nftables/proxier.go). */
const TABLE = 'kube-proxy';
/** The chain that iptables mode has in filter and nat (pkg/proxy/iptables/proxier.go). */
const IPTABLES_CHAIN = 'KUBE-SERVICES';

/**
 * kube-proxy runs in nftables mode: to be recognised, since the chains that other runbooks speak of are not there. No fault, unless the
 * rules of another mode are left beside it.
 *
 * Enough by itself: the table `kube-proxy` in the listing of nft, or kube-proxy's own word at its start.
 */
export const kubeProxyNftablesMode: Incident = {
  slug: 'kube-proxy-nftables-mode',
  related: [
    { slug: 'mixed-iptables-backends', as: 'look-alike' },
    { slug: 'service-no-endpoints', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'confirmed-both-modes',
    'suspected',
    'clear',
    'undecided',
    'nft-table',
    'log-says-nftables',
    'both-modes',
    'log-says-other-mode',
    'iptables-chains',
  ],
  check(facts) {
    const tables = nftTables(facts);
    const chains = iptablesChains(facts);
    const reasons = [...logReasons(facts), ...ruleReasons(tables, chains)];
    return judge({
      reasons,
      severity: tables.length > 0 && chains.length > 0 ? 'warning' : 'notice',
      lead: { confirmed: ['both-modes'] },
      next: [
        ...(facts.all('nft-ruleset').length > 0 ? [] : [ask('nft-ruleset')]),
        ...(facts.logged('proxy-mode').length > 0 ? [] : [ask('kube-proxy-log')]),
      ],
    });
  },
};

function nftTables(facts: Facts): Place[] {
  return facts
    .all('nft-ruleset')
    .filter(({ document }) => !document.configured)
    .flatMap(({ document }) => document.tables)
    .filter(({ name, family }) => name === TABLE && (family === 'ip' || family === 'ip6'))
    .map(({ place }) => place);
}

/** Rules of iptables mode that are in force; an empty chain is what a clean-up leaves. */
function iptablesChains(facts: Facts): Place[] {
  return chainsNamed(facts, IPTABLES_CHAIN)
    .filter(({ ruleCount }) => ruleCount > 0)
    .map(({ place }) => place);
}

function ruleReasons(tables: readonly Place[], chains: readonly Place[]): Given[] {
  if (tables.length > 0 && chains.length > 0)
    return [
      speaksFor('nft-table', tables, { decisive: true }),
      speaksFor('both-modes', [...chains, ...tables], { decisive: true }),
    ];
  if (tables.length > 0) return [speaksFor('nft-table', tables, { decisive: true })];
  return chains.length > 0 ? [speaksAgainst('iptables-chains', chains, { decisive: true })] : [];
}

/** The last word of kube-proxy on its mode; it says it once, at its start. */
function logReasons(facts: Facts): Given[] {
  const log = told(facts, 'proxy-mode');
  const mode = log?.events.at(-1)?.values.mode;
  if (!log || mode === undefined) return [];
  const last = log.places.slice(0, 1);
  if (mode === 'nftables') return [speaksFor('log-says-nftables', last, { decisive: !log.bare })];
  return [speaksAgainst('log-says-other-mode', last, { values: { mode }, decisive: !log.bare })];
}
