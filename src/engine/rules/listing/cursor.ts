import type { ListingColumns, Match, RuleOption, Target, Unknown } from '../../model/ruleset.ts';
import { isMasked } from '../addresses.ts';

/** What is known of a body when its matches are read. */
export interface BodyContext {
  readonly shown: ListingColumns;
  readonly family: 'ipv4' | 'ipv6' | null;
  readonly target: string | null;
}

/** A place in the text behind the addresses, and what was found so far to be open. */
export class Cursor {
  at: number;
  readonly text: string;
  readonly context: BodyContext;
  readonly unknown: Unknown[] = [];

  constructor(text: string, context: BodyContext, at = 0) {
    this.text = text;
    this.context = context;
    this.at = at;
  }

  /** Takes what a sticky pattern matches here; null, and no step, where it does not. */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  skipBlanks(): void {
    while (isBlank(this.text.charCodeAt(this.at))) this.at++;
  }

  /** Whether nothing but blanks is left. */
  get ended(): boolean {
    for (let i = this.at; i < this.text.length; i++) if (!isBlank(this.text.charCodeAt(i))) return false;
    return true;
  }

  /** Whether a word ends here. */
  get atBoundary(): boolean {
    return this.at >= this.text.length || isBlank(this.text.charCodeAt(this.at));
  }

  open(what: string, why: Unknown['why']): void {
    if (!this.unknown.some(other => other.what === what && other.why === why))
      this.unknown.push({ what, why });
  }

  /** A name where a number could stand (`ssh`) is one that the host resolved; a blacked-out value is none at all. */
  checkNumber(what: string, value: string): void {
    if (/^[\d:,!-]*$/.test(value)) return;
    this.open(what, isMasked(value) ? 'masked' : 'resolved');
  }
}

/** Reads a match; the cursor stands behind its `! ` where `negated`. Null where the text is another one's. */
export type ReadMatch = (cursor: Cursor, negated: boolean) => Match | null;
/** Reads what a target prints behind the matches. */
export type ReadTarget = (cursor: Cursor) => Pick<Target, 'name' | 'options'> | null;

export function option(flag: string, negated: boolean, ...values: string[]): RuleOption {
  return { flag, negated, values };
}

export function match(name: string, options: RuleOption[]): Match {
  return { name, options, text: null };
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
