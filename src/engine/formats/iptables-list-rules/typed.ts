import type { Ruleset } from '../../model/ruleset.ts';
import { readSaveBody } from '../../rules/save.ts';
import { splitWords, type Word } from '../../rules/words.ts';
import { isRuleCommand } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import type { Outcome, Reader } from '../format.ts';
import { Collector } from '../iptables-save/collect.ts';

/** A command that adds a rule or a chain, or sets a policy. */
interface Typed {
  readonly family: 'ipv4' | 'ipv6';
  readonly backend: Ruleset['backend'];
  readonly table: string;
  readonly chain: string;
  readonly act: 'append' | 'insert' | 'policy' | 'new';
  /** Where `-I` puts the rule; the first place is 1. */
  readonly position: number;
  readonly policy: string | null;
  readonly body: string;
}

interface TypedRule {
  readonly body: string;
  readonly line: Line;
}

interface TypedChain {
  readonly name: string;
  readonly line: Line;
  policy: string | null;
  readonly rules: TypedRule[];
}

const COMMANDS: ReadonlyMap<string, Typed['act']> = new Map(
  Object.entries({
    '-A': 'append',
    '--append': 'append',
    '-I': 'insert',
    '--insert': 'insert',
    '-P': 'policy',
    '--policy': 'policy',
    '-N': 'new',
    '--new-chain': 'new',
  } as const),
);
/** What ends a command in a shell: `; exit`, `|| true`, `2>/dev/null`, `# comment`. */
const SHELL = /^(?:[;|&#].*|\d?>.*|.*;)$/;
const MAX_RULES = 20_000;
const encoder = new TextEncoder();

/** Reads `iptables -A INPUT -p tcp --dport 22 -j ACCEPT`, one command a line; null for what is none, or holds variables of a shell. */
export function readTyped(text: string): Typed | null {
  if (!isRuleCommand(text) || /[$`]/.test(text)) return null;
  const words = ofCommand(splitWords(text.replace(/\\\s+/g, '  ')));
  const program = words.find(({ text: word }) => /(?:^|\/)ip6?tables(?:-legacy|-nft)?$/.test(word));
  const at = words.findIndex(({ text: word, quoted }) => !quoted && COMMANDS.has(word));
  const chain = words[at + 1];
  if (!program || at < 0 || !chain) return null;
  const act = COMMANDS.get((words[at] as Word).text) as Typed['act'];
  const number =
    act === 'insert' && /^\d{1,9}$/.test(words[at + 2]?.text ?? '') ? Number(words[at + 2]?.text) : null;
  const before = words.slice(words.indexOf(program) + 1, at);
  const after = words.slice(at + (number === null ? 2 : 3));
  const policy = act === 'policy' ? (after[0]?.text ?? null) : null;
  if ((act === 'policy') !== (policy !== null && /^(?:ACCEPT|DROP|QUEUE)$/.test(policy))) return null;
  const source = text.replace(/\\\s+/g, '  ');
  return {
    family: program.text.includes('ip6') ? 'ipv6' : 'ipv4',
    backend: program.text.endsWith('legacy') ? 'legacy' : program.text.endsWith('nft') ? 'nf_tables' : null,
    table: tableOf([...before, ...after]),
    chain: chain.text,
    act,
    position: number ?? 1,
    policy,
    body:
      act === 'policy' || act === 'new'
        ? ''
        : [...before, ...after].map(word => source.slice(word.start, word.end)).join(' '),
  };
}

function ofCommand(words: readonly Word[]): readonly Word[] {
  const end = words.findIndex(({ text, quoted }) => !quoted && SHELL.test(text));
  return end < 0 ? words : words.slice(0, end);
}

function tableOf(words: readonly Word[]): string {
  const at = words.findIndex(({ text }) => text === '-t' || text === '--table');
  return words[at + 1]?.text !== undefined && at >= 0 ? (words[at + 1] as Word).text : 'filter';
}

/** Collects what a script adds; what was there before it is not known, so that every chain is only a part. */
export class TypedReader implements Reader {
  readonly #tables = new Map<string, Map<string, TypedChain>>();
  #first: Typed | null = null;
  #rules = 0;

  line(line: Line, whole: boolean): Outcome {
    const text = line.text.trim();
    if (/\\$/.test(text) && isRuleCommand(text)) return whole ? 'refused' : 'more';
    const typed = readTyped(text);
    if (!typed || this.#rules >= MAX_RULES) return 'refused';
    if (this.#first && (typed.family !== this.#first.family || typed.backend !== this.#first.backend))
      return 'again';
    if (!whole && readSaveBody(typed.body, typed.family).unknown.some(({ why }) => why === 'cut'))
      return 'more';
    this.#first ??= typed;
    this.#take(typed, line);
    return 'read';
  }

  #take({ table, chain: name, act, position, policy, body }: Typed, line: Line): void {
    const chains = this.#tables.get(table) ?? new Map<string, TypedChain>();
    this.#tables.set(table, chains);
    const chain = chains.get(name) ?? { name, line, policy: null, rules: [] };
    chains.set(name, chain);
    if (act === 'policy') chain.policy = policy;
    if (act === 'policy' || act === 'new') return;
    this.#rules++;
    const rule = { body, line };
    if (act === 'append') chain.rules.push(rule);
    else chain.rules.splice(position - 1, 0, rule);
  }

  close(): Ruleset | null {
    if (!this.#first) return null;
    const collector = new Collector();
    for (const [table, chains] of this.#tables) {
      const [first] = chains.values();
      collector.table(table, null, (first as TypedChain).line.place());
      for (const chain of chains.values()) collectChain(collector, chain);
    }
    const { family, backend } = this.#first;
    const { tables, rules } = collector.finish();
    return {
      kind: 'ruleset',
      form: 'commands',
      family,
      backend,
      version: null,
      shown: null,
      tables,
      notices: [],
      rules,
    };
  }
}

function collectChain(collector: Collector, { name, line, policy, rules }: TypedChain): void {
  const bytes = encoder.encode(name);
  const at = { line: line.number, start: line.span.start, end: line.span.end };
  collector.chain(bytes, 0, bytes.length, { policy, counters: null, complete: false }, at);
  for (const rule of rules) {
    const both = encoder.encode(name + rule.body);
    const { number, span } = rule.line;
    collector.rule(
      both,
      0,
      bytes.length,
      bytes.length,
      both.length,
      number,
      span.start,
      span.end,
      Number.NaN,
      Number.NaN,
    );
  }
}
