import type { Document } from '../../engine/model/document.ts';
import type { ReadCase } from '../answers.ts';

/** Outputs beyond these are not told of. */
const MAX_NOTES = 1000;

/** What an output of rules holds besides their number. */
export interface RuleNote {
  /** The first line of the output. */
  readonly line: number;
  /** `filter`, `nat`; of nft `ip filter`. */
  readonly tables: readonly string[];
  /** Whether the rules stand there with their counters; null where there is no rule. */
  readonly counters: boolean | null;
}

/** Tells of every output of rules in the paste, in its order. */
export function ruleNotes({ analysis }: ReadCase): RuleNote[] {
  return analysis.sections
    .flatMap(({ document, firstLine }) => {
      const note = noteOf(document);
      return note ? [{ line: firstLine, ...note }] : [];
    })
    .slice(0, MAX_NOTES);
}

function noteOf(document: Document): Omit<RuleNote, 'line'> | null {
  if (document.kind === 'ruleset') {
    const { count, packets } = document.rules;
    const tables = document.tables.flatMap(({ name }) => name ?? []);
    return { tables: [...new Set(tables)], counters: count === 0 ? null : !packets.every(Number.isNaN) };
  }
  if (document.kind === 'nft-ruleset') {
    const names = document.tables.map(({ family, name }) => [family, name].filter(Boolean).join(' '));
    return { tables: [...new Set(names.filter(name => name !== ''))], counters: null };
  }
  return null;
}
