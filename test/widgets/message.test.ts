import fc from 'fast-check';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { readTexts } from '../../scripts/texts-plugin.mjs';
import { type Locale, localeInfo, locales } from '../../src/i18n/locales.ts';
import { format } from '../../src/i18n/message.ts';
import { widget } from '../../src/i18n/strings/widget.ts';
import type { Texts } from '../../src/i18n/texts.ts';

/** Every string below an object. */
function strings(of: unknown): string[] {
  if (typeof of === 'string') return [of];
  return typeof of === 'object' && of !== null ? Object.values(of).flatMap(strings) : [];
}

/** All messages of a language: what the checks say, and what the widgets say. */
function messages(locale: Locale): string[] {
  const { incidents } = readTexts(locale).data as unknown as Texts;
  return [
    ...Object.values(incidents).flatMap(incident => strings(incident.messages)),
    ...strings(widget[locale]),
  ];
}

const names = (pattern: string) => [...pattern.matchAll(/\{(\w+)\s*[,}]/g)].map(match => match[1] as string);
const value = fc.oneof(
  fc.constantFrom(0, 1, 2, 0.5, 0.9996, 1234567, 'wall', 'uptime', 'no', 'yes', 'node-3'),
  fc.nat(),
);

describe.each(locales)('messages in %s', locale => {
  const { lang } = localeInfo[locale];

  test.each(messages(locale))('%s', pattern => {
    const given = fc.record(Object.fromEntries(names(pattern).map(name => [name, value])));
    fc.assert(
      fc.property(given, values => {
        // A word where a number belongs is NaN for both, or no message at all.
        expect(attempt(() => format(pattern, values, lang))).toBe(
          attempt(() => String(new IntlMessageFormat(pattern, lang).format(values))),
        );
      }),
      { numRuns: 30 },
    );
  });
});

function attempt(make: () => string): string {
  try {
    return make();
  } catch {
    return 'fails';
  }
}

describe('what is no message', () => {
  test.each([
    '{',
    '}',
    '{a',
    '{a,}',
    '{a, date}',
    '{n, plural, one {x}}',
    '{n, number, ::scale/100}',
    '{n, select, other {x}',
  ])('%s', pattern => {
    expect(() => format(pattern, { a: 1, n: 1 }, 'en')).toThrow(SyntaxError);
  });

  test('a value that is missing', () => {
    expect(() => format('{a}', {}, 'en')).toThrow('No value for {a}');
  });
});

test.each([
  ["it's", "it's"],
  ["'{a}' {a}", '{a} 7'],
  ["''{a}''", "'7'"],
  ["{a, plural, other {'#' is #}}", '# is 7'],
  ['{b, select, x {{a, plural, =7 {seven} other {#}}} other {}}', 'seven'],
])('%s', (pattern, said) => {
  expect(format(pattern, { a: 7, b: 'x' }, 'en')).toBe(said);
  expect(new IntlMessageFormat(pattern, 'en').format({ a: 7, b: 'x' })).toBe(said);
});
