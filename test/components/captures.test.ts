import { describe, expect, it } from 'vitest';
import { cutCapture, readCapture } from '../../src/components/captures.ts';

const text = 'count = 512\nmax = 512\nmore\n';
const cut = (wish: { lines?: string; mark?: string }) =>
  cutCapture(text, wish, 'a.txt').map(({ number, parts }) =>
    [number, ...parts.map(part => (part.marked ? `[${part.text}]` : part.text))].join(' '),
  );

describe('cutCapture', () => {
  it('takes all lines without a wish, and no empty last one', () => {
    expect(cut({})).toEqual(['1 count = 512', '2 max = 512', '3 more']);
  });

  it('takes single lines and ranges with their own numbers', () => {
    expect(cut({ lines: '1, 3' })).toEqual(['1 count = 512', '3 more']);
    expect(cut({ lines: '2-3' })).toEqual(['2 max = 512', '3 more']);
  });

  it('marks every place of every string', () => {
    expect(cut({ lines: '1-2', mark: '512|count' })).toEqual(['1 [count]  =  [512]', '2 max =  [512]']);
  });

  it('prefers the longer of two marks that begin alike', () => {
    expect(cutCapture('early early_drop=1', { mark: 'early|early_drop=1' }, 'a.txt')[0]?.parts).toEqual([
      { text: 'early', marked: true },
      { text: ' ', marked: false },
      { text: 'early_drop=1', marked: true },
    ]);
  });

  it('takes a mark literally', () => {
    expect(cutCapture('[ASSURED] a.c', { mark: '[ASSURED]' }, 'a.txt')[0]?.parts[0]).toEqual({
      text: '[ASSURED]',
      marked: true,
    });
    expect(() => cutCapture('abc', { mark: 'a.c' }, 'a.txt')).toThrow('"a.c" does not stand in');
  });

  it('lets a star stand for a number, of this name alone', () => {
    const parts = cutCapture('drop=44 early_drop=7', { mark: 'drop=*' }, 'a.txt')[0]?.parts;
    expect(parts?.filter(part => part.marked)).toEqual([{ text: 'drop=44', marked: true }]);
  });

  it('takes * for a run without blanks', () => {
    const line = 'insert_failed=0 drop=2258 early_drop=43';
    const marked = (mark: string) =>
      cutCapture(line, { mark }, 'a.txt').flatMap(({ parts }) =>
        parts.filter(part => part.marked).map(part => part.text),
      );
    expect(marked('drop=*')).toEqual(['drop=2258']);
    expect(marked('drop=*|early_drop=*')).toEqual(['drop=2258', 'early_drop=43']);
    expect(marked('insert_failed=* drop=*')).toEqual(['insert_failed=0 drop=2258']);
  });

  it('does not mark a part of a word or a number', () => {
    expect(cutCapture('15120 512', { mark: '512' }, 'a.txt')[0]?.parts).toEqual([
      { text: '15120 ', marked: false },
      { text: '512', marked: true },
    ]);
  });

  it('says what is not there', () => {
    expect(() => cut({ lines: '4' })).toThrow('a.txt has 3 lines, lines="4" asks for more');
    expect(() => cut({ lines: '0' })).toThrow('lines="0" is not like');
    expect(() => cut({ lines: '3-2' })).toThrow('lines="3-2" is not like');
    expect(() => cut({ lines: 'first' })).toThrow('lines="first" is not like');
    expect(() => cut({ lines: '3', mark: 'max' })).toThrow('"max" does not stand in lines 3 of a.txt');
  });

  it('reads lines that end in CR LF', () => {
    expect(cutCapture('a\r\nb\r\n', {}, 'a.txt').map(line => line.parts[0]?.text)).toEqual(['a', 'b']);
  });
});

describe('readCapture', () => {
  const file = 'syn-flood.txt';

  it('reads a capture of an output, not only those of an incident', () => {
    expect(readCapture({ capture: 'logs', file, lines: '1' })[0]?.parts[0]?.text).toContain('SYN flooding');
  });

  it('refuses a file that is not there, and a folder that is not said', () => {
    expect(() => readCapture({ case: 'logs', file })).toThrow('there is no file');
    expect(() => readCapture({ capture: 'logs', file: 'none.txt' })).toThrow('there is no file');
    expect(() => readCapture({ file })).toThrow('either "case" or "capture"');
    expect(() => readCapture({ case: 'logs', capture: 'logs', file })).toThrow('and not both');
  });
});
