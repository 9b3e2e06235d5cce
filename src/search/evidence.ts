import type { ReportFinding } from '../i18n/report.ts';

/** What a line that was typed into the search belongs to. */
export interface Belonging
  extends Pick<ReportFinding, 'incident' | 'title' | 'verdict' | 'severity' | 'text'> {}

/** A line shows one thing, seldom two. */
const most = 2;

/** What the engine found in a query, as far as it is sure or suspects: what a line rules out is no answer to a search. */
export function belongings(findings: readonly ReportFinding[]): Belonging[] {
  return findings
    .filter(({ verdict }) => verdict === 'confirmed' || verdict === 'suspected')
    .slice(0, most)
    .map(({ incident, title, verdict, severity, text }) => ({ incident, title, verdict, severity, text }));
}
