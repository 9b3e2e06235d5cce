import type { Counters, Interval, RuleSpec, Ruleset } from '../../../src/engine/model/ruleset.ts';
import { compatible, sameSpec } from '../../../src/engine/rules/compare.ts';
import { printSpec } from '../../../src/engine/rules/print.ts';
import { readSaveBody } from '../../../src/engine/rules/save.ts';
import type { Generated } from './grammar.ts';
import type { Printed } from './kernel.ts';
import { differences, excused, faults, joinedSpec, readSaveLine, type SaveLine } from './oracle.ts';
import type { Read, ReadChain } from './reading.ts';
import type { Family } from './words.ts';

/** The rules as `iptables-save -c` prints them, read by nobody but the oracle. */
export interface Truth {
  readonly tables: readonly TrueTable[];
}

export interface TrueTable {
  readonly name: string;
  readonly chains: readonly TrueChain[];
}

export interface TrueChain {
  readonly name: string;
  /** null for `-`. */
  readonly policy: string | null;
  readonly counters: readonly [string, string];
  readonly rules: TrueRule[];
}

export interface TrueRule {
  /** `[1:2] -A INPUT -j DROP` */
  readonly text: string;
  /** The body that was given to iptables-restore: what a saved line lost stands here. */
  readonly restored: string;
  /** What stands behind `-A CHAIN`. */
  readonly body: string;
  readonly line: SaveLine;
  /** The engine's reading of that body, which `judgeTruth` holds against the oracle's. */
  readonly spec: RuleSpec;
}

export interface Mismatch {
  readonly form: string;
  readonly where: string;
  readonly rule: string;
  readonly said: string;
}

/** `loaded`: the rules as restored, of all tables, in order. */
export function readTruth(text: string, family: Family, loaded: readonly Generated[]): Truth {
  const given = new Map<string, string[]>();
  for (const { table, chain, body } of loaded) {
    const key = `${table} ${chain}`;
    given.set(key, [...(given.get(key) ?? []), body]);
  }
  const tables: { name: string; chains: TrueChain[] }[] = [];
  for (const line of text.split('\n')) {
    const chains = tables.at(-1)?.chains ?? [];
    const declared = /^:(\S+) (\S+) \[(\d+):(\d+)\]$/.exec(line);
    if (line.startsWith('*')) tables.push({ name: line.slice(1), chains: [] });
    else if (declared) {
      const [, name = '', policy = '', packets = '', bytes = ''] = declared;
      chains.push({ name, policy: policy === '-' ? null : policy, counters: [packets, bytes], rules: [] });
    } else if (line.startsWith('[')) {
      const read = readSaveLine(line);
      const body = line.replace(/^\S+ -A \S+ ?/, '');
      const restored = given.get(`${tables.at(-1)?.name} ${read.chain}`)?.shift() ?? '';
      const rules = chains.find(({ name }) => name === read.chain)?.rules;
      rules?.push({ text: line, restored, body, line: read, spec: readSaveBody(body, family) });
    }
  }
  return { tables };
}

/** Holds the engine's reading of each saved line against the oracle's, and what it prints against the line itself. */
export function judgeTruth(truth: Truth): Mismatch[] {
  const form = 'a line of iptables-save';
  return truth.tables.flatMap(({ name, chains }) =>
    chains.flatMap(chain =>
      chain.rules.flatMap(rule => {
        const text = printSpec(rule.spec);
        const said = [
          ...differences(rule.line, rule.spec),
          ...(text === rule.body.replaceAll(TWO_BLANKS, '--nfacct-name ') ? [] : [`is printed as ${text}`]),
        ];
        return said.map(fault => ({ form, where: `${name} ${chain.name}`, rule: rule.text, said: fault }));
      }),
    ),
  );
}

/** libxt_nfacct writes two. */
const TWO_BLANKS = '--nfacct-name  ';

/** Holds what was read from one output against the truth. */
export function judge(truth: Truth, printed: Printed, read: Read, prompt: boolean): Mismatch[] {
  const form = `${printed.command}${prompt ? '' : ' (without a prompt)'}`;
  const found: Mismatch[] = [];
  const say = (where: string, rule: string, said: string) => found.push({ form, where, rule, said });
  if (read.unreadLines > 0) say('', read.unread[0] ?? '', `${read.unreadLines} lines unread`);
  for (const fault of read.rulesets.flatMap(ruleset => rulesetFaults(printed, ruleset, prompt)))
    say('', '', fault);
  const wanted = truth.tables.filter(({ name }) => printed.table === null || name === printed.table);
  const chains = wanted.flatMap(table => table.chains.map(chain => ({ table: table.name, chain })));
  const known = read.chains.filter(
    ({ name, rules }) => rules.length > 0 || chains.some(({ chain }) => chain.name === name),
  );
  const names = (list: readonly { table: string | null; name: string }[]) =>
    list
      .map(({ table, name }) => `${table ?? ''}/${name}`)
      .sort()
      .join(' ');
  const tableSaid = printed.table === null || prompt;
  const truly = names(
    chains.map(({ table, chain }) => ({ table: tableSaid ? table : '', name: chain.name })),
  );
  const readAs = names(known.map(({ table, name }) => ({ table: tableSaid ? table : '', name })));
  if (truly !== readAs) {
    say('', '', `chains ${readAs} instead of ${truly}`);
    return found;
  }
  for (const { table, chain } of chains) {
    const other = known.find(({ name, table: of }) => name === chain.name && (!tableSaid || of === table));
    const jumps = wanted
      .find(({ name }) => name === table)
      ?.chains.flatMap(({ rules }) => rules.filter(({ line }) => jumpsTo(line, chain.name)));
    if (other && printed.form === '-L' && chain.policy === null && other.references !== jumps?.length)
      say(`${table} ${chain.name}`, '', `${other.references} references instead of ${jumps?.length}`);
    if (other) judgeChain(printed, chain, other, (rule, said) => say(`${table} ${chain.name}`, rule, said));
  }
  return found;
}

const jumpsTo = (line: SaveLine, chain: string) =>
  line.extensions.some(({ as, name }) => as !== '-m' && name === chain);

/** What the ruleset says of itself: what a command or a header told, and nothing wrong. */
function rulesetFaults(printed: Printed, ruleset: Ruleset, prompt: boolean): string[] {
  const { form, family, backend, shown } = ruleset;
  const said: string[] = [];
  const check = (what: string, read: unknown, truth: unknown, mayBeOpen: boolean) => {
    if (read !== truth && !(read === null && mayBeOpen)) said.push(`${what}: ${read} instead of ${truth}`);
  };
  const told = prompt || printed.table === null;
  check(
    'form',
    form,
    printed.form === '-L' ? 'list' : printed.form.startsWith('-S') ? 'list-rules' : 'save',
    false,
  );
  check('family', family, printed.family, !told);
  check('backend', backend, printed.backend === 'nft' ? 'nf_tables' : 'legacy', !told);
  check('columns', shown === null, printed.form !== '-L', false);
  if (!shown) return said;
  check('verbose', shown.verbose, printed.letters.includes('v'), false);
  check('numeric', shown.numeric, printed.letters.includes('n'), !told);
  check('line numbers', shown.lineNumbers, printed.letters.includes('l'), false);
  return said;
}

type Say = (rule: string, said: string) => void;

function judgeChain(printed: Printed, truth: TrueChain, read: ReadChain, say: Say): void {
  if (truth.policy !== read.policy) say('', `policy ${read.policy} instead of ${truth.policy}`);
  if (truth.policy !== null && showsCounters(printed)) {
    const fault = countersFault(truth.counters, read.policyCounters, printed);
    if (fault) say('', `policy counters: ${fault}`);
  }
  if (truth.rules.length !== read.rules.length)
    say('', `${read.rules.length} rules instead of ${truth.rules.length}`);
  truth.rules.forEach((rule, index) => {
    const other = read.rules[index];
    if (!other) return;
    if (other.number !== index + 1 || other.chain !== truth.name)
      say(rule.text, `is number ${other.number} of ${other.chain}`);
    for (const fault of ruleFaults(printed, rule, other.spec, index === truth.rules.length - 1))
      say(rule.text, fault);
    if (showsCounters(printed)) {
      const fault = countersFault(rule.line.counters as [string, string], other.counters, printed);
      if (fault) say(rule.text, `counters: ${fault}`);
    } else if (other.counters !== null)
      say(rule.text, `counters that are not printed: ${JSON.stringify(other.counters)}`);
  });
}

/** Whether the form prints counters; `iptables-save` without `-c` prints those of policies too, but they are not looked at. */
const showsCounters = ({ form, letters }: Printed) =>
  form === 'save -c' || form === '-S -v' || letters.includes('v');

function ruleFaults(printed: Printed, rule: TrueRule, spec: RuleSpec, last: boolean): string[] {
  const truth = rule.spec;
  const shown = JSON.stringify(spec);
  if (printed.form !== '-L') {
    if (sameSpec(truth, spec) && shown === JSON.stringify(truth)) return [];
    return last && endsOpen(truth, spec) ? [] : [`is read as ${shown}`];
  }
  const lost = withLost(truth, rule.restored);
  const said = faults(lost, spec);
  if (!compatible(lost, spec)) said.push(`is not compatible with ${shown}`);
  const open = spec.unknown.filter(unknown => !excused(unknown, truth, spec, printed.letters));
  if (open.length > 0) said.push(`leaves open ${JSON.stringify(open)}`);
  if (spec.unknown.length === 0 && !sameSpec(joinedSpec(lost), joinedSpec(spec)))
    said.push(`is not the same as ${shown}`);
  return said;
}

/** `-S` has no `COMMIT`: of its very last rule nobody knows whether a word is missing. */
function endsOpen(truth: RuleSpec, spec: RuleSpec): boolean {
  const cut = spec.unknown.length === 1 && spec.unknown[0]?.why === 'cut';
  return cut && sameSpec(truth, { ...spec, unknown: [] });
}

/** `! -i +` matches nothing, and iptables-save before 1.8.11 leaves it out; a listing prints it. */
function withLost(truth: RuleSpec, restored: string): RuleSpec {
  const nothing = { value: '+', negated: true };
  return {
    ...truth,
    inInterface: /! -i \+(?: |$)/.test(restored) ? nothing : truth.inInterface,
    outInterface: /! -o \+(?: |$)/.test(restored) ? nothing : truth.outInterface,
  };
}

function countersFault(
  truth: readonly [string, string],
  read: Counters | null,
  printed: Printed,
): string | null {
  if (read === null) return 'not read';
  const rounded = printed.form === '-L' && !printed.letters.includes('x');
  const [packets, bytes] = truth.map(BigInt) as [bigint, bigint];
  return intervalFault(packets, read.packets, rounded) ?? intervalFault(bytes, read.bytes, rounded);
}

/** A rounded count below 100,000 is exact too; above, the interval must hold the true one and not be wider than a unit. */
function intervalFault(truth: bigint, { low, high }: Interval, rounded: boolean): string | null {
  const exact = !rounded || truth < 100_000n;
  if (exact)
    return low === Number(truth) && high === Number(truth) ? null : `${low} to ${high} instead of ${truth}`;
  if (BigInt(low) > truth || BigInt(high) < truth) return `${low} to ${high} does not hold ${truth}`;
  return BigInt(high - low) <= unitOf(truth) ? null : `${low} to ${high} is too wide for ${truth}`;
}

/** The unit that the tool prints: K up to 9999K, then M, … (xtables_print_num). */
function unitOf(value: bigint): bigint {
  let left = value;
  let unit = 1n;
  for (const _ of 'KMGT') {
    if (left <= 9999n && unit > 1n) break;
    left = (left + 500n) / 1000n;
    unit *= 1000n;
  }
  return unit;
}
