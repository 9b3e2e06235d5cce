import type { Place } from './place.ts';

/** confirmed: enough by itself. suspected: fits, but something else could explain it. clear: evidence against. undecided: cannot tell. */
export type Verdict = 'confirmed' | 'suspected' | 'clear' | 'undecided';
export type Severity = 'critical' | 'warning' | 'notice';

/** A sentence to be: the key of an ICU message and the values that stand in it. */
export interface Message {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** A reason for or against, and the lines that show it. */
export interface Reason extends Message {
  readonly for: boolean;
  /** True where this reason is enough by itself. */
  readonly decisive: boolean;
  readonly evidence: readonly Evidence[];
  /** How many more lines say the same. */
  readonly more: number;
}

export interface Evidence extends Place {
  /** The line as it reads: decoded, without colour codes; at most 500 characters. */
  readonly text: string;
  /** The part that matters, in characters of `text`; null for the whole line. */
  readonly highlight: { readonly from: number; readonly to: number } | null;
}

/** A command of content/commands.yaml and the values for its placeholders that the paste gives. */
export interface NextCommand {
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
}

/** What one check says of one host. */
export interface Finding {
  /** The incident's slug: an address for ever. */
  readonly incident: string;
  readonly host: string | null;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly summary: Message;
  readonly reasons: readonly Reason[];
  /** What else the paste shows of it and is no reason for or against: which states fill the table. */
  readonly notes: readonly Reason[];
  /** Slugs of findings of the same host, confirmed or suspected, that bring this one about. */
  readonly explainedBy: readonly string[];
  /** The commands whose output would decide, most telling first. */
  readonly next: readonly NextCommand[];
}

/** Whether the paste says anything of the matter: a reason, a note, or a sentence that is not the general one. */
export function isTouched({
  reasons,
  notes,
  summary,
}: Pick<Finding, 'reasons' | 'notes' | 'summary'>): boolean {
  return reasons.length > 0 || notes.length > 0 || summary.key !== 'undecided';
}
