import type { Facts } from '../../facts/facts.ts';
import { type RuleHits, rose, ruleHits, wasHit } from '../../facts/hits.ts';
import { rulesTo, rulesWith } from '../../facts/rules.ts';
import { matchOf, optionOf } from '../../facts/spec.ts';
import { type Given, speaksFor } from '../incident.ts';

/**
 * Rules that do what rp_filter does: Calico's in the table raw (felix/rules/static.go), firewalld's for IPv6, one's own.
 * `enough`: so many packets between two readings are more than chance.
 */
export function ruleReasons(
  facts: Facts,
  enough: number,
): { readonly reasons: Given[]; readonly notes: Given[] } {
  const drops = rulesTo(facts, 'DROP', 'rpfilter').filter(
    ({ spec }) => matchOf(spec, 'rpfilter') !== null && isInverted(spec),
  );
  const hits = ruleHits(facts, drops);
  const growing = hits.find(rose);
  if (growing) {
    const rise = growing.rise?.low ?? 0;
    const key = rise >= enough ? 'rule-grows' : 'rule-moves';
    const options = { values: { ...named(growing), rise }, decisive: rise >= enough };
    return { reasons: [speaksFor(key, growing.places, options)], notes: [] };
  }
  const hit = hits.find(wasHit);
  const notes = hit
    ? [speaksFor('rule-hit', hit.places, { values: { ...named(hit), packets: hit.packets?.low ?? 0 } })]
    : [];
  return { reasons: [], notes };
}

function isInverted(spec: RuleHits['rule']['spec']): boolean {
  return optionOf(spec, '--invert') !== null;
}

function named({ rule }: RuleHits): { readonly chain: string } {
  return { chain: rule.chain };
}

/** Whether rules of the paste filter by the source's route too, or Calico's devices show that some may. */
export function mayFilterByRule(facts: Facts, devices: readonly string[]): boolean {
  return rulesWith(facts, 'rpfilter').length > 0 || devices.some(device => device.startsWith('cali'));
}
