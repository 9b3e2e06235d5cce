import type { Facts } from '../../facts/facts.ts';
import { type FoundRule, growthOf, rulesTo } from '../../facts/rules.ts';
import { hasMatched, optionOf, packetsOf } from '../../facts/spec.ts';
import { TUNNEL_PORTS } from '../../facts/underlay.ts';
import { type Given, speaksFor } from '../incident.ts';

export interface Dropping {
  readonly reasons: readonly Given[];
  readonly notes: readonly Given[];
}

/**
 * Rules that drop or reject packets to a tunnel's port, and have done so. Many nodes drop it for strangers on purpose, so a count
 * since boot is only noted; and only a rule for all sources, with no ACCEPT of the port above it, is about the nodes for sure.
 */
export function dropRules(facts: Facts, symptoms: boolean): Dropping {
  const rules = [...TUNNEL_PORTS].flatMap(port =>
    rulesTo(facts, ['DROP', 'REJECT'], String(port)).filter(rule => drops(rule, port)),
  );
  const last = rules.filter(hasMatched).at(-1);
  if (!last) return { reasons: [], notes: [] };
  const growth = growthOf(facts, last);
  const rises = growth !== null && growth.packets.low > 0;
  const values = {
    chain: last.chain,
    port: optionOf(last.spec, '--dport')?.values[0] ?? '',
    packets: packetsOf(last)?.low ?? 0,
    rises: rises ? 'yes' : 'no',
  };
  const places = rises ? [growth.before.place, last.place] : [last.place];
  // Calico lets only nodes of its own in; what it drops here may be a stranger's.
  const strangers = last.chain.startsWith('cali-');
  const speaks = rises || symptoms;
  const key = strangers ? 'rule-drops-strangers' : 'rule-drops';
  const given = speaksFor(key, places, { values, decisive: speaks && !strangers && isForAll(facts, last) });
  return speaks ? { reasons: [given], notes: [] } : { reasons: [], notes: [given] };
}

/** Whether packets of other nodes come to the rule: it asks for no source, and nothing above accepts the port. */
function isForAll(facts: Facts, { spec, chain, index, source, place }: FoundRule): boolean {
  if (spec.source !== null || spec.inInterface !== null || spec.matches.length > 1 || spec.unknown.length > 0)
    return false;
  const port = optionOf(spec, '--dport')?.values[0] ?? '';
  const above = rulesTo(facts, ['ACCEPT', 'RETURN'], port).filter(
    rule =>
      rule.source.document === source.document &&
      rule.chain === chain &&
      rule.index < index &&
      rule.place.line < place.line,
  );
  return above.length === 0;
}

/** Calico's rules against tunnels that begin in a Pod (`cali-fw-…`) are about something else. */
function drops({ spec, chain }: FoundRule, port: number): boolean {
  const { protocol, unknown } = spec;
  const dport = optionOf(spec, '--dport');
  return (
    protocol?.value === 'udp' &&
    !protocol.negated &&
    dport !== null &&
    !dport.negated &&
    dport.values[0] === String(port) &&
    unknown.every(({ why }) => why === 'not-shown' || why === 'ambiguous') &&
    !/^cali-(?:fw|tw)-/.test(chain)
  );
}
