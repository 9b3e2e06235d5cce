import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltIndex, buildSearchIndex } from '../../src/search/build.ts';
import { indexContent, indexWord } from '../../src/search/index-words.ts';
import { instantResults } from '../../src/search/instant.ts';
import { fileOf } from '../../src/search/integration.ts';
import { openAt, type Pagefind } from '../../src/search/pagefind.ts';
import { type SearchIndex, search } from '../../src/search/query.ts';
import { SymptomIndex } from '../../src/search/symptom-index.ts';
import { builtPage, library, memoryIndex } from './library.ts';

const folder = mkdtempSync(join(tmpdir(), 'conntriage-search-'));
const site = join(folder, 'site');
const content = join(folder, 'content');
const log = 'nf_conntrack: table full, dropping packet';
let server: Server;
let built: BuiltIndex;
let index: SearchIndex;
let small: SymptomIndex;

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

beforeAll(async () => {
  const page = (title: string, text: string) => builtPage(title, text, `<h2 id="see">See</h2><p>${log}</p>`);
  write(join(site, 'en/incidents/made-up-full/index.html'), page('Table full', 'No room.'));
  write(
    join(site, 'ja/incidents/made-up-full/index.html'),
    page('テーブル溢れ', '接続追跡の表に空きがない。'),
  );
  write(join(site, 'en/incidents/index.html'), page('Runbooks', 'All of them: Table full.'));
  write(join(site, 'en/index.html'), page('Desk', 'Paste.'));
  write(join(site, '404.html'), page('Nothing', 'Nothing here.'));
  write(join(site, 'en/reference/conntrack-stats/index.html'), page('How to read conntrack -S', 'Counters.'));
  const incident = join(content, 'incidents/made-up-full');
  write(join(incident, 'en.mdx'), `---\ntitle: Table full\nsymptoms: ['${log}', EPERM]\n---\nText`);
  write(
    join(incident, 'ja.mdx'),
    `---\ntitle: テーブル溢れ\nsymptoms: ['${log}', 時々つながらない]\n---\nText`,
  );
  write(
    join(incident, 'meta.yaml'),
    'group: connection-tracking\nseverity: critical\nalerts: [NodeHighNumberConntrackEntriesUsed]\n',
  );
  write(
    join(content, 'reference/conntrack-stats/en.mdx'),
    '---\ntitle: Read\nsymptoms: [conntrack -S]\n---\nText',
  );
  write(join(content, 'reference/conntrack-stats/meta.yaml'), 'group: node\n');
  for (const name of ['madeupslow', 'madeupother', 'unheardof'])
    write(join(site, `en/alerts/${name}/index.html`), page('MadeUpSlow', 'Lookups are slow.'));
  write(
    join(content, 'alerts.yaml'),
    '- name: MadeUpSlow\n  also: [MadeUpOther]\n  components: [general, coredns]\n',
  );
  built = await buildSearchIndex(site, content);
  small = SymptomIndex.of(JSON.parse(readFileSync(join(site, 'pagefind/symptoms.json'), 'utf8')));
  server = createServer((request, response) => {
    const file = fileOf(request.url ?? '', '/', join(site, 'pagefind'));
    if (file && existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end();
  }).listen(0);
  const { port } = server.address() as AddressInfo;
  cpSync(join(site, 'pagefind/pagefind.js'), join(folder, 'pagefind.mjs'));
  index = await openAt(
    `http://localhost:${port}/pagefind/`,
    () => import(pathToFileURL(join(folder, 'pagefind.mjs')).href) as Promise<Pagefind>,
  );
});

afterAll(() => {
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the index of a built site', () => {
  it('holds runbooks, reference pages and alerts, and no list of them', () => {
    expect(built).toMatchObject({ pages: 4, sections: 4 });
    expect(index.pages.map(({ locale, path }) => `${locale}/${path}`)).toEqual([
      'en/alerts/madeupslow/',
      'en/incidents/made-up-full/',
      'en/reference/conntrack-stats/',
      'ja/incidents/made-up-full/',
    ]);
  });

  it('knows what the front matter says', async () => {
    const [, english] = index.pages;
    if (!english) throw new Error('no page');
    expect(english).toMatchObject({ kind: 'runbook', severity: 'critical', written: 'en' });
    expect(await index.text(english)).toMatchObject({
      symptoms: [log, 'EPERM', 'NodeHighNumberConntrackEntriesUsed'],
      elsewhere: ['テーブル溢れ', '時々つながらない'],
    });
  });

  it('finds an alert by all its names, under the first, and shows what it means', async () => {
    const [alert] = index.pages;
    expect(alert).toMatchObject({ kind: 'alert', severity: null, component: 'dns', title: 'MadeUpSlow' });
    for (const name of ['MadeUpSlow', 'madeupother']) {
      expect((await search(name, 'en', index, small)).own[0]?.page.path, name).toBe('alerts/madeupslow/');
      const [early] = instantResults(name, 'en', small).own;
      expect(early?.excerpt.map(({ text }) => text).join(''), name).toBe('Lookups are slow.');
    }
  });

  it('leaves out what nobody asks for', () => {
    for (const name of ['pagefind-ui.js', 'pagefind-worker.js', 'fragment']) {
      expect(existsSync(join(site, 'pagefind', name))).toBe(false);
    }
  });

  it('answers for a word, not for words that begin so', async () => {
    const pages = async (word: string) => [...(await index.exactly(word)).keys()].sort();
    expect(await pages('conntrack')).toEqual([0, 1, 2, 3]);
    expect(await pages('conntr')).toEqual([]);
    expect(await pages('追跡')).toEqual([3]);
    expect(await pages('追')).toEqual([]);
    expect([...(await index.beginning('追')).keys()]).toEqual([3]);
    expect([...(await index.beginning('conntr')).keys()].sort()).toEqual([0, 1, 2, 3]);
  });

  it.each(['conntrak', 'zxqv', 'たぬき'])('answers nothing for %s', async word => {
    expect((await index.exactly(word)).size).toBe(0);
    expect((await index.beginning(word)).size).toBe(0);
  });

  it('says how strongly: a title is more than a mention', async () => {
    const found = await index.exactly('tabl');
    expect(found.get(1)).toBeGreaterThan(found.get(2) ?? 0);
  });

  it('is what the search needs', async () => {
    const { own } = await search('table full', 'en', index, small);
    expect(own[0]?.page.path).toBe('incidents/made-up-full/');
    expect((await search('接続追跡', 'en', index, small)).others[0]?.page.locale).toBe('ja');
    expect((await search('時々つながらない', 'en', index, small)).own[0]?.page.locale).toBe('en');
  });
});

describe('index words', () => {
  it('are letters only, and different for different tokens', () => {
    const tokens = [
      'nf_conntrack',
      'nf',
      '10_0_0_5',
      '接続',
      '接',
      '드롭',
      'é',
      '𠮟',
      'ipv4',
      'ready',
      'readyz',
    ];
    const words = tokens.map(indexWord);
    for (const word of words) expect(word).toMatch(/^[a-z]+$/);
    expect(new Set(words).size).toBe(tokens.length);
  });

  it('are counted by where they stand, and not without end', () => {
    const [page] = library;
    if (!page) throw new Error('empty library');
    const count = (word: string) =>
      indexContent(page)
        .split(' ')
        .filter(one => one === indexWord(word)).length;
    expect(count('full')).toBeGreaterThan(count('bleed'));
    expect(count('conntrack')).toBeLessThanOrEqual(40);
  });

  it('the memory index of the tests answers alike', async () => {
    const memory = memoryIndex(library);
    expect((await memory.exactly('insert_failed')).size).toBe(2);
    expect((await memory.beginning('insert_f')).size).toBe(2);
  });
});

describe('fileOf', () => {
  it('finds files of the index, with or without a base path', () => {
    expect(fileOf('/pagefind/index/a.pf_index?ts=1', '/', '/x')).toBe(join('/x', 'index/a.pf_index'));
    expect(fileOf('/net/pagefind/pages.json', '/net/', '/x')).toBe(join('/x', 'pages.json'));
  });

  it.each(['/en/', '/pagefind/../secret', '/pagefind/.hidden', '/pagefind/', '/pagefind/a/../../b'])(
    'refuses %s',
    url => {
      expect(fileOf(url, '/', '/x')).toBeNull();
    },
  );
});
