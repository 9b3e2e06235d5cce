import type { Place } from '../model/place.ts';
import type { Counters, Interval } from '../model/ruleset.ts';
import type { Facts } from './facts.ts';
import { type FoundChain, type FoundRule, growthOf } from './rules.ts';
import { samePlace } from './same-output.ts';
import { commentOf } from './spec.ts';

/** What the paste tells of how many packets came to a rule, or to a chain's policy. */
export interface Hits {
  /** At least, and at most, so many since the counter was made; null where no reading prints counters. */
  readonly packets: Interval | null;
  /** By so many the counter rose between the last two readings; null with one reading. */
  readonly rise: Interval | null;
  /** Seconds between them; null where the paste does not tell. */
  readonly seconds: number | null;
  /** The last reading; before it, where it rose, the one before. */
  readonly places: readonly Place[];
}

export interface RuleHits extends Hits {
  readonly rule: FoundRule;
}

/**
 * The same rule of several readings is told once, by its last reading that has counters. Rules are the same that stand in a
 * chain of the same name, with the same comment, ends and target.
 */
export function ruleHits(facts: Facts, rules: readonly FoundRule[]): RuleHits[] {
  const last = new Map<string, FoundRule>();
  for (const rule of rules) {
    const key = identity(rule);
    if (rule.counters !== null || last.get(key)?.counters == null) last.set(key, rule);
  }
  return [...last.values()].map(rule => {
    const growth = growthOf(facts, rule);
    const grew = growth !== null && growth.packets.low > 0;
    return {
      rule,
      packets: rule.counters?.packets ?? null,
      rise: growth?.packets ?? null,
      seconds: growth?.seconds ?? null,
      places: grew ? [growth.before.place, rule.place] : [rule.place],
    };
  });
}

function identity({ chain, source, spec }: FoundRule): string {
  const { target, destination, source: from, protocol } = spec;
  const ports = spec.matches.flatMap(({ options }) =>
    options.filter(({ flag }) => flag === '--dport' || flag === '--dports').flatMap(({ values }) => values),
  );
  const parts = [from?.value, destination?.value, protocol?.value, target?.name, commentOf(spec), ...ports];
  return [source.document.family ?? '', chain, ...parts].join(' ');
}

/** The policy counter of a built-in chain, of readings of the same form: the chains in the order of the paste. */
export function policyHits(facts: Facts, chains: readonly FoundChain[]): Hits | null {
  const counted = chains.filter(({ policyCounters }) => policyCounters !== null);
  const after = counted.at(-1);
  if (!after) return null;
  const before = counted.findLast(
    chain =>
      chain !== after &&
      chain.source.document.family === after.source.document.family &&
      samePlace(chain.source.section, after.source.section),
  );
  const rise = before ? riseOf(before.policyCounters as Counters, after.policyCounters as Counters) : null;
  return {
    packets: (after.policyCounters as Counters).packets,
    rise,
    seconds: before && rise ? facts.secondsBetween(before.source.section, after.source.section) : null,
    places: before && (rise?.low ?? 0) > 0 ? [before.place, after.place] : [after.place],
  };
}

/** Null where the counter became smaller: it was set to zero, or the table was written anew. */
function riseOf(before: Counters, after: Counters): Interval | null {
  const high = after.packets.high - before.packets.low;
  return high < 0 ? null : { low: Math.max(0, after.packets.low - before.packets.high), high };
}

/** Whether it rose between two readings for sure. */
export function rose(hits: Hits): boolean {
  return (hits.rise?.low ?? 0) > 0;
}

/** Whether at least one packet came to it since the counter was made. */
export function wasHit(hits: Hits): boolean {
  return (hits.packets?.low ?? 0) > 0;
}
