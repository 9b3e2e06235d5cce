import type { Changes, Moved } from '../model/comparison.ts';
import type { Section } from '../model/document.ts';
import { counted, type PlaceOf } from './counters.ts';
import { ruleChanges } from './rules.ts';

/** Counters that moved, beyond this, are not listed: the ones that moved most come first. */
const MAX_MOVED = 1000;

/** What moved, came and went between two readings; `seconds` lie between them, null where nobody knows. */
export function changesBetween(
  before: readonly Section[],
  after: readonly Section[],
  seconds: number | null,
  placeOf: PlaceOf,
): Changes {
  return { seconds, ...movement(before, after, seconds, placeOf), rules: ruleChanges(before, after) };
}

function movement(
  before: readonly Section[],
  after: readonly Section[],
  seconds: number | null,
  placeOf: PlaceOf,
): Pick<Changes, 'moved' | 'still'> {
  const earlier = counted(before, placeOf);
  const moved: Moved[] = [];
  let still = 0;
  for (const [key, now] of counted(after, placeOf)) {
    const then = earlier.get(key);
    if (!then) continue;
    const rise = now.low > then.high ? now.low - then.high : now.high < then.low ? now.high - then.low : 0;
    if (rise === 0) still++;
    else
      moved.push({
        of: now.of,
        name: now.name,
        host: now.host,
        before: then.low,
        after: now.low,
        rise,
        rate: seconds === null ? null : rise / seconds,
        places: { before: then.place, after: now.place },
      });
  }
  moved.sort((a, b) => Math.abs(b.rise) - Math.abs(a.rise));
  return { moved: moved.slice(0, MAX_MOVED), still };
}
