import type { Ruleset, RulesetChain, RulesetTable } from '../model/ruleset.ts';
import { bare, printCounters, printRule } from './print.ts';
import { ruleAt } from './rule-at.ts';
import { tableOfShape } from './tables.ts';

/**
 * The whole ruleset, one line an entry: `*table` and `COMMIT` where the table's name is known, `:CHAIN POLICY [p:b]`,
 * the rules.
 */
export function* printRuleset(ruleset: Ruleset): Iterable<string> {
  for (const table of ruleset.tables) yield* printTable(ruleset, table);
}

function* printTable(ruleset: Ruleset, table: RulesetTable): Iterable<string> {
  if (table.name !== null) yield `*${table.name}`;
  for (const chain of table.chains) yield printChain(chain);
  for (const chain of table.chains) {
    for (let i = 0; i < chain.ruleCount; i++) yield printRule(ruleAt(ruleset, chain.firstRule + i));
  }
  if (table.name !== null && isWhole(table)) yield 'COMMIT';
}

/** Said by `COMMIT`; for the other forms, whether all built-in chains are there, so that it is no part of a table. */
function isWhole({ complete, chains }: RulesetTable): boolean {
  if (complete !== null) return complete;
  return tableOfShape(chains.flatMap(({ name, policy }) => (policy === null ? [] : [name]))) !== null;
}

/** A chain of one's own has no counters, and `[0:0]` is written all the same; where a policy's are not known, nothing is. */
function printChain({ name, policy, policyCounters }: RulesetChain): string {
  if (policy === null) return `:${bare(name)} - [0:0]`;
  const counters = policyCounters && printCounters(policyCounters);
  return `:${bare(name)} ${policy}${counters ? ` ${counters}` : ''}`;
}
