import { analyze } from '../../../src/engine/analyze.ts';
import type { Counters, Rule, Ruleset, RulesetTable } from '../../../src/engine/model/ruleset.ts';
import { ruleAt } from '../../../src/engine/rules/rule-at.ts';
import type { Printed } from './kernel.ts';

/** What the engine read from one output, chain by chain. */
export interface Read {
  readonly rulesets: readonly Ruleset[];
  readonly chains: readonly ReadChain[];
  /** Whether the first line of the paste is the prompt with the command. */
  readonly prompt: boolean;
  readonly unreadLines: number;
  /** The first of them, for the report. */
  readonly unread: readonly string[];
}

export interface ReadChain {
  readonly table: string | null;
  readonly name: string;
  readonly policy: string | null;
  readonly policyCounters: Counters | null;
  readonly references: number | null;
  readonly rules: readonly Rule[];
}

/** Reads an output as a person would paste it: below its prompt, or bare. */
export async function read(printed: Pick<Printed, 'command' | 'text'>, prompt: boolean): Promise<Read> {
  const before = prompt ? `root@node-3:~# ${printed.command}\n` : '';
  const analysis = await analyze(new Blob([before, printed.text]));
  const rulesets = analysis.sections.flatMap(({ document }) =>
    document.kind === 'ruleset' ? [document] : [],
  );
  return {
    rulesets,
    prompt,
    chains: rulesets.flatMap(ruleset => ruleset.tables.flatMap(table => chainsOf(ruleset, table))),
    unreadLines: analysis.unreadLines,
    unread: analysis.unread.slice(0, 3).map(({ text }) => text),
  };
}

function chainsOf(ruleset: Ruleset, table: RulesetTable): ReadChain[] {
  return table.chains.map(({ name, policy, policyCounters, references, firstRule, ruleCount }) => ({
    table: table.name,
    name,
    policy,
    policyCounters,
    references,
    rules: Array.from({ length: ruleCount }, (_, index) => ruleAt(ruleset, firstRule + index)),
  }));
}
