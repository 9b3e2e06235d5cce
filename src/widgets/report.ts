import type { Ask } from '../explore/questions.ts';
import { type ReportFinding, reportFinding } from '../i18n/report.ts';
import type { Texts } from '../i18n/texts.ts';
import type { Reading } from '../worker/reading.ts';
import { pause } from './pause.ts';

/** A paste that was read, in the reader's language. */
export interface Report {
  readonly reading: Reading;
  readonly findings: readonly ReportFinding[];
  /** Asks about the paste. */
  readonly ask: Ask;
}

/** So many findings are put into words in one task: messages are parsed where they are used first. */
const AT_ONCE = 8;

/** Makes the sentences, a few at a time. Null where the texts did not load with the page, or one of them is no message. */
export async function reportOf(reading: Reading, ask: Ask, texts: Texts | null): Promise<Report | null> {
  if (!texts) return null;
  try {
    const findings: ReportFinding[] = [];
    for (const finding of reading.findings) {
      if (findings.length % AT_ONCE === AT_ONCE - 1) await pause();
      findings.push(reportFinding(finding, texts));
    }
    return { reading, ask, findings };
  } catch (error) {
    console.error(error);
    return null;
  }
}
