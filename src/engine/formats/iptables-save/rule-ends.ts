import type { RuleSpec } from '../../model/ruleset.ts';
import { TARGET_EXTENSIONS } from '../../rules/extensions/index.ts';
import { markedCut } from '../../rules/remark.ts';
import { lastOption, readSaveBody } from '../../rules/save.ts';
import type { Line } from '../../text/line.ts';
import type { Outcome } from '../format.ts';
import type { Collector } from './collect.ts';
import { readSaveLine } from './lines.ts';
import type { Origin } from './origin.ts';
import { beginsAnew, isClean, joinings, NARROWEST, type RuleRead } from './pieces.ts';

/** A rule's line whose end may stand in the next one. */
export interface LastRule {
  readonly text: string;
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

type Add = (read: RuleRead, body: string, line: Pick<Line, 'number' | 'span'>) => boolean;

/** Whether a rule is at its end where its line is: a terminal may have broken it where it seemed to be whole. */
export class RuleEnds {
  last: LastRule | null = null;
  /**
   * A rule without a target that nothing fitted behind. Where the output ends with it, its rest may be the next line of
   * the paste, taken for a command: `… -m tcpm` and `ss --mss 60971 -j QUEUE`.
   */
  #lonely: LastRule | null = null;
  readonly #collector: Collector;
  readonly #origin: Origin;
  readonly #add: Add;

  constructor(collector: Collector, origin: Origin, add: Add) {
    this.#collector = collector;
    this.#origin = origin;
    this.#add = add;
  }

  /** A rule was read. */
  took(rule: LastRule, lonely: boolean): void {
    this.last = rule;
    this.#lonely = lonely ? rule : null;
  }

  /** Whether nothing can follow: a target without options, or the whole name of a chain. */
  isWhole(target: RuleSpec['target']): boolean {
    if (!target || target.options.length > 0) return false;
    if (/^(?:ACCEPT|DROP|RETURN)$/.test(target.name)) return true;
    return this.#collector.hasChain(target.name) && !this.#collector.hasLongerChain(target.name);
  }

  /** A line that is no rule, right behind one that a terminal may have broken where the rule seemed to be at its end. */
  goOn(line: Line, text: string): Outcome {
    const last = this.last;
    this.last = null;
    if (!last || text === '' || beginsAnew(text) || last.text.length < NARROWEST) return 'refused';
    if (line.span.start - last.end > 2) return 'refused';
    for (const joined of joinings(last.text, line.text)) {
      const read = readSaveLine(joined);
      if (read?.kind !== 'rule' || !this.#fits(read.body)) continue;
      this.#collector.dropLast();
      const { number, start } = last;
      const span = { start, end: line.span.end };
      this.#add(read, read.body, { number, span });
      this.last = { text: joined, number, ...span };
      return 'read';
    }
    this.#markCut(last);
    return 'refused';
  }

  /** The output is over. */
  close(): void {
    if (this.#lonely && this.#lonely === this.last) this.#markCut(this.#lonely);
  }

  /** What follows a rule is no rule, and does not fit behind it: a piece may be lost, and the rule is said to break off. */
  #markCut({ text, number, start, end }: LastRule): void {
    const read = readSaveLine(text);
    if (read?.kind !== 'rule') return;
    const { target } = readSaveBody(read.body, this.#origin.tool.family);
    if (this.isWhole(target)) return;
    this.#collector.dropLast();
    this.#add(read, markedCut(read.body, lastOption(read.body)), { number, span: { start, end } });
    this.#collector.damaged();
  }

  /** Whether a rule that was put together from two lines is one, and goes where a rule of this table can go. */
  #fits(body: string): boolean {
    if (!isClean(body, this.#origin.tool)) return false;
    const { target } = readSaveBody(body, this.#origin.tool.family);
    if (!target) return false;
    return (
      target.options.length > 0 || this.#collector.hasChain(target.name) || TARGET_EXTENSIONS.has(target.name)
    );
  }
}
