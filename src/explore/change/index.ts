import { compare, compareWithin } from '../../engine/compare.ts';
import type { Changes, VerdictChange } from '../../engine/model/comparison.ts';
import type { ReadCase } from '../answers.ts';
import { join } from '../join.ts';

/** Which two readings: the pieces of each; both null for those within the paste itself. `seconds` between, where somebody knows. */
export interface ChangeWanted {
  readonly between: { readonly before: readonly Blob[]; readonly after: readonly Blob[] } | null;
  readonly seconds: number | null;
}

/** What changed. `verdicts` only between two pastes: within one, each incident was judged by both readings already. */
export interface ChangeFound extends Changes {
  readonly verdicts: readonly VerdictChange[];
}

/** Compares two readings; null where the paste holds nothing twice. Rejects when aborted, or when a paste cannot be read. */
export async function answerChange(
  { analysis }: ReadCase,
  { between, seconds }: ChangeWanted,
  signal: AbortSignal,
): Promise<ChangeFound | null> {
  if (between === null) {
    const changes = compareWithin(analysis.sections, seconds);
    return changes && { ...changes, verdicts: [] };
  }
  const [before, after] = [await join(between.before), await join(between.after)];
  const { together, appeared, gone, ...found } = await compare(before, after, { seconds, signal });
  return found;
}
