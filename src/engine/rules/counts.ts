import type { Interval } from '../model/ruleset.ts';

/** 0 exact, 1 K, 2 M, 3 G, 4 T, as `RuleColumns` has them. */
const MAX_UNIT = 4;

/**
 * The counts that print as `number` with the unit: xtables_print_num (libxtables/xtables.c) prints up to 99,999 as it
 * is, then divides by 1,000 with rounding, once for each unit, going on to the next above 9,999. So 12M is anything from
 * 11,499,500 to 12,499,499, and 10M begins at 9,999,500.
 */
export function countInterval(number: number, unit: number): Interval {
  if (unit <= 0 || unit > MAX_UNIT) return { low: number, high: number };
  let low = number;
  let high = number;
  let least = unit === 1 ? 100_000 : 10_000;
  for (let step = 0; step < unit; step++) {
    low = low * 1000 - 500;
    high = high * 1000 + 499;
    if (step > 0) least = least * 1000 - 500;
  }
  return { low: Math.max(low, Math.min(least, high)), high };
}
