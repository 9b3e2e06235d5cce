import { expect } from 'vitest';

/** How much longer the long input is than the short one. */
const LONGER = 16;

/**
 * Demands that `work` takes time in proportion to the length of what it is given: sixteen times the length may take
 * four times sixteen as long, where a pattern that backtracks takes 256 times. Both are measured in the same run, the
 * best of six each, so that a busy machine does not matter; 2 ms of noise are let pass.
 */
export async function expectLinear(work: (length: number) => unknown, short: number): Promise<void> {
  const brief = await best(() => work(short));
  const long = await best(() => work(short * LONGER));
  expect(long).toBeLessThan((brief + 2) * LONGER * 4);
}

async function best(work: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 6; run++) {
    const start = performance.now();
    await work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
