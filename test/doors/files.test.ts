import { describe, expect, it } from 'vitest';
import { headerFile, ruleOf } from '../../src/doors/headers.ts';
import { drawPicture, pictureSvg, titleLines } from '../../src/doors/picture.ts';
import { sitemap } from '../../src/doors/sitemap.ts';
import { slugLines, strokes, widthOf } from '../../src/doors/strokes.ts';

describe('headerFile', () => {
  const pages = ['', 'en/', 'en/incidents/x/', 'en/incidents/', 'en/embed/x/', 'runbooks/node/x/'];
  const text = headerFile('/net/', pages);

  it('lets nobody frame a page but the views for frames', () => {
    expect(text).toContain("/net/en/incidents/*\n  Content-Security-Policy: frame-ancestors 'none'");
    expect(text).toContain('/net/en/embed/*\n  Content-Security-Policy: frame-ancestors *');
    expect(text.match(/frame-ancestors \*/g)).toHaveLength(1);
  });

  it('has one rule for each page', () => {
    expect(pages.map(ruleOf)).toEqual([
      '',
      'en/',
      'en/incidents/*',
      'en/incidents/*',
      'en/embed/*',
      'runbooks/*',
    ]);
    const rules = text.match(/^\/\S*$/gm) ?? [];
    expect(new Set(rules).size).toBe(rules.length);
  });
});

describe('sitemap', () => {
  const paths = ['', 'en/incidents/x/', 'ja/incidents/x/'];
  it('names the other languages of a page', () => {
    const text = sitemap(paths, path => `https://a.example/${path}`, true);
    expect(text).toContain('<loc>https://a.example/en/incidents/x/</loc>');
    expect(text).toContain('hreflang="ja" href="https://a.example/ja/incidents/x/"');
    expect(text).not.toContain('hreflang="ko"');
  });
  it('says so where it does not know its own address', () => {
    expect(sitemap(paths, path => `/${path}`, false)).toContain('Built without SITE');
  });
});

describe('strokes', () => {
  it('has a letter for all that stands in a slug', () => {
    for (const letter of 'abcdefghijklmnopqrstuvwxyz0123456789-')
      expect(strokes(letter, 0, 0, 1), letter).toContain(' d="');
  });
  it('breaks a slug at its hyphens', () => {
    expect(slugLines('iptables-scale-sync-slow', widthOf('iptables-scale-'))).toEqual([
      'iptables-scale-',
      'sync-slow',
    ]);
  });
});

describe('drawPicture', () => {
  const picture = {
    locale: 'ja',
    title: 'テーブル <溢れ>',
    slug: 'conntrack-table-full',
    kind: 'x',
  } as const;

  it('breaks a title into three lines at most', () => {
    expect(titleLines('MTU too large')).toEqual(['MTU too large']);
    expect(titleLines('接続追跡テーブルが溢れて新しい接続がドロップする')).toHaveLength(2);
    const long = titleLines('a very long title '.repeat(9));
    expect(long).toHaveLength(3);
    expect(long.at(-1)).toMatch(/…$/);
  });

  it('writes no letter of a language that the machine has no font for', () => {
    expect(pictureSvg(picture, true)).toContain('テーブル &lt;溢れ&gt;');
    expect(pictureSvg(picture, false)).not.toMatch(/<text|テ/);
  });

  it('is a PNG of 1200 × 630', async () => {
    const png = await drawPicture(picture);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
  });
});
