import { describe, expect, test } from 'vitest';
import { locales } from '../../src/i18n/locales.ts';
import { pack, unpackFiles } from '../../src/offline/pack.ts';
import { orderFor, packOf } from '../../src/offline/plan.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const files = [
  { path: 'ja/index.html', type: 'text/html', bytes: bytes('日本語') },
  { path: 'empty.js', type: 'text/javascript', bytes: bytes('') },
  { path: 'a.bin', type: 'application/octet-stream', bytes: new Uint8Array([0, 255, 10]) },
];

describe('a pack', () => {
  test('gives back what was put in', () => {
    expect(unpackFiles(pack(files)).map(file => ({ ...file, bytes: [...file.bytes] }))).toEqual(
      files.map(file => ({ ...file, bytes: [...file.bytes] })),
    );
  });

  test.each([
    ['a page that a host shows for what is missing', bytes('<!doctype html><title>404</title>')],
    ['nothing', bytes('')],
    ['half of one', pack(files).subarray(0, -2)],
  ])('%s is none', (_what, content) => {
    expect(() => unpackFiles(content)).toThrow();
  });
});

describe('what is taken in', () => {
  test.each([
    ['index.html', 'shared'],
    ['_astro/Base.BBp2kgV0.css', 'shared'],
    ['collect.sh', 'shared'],
    ['ja/incidents/mtu-pmtu/index.html', 'ja'],
    ['pagefind/pagefind.js', 'search'],
    ['sw.js', null],
    ['_headers', null],
    ['og/en/desk.png', null],
    ['sitemap.xml', null],
    ['en/incidents/mtu-pmtu.md', null],
    ['ja/embed/mtu-pmtu/index.html', null],
  ])('%s: %s', (path, name) => {
    expect(packOf(path, locales)).toBe(name);
  });

  test("the reader's language comes first; a sparing connection gets no other", () => {
    expect(orderFor('ko', locales, false)).toEqual(['shared', 'ko', 'search', 'en', 'ja', 'zh']);
    expect(orderFor('ko', locales, true)).toEqual(['shared', 'ko', 'search']);
  });
});
