import { type BoxState, fieldPiece, openPiece, showsTabs } from './case/box-state.ts';
import type { Given, Piece } from './given.ts';

export type BoxSize = 'big' | 'mid' | 'one';

/** What the box shows of itself. */
export interface BoxModel {
  readonly size: BoxSize;
  readonly given: Given;
  /** The piece whose tab is open, in a box that has tabs. */
  readonly open: Piece | null;
  /** What stands in the field. */
  readonly text: string;
  readonly naming: boolean;
  readonly placeholder: string;
  /** The report stands below: of the box only its bar is left. */
  readonly folded: boolean;
  readonly hasReport: boolean;
  readonly over: boolean;
  readonly stale: boolean;
  /** Whether there is an earlier paste to go back to. */
  readonly canGoBack: boolean;
  /** What is to be said of keeping the case. */
  readonly note: string | null;
}

/** What else a box knows. */
type Shown = Pick<BoxModel, 'size' | 'placeholder' | 'over' | 'stale' | 'note'> & {
  /** Something is being read. */
  readonly works: boolean;
  readonly hasReport: boolean;
};

/** What is shown of a box: tabs only on the desk, and while something is read its text rather than its report. */
export function boxModel(box: BoxState, { works, ...shown }: Shown): BoxModel {
  const { given, open, naming, folded, earlier } = box;
  const hasReport = shown.hasReport && !works;
  const tabs = shown.size === 'big';
  return {
    ...shown,
    given,
    open: tabs && showsTabs(given, hasReport) ? (openPiece(given, open) ?? null) : null,
    text: fieldPiece(box, tabs)?.body ?? '',
    naming,
    folded: folded && !works,
    hasReport,
    canGoBack: earlier !== null,
  };
}
