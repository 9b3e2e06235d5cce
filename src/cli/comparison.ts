import type { Comparison, Moved, RuleChange } from '../engine/model/comparison.ts';
import { format } from '../i18n/message.ts';
import { cliStrings } from '../i18n/strings/cli.ts';
import type { Texts } from '../i18n/texts.ts';

/** Counters and rules that are listed; the others are counted. */
const SHOWN = 20;

/** What changed between two readings, for people; the findings of both together come below it. */
export function printComparison(comparison: Comparison, texts: Texts): string {
  const { seconds, moved, still, rules, appeared, gone } = comparison;
  const strings = cliStrings[texts.locale].comparison;
  const say = (pattern: string, values: Record<string, string | number>) =>
    format(pattern, values, texts.locale);
  const more = (count: number) => (count > 0 ? [`    ${say(strings.more, { count })}`] : []);
  const titles = (slugs: readonly string[]) =>
    slugs.map(slug => texts.incidents[slug]?.title ?? slug).join(', ');

  const movedLine = ({ of, name, before, after, rise, rate }: Moved) => {
    const sign = rise > 0 ? '+' : '';
    const speed = rate === null ? '' : `, ${say(strings.rate, { rate })}`;
    return `    ${of} ${name}: ${before} → ${after} (${sign}${rise}${speed})`;
  };
  const ruleLine = (sign: string, { syntax, table, chain, rule, times }: RuleChange) =>
    `    ${sign} ${syntax === 'nft' ? `${table} ${chain}:` : `${table ? `-t ${table} ` : ''}-A ${chain}`} ${rule}${times > 1 ? `  (${say(strings.times, { count: times })})` : ''}`;

  const lines = [
    say(strings.title, { timed: seconds === null ? 'no' : 'yes', seconds: seconds ?? 0 }),
    ...(seconds === null ? [`  ${strings.untimed}`] : []),
    moved.length === 0
      ? `  ${strings.nothingMoved}`
      : `  ${say(strings.moved, { count: moved.length })}, ${say(strings.still, { count: still })}`,
    ...moved.slice(0, SHOWN).map(movedLine),
    ...more(moved.length - SHOWN),
  ];
  if (rules.count) {
    lines.push(`  ${say(strings.rules, rules.count)}`);
    lines.push(...rules.came.slice(0, SHOWN).map(rule => ruleLine('+', rule)));
    lines.push(...rules.went.slice(0, SHOWN).map(rule => ruleLine('-', rule)));
    lines.push(
      ...more(
        Math.max(0, rules.came.length - SHOWN) + Math.max(0, rules.went.length - SHOWN) + rules.leftOut,
      ),
    );
  }
  if (appeared.length > 0) lines.push(`  ${say(strings.appeared, { list: titles(appeared) })}`);
  if (gone.length > 0) lines.push(`  ${say(strings.gone, { list: titles(gone) })}`);
  return `${lines.join('\n')}\n\n`;
}
