import { describe, expect, test } from 'vitest';
import { locales } from '../../src/i18n/locales.ts';
import { site } from '../../src/i18n/strings/site.ts';
import { widget } from '../../src/i18n/strings/widget.ts';

/** `box.read` → `Read it` */
function flat(of: object, path = ''): Map<string, string> {
  const all = Object.entries(of).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as const]
      : [...flat(value as object, `${path}${key}.`)],
  );
  return new Map(all);
}

const placeholders = (text: string) =>
  [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(match => match[1]))].sort();

describe.each(locales)('the words of the paste box in %s', locale => {
  const words = flat(widget[locale]);

  test.each([...flat(widget.en)])('%s', (path, english) => {
    const word = words.get(path) ?? '';
    expect(placeholders(word).filter(name => placeholders(english).includes(name))).toEqual(
      placeholders(english),
    );
  });

  test('are those of the shell that stands there until the script has come', () => {
    const { label, files, filesHint, read, stays } = site[locale].paste;
    expect(widget[locale].box).toMatchObject({ label, files, filesHint, read, stays });
    expect(widget[locale].severities).toEqual(site[locale].severity);
    expect(widget[locale].command.does).toEqual(site[locale].command.does);
  });
});
