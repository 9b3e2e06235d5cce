import type { UnreadLine } from '../../../engine/model/analysis.ts';
import type { ReportReason } from '../../../i18n/report.ts';
import type { Report } from '../../report.ts';
import { isPositive } from '../../signs.ts';

/** A reason of a finding that rests on a line. */
export interface LineNote {
  /** Of the finding, counted from 1. */
  readonly rank: number;
  readonly title: string;
  readonly reason: ReportReason;
}

/** What the report says of single lines. */
export interface LineNotes {
  /** Lines that findings rest on, in the order of the paste. */
  readonly lines: readonly number[];
  /** Whether a finding's marks are shown, by its index. */
  readonly shows: readonly boolean[];
  readonly unread: ReadonlyMap<number, UnreadLine>;
  of(line: number): readonly LineNote[];
}

/**
 * Gathers them. Where something is or may be wrong, only the evidence for that is marked, unless `all` asks for the causes that are ruled
 * out too: on a healthy node these would mark every other line.
 */
export function notesOf({ findings, reading }: Report, all: boolean): LineNotes {
  const wrong = findings.some(isPositive);
  const shows = findings.map(finding => all || !wrong || isPositive(finding));
  const byLine = new Map<number, LineNote[]>();
  findings.forEach(({ reasons, title }, index) => {
    if (!shows[index]) return;
    for (const reason of reasons) {
      for (const line of new Set(reason.evidence.map(({ line }) => line))) {
        const notes = byLine.get(line) ?? [];
        notes.push({ rank: index + 1, title, reason });
        byLine.set(line, notes);
      }
    }
  });
  return {
    lines: [...byLine.keys()].sort((one, other) => one - other),
    shows,
    unread: new Map(reading.unread.map(line => [line.line, line])),
    of: line => byLine.get(line) ?? [],
  };
}

/** Whether there is evidence that is not marked unless it is asked for. */
export function hasMore({ findings }: Report): boolean {
  return (
    findings.some(isPositive) &&
    findings.some(
      finding => !isPositive(finding) && finding.reasons.some(({ evidence }) => evidence.length > 0),
    )
  );
}
