import { endpointChains } from '../../facts/endpoint-chains.ts';
import type { Facts } from '../../facts/facts.ts';
import { type Failure, failures, wentTo } from '../../facts/failures.ts';
import { type FoundNftChain, nftChainsLike } from '../../facts/nft.ts';
import { chainsNamed, isWhole, rulesOfChain, rulesTo } from '../../facts/rules.ts';
import { endOf } from '../../facts/service-rules.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/**
 * kube-proxy writes a rule that marks hairpin traffic into every endpoint chain (pkg/proxy/iptables/proxier.go). One is missed
 * only where its neighbours have theirs, or where this chain was asked for by name: a paste that lost lines looks the same.
 */
export function ruleReasons(facts: Facts): Given[] {
  const { bare, marking } = endpointChains(facts);
  if (bare.length === 0) return [];
  const sure = bare.filter(
    ({ chain }) => marking.length > 0 || (chain.source.section.command ?? '').includes(chain.name),
  );
  const silent = failures(facts).filter(({ how }) => how === 'unanswered');
  return sure.slice(0, MOST).map(({ chain, to }) => {
    const met = failedAt(facts, chain.name, silent);
    const places = [chain.place, ...rulesOfChain(chain).map(({ place }) => place)];
    return speaksFor(
      met.length > 0 ? 'unmarked-and-timeout' : 'unmarked',
      [...places, ...met.map(({ place }) => place)],
      {
        values: { endpoint: to, chain: chain.name },
      },
    );
  });
}

const MOST = 6;

/** Connections that got no answer, to an address whose chain leads to this endpoint. */
function failedAt(facts: Facts, endpoint: string, silent: readonly Failure[]): Failure[] {
  if (silent.length === 0) return [];
  const ends = rulesTo(facts, endpoint).flatMap(({ chain }) =>
    rulesTo(facts, chain).map(({ spec }) => endOf(spec)),
  );
  return silent.filter(failure =>
    ends.some(({ address, port }) => address !== null && wentTo(failure, { address, port, name: null })),
  );
}

/** Every endpoint chain of the paste is whole and marks: hairpin traffic is masqueraded. */
export function markedReasons(facts: Facts): Given[] {
  const { bare, marking } = endpointChains(facts);
  if (marking.length === 0 || bare.length > 0) return nftMarked(facts);
  return [speaksAgainst('all-marked', marking, { values: { endpoints: marking.length }, decisive: true })];
}

/** nftables mode: `ip saddr 10.244.1.2 jump mark-for-masquerade` in each `endpoint-…`. */
function nftEndpoints(facts: Facts): (FoundNftChain & { readonly marks: boolean })[] {
  return nftChainsLike(facts, name => /^endpoint-[A-Z2-7]{8}-/.test(name))
    .filter(({ whole, rules }) => whole && rules.length > 0)
    .map(chain => ({
      ...chain,
      marks: chain.rules.some(
        ({ target, text }) => target === 'mark-for-masquerade' && text.includes('saddr'),
      ),
    }));
}

export function nftUnmarked(facts: Facts): Given[] {
  const all = nftEndpoints(facts);
  if (!all.some(({ marks }) => marks)) return [];
  return all
    .filter(({ marks }) => !marks)
    .slice(0, MOST)
    .map(({ chain, rules }) =>
      speaksFor('unmarked', [chain.place, ...rules.map(({ place }) => place)], {
        values: {
          endpoint: (chain.name ?? '').replace(/^.*__/, '').replace('/', ':'),
          chain: chain.name ?? '',
        },
      }),
    );
}

function nftMarked(facts: Facts): Given[] {
  const all = nftEndpoints(facts);
  if (all.length === 0 || all.some(({ marks }) => !marks)) return [];
  const values = { endpoints: all.length };
  return [
    speaksAgainst(
      'all-marked',
      all.map(({ chain }) => chain.place),
      { values, decisive: true },
    ),
  ];
}

/**
 * IPVS mode: KUBE-POSTROUTING masquerades what the set KUBE-LOOP-BACK holds (pkg/proxy/ipvs/proxier.go). The rule is left out
 * where the set is empty, so only a set with members and no rule is a fault.
 */
export function ipvsReasons(facts: Facts): Given[] {
  const set = facts
    .all('ip-sets')
    .flatMap(({ document }) => document.sets)
    .findLast(({ name }) => name === 'KUBE-LOOP-BACK');
  const post = chainsNamed(facts, 'KUBE-POSTROUTING').filter(isWhole).at(-1);
  if (!post || post.source.document.family === 'ipv6') return [];
  const rule = rulesOfChain(post).find(({ spec }) =>
    spec.matches.some(({ options }) => options.some(({ values }) => values[0] === 'KUBE-LOOP-BACK')),
  );
  const members = set?.entries ?? set?.members ?? 0;
  if (set && members > 0 && !rule)
    return [speaksFor('loop-back-unused', [set.place, post.place], { values: { endpoints: members } })];
  return rule && members > 0 && set
    ? [
        speaksAgainst('loop-back-used', [rule.place, set.place], {
          values: { endpoints: members },
          decisive: true,
        }),
      ]
    : [];
}
