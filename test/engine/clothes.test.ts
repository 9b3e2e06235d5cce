import { describe, expect, test } from 'vitest';
import { cases } from './cases.ts';
import { paste } from './paste.ts';
import { CLOTHES } from './variants.ts';

const decoder = new TextDecoder();

describe.each(cases)('$folder: $name', ({ bytes, expect: expected }) => {
  const text = decoder.decode(bytes);

  test('in other clothes it is the same', async () => {
    for (const [name, dress] of Object.entries(CLOTHES)) {
      const { findings } = await paste(dress(text));
      const verdicts = Object.fromEntries(findings.map(found => [found.incident, found.verdict]));
      expect(verdicts, name).toMatchObject(expected);
    }
  }, 60_000);
});
