import type { RuleChange, RuleChanges } from '../model/comparison.ts';
import type { Section } from '../model/document.ts';
import type { NftRuleset } from '../model/nft-ruleset.ts';
import type { Ruleset, RulesetTable } from '../model/ruleset.ts';
import { printSpec, rulesOf } from '../rules/index.ts';
import { nftRuleName, nftRulePlace } from './nft.ts';

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

/** A rule of a table that a paste shows whole. */
type Shown = Omit<RuleChange, 'times'>;

/** Whole tables by host, syntax, form and name; of several readings the last. */
function tablesOf(sections: readonly Section[]): Map<string, () => Iterable<Shown>> {
  const found = new Map<string, () => Iterable<Shown>>();
  for (const { document, host, partial } of sections) {
    if (partial === 'pipe' || partial === 'elision') continue;
    const tables =
      document.kind === 'ruleset'
        ? iptablesTables(document)
        : document.kind === 'nft-ruleset'
          ? nftTables(document)
          : [];
    for (const [key, rules] of tables) found.set(`${host ?? ''}\n${key}`, rules);
  }
  return found;
}

function* iptablesTables(ruleset: Ruleset): Iterable<[string, () => Iterable<Shown>]> {
  if (ruleset.form === 'commands') return;
  for (const table of ruleset.tables) {
    if (table.complete === false || table.chains.some(({ complete }) => !complete)) continue;
    const form = ruleset.form === 'list' ? `list ${ruleset.shown?.verbose}` : 'save';
    const chain = ruleset.form !== 'save' && table.chains.length === 1 ? table.chains[0]?.name : '';
    const key = [ruleset.family ?? 'ipv4', form, table.name, chain].join('\n');
    yield [key, () => iptablesRules(ruleset, table)];
  }
}

function* iptablesRules(ruleset: Ruleset, table: RulesetTable): Iterable<Shown> {
  for (const chain of table.chains)
    for (const { spec, place } of rulesOf(ruleset, chain))
      yield {
        syntax: 'iptables',
        family: ruleset.family,
        table: table.name,
        chain: chain.name,
        rule: printSpec(spec),
        place,
      };
}

function* nftTables(ruleset: NftRuleset): Iterable<[string, () => Iterable<Shown>]> {
  if (ruleset.configured || ruleset.rulesShown !== true) return;
  for (const [index, table] of ruleset.tables.entries()) {
    const chains = ruleset.chains.filter(chain => chain.table === index);
    if (!table.complete || chains.some(({ complete }) => !complete)) continue;
    const name = `${table.family ?? ''} ${table.name ?? ''}`.trim();
    yield [`nft\n${ruleset.form}\n${name}`, () => nftRules(ruleset, index, name)];
  }
}

function* nftRules(ruleset: NftRuleset, table: number, name: string): Iterable<Shown> {
  const { rules, chains } = ruleset;
  for (let at = 0; at < rules.count; at++) {
    const chain = chains[rules.chain[at] as number];
    if (chain?.table !== table) continue;
    yield {
      syntax: 'nft',
      family: null,
      table: name,
      chain: chain.name ?? '',
      rule: nftRuleName(ruleset, at),
      place: nftRulePlace(ruleset, at),
    };
  }
}

function rulesByText(rules: () => Iterable<Shown>): Map<string, RuleChange> {
  const found = new Map<string, { -readonly [Key in keyof RuleChange]: RuleChange[Key] }>();
  for (const shown of rules()) {
    const key = `${shown.chain}\n${shown.rule}`;
    const known = found.get(key);
    if (known) known.times++;
    else found.set(key, { ...shown, times: 1 });
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
