import type { RuleSpec, Ruleset, RulesetTable, Target, Unknown } from '../model/ruleset.ts';
import { TARGET_EXTENSIONS } from './extensions/index.ts';

/**
 * What only the rules around it tell of a rule in the form of iptables-save. `-j KUBE-SVC-TCOU7JC` looks whole: a target
 * that no chain of the table is called, while one begins so, is `cut`. A target that is neither known nor a chain of a
 * table that is all there is an extension that is not understood.
 */
export function inContext(spec: RuleSpec, { form }: Ruleset, table: RulesetTable): RuleSpec {
  if (form === 'list' || form === 'commands' || spec.unknown.some(({ why }) => why === 'cut')) return spec;
  const unknown = strangeTarget(spec.target, table);
  if (!unknown || spec.unknown.some(({ what }) => what === unknown.what)) return spec;
  return { ...spec, unknown: [...spec.unknown, unknown] };
}

function strangeTarget(target: Target | null, table: RulesetTable): Unknown | null {
  if (!target || target.text !== null || TARGET_EXTENSIONS.has(target.name)) return null;
  const names = namesOf(table);
  if (names.known.has(target.name)) return null;
  if (isBeginning(target.name, names)) return { what: flagOf(target), why: 'cut' };
  return table.complete === true ? { what: target.name, why: 'not-understood' } : null;
}

function flagOf({ goto }: Target): string {
  return goto ? '-g' : '-j';
}

interface Names {
  readonly known: ReadonlySet<string>;
  readonly all: readonly string[];
  /** Targets that were asked for: many rules go to the same few that the table does not have. */
  readonly beginnings: Map<string, boolean>;
}

/** Whether a chain of the table begins so. */
function isBeginning(target: string, { all, beginnings }: Names): boolean {
  let found = beginnings.get(target);
  if (found === undefined) {
    found = all.some(name => name.startsWith(target));
    beginnings.set(target, found);
  }
  return found;
}

const NAMES = new WeakMap<RulesetTable, Names>();

function namesOf(table: RulesetTable): Names {
  let names = NAMES.get(table);
  if (!names) {
    const all = table.chains.map(({ name }) => name);
    names = { known: new Set(all), all, beginnings: new Map() };
    NAMES.set(table, names);
  }
  return names;
}
