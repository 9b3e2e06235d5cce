import { parse as parseMessage, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { readTexts } from '../../scripts/texts-plugin.mjs';
import { INCIDENTS } from '../../src/engine/incidents/index.ts';
import { type Locale, locales } from '../../src/i18n/locales.ts';
import type { Texts } from '../../src/i18n/texts.ts';

const texts = Object.fromEntries(locales.map(locale => [locale, readTexts(locale).data as Texts])) as Record<
  Locale,
  Texts
>;

/** The names of the values that a message wants, sorted. */
function placeholders(message: string): string[] {
  const names = new Set<string>();
  const walk = (elements: ReturnType<typeof parseMessage>): void => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      names.add(element.value);
      if (element.type === TYPE.select || element.type === TYPE.plural) {
        for (const option of Object.values(element.options)) walk(option.value);
      }
    }
  };
  walk(parseMessage(message));
  return [...names].sort();
}

describe.each(INCIDENTS.map(incident => ({ slug: incident.slug, incident })))(
  '$slug',
  ({ slug, incident }) => {
    test.each(locales)('%s has every sentence and no other', locale => {
      expect(Object.keys(texts[locale].incidents[slug]?.messages ?? {}).sort()).toEqual(
        [...incident.messages].sort(),
      );
    });

    test.each(locales)('%s tells each related incident apart', locale => {
      expect(Object.keys(texts[locale].incidents[slug]?.apart ?? {}).sort()).toEqual(
        incident.related.map(({ slug: other }) => other).sort(),
      );
    });

    test.each(locales.filter(locale => locale !== 'en'))('%s wants the same values as English', locale => {
      for (const [key, english] of Object.entries(texts.en.incidents[slug]?.messages ?? {})) {
        const translated = texts[locale].incidents[slug]?.messages[key] ?? '';
        const said = placeholders(translated);
        const wanted = placeholders(english);
        expect(said, `${locale} ${key}`).toEqual(wanted);
      }
    });
  },
);

test.each(locales)('%s: every command says what it is for', locale => {
  for (const [id, command] of Object.entries(texts[locale].commands)) {
    expect(command.purpose, id).toMatch(/\S/);
    expect(['reads', 'changes', 'cuts'], id).toContain(command.does);
  }
});
