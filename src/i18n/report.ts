import type { Analysis } from '../engine/model/analysis.ts';
import {
  type Evidence,
  type Finding,
  isTouched,
  type Message,
  type NextCommand,
  type Reason,
  type Severity,
  type Verdict,
} from '../engine/model/finding.ts';
import { format } from './message.ts';
import type { CommandText, Texts } from './texts.ts';

/** A finding in the reader's language. */
export interface ReportFinding {
  readonly incident: string;
  readonly title: string;
  readonly host: string | null;
  readonly verdict: Verdict;
  readonly severity: Severity;
  /** The one sentence. */
  readonly text: string;
  readonly reasons: readonly ReportReason[];
  readonly notes: readonly ReportReason[];
  /** Titles of the findings that bring this one about. */
  readonly explainedBy: readonly ReportLink[];
  /** What is near to it, with the test that tells the two apart. */
  readonly apart: readonly (ReportLink & { readonly test: string })[];
  readonly next: readonly ReportCommand[];
  /** Whether the paste says anything of it: a reason, a note, or a sentence that is not the general one. */
  readonly touched: boolean;
  /** Whether its sentence says what of the paste is open, and not only that it cannot be told. */
  readonly specific: boolean;
  /** Whether the runbook says what to do at once. */
  readonly stop: boolean;
}

export interface ReportLink {
  readonly incident: string;
  readonly title: string;
}

export interface ReportReason {
  readonly key: string;
  readonly for: boolean;
  readonly decisive: boolean;
  readonly text: string;
  readonly evidence: readonly Evidence[];
  readonly more: number;
}

export interface ReportCommand extends Omit<CommandText, 'text'> {
  readonly id: string;
  /** With the values of the paste filled in; a placeholder that it does not give stays as `<name>`. */
  readonly command: string;
}

/** Makes the sentences of all findings, in the language of the texts. */
export function reportFindings(analysis: Analysis, texts: Texts): ReportFinding[] {
  return analysis.findings.map(finding => reportFinding(finding, texts));
}

/** Makes the sentences of one finding. */
export function reportFinding(finding: Finding, texts: Texts): ReportFinding {
  const { incident, host, verdict, severity } = finding;
  const reason = ({ key, for: speaks, decisive, evidence, more, values }: Reason): ReportReason => ({
    key,
    for: speaks,
    decisive,
    text: sentence({ key, values }, incident, texts),
    evidence,
    more,
  });
  return {
    incident,
    title: titleOf(incident, texts),
    host,
    verdict,
    severity,
    text: sentence(finding.summary, incident, texts),
    reasons: finding.reasons.map(reason),
    notes: finding.notes.map(reason),
    explainedBy: finding.explainedBy.map(slug => ({ incident: slug, title: titleOf(slug, texts) })),
    apart: Object.entries(texts.incidents[incident]?.apart ?? {}).map(([slug, test]) => ({
      incident: slug,
      title: titleOf(slug, texts),
      test,
    })),
    next: finding.next.flatMap(command => nextCommand(command, texts) ?? []),
    touched: isTouched(finding),
    specific: finding.summary.key !== 'undecided',
    stop: texts.incidents[incident]?.stop ?? false,
  };
}

function titleOf(incident: string, texts: Texts): string {
  return texts.incidents[incident]?.title ?? incident;
}

/** Formats one message. A key without a sentence comes back as it is: a test holds that there is none. */
function sentence(message: Message, incident: string, texts: Texts): string {
  const pattern = texts.incidents[incident]?.messages[message.key];
  return pattern === undefined ? message.key : format(pattern, message.values, texts.locale);
}

function nextCommand({ id, values }: NextCommand, texts: Texts): ReportCommand | null {
  const known = texts.commands[id];
  if (!known) return null;
  const command = known.text.replace(/<([a-z-]{1,40})>/g, (open, name: string) => values[name] ?? open);
  return { id, command, does: known.does, root: known.root, purpose: known.purpose };
}

/** What the commands of a finding weigh: what is open and shows itself weighs most, what the paste does not touch next to nothing. */
const WEIGHTS: Readonly<Record<Verdict, number>> = { suspected: 4, undecided: 3, confirmed: 2, clear: 0 };
const SPECIFIC = 6;
const UNTOUCHED = 0.1;

/**
 * The commands of all findings, each once, the one that would decide most first: each finding votes for its commands, the more the more
 * telling they are for it.
 */
export function mostTelling(findings: readonly ReportFinding[]): ReportCommand[] {
  const votes = new Map<string, { readonly command: ReportCommand; weight: number }>();
  for (const finding of findings) {
    const weight = weightOf(finding);
    finding.next.forEach((command, at) => {
      const known = votes.get(command.command);
      if (known) known.weight += weight / (at + 1);
      else votes.set(command.command, { command, weight: weight / (at + 1) });
    });
  }
  return [...votes.values()].sort((a, b) => b.weight - a.weight).map(({ command }) => command);
}

function weightOf({ verdict, touched, specific }: ReportFinding): number {
  if (verdict !== 'undecided') return WEIGHTS[verdict];
  if (specific) return SPECIFIC;
  return touched ? WEIGHTS.undecided : UNTOUCHED;
}
