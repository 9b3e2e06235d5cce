import { analyze } from '../../src/engine/analyze.ts';
import type { Analysis } from '../../src/engine/model/analysis.ts';
import type { Finding } from '../../src/engine/model/finding.ts';

/** Analyses text or bytes as if a person had pasted them. */
export function paste(...parts: BlobPart[]): Promise<Analysis> {
  return analyze(new Blob(parts));
}

/** What the analysis says of one incident. */
export function finding(analysis: Analysis, incident: string): Finding {
  const found = analysis.findings.find(candidate => candidate.incident === incident);
  if (!found)
    throw new Error(
      `No finding of ${incident}: ${analysis.findings.map(other => other.incident).join(', ')}`,
    );
  return found;
}

/** The keys of the reasons, those against with a minus. */
export function reasonKeys(found: Finding): string[] {
  return found.reasons.map(reason => (reason.for ? reason.key : `-${reason.key}`));
}
