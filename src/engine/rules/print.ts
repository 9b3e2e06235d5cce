import type { Counters, Match, Negatable, Rule, RuleOption, RuleSpec, Target } from '../model/ruleset.ts';
import type { Extension } from './extensions/extension.ts';
import { MATCHES, TARGET_EXTENSIONS } from './extensions/index.ts';
import { printRemark } from './remark.ts';
import { alwaysQuote, quoteString } from './words.ts';

/** The rule behind `-A CHAIN`, as iptables-save writes it; a remark behind it says what its form left open. */
export function printSpec(spec: RuleSpec): string {
  return [printRuleText(spec), printListed(spec), printRemark(spec.unknown)]
    .filter(part => part !== '')
    .join(' ');
}

/** One line: `[12:720] -A KUBE-SERVICES -d 10.96.0.80/32 …`; the counters only where they are exact. */
export function printRule(rule: Rule): string {
  const counters = rule.counters && printCounters(rule.counters);
  return [counters, '-A', bare(rule.chain), printSpec(rule.spec)]
    .filter(part => part !== null && part !== '')
    .join(' ');
}

/** `[12:720]`; null where the counts are rounded. */
export function printCounters({ packets, bytes }: Counters): string | null {
  if (packets.low !== packets.high || bytes.low !== bytes.high) return null;
  return `[${packets.low}:${bytes.low}]`;
}

/** The order of save_rule (iptables/iptables.c). */
function printRuleText(spec: RuleSpec): string {
  const words = [
    negatable('-s', spec.source),
    negatable('-d', spec.destination),
    negatable('-i', spec.inInterface),
    negatable('-o', spec.outInterface),
    negatable('-p', spec.protocol),
    spec.fragment === null ? '' : spec.fragment ? '-f' : '! -f',
    ...spec.matches.map(printMatch),
    spec.target ? printTarget(spec.target) : '',
  ];
  return words.filter(word => word !== '').join(' ');
}

function negatable(flag: string, side: Negatable | null): string {
  return side ? `${side.negated ? '! ' : ''}${flag} ${bare(side.value)}` : '';
}

/** A match as in `-m conntrack ! --ctstate INVALID`. */
export function printMatch(match: Match): string {
  if (match.text !== null)
    return isListed(match.text) ? '' : `${match.name && `-m ${match.name}`} ${match.text}`.trim();
  return join(`-m ${match.name}`, match.options, MATCHES.get(match.name));
}

/** A target as in `-j DNAT --to-destination 10.244.1.2:8080`. */
export function printTarget(target: Target): string {
  const head = `${target.goto ? '-g' : '-j'} ${bare(target.name)}`;
  if (target.text !== null) return isListed(target.text) ? head : `${head} ${target.text}`.trim();
  return join(head, target.options, TARGET_EXTENSIONS.get(target.name));
}

function join(head: string, options: readonly RuleOption[], extension: Extension | undefined): string {
  return [head, ...options.map(option => printOption(option, extension))].join(' ');
}

function printOption({ flag, negated, values }: RuleOption, extension: Extension | undefined): string {
  const quoting = extension?.options.find(kind => kind.flag === flag)?.quoting ?? 'bare';
  const write = quoting === 'always' ? alwaysQuote : quoting === 'string' ? quoteString : bare;
  // `--mode random ! --probability 0.5`: the sign stands before each option.
  return [negated ? '! ' : '', flag, ...values.map(value => ` ${write(value)}`)].join('');
}

/** A value that iptables writes as it is; quoted where it could not be read again otherwise. */
export function bare(value: string): string {
  return value === '' || /[\s"'\\#]/.test(value) || value === '!' ? alwaysQuote(value) : value;
}

/** Text of a listing that is not understood: it has no options in it, and goes into a remark. */
function isListed(text: string): boolean {
  return text !== '' && !/^(?:! )?-/.test(text);
}

function printListed(spec: RuleSpec): string {
  const texts = [...spec.matches, ...(spec.target ? [spec.target] : [])].flatMap(({ text }) =>
    text !== null && isListed(text) ? [text.replace(/# (?:unknown|as listed): /g, '')] : [],
  );
  return texts.length > 0 ? `# as listed: ${texts.join(' ')}` : '';
}
