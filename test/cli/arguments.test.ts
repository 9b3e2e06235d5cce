import { describe, expect, test } from 'vitest';
import { ArgumentError, readArguments } from '../../src/cli/arguments.ts';

describe('readArguments', () => {
  test('files and options', () => {
    expect(readArguments(['--json', '--documents', '--lang', 'ko', 'a.txt', '-'], {})).toEqual({
      files: ['a.txt', '-'],
      locale: 'ko',
      json: true,
      documents: true,
      asSave: false,
      compare: false,
      seconds: null,
      help: false,
    });
  });

  test.each([
    [{ LANG: 'ja_JP.UTF-8' }, 'ja'],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'C' }, 'en'],
    [{ LANG: 'fr_FR.UTF-8' }, 'en'],
    [{}, 'en'],
  ])('the language of %j', (environment, locale) => {
    expect(readArguments([], environment).locale).toBe(locale);
  });

  test.each([
    [['--lang', 'fr'], /one of en, ja, ko, zh; it was given "fr"/],
    [['--documents'], /give both/],
    [['--compare', 'a.txt'], /two files, BEFORE and AFTER; it was given 1/],
    [['--compare', '--seconds', '0', 'a', 'b'], /number above 0, such as 60; it was given "0"/],
    [['--seconds', '5'], /give both/],
    [['--as-save', '--json'], /give one of them/],
    [['--jsn'], /--help/],
  ])('%j cannot be used', (words, message) => {
    expect(() => readArguments(words, {})).toThrow(ArgumentError);
    expect(() => readArguments(words, {})).toThrow(message);
  });
});
