import { describe, expect, test } from 'vitest';
import { readTexts } from '../../scripts/texts-plugin.mjs';
import { locales } from '../../src/i18n/locales.ts';
import { reportFindings } from '../../src/i18n/report.ts';
import type { Texts } from '../../src/i18n/texts.ts';
import { cases } from '../engine/cases.ts';
import { paste } from '../engine/paste.ts';

const FOLDERS = [
  'service-no-endpoints',
  'forward-policy-drop',
  'networkpolicy-drop',
  'externaltrafficpolicy-local-drop',
  'host-firewall-reject',
  'loadbalancersourceranges-drop',
  'missing-masquerade-hairpin',
];

describe.each(FOLDERS)('%s', folder => {
  test.each(locales)('every sentence has its values: %s', async locale => {
    const texts = readTexts(locale).data as Texts;
    for (const { folder: of, name, bytes } of cases) {
      if (!of.endsWith(`/${folder}`)) continue;
      for (const { text, reasons, notes } of reportFindings(await paste(bytes), texts))
        for (const said of [text, ...[...reasons, ...notes].map(reason => reason.text)])
          expect(said, name).toMatch(/\S/);
    }
  });
});
