import type { Facts } from './facts.ts';
import { type Hits, ruleHits } from './hits.ts';
import { nftChainsLike } from './nft.ts';
import { type FoundRule, rulesWith } from './rules.ts';
import { commentOf, hasState, targets } from './spec.ts';

/** A rule by which a policy engine turns away what no NetworkPolicy allows. */
export interface PolicyDrop {
  readonly engine: 'Calico' | 'kube-router' | 'Weave' | 'Azure NPM' | 'Antrea';
  /** DROP is silent, REJECT answers with an ICMP error. */
  readonly verdict: 'DROP' | 'REJECT';
  /** The chain, or the pod where the rule names it. */
  readonly where: string;
  /** The pod's address, where rules or routes of the paste tell; null elsewhere. */
  readonly address: string | null;
  readonly hits: Hits;
}

/**
 * Calico: the last rules of an endpoint's chain and of a tier (felix/rules/endpoints.go). INVALID, encapsulated packets and
 * unknown interfaces are dropped there too, and are no policy.
 */
const CALICO = /(?:Drop|Reject) if no (?:profiles matched|policies passed packet)/;
/** kube-router since 2.11 and before (pkg/controllers/netpol/pod.go). */
const KUBE_ROUTER =
  /rule to REJECT traffic destined for POD name:(\S{1,253}) namespace: ?(\S{1,63})|^(\S{1,63})\/(\S{1,253}) reject$/;

/** The policy drops of all readings, each once, by its last reading. */
export function policyDrops(facts: Facts): PolicyDrop[] {
  const found = [...rulesWith(facts, 'DROP'), ...rulesWith(facts, 'REJECT')].filter(
    rule => engineOf(rule) !== null,
  );
  const drops = ruleHits(facts, found).map((hits): PolicyDrop => {
    const { rule } = hits;
    return {
      engine: engineOf(rule) as PolicyDrop['engine'],
      verdict: targets(rule.spec, 'REJECT') ? 'REJECT' : 'DROP',
      where: podOf(rule) ?? (rule.chain || '…'),
      address: addressOf(facts, rule),
      hits,
    };
  });
  return [...drops, ...nftDrops(facts)];
}

function engineOf({ chain, spec }: FoundRule): PolicyDrop['engine'] | null {
  if (!targets(spec, 'DROP', 'REJECT') || hasState(spec, 'INVALID')) return null;
  const comment = commentOf(spec) ?? '';
  if (CALICO.test(comment) || (/^cali-(?:pi|po|gi|go)-/.test(chain) && comment.startsWith('cali:')))
    return 'Calico';
  if (/^KUBE-POD-FW-/.test(chain) && targets(spec, 'REJECT')) return 'kube-router';
  if (/^WEAVE-NPC/.test(chain) || (chain === 'FORWARD' && spec.outInterface?.value === 'weave'))
    return 'Weave';
  if (/^AZURE-NPM/.test(chain)) return 'Azure NPM';
  return /^ANTREA-POL-/.test(chain) ? 'Antrea' : null;
}

function podOf({ spec }: FoundRule): string | null {
  const match = KUBE_ROUTER.exec(commentOf(spec) ?? '');
  if (!match) return null;
  return match[1] === undefined ? `${match[3]}/${match[4]}` : `${match[2]}/${match[1]}`;
}

/** kube-router jumps by the pod's address, Calico by its device, which a route leads to. */
function addressOf(facts: Facts, { chain, source }: FoundRule): string | null {
  if (chain.startsWith('KUBE-POD-FW-')) {
    const jump = rulesWith(facts, chain).find(
      rule => targets(rule.spec, chain) && rule.spec.destination?.negated === false,
    );
    return jump?.spec.destination?.value.replace(/\/(?:32|128)$/, '') ?? null;
  }
  const device = /^cali-tw-(\S{1,15})$/.exec(chain)?.[1];
  if (device === undefined || source.document.family === 'ipv6') return null;
  const routes = facts.all('routes').flatMap(({ document }) => document.routes);
  const host = routes.find(route => route.device === device && HOST.test(route.destination));
  return host?.destination.replace(/\/32$/, '') ?? null;
}

const HOST = /^\d{1,3}(?:\.\d{1,3}){3}(?:\/32)?$/;

/** Calico's nftables mode: `filter-cali-tw-…` in the table `calico`. Two readings are not compared. */
function nftDrops(facts: Facts): PolicyDrop[] {
  return nftChainsLike(facts, name => /^filter-cali-(?:tw|fw)-/.test(name)).flatMap(({ chain, rules }) =>
    rules
      .filter(({ verdict, comment, text }) => verdict === 'drop' && CALICO.test(comment ?? text))
      .map(
        ({ packets, place }): PolicyDrop => ({
          engine: 'Calico',
          verdict: 'DROP',
          where: (chain.name ?? '').replace(/^filter-/, ''),
          address: null,
          hits: {
            packets: packets === null ? null : { low: packets, high: packets },
            rise: null,
            seconds: null,
            places: [place],
          },
        }),
      ),
  );
}
