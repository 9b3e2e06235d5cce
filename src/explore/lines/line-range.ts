import type { Analysis } from '../../engine/model/analysis.ts';
import type { FormatId, Section } from '../../engine/model/document.ts';
import type { ReadCase } from '../answers.ts';
import { decodeLine } from './decode-line.ts';
import type { LineIndex } from './line-index.ts';
import { type LineMark, markedBytes, marksOf } from './marks.ts';
import { linesFrom, type RawLine } from './walk.ts';

/** A line is shown up to so many characters. */
export const MAX_SHOWN = 2000;
/** And at most so many lines are given at once. */
export const MAX_RANGE = 1000;

/** A line of the paste, as it reads. */
export interface ShownLine {
  readonly text: string;
  /** Bytes of the line behind what is shown; 0 where it is whole. */
  readonly left: number;
  readonly marks: readonly LineMark[];
}

/** Which output lines belong to. */
export interface LineSection extends Pick<Section, 'format' | 'command' | 'host' | 'firstLine' | 'lastLine'> {
  readonly format: FormatId;
}

export interface LineRange {
  /** From the line that was asked for; fewer where the paste ends. */
  readonly lines: readonly ShownLine[];
  /** The outputs that have a part in them, in the order of the paste. */
  readonly sections: readonly LineSection[];
}

/** Reads lines of the paste: `count` from `first` (1 is the first) on. */
export async function lineRange(
  { paste, analysis }: ReadCase,
  index: LineIndex,
  { first, count }: { readonly first: number; readonly count: number },
  signal: AbortSignal,
): Promise<LineRange> {
  const last = Math.min(first + Math.min(count, MAX_RANGE) - 1, index.lines);
  const raw: RawLine[] = [];
  if (first <= last) {
    for await (const line of linesFrom(paste, index, first, MAX_SHOWN * 8, signal)) {
      // The bytes lie in a block that is let go of.
      raw.push({ ...line, bytes: line.bytes.slice() });
      if (line.number >= last) break;
    }
  }
  const start = raw[0]?.start ?? 0;
  const end = raw.at(-1)?.end ?? 0;
  const marked = markedBytes(analysis).filter(mark => mark.start < end && mark.end > start);
  return {
    lines: raw.map(line => shown(line, index, marked)),
    sections: sectionsOf(analysis, first, last),
  };
}

/** An output that has no prompt of its own is said to come from the last command above it, which printed the output before. */
function sectionsOf({ sections }: Analysis, first: number, last: number): LineSection[] {
  return sections.flatMap(({ format, command, host, firstLine, lastLine }, index) => {
    if (firstLine > last || lastLine < first) return [];
    const own = command !== sections[index - 1]?.command;
    return [{ format, command: own ? command : null, host, firstLine, lastLine }];
  });
}

function shown(line: RawLine, { encoding }: LineIndex, marked: ReturnType<typeof markedBytes>): ShownLine {
  const { text: read, byteAt } = decodeLine(line.bytes, encoding);
  const text = cut(read);
  const isWhole = text.length === read.length && line.bytes.length === line.end - line.start;
  return {
    text,
    left: isWhole ? 0 : line.end - line.start - byteAt(text.length),
    marks: marksOf(marked, line, text, byteAt),
  };
}

/** Never between the two halves of a character. */
function cut(text: string): string {
  if (text.length <= MAX_SHOWN) return text;
  const last = text.charCodeAt(MAX_SHOWN - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? MAX_SHOWN - 1 : MAX_SHOWN);
}
