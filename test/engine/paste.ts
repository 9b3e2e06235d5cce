import { analyze } from '../../src/engine/analyze.ts';
import type { Analysis } from '../../src/engine/model/analysis.ts';
import type { Section } from '../../src/engine/model/document.ts';
import type { Finding } from '../../src/engine/model/finding.ts';
import { chunksOf } from '../../src/engine/paste.ts';
import { SectionReader } from '../../src/engine/sections.ts';
import { LineSplitter } from '../../src/engine/text/splitter.ts';

/** Analyses text or bytes as if a person had pasted them. */
export function paste(...parts: BlobPart[]): Promise<Analysis> {
  return analyze(new Blob(parts));
}

/** Reads UTF-8 as `analyze()` does, and checks nothing. */
export async function readOnly(text: BlobPart): Promise<readonly Section[]> {
  const sections = new SectionReader(() => {});
  const lines = new LineSplitter(sections, 'utf-8', 0);
  for await (const chunk of chunksOf(new Blob([text]))) lines.push(chunk);
  lines.end();
  sections.end();
  return sections.sections;
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
