import fc from 'fast-check';
import { printSpec } from '../../../src/engine/rules/print.ts';
import { DAMAGES, randomOf } from '../../engine/rules/damage.ts';
import { lies } from '../../engine/rules/lies.ts';
import { type Generated, rules, TABLES } from './grammar.ts';
import { judge, judgeTruth, type Mismatch, readTruth, type Truth } from './judge.ts';
import {
  type Backend,
  Loader,
  makeObjects,
  Namespace,
  type Printed,
  printAll,
  program,
  restoreText,
  scrolls,
} from './kernel.ts';
import { absent, extensions } from './probe.ts';
import { read } from './reading.ts';
import type { Family } from './words.ts';

export interface Run {
  readonly family: Family;
  readonly backend: Backend;
  /** Extensions that this tool or this kernel does not have. */
  readonly left: ReadonlySet<string>;
  /** All others that are legal somewhere in this family. */
  readonly expected: ReadonlySet<string>;
  readonly refused: readonly { readonly rule: Generated; readonly said: string }[];
  readonly accepted: ReadonlyMap<string, number>;
  readonly rules: number;
  readonly printed: readonly Printed[];
  readonly mismatches: readonly Mismatch[];
  /** Rules that were read as others, without a word, from outputs that were damaged. */
  readonly lies: readonly Mismatch[];
  /** All rules that were read from damaged outputs. */
  readonly damagedRules: number;
}

/** One of so many outputs is read a second time without the prompt above it, other ones with another seed. */
const BARE = 3;

/** Rules of each extension besides those that the grammar draws freely. */
const OF_EACH = 6;

/** One back end, one family: generate, load, print in every form, read, compare, load what was read. */
export async function run(
  backend: Backend,
  family: Family,
  count: number,
  seed: number,
): Promise<Run | { cannot: string }> {
  const namespace = new Namespace();
  try {
    const cannot = await namespace.open();
    if (cannot) return { cannot };
    if ((await namespace.run(`${program(backend, family)} -S`)) !== 0)
      return { cannot: `${program(backend, family)} does not work here` };
    await makeObjects(namespace, family);
    const left = await absent(namespace, backend, family);
    const each = [...extensions(family, seed, OF_EACH)].filter(([name]) => !left.has(name));
    const drawn = fc.sample(rules(family, left), { seed, numRuns: count });
    const wanted = [...drawn, ...each.flatMap(([, of]) => of)];
    const loader = new Loader(namespace, backend, family);
    const loaded = await loadAll(namespace, loader, wanted);
    const printed = await printAll(namespace, backend, family);
    const truth = readTruth(textOf(printed, 'save -c'), family, loaded);
    const mismatches: Mismatch[] = judgeTruth(truth);
    for (const [index, output] of printed.entries()) {
      mismatches.push(...judge(truth, output, await read(output, true), true));
      if ((index + seed) % BARE === 0)
        mismatches.push(...judge(truth, output, await read(output, false), false));
    }
    for (const scroll of scrolls(printed))
      mismatches.push(...judge(truth, scroll, await read(scroll, false), false));
    const hurt = await damaged(printed, seed);
    mismatches.push(...(await again(namespace, loader, textOf(printed, 'save -c'), truth)));
    return {
      family,
      backend,
      left,
      expected: new Set(each.map(([name]) => name)),
      refused: loader.refused,
      accepted: tally(loaded),
      rules: loaded.length,
      printed,
      mismatches,
      lies: hurt.found,
      damagedRules: hurt.rules,
    };
  } finally {
    namespace.close();
  }
}

const textOf = (printed: readonly Printed[], form: Printed['form']) =>
  printed.find(output => output.form === form)?.text ?? '';

/** Finds out which rules are accepted, then loads them afresh in one go, so that the counters of policies stay. */
async function loadAll(
  namespace: Namespace,
  loader: Loader,
  wanted: readonly Generated[],
): Promise<Generated[]> {
  const loaded: Generated[] = [];
  const texts: string[] = [];
  for (const table of TABLES) {
    const accepted = await loader.load(
      table,
      wanted.filter(rule => rule.table === table),
    );
    loaded.push(...accepted);
    texts.push(restoreText(table, accepted, true));
  }
  if (!(await loader.restore(texts.join(''))))
    throw new Error(`the accepted rules were refused together: ${namespace.read('err')}`);
  return loaded;
}

/** Lines of an output that are damaged and read again. */
const DAMAGED_LINES = 120;

/** Of what is damaged on its way into a paste, nothing may be read as another rule. */
async function damaged(
  printed: readonly Printed[],
  seed: number,
): Promise<{ found: Mismatch[]; rules: number }> {
  const found: Mismatch[] = [];
  let rules = 0;
  const tables = ['mangle', 'nat', null];
  const outputs = printed.filter(
    ({ table, letters }) => tables.includes(table) && ['', 'nv', 'nvx', 'nvl'].includes(letters),
  );
  for (const [index, { command, text, form, letters }] of outputs.entries()) {
    const cut = text.split('\n').slice(0, DAMAGED_LINES).join('\n');
    for (const [name, damage] of Object.entries(DAMAGES)) {
      const done = await lies(
        { command: index % 2 ? command : null, text: cut },
        name,
        damage,
        randomOf(seed),
      );
      rules += done.rules;
      for (const { line, damaged: where, said } of done.lies)
        found.push({ form: `${form} ${letters} ${name}`, where, rule: line, said });
    }
  }
  return { found, rules };
}

function tally(loaded: readonly Generated[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of loaded.flatMap(rule => rule.extensions)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Loads the rules as the engine prints them; `iptables-save -c` must then say what it said before. */
async function again(namespace: Namespace, loader: Loader, first: string, truth: Truth): Promise<Mismatch[]> {
  const texts = truth.tables.map(({ name, chains }) => {
    const declared = chains.map(
      chain => `:${chain.name} ${chain.policy ?? '-'} [${chain.counters.join(':')}]`,
    );
    const appended = chains.flatMap(chain =>
      chain.rules.map(rule => `[${rule.line.counters?.join(':')}] -A ${chain.name} ${printSpec(rule.spec)}`),
    );
    return [`*${name}`, ...declared, ...appended, 'COMMIT', ''].join('\n');
  });
  const form = 'printed by the engine and loaded again';
  if (!(await loader.restore(texts.join('')))) {
    return [{ form, where: '', rule: '', said: `refused: ${namespace.read('err')}` }];
  }
  const second = await loader.save();
  const before = lines(first);
  const after = lines(second);
  return before.flatMap((line, index) =>
    line === after[index] ? [] : [{ form, where: '', rule: line, said: `is now ${after[index]}` }],
  );
}

const lines = (text: string) => text.split('\n').filter(line => !line.startsWith('#'));
