import { existsSync, globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const SITE = 'dist/site';
/** What a page may weigh over the wire before anybody turns to its paste box or to the search, in bytes. */
const BUDGET = 60_000;

const weights = new Map<string, number>();

/** Bytes over the wire, as any host sends text. */
function weightOf(file: string): number {
  let weight = weights.get(file);
  if (weight === undefined) {
    weight = gzipSync(readFileSync(file)).length;
    weights.set(file, weight);
  }
  return weight;
}

/** The addresses that a page names and a browser fetches with it: scripts with what they import, style sheets, icons, pictures. */
function partsOf(html: string): Set<string> {
  const found = new Set<string>();
  const add = (address: string) => {
    const path = address.replace(/[?#].*$/, '');
    if (!path.startsWith('/') || found.has(path) || !existsSync(SITE + path)) return;
    found.add(path);
    if (!path.endsWith('.js')) return;
    const script = readFileSync(SITE + path, 'utf8');
    for (const [, from = ''] of script.matchAll(/(?:from|import)\s{0,2}"(\.{1,2}\/[^"]{1,200})"/g))
      add(posix.join(posix.dirname(path), from));
  };
  for (const [, address = ''] of html.matchAll(/<(?:script|img)\b[^>]{0,300}\ssrc="([^"]{1,300})"/g))
    add(address);
  for (const [tag] of html.matchAll(/<link\b[^>]{1,400}>/g)) {
    const address = /\shref="([^"]{1,300})"/.exec(tag)?.[1];
    if (address && /\srel="(?:stylesheet|icon|modulepreload|preload)"/.test(tag)) add(address);
  }
  return found;
}

const pages = globSync(`${SITE}/**/*.html`);

test('there are pages', () => {
  expect(pages.length).toBeGreaterThan(200);
});

test('no page weighs more than 60 kB over the wire before its paste box is used', () => {
  const heavy = pages.flatMap(page => {
    const html = readFileSync(page, 'utf8');
    const parts = [...partsOf(html)].map(path => weightOf(SITE + path));
    expect(parts.length, page).toBeGreaterThan(0);
    const weight = weightOf(page) + parts.reduce((sum, part) => sum + part, 0);
    return weight > BUDGET ? [`${page}: ${weight} bytes`] : [];
  });
  expect(heavy).toEqual([]);
});
