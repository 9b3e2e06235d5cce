import type { RuleOption } from '../../model/ruleset.ts';
import type { Family } from '../addresses.ts';

/** What an extension must know of the rule that it stands in. */
export interface Context {
  readonly family: Family;
  /** The rule's protocol as iptables-save names it; null: any. */
  readonly protocol: string | null;
  /** True for the extension within which the line breaks off. */
  readonly cut: boolean;
}

/** How iptables-save writes a value: in quotes always, where it must (xtables_save_string), or as it is. */
export type Quoting = 'always' | 'string' | 'bare';

/** One option of a match or target. */
export interface OptionKind {
  readonly flag: string;
  /** Other names of it that iptables takes: `--destination-port` for `--dport`. */
  readonly also: readonly string[];
  /** How many values follow it. */
  readonly arity: 0 | 1 | 2;
  /** Brings a value to the form that iptables-save writes; a value that it does not know comes back as it is. */
  readonly canonical: readonly ((value: string, context: Context) => string)[];
  readonly quoting: Quoting;
}

/** A match or target that is understood. */
export interface Extension {
  readonly name: string;
  /** Its options, in the order in which iptables-save writes them. */
  readonly options: readonly OptionKind[];
  /** What goes beyond single values: old names of options, defaults that iptables-save writes out. Idempotent. */
  readonly finish: ((options: readonly RuleOption[], context: Context) => readonly RuleOption[]) | null;
  /** True where options may come several times and their order has a meaning (`--next` of policy). */
  readonly ordered: boolean;
}

type Canonical = (value: string, context: Context) => string;

/** A flag alone: `--random-fully`. */
export function flag(name: string, ...also: string[]): OptionKind {
  return { flag: name, also, arity: 0, canonical: [], quoting: 'bare' };
}

/** An option with one value. */
export function one(name: string, canonical: Canonical = same, ...also: string[]): OptionKind {
  return { flag: name, also, arity: 1, canonical: [canonical], quoting: 'bare' };
}

/** An option with two values: `--match-set NAME src,dst`. */
export function two(name: string, first: Canonical, second: Canonical, ...also: string[]): OptionKind {
  return { flag: name, also, arity: 2, canonical: [first, second], quoting: 'bare' };
}

/** An option whose value is a string that iptables-save quotes where it must, or always. */
export function string(name: string, quoting: Quoting = 'string', canonical: Canonical = same): OptionKind {
  return { flag: name, also: [], arity: 1, canonical: [canonical], quoting };
}

export function extension(
  name: string,
  options: readonly OptionKind[],
  finish: Extension['finish'] = null,
): Extension {
  return { name, options, finish, ordered: false };
}

function same(value: string): string {
  return value;
}

// ---- for `finish`

export function find(options: readonly RuleOption[], name: string): RuleOption | undefined {
  return options.find(option => option.flag === name);
}

/** The options, and `name` with `values` where it is missing. */
export function withDefault(
  options: readonly RuleOption[],
  name: string,
  ...values: string[]
): readonly RuleOption[] {
  return find(options, name) ? options : [...options, { flag: name, negated: false, values }];
}

/** The options without `name` where it has just this value: a default that iptables-save leaves out. */
export function withoutDefault(
  options: readonly RuleOption[],
  name: string,
  value: string,
): readonly RuleOption[] {
  return options.filter(option => option.flag !== name || option.negated || option.values[0] !== value);
}

/** Each option `name`, changed. */
export function replaced(
  options: readonly RuleOption[],
  name: string,
  change: (option: RuleOption) => RuleOption,
): readonly RuleOption[] {
  return options.map(option => (option.flag === name ? change(option) : option));
}
