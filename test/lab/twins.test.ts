import { spawnSync } from 'node:child_process';
import { describe, test } from 'vitest';
import type { Mismatch } from './twins/judge.ts';
import { run } from './twins/twins.ts';

/**
 * `npm run twins` runs longer: TWINS_ROUNDS times as many rules, each round with the next seed; TWINS_SEED begins
 * elsewhere (`random`: anywhere). The seed is printed where a test fails.
 */
const ROUNDS = Number(process.env['TWINS_ROUNDS'] ?? 1);
const SEED =
  process.env['TWINS_SEED'] === 'random' ? Date.now() % 1_000_000 : Number(process.env['TWINS_SEED'] ?? 1);
/** Rules that the grammar draws for each back end and family, each round. */
const RULES = Number(process.env['TWINS_RULES'] ?? 600);
/** Of each extension that this kernel has, so many rules at least must have been loaded. */
const FLOOR = 6;
const SECONDS = 300;
/**
 * Of rules read from damaged outputs, so many may be wrong without a word: a line that was broken at a place where both
 * halves are words of a rule, and whose blanks were then collapsed, can be put together in two ways.
 */
const LIES = 0.002;

const missing = toolsMissing();

describe.concurrent.each([
  ['legacy', 'ipv4'],
  ['nft', 'ipv4'],
  ['legacy', 'ipv6'],
  ['nft', 'ipv6'],
] as const)('%s %s', (backend, family) => {
  test('all forms of the same rules read to the same rules', {
    timeout: SECONDS * 1000 * ROUNDS,
  }, async context => {
    const { expect } = context;
    if (missing) context.skip(say(missing));
    for (let round = 0; round < ROUNDS; round++) {
      const seed = SEED + round;
      const done = await run(backend, family, RULES, seed);
      if ('cannot' in done) return context.skip(say(done.cannot));
      const rare = [...done.expected].filter(name => (done.accepted.get(name) ?? 0) < FLOOR);
      expect(rare, `seed ${seed}: too few of these were accepted`).toEqual([]);
      expect(done.refused.length, `seed ${seed}: refused`).toBeLessThan(done.rules / 20);
      expect(report(done.mismatches), `seed ${seed}: ${done.mismatches.length} mismatches`).toEqual([]);
      expect(done.lies.length, `seed ${seed}: ${report(done.lies).join('\n')}`).toBeLessThanOrEqual(
        done.damagedRules * LIES,
      );
      process.stdout.write(
        `${backend} ${family}, seed ${seed}: ${done.rules} rules in ${done.printed.length} outputs; ${done.refused.length} refused; ` +
          `left out: ${[...done.left].join(' ') || 'nothing'}; ` +
          `${done.lies.length} of ${done.damagedRules} rules wrong in damaged outputs\n`,
      );
    }
  });
});

/** The first mismatches of each kind, in words. */
function report(mismatches: readonly Mismatch[]): string[] {
  return mismatches
    .slice(0, 20)
    .map(({ form, where, rule, said }) => `${form} | ${where} | ${rule}\n    ${said}`);
}

function say(why: string): string {
  process.stdout.write(`The twins were left out: ${why}\n`);
  return why;
}

/** Installs what is missing, as the lab's scripts do; null, or why the twins cannot run. */
function toolsMissing(): string | null {
  if (process.getuid?.() !== 0) return 'they need root (namespaces, iptables).';
  const needs =
    'lab_need unshare:util-linux iptables-legacy:iptables iptables-nft:iptables ipset:ipset nfacct:nfacct';
  const { status, stderr } = spawnSync('bash', ['-c', `. test/lab/lib.sh; ${needs}`], { encoding: 'utf8' });
  return status === 0 ? null : stderr.trim();
}
