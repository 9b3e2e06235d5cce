import type { CompiledLines } from '../../rules/compiled-lines.ts';

/** The rule that was read last, as far as its line tells whether a terminal broke it: it then goes on in the next line. */
export class LastRule {
  /** Where it ends in the paste; -1 where something else came after it. */
  end = -1;
  /** How long its line is: what a terminal broke is as long as the terminal is wide. */
  width = 0;
  /** Blanks at its end, which its body does not have. */
  blanks = 0;
  /** How long the longest line of a rule is. */
  widest = 0;
  /** How long the first piece of a rule is that is being joined; 0 where none is. */
  #piece = 0;

  /** A rule begins here that goes on in the next line. */
  begin(width: number): void {
    this.#piece ||= width;
  }

  take(start: number, end: number, blanks: number): void {
    this.end = end;
    this.width = this.#piece || end - start;
    this.#piece = 0;
    this.blanks = blanks;
    this.widest = Math.max(this.widest, this.width);
  }

  /** The last of the lines that were read at once. */
  takeRead({ rules, columns, blanksBehind, widest, last }: CompiledLines): void {
    if (rules > 0) {
      this.#piece = 0;
      this.take(columns.start[rules - 1] as number, columns.end[rules - 1] as number, blanksBehind);
      this.widest = Math.max(this.widest, widest);
    }
    if (last === 'other') this.leave();
  }

  /** Something else comes after it. */
  leave(): void {
    this.end = -1;
  }

  /** More of the rule was read from the next line. */
  goOn(end: number, blanks: number): void {
    this.end = end;
    this.blanks = blanks;
  }
}
