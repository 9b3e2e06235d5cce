import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/engine/model/finding.ts';
import { cases, RECOGNISED } from './cases.ts';
import { paste } from './paste.ts';
import { DAMAGE } from './variants.ts';

const speaks = ({ incident, verdict }: Finding) =>
  (verdict === 'confirmed' || verdict === 'suspected') && !RECOGNISED.has(incident);

const decoder = new TextDecoder();

describe.each(cases)('$folder: $name', ({ bytes, expect: expected }) => {
  const text = decoder.decode(bytes);

  test('damaged, it never becomes another incident', async () => {
    for (const [name, damage] of Object.entries(DAMAGE)) {
      const { findings } = await paste(damage(text));
      for (const finding of findings.filter(speaks)) {
        const { incident, verdict } = finding;
        expect(Object.keys(expected), `${name}: ${incident} is ${verdict}`).toContain(incident);
        if (verdict === 'confirmed')
          expect(['confirmed', 'suspected'], `${name}: ${incident} is confirmed`).toContain(
            expected[incident],
          );
      }
    }
  }, 60_000);
});
