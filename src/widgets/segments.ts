import type { FormatId } from '../engine/model/document.ts';
import type { Evidence } from '../engine/model/finding.ts';
import type { Reading, ReadSection } from '../worker/reading.ts';

/** So many segments fit the scale before it is a wall; the rest is counted. */
const MAX_SEGMENTS = 24;

/** A stretch of the paste on the scale: an output that was read, or lines that nothing could read. */
export type Segment =
  | {
      readonly kind: 'section';
      readonly section: ReadSection;
      readonly first: number;
      readonly lines: number;
      /** Findings that have evidence here. */
      readonly ranks: readonly number[];
      /** Where the first of these lines is shown. */
      readonly target: { readonly rank: number; readonly line: number } | null;
    }
  | { readonly kind: 'unread'; readonly first: number; readonly lines: number };

export interface Scale {
  readonly segments: readonly Segment[];
  /** Outputs that are not on it. */
  readonly more: number;
}

interface Ranked {
  readonly rank: number;
  readonly reasons: readonly { readonly evidence: readonly Evidence[] }[];
}

/** The paste from its first line to its last. Unread lines between two outputs become one stretch. */
export function scaleOf(
  reading: Pick<Reading, 'sections' | 'moreSections' | 'unread'>,
  findings: readonly Ranked[],
): Scale {
  const sections = reading.sections.map(section => sectionSegment(section, findings));
  const all = [...sections, ...unreadSegments(reading)].sort((one, other) => one.first - other.first);
  const segments = all.slice(0, MAX_SEGMENTS);
  const shown = segments.filter(({ kind }) => kind === 'section').length;
  return { segments, more: reading.moreSections + sections.length - shown };
}

function sectionSegment(section: ReadSection, findings: readonly Ranked[]): Segment {
  const { firstLine: first, lastLine: last } = section;
  const hits = findings.flatMap(({ rank, reasons }) =>
    reasons
      .flatMap(({ evidence }) => evidence)
      .filter(({ line }) => line >= first && line <= last)
      .map(({ line }) => ({ rank, line })),
  );
  const ranks = [...new Set(hits.map(({ rank }) => rank))];
  const target =
    hits.filter(({ rank }) => rank === ranks[0]).sort((one, other) => one.line - other.line)[0] ?? null;
  return { kind: 'section', section, first, lines: last - first + 1, ranks, target };
}

function unreadSegments({ sections, unread }: Pick<Reading, 'sections' | 'unread'>): Segment[] {
  const stretches = new Map<number, { first: number; lines: number }>();
  for (const { line } of unread) {
    const after = sections.filter(({ firstLine }) => firstLine <= line).length;
    const stretch = stretches.get(after);
    if (stretch) stretch.lines++;
    else stretches.set(after, { first: line, lines: 1 });
  }
  return [...stretches.values()].map(stretch => ({ kind: 'unread', ...stretch }));
}

/** Width on the scale, 1 to 7: about the logarithm of the lines. */
export function widthOf(lines: number): number {
  return Math.min(7, 2 + Math.floor(Math.log10(Math.max(lines, 1))));
}

/** A run of unread lines in whose place the same was expected. */
export interface UnreadRun<Line> {
  readonly within: FormatId | null;
  readonly lines: readonly Line[];
}

/** Puts unread lines together that stand in the midst of the same output. */
export function unreadRuns<Line extends { readonly line: number; readonly within: FormatId | null }>(
  unread: readonly Line[],
): UnreadRun<Line>[] {
  const runs: { within: FormatId | null; lines: Line[] }[] = [];
  for (const line of unread) {
    const last = runs.at(-1);
    const previous = last?.lines.at(-1);
    if (last && previous && last.within === line.within && line.line - previous.line <= 1)
      last.lines.push(line);
    else runs.push({ within: line.within, lines: [line] });
  }
  return runs;
}
