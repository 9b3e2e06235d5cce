import type { Place } from '../../model/place.ts';
import type { RulesetNotice } from '../../model/ruleset.ts';
import type { Line } from '../../text/line.ts';
import { readSaveLine, type Tool } from './lines.ts';
import { isClean, tornByWarning } from './pieces.ts';

/** The first part of a line into which a warning was written: standard error and the output share the terminal. */
export class TornLine {
  readonly notice: RulesetNotice;
  readonly #text: string;
  readonly #place: Place;

  private constructor(text: string, notice: RulesetNotice, place: Place) {
    this.#text = text;
    this.notice = notice;
    this.#place = place;
  }

  /** Null for a line that no warning tears. */
  static of(line: Line): TornLine | null {
    const torn = tornByWarning(line);
    return torn && new TornLine(torn.text, torn.notice, { line: line.number, span: line.span });
  }

  /** The line as it was, or its first part alone where the next line is not its rest. */
  mend(next: Line, tool: Tool): { readonly first: Line; readonly fits: boolean } {
    const joined = this.#text + next.text;
    const read = readSaveLine(joined.trim());
    const fits =
      read !== null &&
      (read.kind !== 'rule' || isClean(read.body, tool)) &&
      readSaveLine(next.text.trim()) === null;
    const { line: number, span } = this.#place;
    const place = { line: number, span: { start: span.start, end: fits ? next.span.end : next.span.start } };
    const text = fits ? joined : this.#text;
    return { first: { number, span: place.span, text, place: () => place }, fits };
  }
}
