import type { Interval, Match, Rule, RuleOption, RuleSpec } from '../model/ruleset.ts';

/** The match with this name; null where the rule has none. */
export function matchOf(spec: RuleSpec, name: string): Match | null {
  return spec.matches.find(match => match.name === name) ?? null;
}

/** An option of any match or of the target: `optionOf(spec, '--ctstate')`; null where the rule has none. */
export function optionOf(spec: RuleSpec, flag: string): RuleOption | null {
  for (const { options } of [...spec.matches, ...(spec.target ? [spec.target] : [])]) {
    const found = options.find(option => option.flag === flag);
    if (found) return found;
  }
  return null;
}

/** The comments of a rule, joined by a blank; null without one. */
export function commentOf(spec: RuleSpec): string | null {
  const comments = spec.matches.flatMap(({ name, options }) =>
    name === 'comment' ? options.flatMap(({ values }) => values) : [],
  );
  return comments.length > 0 ? comments.join(' ') : null;
}

/** Whether the rule goes to this target or chain. */
export function targets(spec: RuleSpec, ...names: readonly string[]): boolean {
  return spec.target !== null && names.includes(spec.target.name);
}

/** Whether the rule matches this state and it is not negated: `hasState(spec, 'INVALID')`. `-m state` counts too. */
export function hasState(spec: RuleSpec, state: string): boolean {
  const option = optionOf(spec, '--ctstate') ?? optionOf(spec, '--state');
  return option !== null && !option.negated && (option.values[0] ?? '').split(',').includes(state);
}

/**
 * Whether the form left nothing open of what decides which packets the rule sees: no interface that `-L` without `-v`
 * hides, no name that stands for a number, nothing cut or masked.
 */
export function isFullyKnown(spec: RuleSpec): boolean {
  return spec.unknown.length === 0;
}

/** Whether the rule matches every packet, as far as is known for sure. */
export function matchesAll(spec: RuleSpec): boolean {
  const { source, destination, inInterface, outInterface, protocol, fragment, matches } = spec;
  const narrowed = [source, destination, inInterface, outInterface, protocol, fragment];
  return (
    isFullyKnown(spec) &&
    narrowed.every(side => side === null) &&
    matches.every(({ name }) => name === 'comment')
  );
}

/** Packets that the rule has matched since its counter was made, as far as the print tells; null where it is not printed. */
export function packetsOf(rule: Rule): Interval | null {
  return rule.counters?.packets ?? null;
}

/** Whether the rule has matched a packet for sure. */
export function hasMatched(rule: Rule): boolean {
  return (packetsOf(rule)?.low ?? 0) > 0;
}
