import type { Counters, Rule, RuleSpec } from '../../../src/engine/model/ruleset.ts';
import { sameSpec } from '../../../src/engine/rules/compare.ts';
import { faults } from '../../lab/twins/oracle.ts';
import { type Read, read } from '../../lab/twins/reading.ts';
import type { Damage, Random } from './damage.ts';

/** A rule that was read from a damaged output and is not the true one, though nothing says so. */
export interface Lie {
  readonly damage: string;
  /** The true line, and the damaged ones that were read. */
  readonly line: string;
  readonly damaged: string;
  readonly said: string;
}

export interface Output {
  readonly command: string | null;
  readonly text: string;
}

/**
 * Damages an output and reads it again. Every rule that is still read must be the true one of that line, or say what
 * of it is open; it may be missing. Gives the lies, and how many rules were read.
 */
export async function lies(
  output: Output,
  name: string,
  damage: Damage,
  random: Random,
): Promise<{ lies: Lie[]; rules: number }> {
  const lines = output.text.replace(/\n$/, '').split('\n');
  const truth = rulesByLine(await reading(output, output.text), 0);
  const damaged = damage(lines, random);
  const found = await reading(output, damaged.text);
  const pieces = damaged.text.split('\n');
  const said: Lie[] = [];
  let rules = 0;
  for (const [at, { rule, table }] of rulesByLine(found, 0)) {
    rules++;
    const line = damaged.from[at] ?? -1;
    // A piece that begins with `>` looks like a quote of a mail: the mark is taken off.
    if (/^\s{0,3}>/.test(pieces[at + 1] ?? '') || /^\s{0,3}>/.test(pieces[at + 2] ?? '')) continue;
    const faultsFound = ruleLies(truth.get(line), rule, table);
    if (faultsFound.length === 0) continue;
    said.push({
      damage: name,
      line: lines[line] ?? '',
      damaged: pieces.slice(at, at + 3).join('⏎'),
      said: faultsFound.join('; '),
    });
  }
  return { lies: said, rules };
}

/** The paste begins with the command's prompt, where the command is known. */
function reading({ command }: Output, text: string): Promise<Read> {
  return command === null ? read({ command: '', text }, false) : read({ command, text }, true);
}

interface Found {
  readonly rule: Rule;
  readonly table: string | null;
}

/** The rules by the line of the output that they stand in, from `first` on. */
function rulesByLine(found: Read, first: number): Map<number, Found> {
  const prompt = found.prompt ? 1 : 0;
  const entries = found.chains.flatMap(chain => chain.rules.map(rule => ({ rule, table: chain.table })));
  return new Map(entries.map(entry => [entry.rule.place.line - 1 - prompt + first, entry]));
}

function ruleLies(truth: Found | undefined, rule: Rule, table: string | null): string[] {
  if (!truth) return ['a rule out of nothing'];
  const said = specLies(plain(truth.rule.spec), plain(rule.spec));
  if (rule.chain !== truth.rule.chain && rule.chain !== '')
    said.push(`chain ${rule.chain} instead of ${truth.rule.chain}`);
  if (table !== truth.table && table !== null && truth.table !== null)
    said.push(`table ${table} instead of ${truth.table}`);
  if (rule.counters && !sameCounters(rule.counters, truth.rule.counters))
    said.push(`counters ${JSON.stringify(rule.counters)}`);
  return said;
}

function specLies(truth: RuleSpec, found: RuleSpec): string[] {
  if (sameSpec(truth, found)) return [];
  const cut = found.unknown.some(({ why }) => why === 'cut');
  const said = faults(truth, found, cut);
  if (said.length > 0) return said;
  const more =
    found.unknown.length > truth.unknown.length ||
    found.unknown.some(({ why }) => why === 'cut' || why === 'masked');
  const isText = JSON.stringify(truth) !== JSON.stringify(found) && truth.unknown.length === 0 && !more;
  return isText ? [`read as ${JSON.stringify(found)}`] : [];
}

/** Of free text, blanks may be lost and addresses masked: nobody can see that. */
function plain(spec: RuleSpec): RuleSpec {
  return JSON.parse(
    JSON.stringify(spec, (key, value) =>
      key === 'options' && Array.isArray(value)
        ? value.map(option => (FREE.has(option.flag) ? { ...option, values: ['…'] } : option))
        : value,
    ),
  );
}
const FREE = new Set(['--comment', '--log-prefix', '--nflog-prefix', '--string', '--hex-string']);

const sameCounters = (one: Counters, other: Counters | null) => JSON.stringify(one) === JSON.stringify(other);
