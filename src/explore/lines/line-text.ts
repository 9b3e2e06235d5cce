import type { Paste } from '../../engine/paste.ts';
import { decodeLine } from './decode-line.ts';
import type { LineIndex } from './line-index.ts';
import { linesFrom } from './walk.ts';

/** What is copied at once, in characters. */
const MAX_TEXT = 8_000_000;

/** A place between two characters of a line's text; `at` null is the line's end. */
export interface TextPoint {
  readonly line: number;
  readonly at: number | null;
}

export interface LineText {
  readonly text: string;
  /** False where it is cut because it is too much. */
  readonly whole: boolean;
}

/** The text from one point to another, as it reads; of a line that is shown in part, all of it. */
export async function lineText(
  paste: Paste,
  index: LineIndex,
  { from, to }: { readonly from: TextPoint; readonly to: TextPoint },
  signal: AbortSignal,
): Promise<LineText> {
  const parts: string[] = [];
  let length = 0;
  for await (const { number, start, end, bytes } of linesFrom(paste, index, from.line, MAX_TEXT, signal)) {
    if (number > to.line) break;
    const { text } = decodeLine(bytes, index.encoding);
    const part = text.slice(
      number === from.line ? (from.at ?? text.length) : 0,
      number === to.line ? (to.at ?? text.length) : text.length,
    );
    parts.push(part);
    length += part.length + 1;
    if (length > MAX_TEXT || bytes.length < end - start)
      return { text: parts.join('\n').slice(0, MAX_TEXT), whole: false };
  }
  return { text: parts.join('\n'), whole: true };
}
