import { describe, expect, test } from 'vitest';
import { textCases } from './cases.ts';
import { paste } from './paste.ts';
import { CLOTHES } from './variants.ts';

describe.each(textCases)('$folder: $name', ({ text, expect: expected }) => {
  test('in other clothes it is the same', async () => {
    for (const [name, dress] of Object.entries(CLOTHES)) {
      const { findings } = await paste(dress(text));
      const verdicts = Object.fromEntries(findings.map(found => [found.incident, found.verdict]));
      expect(verdicts, name).toMatchObject(expected);
    }
  });
});
