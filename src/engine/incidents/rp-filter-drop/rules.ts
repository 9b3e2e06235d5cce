import type { Facts } from '../../facts/facts.ts';
import { type Hits, type RuleHits, rose, ruleHits, wasHit } from '../../facts/hits.ts';
import { nftRule } from '../../facts/nft.ts';
import { rulesTo, rulesWith } from '../../facts/rules.ts';
import { samePlace } from '../../facts/same-output.ts';
import { matchOf, optionOf } from '../../facts/spec.ts';
import type { Section } from '../../model/document.ts';
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
  const hits = [...ruleHits(facts, drops).map(hit => ({ ...hit, chain: hit.rule.chain })), ...nftHits(facts)];
  const growing = hits.find(rose);
  if (growing) {
    const rise = growing.rise?.low ?? 0;
    const key = rise >= enough ? 'rule-grows' : 'rule-moves';
    const options = { values: { chain: growing.chain, rise }, decisive: rise >= enough };
    return { reasons: [speaksFor(key, growing.places, options)], notes: [] };
  }
  const hit = hits.find(wasHit);
  const notes = hit
    ? [speaksFor('rule-hit', hit.places, { values: { chain: hit.chain, packets: hit.packets?.low ?? 0 } })]
    : [];
  return { reasons: [], notes };
}

function isInverted(spec: RuleHits['rule']['spec']): boolean {
  return optionOf(spec, '--invert') !== null;
}

const COUNTER = /counter packets \d{1,20} bytes \d{1,20}/;
/** `fib saddr . iif oif missing drop` (nft(8), FIB expressions): no route back to the source by that device. `oif 0` on old releases. */
const NO_WAY_BACK = /\bfib saddr (?:\. (?:mark|iif) ){1,2}oif (?:missing|0)\b/;

/** The same in nft's own language; of a rule that stands in several readings the last, with what it rose since the first. */
function nftHits(facts: Facts): (Hits & { readonly chain: string })[] {
  const found = new Map<string, { hit: Hits & { chain: string }; section: Section }>();
  for (const { section, document } of facts.all('nft-ruleset')) {
    if (document.configured) continue;
    for (const [at, text] of document.rules.text.entries()) {
      if (!NO_WAY_BACK.test(text)) continue;
      const { packets, place, verdict } = nftRule(document, at);
      if (verdict !== 'drop' || packets === null) continue;
      const chain = document.chains[document.rules.chain[at] as number]?.name ?? '';
      const key = `${chain} ${text.replace(COUNTER, '')}`;
      const before = found.get(key);
      const was =
        before && before.section !== section && samePlace(before.section, section) ? before.hit : null;
      const rise = was?.packets && was.packets.low <= packets ? packets - was.packets.low : null;
      const hit = {
        chain,
        packets: { low: packets, high: packets },
        rise: rise === null ? null : { low: rise, high: rise },
        seconds: was && before ? facts.secondsBetween(before.section, section) : null,
        places: rise && was ? [...was.places.slice(-1), place] : [place],
      };
      found.set(key, { hit, section });
    }
  }
  return [...found.values()].map(({ hit }) => hit);
}

/** Whether rules of the paste filter by the source's route too, or Calico's devices show that some may. */
export function mayFilterByRule(facts: Facts, devices: readonly string[]): boolean {
  return rulesWith(facts, 'rpfilter').length > 0 || devices.some(device => device.startsWith('cali'));
}
