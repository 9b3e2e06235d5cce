import type { Ask } from '../explore/questions.ts';
import { type ReportFinding, reportFindings } from '../i18n/report.ts';
import type { Texts } from '../i18n/texts.ts';
import type { Reading } from '../worker/reading.ts';

/** A paste that was read, in the reader's language. */
export interface Report {
  readonly reading: Reading;
  readonly findings: readonly ReportFinding[];
  /** Asks about the paste. */
  readonly ask: Ask;
}

/** Makes the sentences. Null where the texts did not load with the page, or one of them is no message. */
export function reportOf(reading: Reading, ask: Ask, texts: Texts | null): Report | null {
  try {
    return texts && { reading, ask, findings: reportFindings({ ...reading, sections: [] }, texts) };
  } catch (error) {
    console.error(error);
    return null;
  }
}
