import type { Counters, Rule, RuleSpec, Ruleset, RulesetChain, RulesetTable } from '../model/ruleset.ts';
import { inContext } from './context.ts';
import { countInterval } from './counts.ts';
import { readListingBody } from './listing/index.ts';
import { readSaveBody } from './save.ts';

/** What is kept of a ruleset while rules of it are asked for: bodies that were parsed, and whose rules they are. */
interface Known {
  readonly specs: (RuleSpec | undefined)[];
  /** Chains that have rules, by their first rule. */
  readonly chains: readonly { readonly table: RulesetTable; readonly chain: RulesetChain }[];
}

const KNOWN = new WeakMap<Ruleset, Known>();
const decoder = new TextDecoder();

/** The rule with this index in the columns. The index must be one of the ruleset's. */
export function ruleAt(ruleset: Ruleset, index: number): Rule {
  const { table, chain } = ownerOf(ruleset, index);
  const { rules } = ruleset;
  return {
    table: table.name,
    chain: chain.name,
    number: numberAt(ruleset, index, chain),
    counters: countersAt(ruleset, index),
    place: {
      line: rules.line[index] as number,
      span: { start: rules.start[index] as number, end: rules.end[index] as number },
    },
    spec: inContext(specAt(ruleset, index), ruleset, table),
  };
}

/** As printed; else counted, where no rule of the chain is missing. */
function numberAt({ rules }: Ruleset, index: number, chain: RulesetChain): number | null {
  if (rules.printed) return rules.printed[index] || null;
  return chain.complete ? index - chain.firstRule + 1 : null;
}

/** What a rule says; equal rules share it. */
export function specAt(ruleset: Ruleset, index: number): RuleSpec {
  const { specs } = knownOf(ruleset);
  const body = ruleset.rules.body[index] as number;
  let spec = specs[body];
  if (!spec) {
    spec = readBody(ruleset, bodyText(ruleset, body));
    specs[body] = spec;
  }
  return spec;
}

function readBody(ruleset: Ruleset, text: string): RuleSpec {
  if (ruleset.form === 'list' && ruleset.shown) return readListingBody(text, ruleset.shown, ruleset.family);
  return readSaveBody(text, ruleset.family);
}

/** A distinct body as printed. */
export function bodyText({ rules }: Ruleset, body: number): string {
  return decoder.decode(rules.bodyText.subarray(rules.bodyFrom[body], rules.bodyFrom[body + 1]));
}

/** The rules of a chain, in order. */
export function* rulesOf(ruleset: Ruleset, chain: RulesetChain): Iterable<Rule> {
  for (let i = 0; i < chain.ruleCount; i++) yield ruleAt(ruleset, chain.firstRule + i);
}

/** Packets and bytes of a rule; null where they are not printed. */
export function countersAt({ rules }: Ruleset, index: number): Counters | null {
  const packets = rules.packets[index] as number;
  const bytes = rules.bytes[index] as number;
  if (Number.isNaN(packets) || Number.isNaN(bytes)) return null;
  return {
    packets: countInterval(packets, rules.packetUnit[index] as number),
    bytes: countInterval(bytes, rules.byteUnit[index] as number),
  };
}

/** The table and chain that a rule belongs to. */
export function ownerOf(ruleset: Ruleset, index: number): { table: RulesetTable; chain: RulesetChain } {
  const { chains } = knownOf(ruleset);
  let low = 0;
  let high = chains.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((chains[middle]?.chain.firstRule as number) <= index) low = middle;
    else high = middle - 1;
  }
  const owner = chains[low];
  if (!owner || index < owner.chain.firstRule || index >= owner.chain.firstRule + owner.chain.ruleCount)
    throw new RangeError(`The ruleset has no rule ${index}.`);
  return owner;
}

function knownOf(ruleset: Ruleset): Known {
  let known = KNOWN.get(ruleset);
  if (!known) {
    const chains = ruleset.tables
      .flatMap(table => table.chains.map(chain => ({ table, chain })))
      .filter(({ chain }) => chain.ruleCount > 0)
      .sort((a, b) => a.chain.firstRule - b.chain.firstRule);
    known = { specs: [], chains };
    KNOWN.set(ruleset, known);
  }
  return known;
}
