import type { Message, NextCommand, Severity, Verdict } from '../model/finding.ts';
import type { Given, Judgement } from './incident.ts';

/** What a check found, before the verdict is drawn from it. */
export interface Found {
  readonly reasons: readonly Given[];
  readonly notes?: readonly Given[];
  /** How bad it is, should it be so; of a finding that is neither confirmed nor suspected it is always `notice`. */
  readonly severity: Severity | ((verdict: Verdict) => Severity);
  /** The commands that would decide, most telling first; none are named where all is clear. */
  readonly next: readonly NextCommand[];
  /**
   * Reasons that have a summary of their own (`confirmed-count-at-max`), the one that says most first. Without one of them
   * the summary is the verdict alone (`confirmed`, `suspected`, `clear`, `undecided`), with the values of the leading reason.
   */
  readonly lead?: Readonly<Partial<Record<Verdict, readonly string[]>>>;
}

/**
 * The verdict that reasons give: a decisive one for it confirms, unless a decisive one stands against it (then it is
 * suspected: the two readings cannot both be of the same moment and place); any other one for it makes it suspected; with
 * none for it, a decisive one against it clears it; else the paste cannot tell.
 */
export function judge(found: Found): Judgement {
  const { reasons, notes = [], severity, next, lead = {} } = found;
  const verdict = verdictOf(reasons);
  const speaks = verdict === 'confirmed' || verdict === 'suspected';
  return {
    verdict,
    severity: !speaks ? 'notice' : typeof severity === 'function' ? severity(verdict) : severity,
    summary: summaryOf(verdict, reasons, lead[verdict] ?? []),
    reasons,
    notes,
    next: verdict === 'clear' ? [] : next,
  };
}

function verdictOf(reasons: readonly Given[]): Verdict {
  const speaking = reasons.filter(reason => reason.for);
  const refuted = reasons.some(reason => !reason.for && reason.decisive);
  if (speaking.some(reason => reason.decisive)) return refuted ? 'suspected' : 'confirmed';
  if (speaking.length > 0) return 'suspected';
  return refuted ? 'clear' : 'undecided';
}

function summaryOf(verdict: Verdict, reasons: readonly Given[], lead: readonly string[]): Message {
  for (const key of lead) {
    const reason = reasons.find(given => given.key === key);
    if (reason) return { key: `${verdict}-${key}`, values: reason.values };
  }
  const speaks = verdict === 'confirmed' || verdict === 'suspected';
  const leading =
    reasons.find(reason => reason.for === speaks && reason.decisive) ??
    reasons.find(reason => reason.for === speaks);
  return { key: verdict, values: verdict === 'undecided' ? {} : (leading?.values ?? {}) };
}
