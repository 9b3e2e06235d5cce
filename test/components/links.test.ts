import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mdxToJs } from 'satteri';
import { describe, expect, it } from 'vitest';
import { linksOf, readTargets, resolve } from '../../src/components/links.ts';
import { commandPlaces } from '../../src/components/markdown/command-places.ts';
import { wikiLinks } from '../../src/components/markdown/wiki-links.ts';

const content = mkdtempSync(join(tmpdir(), 'conntriage-links-'));
const page = (kind: string, slug: string, titles: Record<string, string>, meta = '') => {
  mkdirSync(join(content, kind, slug), { recursive: true });
  writeFileSync(join(content, kind, slug, 'meta.yaml'), meta);
  for (const [locale, title] of Object.entries(titles)) {
    const text = `---\ntitle: ${title}\n---\n\n<Section id="see">\n\n<Sub id="not" title="x">\n\n</Sub>\n\n</Section>\n`;
    writeFileSync(join(content, kind, slug, `${locale}.mdx`), text);
  }
};
page('incidents', 'mtu-pmtu', { en: 'MTU too large', ja: 'MTUが大きすぎる' }, 'aliases: [mtu-black-hole]\n');
page('reference', 'conntrack-list', { en: 'How to read conntrack -L' });
writeFileSync(join(content, 'alerts.yaml'), '- name: TargetDown\n  also: [JobDown]\n');
const targets = readTargets(content);

const html = async (markdown: string, file = 'incidents/x/ja.mdx') => {
  const { code } = await mdxToJs(markdown, {
    hastPlugins: [wikiLinks(content), commandPlaces],
    fileURL: pathToFileURL(join(content, file)),
  });
  return code;
};

describe('[[slug]]', () => {
  it('leads to the page, under its title in the language of the text', async () => {
    const code = await html('See [[mtu-pmtu]].');
    expect(code).toContain('../../incidents/mtu-pmtu/');
    expect(code).toContain('MTUが大きすぎる');
  });

  it('takes words of its own, a heading, a former slug, an alert in any spelling', async () => {
    const code = await html(
      '[[mtu-pmtu#not|look-alikes]] [[mtu-black-hole]] [[TargetDown]] [[conntrack-list]]',
    );
    expect(code).toContain('../../incidents/mtu-pmtu/#not');
    expect(code).toContain('look-alikes');
    expect(code).toContain('../../alerts/targetdown/');
    expect(code).toContain('How to read conntrack -L');
  });

  it('stays as it is in code', async () => {
    expect(await html('`[[mtu-pmtu]]` and\n\n```sh\n[[ -f x ]]\n```')).toContain('[[mtu-pmtu]]');
  });

  it.each([
    ['[[no-such-page]]', 'names no page'],
    ['[[mtu-pmtu#nowhere]]', 'names a heading that incidents/mtu-pmtu/ does not have'],
    ['[[MTU and PMTU]]', 'is no link'],
  ])('stops the build for %s, with the file', async (link, sentence) => {
    await expect(html(`See ${link}.`)).rejects.toThrow(sentence);
    await expect(html(`See ${link}.`)).rejects.toThrow('incidents/x/ja.mdx');
  });

  it('resolves to English where a title is missing', () => {
    const link = { name: 'conntrack-list', anchor: undefined, text: undefined };
    expect(resolve(link, targets, 'ko', 'x').text).toBe('How to read conntrack -L');
  });
});

describe('linksOf', () => {
  it('finds links of both kinds, each page once, and none in code', () => {
    const body =
      '[[mtu-pmtu]] [x](../../incidents/mtu-pmtu/#fix) [y](../../reference/conntrack-list/) `[[targetdown]]` [[jobdown]]';
    expect(linksOf(body, targets)).toEqual([
      'incidents/mtu-pmtu/',
      'alerts/targetdown/',
      'reference/conntrack-list/',
    ]);
  });
});

describe('readTargets', () => {
  it('refuses two pages with one name', () => {
    page('reference', 'mtu-black-hole', { en: 'x' });
    expect(() => readTargets(content)).toThrow('"mtu-black-hole" names two pages');
  });
});

describe('commandPlaces', () => {
  it('numbers what a page shows again', async () => {
    const code = await html('<Command id="a" />\n\n<Command id="b" />\n\n<Command id="a" />\n');
    expect([...code.matchAll(/cmd-[a-z0-9-]+/g)].map(([place]) => place)).toEqual([
      'cmd-a',
      'cmd-b',
      'cmd-a-2',
    ]);
  });
});
