import type { Verdict } from '../../src/engine/model/finding.ts';
import { isMissed, isWrong, type Outcome, outcomes, rateOf, speaks } from './score.ts';

/**
 * `npm run score [SLUG …]`: how good the diagnosis is, over every case in every variant. Ends with status 1 where anything is said
 * with more certainty than it should be, or was missed on a paste that is whole.
 */
async function main(wanted: readonly string[]): Promise<number> {
  const all = await outcomes((done, count) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${count} cases`);
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const slugs = [...new Set(all.map(({ incident }) => incident))].sort();
  const shown = wanted.length > 0 ? slugs.filter(slug => wanted.includes(slug)) : slugs;
  print(
    HEAD,
    shown.map(slug =>
      row(
        slug,
        all.filter(({ incident }) => incident === slug),
      ),
    ),
  );
  process.stdout.write(`\n${overall(all)}\n`);
  const bad = all.filter(outcome => isWrong(outcome) || isMissed(outcome));
  for (const outcome of bad.slice(0, 40)) process.stdout.write(`${describe(outcome)}\n`);
  if (bad.length > 40) process.stdout.write(`… and ${bad.length - 40} more\n`);
  return bad.length > 0 ? 1 : 0;
}

/** found: said as it should be. missed: said with less certainty, or not at all. wrong: said with more. */
const HEAD = [
  'incident',
  'cases',
  'confirmed',
  'suspected',
  'clear',
  'undecided',
  'missed',
  'wrong',
  'damaged: kept',
  'lost',
  'wrong',
];

function row(slug: string, all: readonly Outcome[]): string[] {
  const whole = all.filter(({ damaged }) => !damaged);
  const damaged = all.filter(outcome => outcome.damaged);
  const named = whole.filter(({ expected }) => expected !== null);
  const foundOf = (verdict: Verdict) => {
    const expected = named.filter(outcome => outcome.expected === verdict);
    return `${expected.filter(({ got }) => got === verdict).length}/${expected.length}`;
  };
  const kept = damaged.filter(({ expected, got }) => speaks(expected) && speaks(got)).length;
  return [
    slug,
    String(named.filter(({ where }) => where.endsWith('(as it is)')).length),
    ...(['confirmed', 'suspected', 'clear', 'undecided'] as const).map(foundOf),
    String(whole.filter(isMissed).length),
    String(whole.filter(isWrong).length),
    String(kept),
    String(damaged.filter(({ expected }) => speaks(expected)).length - kept),
    String(damaged.filter(isWrong).length),
  ];
}

function overall(all: readonly Outcome[]): string {
  const whole = all.filter(({ damaged }) => !damaged);
  const damaged = all.filter(outcome => outcome.damaged);
  const line = (name: string, part: readonly Outcome[], counts: (verdict: Verdict | null) => boolean) => {
    const { precision, recall } = rateOf(part, counts);
    return `${name.padEnd(34)} precision ${percent(precision)}  recall ${percent(recall)}`;
  };
  const confirmed = (verdict: Verdict | null) => verdict === 'confirmed';
  return [
    line('confirmed', whole, confirmed),
    line('confirmed or suspected', whole, speaks),
    line('damaged: confirmed or suspected', damaged, speaks),
  ].join('\n');
}

function percent(part: number | null): string {
  return part === null ? '     –' : `${(part * 100).toFixed(1).padStart(5)} %`;
}

function describe({ incident, expected, got, where }: Outcome): string {
  return `${incident} is ${got}, not ${expected ?? 'clear or undecided'}: ${where}`;
}

function print(head: readonly string[], rows: readonly string[][]): void {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map(cells => (cells[i] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number)))
      .join('  ');
  process.stdout.write(`${[line(head), ...rows.map(line)].join('\n')}\n`);
}

process.exitCode = await main(process.argv.slice(2));
