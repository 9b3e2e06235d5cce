import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { analyze } from '../../src/engine/analyze.ts';
import type { Analysis } from '../../src/engine/model/analysis.ts';
import { captures } from '../engine/captures.ts';
import { cases } from '../engine/cases.ts';
import { mutate, noise, randomFrom } from './mutate.ts';

/** How long; `npm run fuzz -- 3600` for an hour. */
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 40);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
/** A paste of this size takes so many milliseconds at most, even on a busy machine: quadratic time takes minutes. */
const HANGS = 10_000;

const pastes = [...captures, ...cases]
  .map(({ bytes }) => bytes.subarray(0, 60_000))
  .filter(({ length }) => length > 0);

/** What holds of every analysis, whatever was pasted. */
function holds({ bytes, sections, unread, findings, lines }: Analysis, size: number): void {
  expect(bytes).toBe(size);
  for (const { firstLine, lastLine, span } of sections) {
    expect(firstLine).toBeGreaterThanOrEqual(1);
    expect(lastLine).toBeGreaterThanOrEqual(firstLine);
    expect(lastLine).toBeLessThanOrEqual(lines);
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeLessThanOrEqual(size);
  }
  for (const { line } of unread) expect(line).toBeLessThanOrEqual(lines);
  for (const { reasons, verdict } of findings) {
    if (verdict === 'confirmed')
      expect(reasons.some(reason => reason.for && reason.evidence.length > 0)).toBe(true);
  }
}

test(
  `pastes that were damaged at random are read without a fault (seed ${SEED})`,
  async () => {
    const random = randomFrom(SEED);
    const pick = () => pastes[random(pastes.length)] as Uint8Array;
    const end = performance.now() + SECONDS * 1000;
    let count = 0;
    while (performance.now() < end || count < 50) {
      const bytes = random(20) === 0 ? noise(random) : mutate(pick(), pick(), random);
      const start = performance.now();
      try {
        holds(await analyze(new Blob([bytes])), bytes.length);
        expect(performance.now() - start).toBeLessThan(HANGS);
      } catch (error) {
        writeFileSync('fuzz-failure.txt', bytes);
        throw new Error(
          `Paste ${count} of seed ${SEED} failed; it stands in fuzz-failure.txt (FUZZ_FILE=fuzz-failure.txt runs it again).`,
          {
            cause: error,
          },
        );
      }
      count++;
    }
    process.stdout.write(`${count} pastes in ${SECONDS} s, seed ${SEED}\n`);
  },
  SECONDS * 1000 + 120_000,
);

test.runIf(process.env['FUZZ_FILE'])('the paste of FUZZ_FILE', async () => {
  const bytes = new Uint8Array(readFileSync(process.env['FUZZ_FILE'] as string));
  holds(await analyze(new Blob([bytes])), bytes.length);
});
