import { describe, expect, test } from 'vitest';
import { captures } from '../captures.ts';
import { DAMAGES, randomOf } from './damage.ts';
import { lies } from './lies.ts';

const decoder = new TextDecoder();
/**
 * Both back ends print the same; of the forms, those that show the most and the least. What a warning has torn already
 * is left out.
 */
const rulesets = captures.filter(
  ({ topic, file }) =>
    topic === 'iptables' && /^(?:save-c|S-v|L|nvL|odd)\./.test(file) && !/\.nft\.|torn/.test(file),
);
/** The damages that chance has a part in are done so often, each time elsewhere; every other time below the prompt. */
const TIMES = 3;

describe.each(Object.entries(DAMAGES))('%s', (name, damage) => {
  test.each(rulesets)('$file: no rule is read as another', async ({ bytes, command }) => {
    const text = decoder.decode(bytes);
    for (let seed = 0; seed < (/cut|dropped/.test(name) ? TIMES : 1); seed++) {
      const output = { command: seed % 2 === 0 ? null : command, text };
      const found = await lies(output, name, damage, randomOf(seed));
      expect(found.lies.slice(0, 3), `seed ${seed}`).toEqual([]);
    }
  });
});

test('much is still read of what is damaged', async () => {
  let rules = 0;
  let whole = 0;
  for (const { bytes, command } of rulesets.filter(({ file }) => file.startsWith('save-c.'))) {
    const text = decoder.decode(bytes);
    whole += text.match(/^(?:\[\d+:\d+\] )?-A /gm)?.length ?? 0;
    rules += (await lies({ command, text }, 'collapsed', DAMAGES['blanks collapsed'] as never, randomOf(0)))
      .rules;
  }
  expect(whole).toBeGreaterThan(100);
  expect(rules).toBe(whole);
});
