import { describe, expect, test } from 'vitest';
import { clean } from '../../../src/engine/text/clean.ts';
import { decodeUtf8, sniff } from '../../../src/engine/text/decode.ts';

const encoder = new TextEncoder();
const cleaned = (text: string) => clean(decodeUtf8(encoder.encode(text)));

describe('clean', () => {
  test.each([
    ['\x1b[1;31mdrop=3\x1b[0m early', 'drop=3 early'],
    ['\x1b]0;root@node: ~\x07root@node:~# ls', 'root@node:~# ls'],
    ['\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\', 'link'],
    ['\x1b(Babc', 'abc'],
    ['12 %\r100 %', '100 %'],
    ['abc\r\r', 'abc'],
    ['conntrakc\b\bck -S', 'conntrack -S'],
    ['a\u00a0b\u200bc', 'a bc'],
    ['\x1b[999', ''],
    ['tab\tstays', 'tab\tstays'],
  ])('%j reads %j', (raw, shown) => {
    expect(cleaned(raw).text).toBe(shown);
  });

  test('each character still knows its byte', () => {
    const { text, byteAt } = cleaned('é\x1b[1m連\x1b[0m=7');
    expect(text).toBe('é連=7');
    expect([0, 1, 2, 3, 4].map(byteAt)).toEqual([0, 6, 13, 14, 15]);
  });

  test('a byte that is no UTF-8 becomes one replacement character', () => {
    const { text, byteAt } = decodeUtf8(Uint8Array.of(0x61, 0xff, 0xe9, 0x62, 0xf0, 0x9f, 0x98, 0x80));
    expect(text).toBe('a\ufffd\ufffdb😀');
    expect([0, 1, 2, 3, 4, 6].map(byteAt)).toEqual([0, 1, 2, 3, 4, 8]);
  });
});

describe('sniff', () => {
  test.each([
    [[0x1f, 0x8b, 8, 0], { not: 'gzip' }],
    [[0xef, 0xbb, 0xbf, 0x61], { encoding: 'utf-8', skip: 3 }],
    [[0xff, 0xfe, 0x61, 0], { encoding: 'utf-16le', skip: 2 }],
    [[0x61, 0, 0x62, 0], { encoding: 'utf-16le', skip: 0 }],
    [[0, 0x61, 0, 0x62], { encoding: 'utf-16be', skip: 0 }],
    [[0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10], { not: 'binary' }],
    [[0x61, 0x62], { encoding: 'utf-8', skip: 0 }],
    [[], { encoding: 'utf-8', skip: 0 }],
  ])('%j is %j', (bytes, expected) => {
    expect(sniff(Uint8Array.from(bytes))).toEqual(expected);
  });

  test('a text with a few stray control bytes is still text', () => {
    expect(sniff(encoder.encode(`${'conntrack -S '.repeat(30)}\x00\x01\x02`))).toEqual({
      encoding: 'utf-8',
      skip: 0,
    });
  });
});
