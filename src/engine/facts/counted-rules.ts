import type { CountedLines, CountedRule } from '../model/counted-lines.ts';
import type { Place } from '../model/place.ts';
import { ONE_TABLE } from './duplicates.ts';
import type { Facts } from './facts.ts';

/** A rule that `uniq -c` counted more than once. */
export interface CountedDuplicate {
  readonly chain: string;
  /** How many of the equal lines are in one table for sure. */
  readonly count: number;
  /** False where the lines may be of several hosts, or the print is not all of the rule. */
  readonly exact: boolean;
  readonly places: readonly Place[];
}

/** Tables of one family: what `tablesMixed` goes beyond is of the other family. */
const TABLES = 5;

/**
 * `iptables -S | sort | uniq -c`: the rules of the last such output that stand there more than once, those with most copies first. Lines
 * of `iptables -L` are left out: they do not say the chain, and each Pod's chain holds the same lines.
 */
export function countedDuplicates(facts: Facts): CountedDuplicate[] {
  const document = facts
    .all('counted-lines')
    .findLast(({ document: { rules } }) => rules.length > 0)?.document;
  return (document?.rules ?? [])
    .flatMap(rule => asDuplicate(rule, document as CountedLines))
    .sort((one, other) => other.count - one.count);
}

function asDuplicate({ chain, count, spec, place }: CountedRule, document: CountedLines): CountedDuplicate[] {
  if (chain === null || count < 2) return [];
  const { tablesMixed } = document;
  const families = tablesMixed !== null && tablesMixed > TABLES ? 2 : 1;
  const mixed = ONE_TABLE.test(chain) ? families : (tablesMixed ?? TABLES);
  const open =
    spec.target === null || spec.unknown.some(({ why }) => why !== 'not-shown' && why !== 'resolved');
  return [{ chain, count: Math.ceil(count / mixed), exact: !open && tablesMixed !== null, places: [place] }];
}
