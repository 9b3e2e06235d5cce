import type { Incident } from './incidents/incident.ts';
import type { Finding, Severity, Verdict } from './model/finding.ts';

const VERDICTS: readonly Verdict[] = ['confirmed', 'suspected', 'clear', 'undecided'];
const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'notice'];

/**
 * Puts findings in the order in which they help: by verdict, then a cause before what it explains, then by
 * severity, then by name.
 */
export function rank<Found extends Finding>(
  findings: readonly Found[],
  incidents: readonly Incident[],
): Found[] {
  const explains = new Map(incidents.map(incident => [incident.slug, incident.explains]));
  const compare = (one: Found, other: Found): number =>
    VERDICTS.indexOf(one.verdict) - VERDICTS.indexOf(other.verdict) ||
    Number(explains.get(other.incident)?.includes(one.incident) ?? false) -
      Number(explains.get(one.incident)?.includes(other.incident) ?? false) ||
    SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
    one.incident.localeCompare(other.incident, 'en') ||
    (one.host ?? '').localeCompare(other.host ?? '', 'en');
  return [...findings].sort(compare);
}
