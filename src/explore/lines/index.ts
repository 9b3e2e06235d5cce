import type { ReadCase } from '../answers.ts';
import { indexLines, type LineIndex } from './line-index.ts';
import { type LineRange, lineRange } from './line-range.ts';
import { type LineSearch, type LinesFound, lineSearch } from './line-search.ts';
import { type LineText, lineText, type TextPoint } from './line-text.ts';
import { Shared } from './shared.ts';

export type { LineSection, ShownLine } from './line-range.ts';
export type { LineMark } from './marks.ts';
export { type RuleNote, ruleNotes } from './rule-notes.ts';
export type { LineRange, LineSearch, LinesFound, LineText, TextPoint };

/** One index a paste, made when lines of it are first asked for. */
const indexes = new WeakMap<ReadCase, Shared<LineIndex>>();

function indexOf(read: ReadCase, signal: AbortSignal): Promise<LineIndex> {
  let index = indexes.get(read);
  if (!index) {
    index = new Shared(ended => indexLines(read.paste, read.analysis.encoding, ended));
    indexes.set(read, index);
  }
  return index.get(signal);
}

/** `count` lines from `first` (1 is the first) on, with their marks and the outputs that they belong to. */
export async function answerRange(
  read: ReadCase,
  range: { readonly first: number; readonly count: number },
  signal: AbortSignal,
): Promise<LineRange> {
  return lineRange(read, await indexOf(read, signal), range, signal);
}

/** Lines that hold a text. */
export async function answerSearch(
  read: ReadCase,
  search: LineSearch,
  signal: AbortSignal,
): Promise<LinesFound> {
  return lineSearch(read.paste, await indexOf(read, signal), search, signal);
}

/** The text between two points, to be copied. */
export async function answerText(
  read: ReadCase,
  points: { readonly from: TextPoint; readonly to: TextPoint },
  signal: AbortSignal,
): Promise<LineText> {
  return lineText(read.paste, await indexOf(read, signal), points, signal);
}
