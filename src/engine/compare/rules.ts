import type { RuleChange, RuleChanges } from '../model/comparison.ts';
import type { Section } from '../model/document.ts';
import type { Ruleset, RulesetTable } from '../model/ruleset.ts';
import { printSpec, rulesOf } from '../rules/index.ts';

/** Changes beyond this are only counted. */
const MAX_CHANGES = 500;

/** Which rules came and which went, in the tables that both pastes show whole and in the same form. */
export function ruleChanges(before: readonly Section[], after: readonly Section[]): RuleChanges {
  const [earlier, later] = [tablesOf(before), tablesOf(after)];
  const came: RuleChange[] = [];
  const went: RuleChange[] = [];
  const count = { before: 0, after: 0 };
  let compared = 0;
  for (const [key, table] of later) {
    const other = earlier.get(key);
    if (!other) continue;
    const [old, now] = [rulesByText(other), rulesByText(table)];
    compared++;
    count.before += sizeOf(old);
    count.after += sizeOf(now);
    came.push(...missing(now, old));
    went.push(...missing(old, now));
  }
  const leftOut = Math.max(0, came.length - MAX_CHANGES) + Math.max(0, went.length - MAX_CHANGES);
  return {
    came: came.slice(0, MAX_CHANGES),
    went: went.slice(0, MAX_CHANGES),
    leftOut,
    count: compared > 0 ? count : null,
  };
}

interface Shown {
  readonly ruleset: Ruleset;
  readonly table: RulesetTable;
}

/** Whole tables by host, family, form and name; of several readings the last. */
function tablesOf(sections: readonly Section[]): Map<string, Shown> {
  const found = new Map<string, Shown>();
  for (const { document, host, partial } of sections) {
    if (document.kind !== 'ruleset' || document.form === 'commands') continue;
    if (partial === 'pipe' || partial === 'elision') continue;
    for (const table of document.tables) {
      if (table.complete === false || table.chains.some(({ complete }) => !complete)) continue;
      const form = document.form === 'list' ? `list ${document.shown?.verbose}` : 'save';
      const chains = document.form === 'save' ? '' : table.chains.length === 1 ? table.chains[0]?.name : '';
      const key = [host, document.family ?? 'ipv4', form, table.name, chains].join('\n');
      found.set(key, { ruleset: document, table });
    }
  }
  return found;
}

function rulesByText({ ruleset, table }: Shown): Map<string, RuleChange> {
  const found = new Map<string, { -readonly [Key in keyof RuleChange]: RuleChange[Key] }>();
  for (const chain of table.chains) {
    for (const { spec, place } of rulesOf(ruleset, chain)) {
      const rule = printSpec(spec);
      const key = `${chain.name}\n${rule}`;
      const known = found.get(key);
      if (known) known.times++;
      else
        found.set(key, {
          family: ruleset.family,
          table: table.name,
          chain: chain.name,
          rule,
          times: 1,
          place,
        });
    }
  }
  return found;
}

function sizeOf(rules: ReadonlyMap<string, RuleChange>): number {
  let size = 0;
  for (const { times } of rules.values()) size += times;
  return size;
}

/** The rules of `all` that are not in `others`, or more often than there. */
function missing(
  all: ReadonlyMap<string, RuleChange>,
  others: ReadonlyMap<string, RuleChange>,
): RuleChange[] {
  const found: RuleChange[] = [];
  for (const [key, change] of all) {
    const times = change.times - (others.get(key)?.times ?? 0);
    if (times > 0) found.push({ ...change, times });
  }
  return found;
}
