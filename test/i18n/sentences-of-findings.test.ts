import { describe, expect, test } from 'vitest';
import { readTexts } from '../../scripts/texts-plugin.mjs';
import { locales } from '../../src/i18n/locales.ts';
import { reportFindings } from '../../src/i18n/report.ts';
import type { Texts } from '../../src/i18n/texts.ts';
import { cases } from '../engine/cases.ts';
import { paste } from '../engine/paste.ts';

const texts = locales.map(locale => readTexts(locale).data as Texts);

/** A sentence that wants a value which the finding does not give throws; one without its key shows the key. */
describe.each(cases)('$folder: $name', ({ bytes }) => {
  test('every sentence can be said in every language', async () => {
    const analysis = await paste(bytes);
    for (const language of texts) {
      for (const { text, reasons, notes } of reportFindings(analysis, language)) {
        for (const sentence of [text, ...[...reasons, ...notes].map(reason => reason.text)])
          expect(sentence).not.toMatch(/^[a-z-]*$|[{}]/);
      }
    }
  });
});
