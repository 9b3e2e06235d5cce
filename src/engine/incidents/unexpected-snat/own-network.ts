import { isIn, networkOf } from '../../facts/networks.ts';
import type { SnatRule } from '../../facts/snat.ts';
import { isFullyKnown, matchesAll } from '../../facts/spec.ts';
import type { Flow } from '../../model/flow.ts';
import { type Given, speaksFor } from '../incident.ts';

/** A network that is kept from translation is written with a mask between these; longer ones are single hosts. */
export const MASKS = { shortest: 8, longest: 25 };

/** The values that sentences about a flow have. */
export function valuesOf({ original, reply }: Flow) {
  return { source: original.source, destination: original.destination, address: reply?.destination ?? '' };
}

/**
 * A rule translates all that comes from a network, wherever it goes (`-s 10.244.0.0/16 -j MASQUERADE`), and flows from that network to
 * itself are translated. What writes such rules leaves the network itself out: `! -d`, `! -o`, or a RETURN before it.
 */
export function ownNetworkFlows(flows: readonly Flow[], broad: readonly SnatRule[]): Given[] {
  const rules = broad.flatMap(({ rule, place }) => {
    const { source, destination, outInterface } = rule?.spec ?? {};
    const bare = rule && isFullyKnown(rule.spec) && rule.spec.matches.every(({ name }) => name === 'comment');
    const network =
      source && !source.negated && !destination && !outInterface ? networkOf(source.value) : null;
    return bare && network && network.bits >= MASKS.shortest && network.bits <= MASKS.longest
      ? [{ network, place }]
      : [];
  });
  const inside = flows.flatMap(flow => {
    const { source, destination } = flow.original;
    const rule = rules.find(({ network }) => isIn(source, network) && isIn(destination, network));
    return rule ? [{ flow, rule }] : [];
  });
  const first = inside[0];
  if (!first) return [];
  const values = { ...valuesOf(first.flow), flows: inside.length, network: first.rule.network.text };
  const places = [first.rule.place, ...inside.map(({ flow }) => flow.place)];
  return [speaksFor('own-network-flow', places, { values })];
}

/** A rule without any condition, where nothing tells which networks should be left out. */
export function forAll(used: readonly SnatRule[]): Given[] {
  const all = used.filter(({ rule }) => rule !== null && isFullyKnown(rule.spec) && matchesAll(rule.spec));
  return all.length === 0
    ? []
    : [
        speaksFor(
          'translates-all',
          all.map(({ place }) => place),
        ),
      ];
}
