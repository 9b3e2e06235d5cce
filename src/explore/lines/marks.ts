import type { Analysis } from '../../engine/model/analysis.ts';
import type { Span } from '../../engine/model/place.ts';
import { characterAt } from '../../engine/quote.ts';

/** A part of a line that speaks for or against a finding. */
export interface LineMark {
  /** Index in the findings of the analysis, and in the finding's reasons. */
  readonly finding: number;
  readonly reason: number;
  readonly for: boolean;
  /** Characters of the line's text. */
  readonly from: number;
  readonly to: number;
}

interface MarkedBytes extends Omit<LineMark, 'from' | 'to'>, Span {}

/** All that reasons point to, in bytes: the reader of a wrapped line joined several, and all of them are marked. */
export function markedBytes({ findings }: Pick<Analysis, 'findings'>): MarkedBytes[] {
  return findings
    .flatMap(({ reasons }, finding) =>
      reasons.flatMap((reason, nth) =>
        reason.evidence.map(({ mark, span }) => ({
          finding,
          reason: nth,
          for: reason.for,
          ...(mark ?? span),
        })),
      ),
    )
    .sort((one, other) => one.start - other.start);
}

/**
 * Where marks lie in a line that begins at `start` and whose text has its characters at `byteAt`, counted from there. Blanks around
 * what is marked are left alone.
 */
export function marksOf(
  marked: readonly MarkedBytes[],
  { start, end }: Span,
  text: string,
  byteAt: (character: number) => number,
): LineMark[] {
  return marked
    .filter(mark => mark.start < end && mark.end > start)
    .flatMap(({ finding, reason, for: speaks, ...bytes }) => {
      let from = characterAt(byteAt, bytes.start - start, text.length);
      let to = characterAt(byteAt, bytes.end - start, text.length);
      while (from < to && isBlank(text.charCodeAt(from))) from++;
      while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
      return to > from ? [{ finding, reason, for: speaks, from, to }] : [];
    });
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
