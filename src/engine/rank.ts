import type { Incident } from './incidents/incident.ts';
import { type Finding, isTouched, type Severity, type Verdict } from './model/finding.ts';

const VERDICTS: readonly Verdict[] = ['confirmed', 'suspected', 'clear', 'undecided'];
const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'notice'];

/** A finding that does not know yet what explains it. */
export type Unexplained = Omit<Finding, 'explainedBy'>;

/**
 * Puts findings in the order in which they help: by verdict, then by severity, then what the paste speaks of, then by name; and each behind the findings
 * that explain it. Says of each which these are.
 */
export function rank(findings: readonly Unexplained[], incidents: readonly Incident[]): Finding[] {
  const causes = causesOf(incidents);
  const sorted = findings
    .map(finding => ({ ...finding, explainedBy: explainedBy(finding, findings, causes) }))
    .sort(compare);
  return causesFirst(sorted);
}

/** By slug, the slugs of what brings it about, whichever of the two incidents says so. */
function causesOf(incidents: readonly Incident[]): ReadonlyMap<string, ReadonlySet<string>> {
  const causes = new Map(incidents.map(({ slug }) => [slug, new Set<string>()]));
  for (const { slug, related } of incidents) {
    for (const { slug: other, as } of related) {
      if (as === 'cause') causes.get(slug)?.add(other);
      if (as === 'consequence') causes.get(other)?.add(slug);
    }
  }
  return causes;
}

/** Whatever speaks explains: a symptom that is confirmed stands behind a cause that is only suspected, since that is where to go on. */
function explainedBy(
  finding: Unexplained,
  all: readonly Unexplained[],
  causes: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  if (!speaks(finding)) return [];
  return all
    .filter(
      other =>
        other.host === finding.host && speaks(other) && causes.get(finding.incident)?.has(other.incident),
    )
    .map(({ incident }) => incident);
}

function speaks({ verdict }: Unexplained): boolean {
  return verdict === 'confirmed' || verdict === 'suspected';
}

function compare(one: Finding, other: Finding): number {
  return (
    VERDICTS.indexOf(one.verdict) - VERDICTS.indexOf(other.verdict) ||
    SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
    Number(isTouched(other)) - Number(isTouched(one)) ||
    one.incident.localeCompare(other.incident, 'en') ||
    (one.host ?? '').localeCompare(other.host ?? '', 'en')
  );
}

/** Moves each finding that stands before one that explains it behind that one. A circle of causes stays as it is. */
function causesFirst(sorted: readonly Finding[]): Finding[] {
  const placed: Finding[] = [];
  const place = (finding: Finding, above: readonly Finding[]): void => {
    if (placed.includes(finding) || above.includes(finding)) return;
    for (const cause of sorted) {
      if (cause.host === finding.host && finding.explainedBy.includes(cause.incident))
        place(cause, [...above, finding]);
    }
    placed.push(finding);
  };
  for (const finding of sorted) place(finding, []);
  return placed;
}
