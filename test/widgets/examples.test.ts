import { expect, test } from 'vitest';
import { readExamples } from '../../scripts/examples-plugin.mjs';
import { analyze } from '../../src/engine/analyze.ts';
import { INCIDENTS } from '../../src/engine/incidents/index.ts';

const { data: examples } = readExamples();

test('there is one example for every incident, and one for a healthy node', () => {
  const slugs = INCIDENTS.map(({ slug }) => slug as string);
  expect(examples.map(({ id }) => id).sort()).toEqual(['healthy', ...slugs].sort());
});

test.each(examples)('$id', async ({ id, text }) => {
  const { findings, unreadLines } = await analyze(new Blob([text]));
  const wrong = findings.filter(({ verdict }) => verdict === 'confirmed' || verdict === 'suspected');
  expect(unreadLines).toBe(0);
  if (id === 'healthy') expect(wrong.map(({ incident }) => incident)).toEqual([]);
  else expect(wrong.find(({ incident }) => incident === id)?.verdict).toBe('confirmed');
});
