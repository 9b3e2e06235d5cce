import type { Match, RuleOption, RuleSpec, Target, Unknown } from '../model/ruleset.ts';
import { printMatch, printSpec, printTarget } from './print.ts';

/** Whether two rules say the same, and leave the same open. */
export function sameSpec(a: RuleSpec, b: RuleSpec): boolean {
  return printSpec({ ...a, unknown: sorted(a.unknown) }) === printSpec({ ...b, unknown: sorted(b.unknown) });
}

function sorted(unknown: readonly Unknown[]): readonly Unknown[] {
  return [...unknown].sort((a, b) => (a.what < b.what ? -1 : 1));
}

/**
 * Whether two rules can be one and the same, read from two forms: all that both forms tell agrees. What either leaves
 * open does not count.
 */
export function compatible(a: RuleSpec, b: RuleSpec): boolean {
  return differences(a, b).length === 0;
}

/** In which respects two rules cannot be one and the same; each as `-s: 10.0.0.0/8 | 10.1.0.0/16`. */
export function differences(a: RuleSpec, b: RuleSpec): string[] {
  const open = new Set([...a.unknown, ...b.unknown].map(({ what }) => what));
  const found: string[] = [];
  const compare = (what: string, left: unknown, right: unknown) => {
    const [one, other] = [JSON.stringify(left), JSON.stringify(right)];
    if (!open.has(what) && one !== other) found.push(`${what}: ${one} | ${other}`);
  };
  compare('-s', a.source, b.source);
  compare('-d', a.destination, b.destination);
  compare('-i', a.inInterface, b.inInterface);
  compare('-o', a.outInterface, b.outInterface);
  compare('-p', a.protocol, b.protocol);
  compare('-f', a.fragment, b.fragment);
  if (!isLoose(a) && !isLoose(b)) found.push(...compareMatches(a, b, open));
  if (!open.has('-j')) found.push(...compareTargets(a.target, b.target, open));
  return found;
}

/** Text of a listing that could be read in several ways: its matches cannot be lined up with others. */
function isLoose(spec: RuleSpec): boolean {
  return spec.matches.some(({ text }) => text !== null && text !== '' && !/^(?:! )?-/.test(text));
}

function compareMatches(a: RuleSpec, b: RuleSpec, open: ReadonlySet<string>): string[] {
  const [left, right] = [shownMatches(a, open), shownMatches(b, open)];
  if (left.length !== right.length)
    return [`-m: ${left.map(printMatch).join(' ')} | ${right.map(printMatch).join(' ')}`];
  return left.flatMap((match, i) => {
    const other = right[i] as Match;
    if (open.has(match.name) || open.has(other.name)) return [];
    const same = match.name === other.name && sameOptions(match, other, open);
    return same ? [] : [`${printMatch(match)} | ${printMatch(other)}`];
  });
}

/** Without empty matches that a form does not show (`-m tcp`), and with neighbours joined that it prints as one. */
function shownMatches({ matches }: RuleSpec, open: ReadonlySet<string>): Match[] {
  const shown: Match[] = [];
  for (const match of matches) {
    const last = shown.at(-1);
    if (match.options.length === 0 && match.text === null && open.has(`-m ${match.name}`)) continue;
    if (match.name === 'comment' && open.has('comment')) continue;
    if (
      last &&
      last.name === match.name &&
      last.text === null &&
      match.text === null &&
      JOINED.has(match.name)
    )
      shown[shown.length - 1] = { ...last, options: byFlag([...last.options, ...match.options]) };
    else shown.push(JOINED.has(match.name) ? { ...match, options: byFlag(match.options) } : match);
  }
  return shown;
}

/** In an order that does not depend on which of two neighbours an option stood in. */
function byFlag(options: readonly RuleOption[]): readonly RuleOption[] {
  const key = ({ flag, negated, values }: RuleOption) => `${flag} ${negated} ${values.join(' ')}`;
  return [...options].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Matches whose options a listing prints side by side, with no word that begins the match. */
const JOINED = new Set(['conntrack', 'owner', 'iprange', 'addrtype', 'tcp', 'udp']);

function sameOptions(
  a: { options: readonly RuleOption[]; text: string | null },
  b: { options: readonly RuleOption[]; text: string | null },
  open: ReadonlySet<string>,
): boolean {
  const told = (options: readonly RuleOption[]) =>
    JSON.stringify(options.filter(({ flag }) => !open.has(flag)).map(o => [o.flag, o.negated, o.values]));
  return a.text === b.text && told(a.options) === told(b.options);
}

function compareTargets(a: Target | null, b: Target | null, open: ReadonlySet<string>): string[] {
  if (!a || !b) return a === b ? [] : [`-j: ${a && printTarget(a)} | ${b && printTarget(b)}`];
  if (open.has(a.name)) return [];
  const same = a.name === b.name && a.goto === b.goto && sameOptions(a, b, open);
  return same ? [] : [`${printTarget(a)} | ${printTarget(b)}`];
}
