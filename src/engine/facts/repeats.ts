import type { Ruleset, RulesetChain } from '../model/ruleset.ts';

const REPEATS = new WeakMap<Ruleset, ReadonlyMap<RulesetChain, number>>();

/**
 * The chains in which equal rules stand, and how many rules of each are equal to one above them. Of tens of thousands of chains
 * hardly one has any: each rule is looked at once, for all who ask.
 */
export function repeatsIn(ruleset: Ruleset): ReadonlyMap<RulesetChain, number> {
  let repeats = REPEATS.get(ruleset);
  if (!repeats) {
    repeats = findRepeats(ruleset);
    REPEATS.set(ruleset, repeats);
  }
  return repeats;
}

function findRepeats({ tables, rules: { count, body, bodyFrom } }: Ruleset): Map<RulesetChain, number> {
  const repeats = new Map<RulesetChain, number>();
  const bodies = Math.max(0, bodyFrom.length - 1);
  if (count === bodies) return repeats;
  /** The chain, counted from 1, in which each body was seen last. */
  const seenIn = new Uint32Array(bodies);
  let chainsSeen = 0;
  for (const table of tables) {
    for (const chain of table.chains) {
      const { firstRule, ruleCount } = chain;
      if (ruleCount < 2) continue;
      chainsSeen++;
      let equal = 0;
      for (let index = firstRule; index < firstRule + ruleCount; index++) {
        const at = body[index] as number;
        if (seenIn[at] === chainsSeen) equal++;
        else seenIn[at] = chainsSeen;
      }
      if (equal > 0) repeats.set(chain, equal);
    }
  }
  return repeats;
}
