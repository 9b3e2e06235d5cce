import { expect } from 'vitest';

/** Each is measured up to so many times; the best one counts. */
const RUNS = 6;
/** How much longer the long input is than the short one. */
const LONGER = 16;

/**
 * Demands that `work` takes time in proportion to the length of what it is given: sixteen times the length may take
 * four times sixteen as long, where a pattern that backtracks takes 256 times. Both are measured in the same run, the
 * best of six each, so that a busy machine does not matter; 2 ms of noise are let pass.
 */
export async function expectLinear(work: (length: number) => unknown, short: number): Promise<void> {
  let brief = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) brief = Math.min(brief, await time(() => work(short)));
  const limit = (brief + 2) * LONGER * 4;
  let long = Number.POSITIVE_INFINITY;
  // Once in time is enough: what backtracks never is.
  for (let run = 0; run < RUNS && long >= limit; run++)
    long = Math.min(long, await time(() => work(short * LONGER)));
  expect(long).toBeLessThan(limit);
}

async function time(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
