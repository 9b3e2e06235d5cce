import type { Section } from '../model/document.ts';
import type { Place } from '../model/place.ts';
import type { Facts } from './facts.ts';
import { type Hits, ruleHits } from './hits.ts';
import { type NftRule, nftChainsLike } from './nft.ts';
import { type FoundRule, rulesTo } from './rules.ts';
import { samePlace } from './same-output.ts';
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
  const found = [...rulesTo(facts, 'DROP'), ...rulesTo(facts, 'REJECT')].filter(
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
    const jump = rulesTo(facts, chain).find(rule => rule.spec.destination?.negated === false);
    return jump?.spec.destination?.value.replace(/\/(?:32|128)$/, '') ?? null;
  }
  const device = /^cali-tw-(\S{1,15})$/.exec(chain)?.[1];
  if (device === undefined || source.document.family === 'ipv6') return null;
  const routes = facts.all('routes').flatMap(({ document }) => document.routes);
  const host = routes.find(route => route.device === device && HOST.test(route.destination));
  return host?.destination.replace(/\/32$/, '') ?? null;
}

const HOST = /^\d{1,3}(?:\.\d{1,3}){3}(?:\/32)?$/;

function comparable(before: Section, after: Section): boolean {
  return before !== after && samePlace(before, after);
}

/** Calico's nftables mode: `filter-cali-tw-…` in the table `calico`. A rule of several readings is told once, by the last. */
function nftDrops(facts: Facts): PolicyDrop[] {
  const last = new Map<string, { readonly drop: PolicyDrop; readonly section: Section }>();
  for (const { chain, table, rules, source } of nftChainsLike(facts, name => CALICO_NFT.test(name)))
    for (const { packets, place, comment, text } of rules.filter(isCalicoDrop)) {
      // Each tier has a drop of its own in the chain; Felix puts a hash of the rule before its comment.
      const key = [table?.family, chain.name, comment ?? text.replace(COUNTER, '')].join(' ');
      const earlier = last.get(key);
      const before = earlier && comparable(earlier.section, source.section) ? earlier : undefined;
      const seconds = before ? facts.secondsBetween(before.section, source.section) : null;
      const hits = hitsOf(packets, place, before?.drop.hits ?? null, seconds);
      const where = (chain.name ?? '').replace(/^filter-/, '');
      last.set(key, {
        drop: { engine: 'Calico', verdict: 'DROP', where, address: null, hits },
        section: source.section,
      });
    }
  return [...last.values()].map(({ drop }) => drop);
}

const COUNTER = /counter packets \d{1,20} bytes \d{1,20}/;
const CALICO_NFT = /^filter-cali-(?:tw|fw)-/;

function isCalicoDrop({ verdict, comment, text }: NftRule): boolean {
  return verdict === 'drop' && CALICO.test(comment ?? text);
}

/** A counter that became smaller was set to zero, or the chain was written anew: nothing is known of its rise. */
function hitsOf(packets: number | null, place: Place, before: Hits | null, seconds: number | null): Hits {
  const was = before?.packets?.low ?? null;
  const rise = packets === null || was === null || packets < was ? null : packets - was;
  return {
    packets: packets === null ? null : { low: packets, high: packets },
    rise: rise === null ? null : { low: rise, high: rise },
    seconds: rise === null ? null : seconds,
    places: rise ? [...(before?.places.slice(-1) ?? []), place] : [place],
  };
}
