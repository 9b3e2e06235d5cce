import type { Facts } from '../facts/facts.ts';
import type { Finding, Message, NextCommand, Reason } from '../model/finding.ts';
import type { Place } from '../model/place.ts';

/** A reason as a check gives it: the lines have no text yet. */
export interface Given extends Omit<Reason, 'evidence'> {
  readonly evidence: readonly Place[];
}

/** What a check says of the facts of one host. */
export interface Judgement extends Omit<Finding, 'incident' | 'host' | 'reasons' | 'notes' | 'explainedBy'> {
  readonly reasons: readonly Given[];
  readonly notes: readonly Given[];
}

/** One known way of failing. A check looks at facts alone and knows no format. */
export interface Incident {
  /** An address for ever: never reused, never renamed. */
  readonly slug: string;
  /** What is near to it; each with the test that tells the two apart, in the front matter of the runbook (`apart`). */
  readonly related: readonly Related[];
  /** The keys of all sentences that the check can return; each stands in the front matter of its runbook. */
  readonly messages: readonly string[];
  check(facts: Facts): Judgement;
}

/** Another incident, as seen from this one. */
export interface Related {
  readonly slug: string;
  /** cause: it brings this one about. consequence: this one brings it about. look-alike: it is taken for this one. */
  readonly as: 'cause' | 'consequence' | 'look-alike';
}

/** So many lines at most stand behind one reason; the others are counted. */
const MAX_EVIDENCE = 6;

interface Options {
  readonly values?: Message['values'];
  readonly decisive?: boolean;
}

/** A reason for the incident. */
export function speaksFor(key: string, places: readonly Place[], options: Options = {}): Given {
  return reason(true, key, places, options);
}

/** A reason against it. */
export function speaksAgainst(key: string, places: readonly Place[], options: Options = {}): Given {
  return reason(false, key, places, options);
}

function reason(speaks: boolean, key: string, places: readonly Place[], options: Options): Given {
  const evidence = places.slice(0, MAX_EVIDENCE);
  return {
    key,
    for: speaks,
    decisive: options.decisive ?? false,
    values: options.values ?? {},
    evidence,
    more: places.length - evidence.length,
  };
}

/** A command that would decide, by its id in content/commands.yaml. */
export function ask(id: string, values: Record<string, string> = {}): NextCommand {
  return { id, values };
}
