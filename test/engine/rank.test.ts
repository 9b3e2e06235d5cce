import { expect, test } from 'vitest';
import type { Incident } from '../../src/engine/incidents/incident.ts';
import { rank, type Unexplained } from '../../src/engine/rank.ts';

const incident = (slug: string, related: Incident['related'] = []): Incident => ({
  slug,
  related,
  messages: [],
  check: () => {
    throw new Error('not asked for here');
  },
});

const INCIDENTS = [
  incident('a-symptom', [{ slug: 'cause', as: 'cause' }]),
  incident('cause', [{ slug: 'other-symptom', as: 'consequence' }]),
  incident('other-symptom'),
  incident('look-alike', [{ slug: 'cause', as: 'look-alike' }]),
];

function found(slug: string, verdict: Unexplained['verdict'], more: Partial<Unexplained> = {}): Unexplained {
  const rest = { host: null, severity: 'warning', reasons: [], notes: [], next: [] } as const;
  return { incident: slug, verdict, summary: { key: verdict, values: {} }, ...rest, ...more };
}

const order = (findings: readonly Unexplained[]) =>
  rank(findings, INCIDENTS).map(({ incident: slug, explainedBy }) => [slug, ...explainedBy]);

test('confirmed before suspected, then the worse', () => {
  expect(
    order([
      found('look-alike', 'suspected', { severity: 'critical' }),
      found('other-symptom', 'confirmed'),
      found('cause', 'clear'),
      found('a-symptom', 'confirmed', { severity: 'critical' }),
    ]),
  ).toEqual([['a-symptom'], ['other-symptom'], ['look-alike'], ['cause']]);
});

test('a cause stands before what it brings about, whichever of the two says so', () => {
  expect(
    order([
      found('a-symptom', 'confirmed'),
      found('cause', 'suspected'),
      found('other-symptom', 'confirmed'),
    ]),
  ).toEqual([['cause'], ['a-symptom', 'cause'], ['other-symptom', 'cause']]);
});

test('what is ruled out or unknown explains nothing, nor does another host', () => {
  const symptom = found('a-symptom', 'confirmed');
  expect(order([symptom, found('cause', 'undecided')])).toEqual([['a-symptom'], ['cause']]);
  expect(order([symptom, found('cause', 'confirmed', { host: 'node-2' })])).toEqual([
    ['a-symptom'],
    ['cause'],
  ]);
});

test('of what is undecided, that which the paste speaks of comes first', () => {
  const touched = found('look-alike', 'undecided', { summary: { key: 'undecided-no-max', values: {} } });
  expect(order([found('cause', 'undecided'), touched])).toEqual([['look-alike'], ['cause']]);
});
