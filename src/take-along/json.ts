import { formatNames } from '../i18n/format-names.ts';
import type { ReportFinding, ReportReason } from '../i18n/report.ts';
import { headingOf, type NoteSource } from './note.ts';

/** The note as data, for a ticket system: names as in the JSON of the command line. `note` is the version of this form. */
export function toJson(source: NoteSource): string {
  const { locale, time, read, findings, redacted } = source;
  const data = {
    note: 1,
    language: locale,
    time: time.toISOString(),
    redacted,
    heading: headingOf(source),
    bytes: read.bytes,
    lines: read.lines,
    sections: read.sections.map(({ format, command, host, firstLine, lastLine, partial }) => ({
      format,
      name: formatNames[format],
      command,
      host,
      firstLine,
      lastLine,
      partial,
    })),
    unreadLines: read.unreadLines,
    findings: findings.map(finding => findingOf(source, finding)),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

function findingOf({ runbook }: NoteSource, finding: ReportFinding) {
  const { incident, title, host, verdict, severity, text, explainedBy, next } = finding;
  return {
    incident,
    title,
    host,
    verdict,
    severity,
    text,
    reasons: finding.reasons.map(reasonOf),
    notes: finding.notes.map(reasonOf),
    explainedBy: explainedBy.map(other => other.incident),
    next: next.map(({ id, command, purpose, does, root }) => ({ id, command, purpose, does, root })),
    runbook: runbook(incident),
  };
}

function reasonOf({ key, for: speaks, decisive, text, evidence, more }: ReportReason) {
  return {
    key,
    for: speaks,
    decisive,
    text,
    evidence: evidence.map(({ line, text: quoted }) => ({ line, text: quoted })),
    more,
  };
}
