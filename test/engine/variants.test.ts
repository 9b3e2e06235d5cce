import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/engine/model/finding.ts';
import { cases, RECOGNISED } from './cases.ts';
import { paste } from './paste.ts';
import { CLOTHES, DAMAGE } from './variants.ts';

const decoder = new TextDecoder();

const speaks = ({ incident, verdict }: Finding) =>
  (verdict === 'confirmed' || verdict === 'suspected') && !RECOGNISED.has(incident);

/** Healthy nodes are many and long: every fourth of them is damaged. */
const chosen = cases.filter(({ folder }, i) => !folder.endsWith('/healthy') || i % 4 === 0);

/** Every other variant, by turns from case to case; `npm run score` goes through all of them. */
function byTurns<Variant>(variants: Readonly<Record<string, Variant>>, turn: number): [string, Variant][] {
  return Object.entries(variants).filter((_, i) => (i + turn) % 2 === 0);
}

describe.each(chosen.map((one, turn) => ({ ...one, turn })))(
  '$folder: $name',
  ({ bytes, expect: expected, turn }) => {
    const text = decoder.decode(bytes);

    test('in other clothes it is the same', async () => {
      for (const [name, dress] of byTurns(CLOTHES, turn)) {
        const { findings } = await paste(dress(text));
        const verdicts = Object.fromEntries(findings.map(found => [found.incident, found.verdict]));
        expect(verdicts, name).toMatchObject(expected);
      }
    });

    test('damaged, it never becomes another incident', async () => {
      for (const [name, damage] of byTurns(DAMAGE, turn)) {
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
    });
  },
);
