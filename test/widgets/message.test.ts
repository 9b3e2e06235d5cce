import { parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { locales } from '../../src/i18n/locales.ts';
import { format } from '../../src/i18n/message.ts';
import { widget } from '../../src/i18n/strings/widget.ts';

/** Every string below an object. */
function strings(of: unknown): string[] {
  if (typeof of === 'string') return [of];
  return typeof of === 'object' && of !== null ? Object.values(of).flatMap(strings) : [];
}

/** A value for everything that a message asks for. */
function valuesFor(message: string): Record<string, string | number> {
  const asked = parse(message).filter(
    element => element.type !== TYPE.literal && element.type !== TYPE.pound,
  );
  return Object.fromEntries(
    asked.map(element => [element.value, element.type === TYPE.argument ? 'node-3' : 2]),
  );
}

describe.each(locales)('the words of the paste box in %s', locale => {
  test.each(strings(widget[locale]))('%s', message => {
    expect(format(message, valuesFor(message), locale)).not.toMatch(/[{}]/);
  });
});
