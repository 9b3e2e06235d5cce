import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { knownSlugs, questionNames, questions, signsOf } from '../../src/components/signs.ts';
import { locales } from '../../src/i18n/locales.ts';
import { finderStrings } from '../../src/i18n/strings/finder.ts';

const slugs = readdirSync('content/incidents').sort();

it('the finder knows every incident, and none that is not there', () => {
  expect([...knownSlugs].sort()).toEqual(slugs);
});

it.each(slugs)('%s: every sign is one that can be ticked', slug => {
  const signs = signsOf(slug);
  expect(Object.values(signs ?? {}).flat().length).toBeGreaterThan(1);
  expect(signs?.where.length).toBeGreaterThan(0);
});

it('every sign is the sign of some incident, and not of all', () => {
  for (const question of questionNames) {
    for (const sign of questions[question]) {
      const holders = slugs.filter(slug => [...(signsOf(slug)?.[question] ?? [])].includes(sign));
      expect(holders.length, sign).toBeGreaterThan(0);
      expect(holders.length, sign).toBeLessThan(slugs.length);
    }
  }
});

it.each(locales)('each sign has a name of its own in %s', locale => {
  const names = Object.values(finderStrings[locale].signs);
  expect(new Set(names).size).toBe(names.length);
});
