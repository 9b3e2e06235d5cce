/** A part of a line and what is put in its place. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The parts of one line that are replaced. A part belongs to who took it first. */
export class Edits {
  readonly #edits: Edit[] = [];

  /** False where another has taken a part of it. */
  take(from: number, to: number, text: string): boolean {
    if (!this.isFree(from, to)) return false;
    this.#edits.push({ from, to, text });
    return true;
  }

  isFree(from: number, to: number): boolean {
    return this.#edits.every(edit => edit.to <= from || edit.from >= to);
  }

  /** The line with all of it replaced. */
  apply(line: string): string {
    if (this.#edits.length === 0) return line;
    this.#edits.sort((one, other) => one.from - other.from);
    let [done, at, owed] = ['', 0, 0];
    for (const { from, to, text } of this.#edits) {
      const between = refit(line.slice(at, from), owed);
      done += between.text + text;
      owed = between.owed + text.length - (to - from);
      at = to;
    }
    return done + refit(line.slice(at), owed).text;
  }
}

/**
 * Keeps the columns of a table where they are: what a pseudonym is longer or shorter than its original is taken from the next run of two
 * blanks or more, of which two stay, or put into it.
 */
function refit(text: string, owed: number): { text: string; owed: number } {
  if (owed === 0) return { text, owed };
  const run = / {2,}/.exec(text);
  if (!run) return { text, owed };
  const length = Math.max(2, run[0].length - owed);
  const after = text.slice(run.index + run[0].length);
  return {
    text: text.slice(0, run.index) + ' '.repeat(length) + after,
    owed: owed - (run[0].length - length),
  };
}
