import { globSync, readFileSync } from 'node:fs';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localeInfo, locales, toLocale } from '../../src/i18n/locales.ts';
import { launch } from './browser.ts';
import { axe, desk, expectNoSidewaysScroll, runbook, visit } from './page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const files = globSync('dist/site/**/*.html').map(file =>
  file.replaceAll('\\', '/').replace('dist/site', ''),
);
const pages = files.map(file => file.replace(/index\.html$/, '')).sort();

const MODES = {
  'light, wide': { dark: false, width: 1280 },
  'dark, narrow': { dark: true, width: 320 },
} as const;

const MODE_NAMES = ['light, wide', 'dark, narrow'] as const;

/** A page of this kind without this section is not written out yet. */
const WRITTEN_OUT: Readonly<Record<string, string>> = { reference: 'id="sources"', incidents: 'id="is-it"' };

/** Pages of text, without their language: `incidents/conntrack-table-full`. */
const texts = pages.flatMap(path => /^\/en\/((?:reference|incidents)\/[^/]+)\/$/.exec(path)?.[1] ?? []);

function isStub(path: string): boolean {
  const section = WRITTEN_OUT[path.split('/')[2] ?? ''] ?? '';
  return !readFileSync(`dist/site${path}index.html`, 'utf8').includes(section);
}

/**
 * Pages of text are many and of one make: a written one is visited in two languages, a stub in one, in light and wide or dark and narrow by
 * turns, so that each language and each mode is seen with each kind of page. All other pages are visited in both modes.
 * `EVERY_PAGE=1 npm run test:site` visits each page in each language and mode.
 */
const visits = pages.flatMap(path => {
  const [, locale = '', kind = '', page = ''] = path.split('/');
  const both = MODE_NAMES.map(mode => ({ path, mode }));
  if (process.env['EVERY_PAGE'] || !(kind in WRITTEN_OUT) || page === '') return both;
  const turn = (texts.indexOf(`${kind}/${page}`) + locales.indexOf(toLocale(locale))) % locales.length;
  if (turn !== 0 && (turn !== 2 || isStub(path))) return [];
  const at = texts.indexOf(`${kind}/${page}`);
  return [both[(Math.floor(at / locales.length) + turn / 2) % 2] ?? { path, mode: MODE_NAMES[0] }];
});

describe('every page', () => {
  test.concurrent.each(visits)(
    '$path $mode: accessible, within its policy, no wider than the screen',
    async ({ path, mode }) => {
      const { page, complaints, close } = await visit(browser, path, { ...MODES[mode], until: 'load' });
      try {
        expect(await axe(page)).toEqual([]);
        await expectNoSidewaysScroll(page);
        expect(complaints).toEqual([]);
        const language = path.split('/')[1];
        if (language && language.length === 2) {
          expect(await page.locator('html').getAttribute('lang')).toBe(localeInfo[toLocale(language)].lang);
        }
      } finally {
        await close();
      }
    },
  );
});

describe.each(pages)('%s', path => {
  test('links lead somewhere, fragments too', () => {
    const html = readFileSync(
      `dist/site${files.find(file => file.replace(/index\.html$/, '') === path)}`,
      'utf8',
    );
    for (const [, href = ''] of html.matchAll(/href="([^"]*)"/g)) {
      if (/^(?:https?:|mailto:|#i-|#v-|#s-|#d-|#logo)/.test(href)) continue;
      const [address = '', fragment] = href.split('#');
      const target = address === '' ? path : new URL(address, `http://x${path}`).pathname;
      const file = target.endsWith('/') ? `dist/site${target}index.html` : `dist/site${target}`;
      const found = readFileSync(file, 'utf8');
      if (fragment && target.endsWith('/')) expect(found, href).toContain(`id="${fragment}"`);
    }
  });

  test('no inline style, no inline script, nothing from elsewhere', () => {
    const html = readFileSync(
      `dist/site${files.find(file => file.replace(/index\.html$/, '') === path)}`,
      'utf8',
    );
    expect(html).not.toMatch(/<[^>]+\sstyle=/);
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>[^<]/);
    expect(html).not.toMatch(
      /<(?:script|img|link rel="(?:stylesheet|icon|preload)")[^>]+(?:src|href)="https?:/,
    );
  });
});

describe('the four languages', () => {
  test('have the same pages', () => {
    const of = (locale: string) =>
      pages.filter(path => path.startsWith(`/${locale}/`)).map(path => path.slice(3));
    for (const locale of locales) expect(of(locale)).toEqual(of('en'));
  });

  test('the start page leads to the language of the browser', async () => {
    const context = await browser.newContext({ locale: 'ko-KR' });
    const page = await context.newPage();
    const { page: other, close } = await visit(browser, desk('en'));
    await page.goto(new URL('/', other.url()).href);
    await page.waitForURL('**/ko/');
    await close();
    await context.close();
  });

  test('a change of language keeps the page, and is remembered', async () => {
    const { page, close } = await visit(browser, runbook('en'));
    await page.locator('.menu summary').first().click();
    await page.locator('.menu a[data-locale="ja"]').click();
    await page.waitForURL(`**${runbook('ja')}`);
    await page.goto(new URL('/', page.url()).href);
    await page.waitForURL('**/ja/');
    await close();
  });

  test('headings have the same ids in every language', () => {
    const ids = (locale: string) =>
      [
        ...readFileSync(`dist/site${runbook(toLocale(locale))}index.html`, 'utf8').matchAll(
          /<h[23][^>]*\sid="([^"]+)"/g,
        ),
      ].map(match => match[1]);
    expect(ids('en')).toEqual(
      expect.arrayContaining(['see', 'is-it', 'stop', 'fix', 'worked', 'why', 'coming', 'sources']),
    );
    for (const locale of locales) expect(ids(locale)).toEqual(ids('en'));
  });
});

test('the theme that was chosen is kept', async () => {
  const { page, close } = await visit(browser, desk('en'));
  await page.locator('.menu:has(input[value="dark"]) summary').click();
  await page.locator('input[value="dark"]').check();
  await page.reload();
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  await close();
});

test('a paste box of a runbook answers on the spot', async () => {
  const { page, requests, complaints, close } = await visit(browser, runbook('en'));
  const box = page.locator('paste-box').first();
  // Turning to the box loads what reads pastes; reading asks for nothing.
  expect(requests).toEqual([]);
  await box.hover();
  await box.locator('[role=status]').waitFor({ state: 'attached' });
  await expect.poll(() => requests.splice(0).length, { interval: 400 }).toBe(0);
  await box
    .locator('textarea')
    .fill(readFileSync('test/cases/conntrack-table-full/full-assured.sysctl.txt', 'utf8'));
  await box.locator('.key-main').click();
  await box.locator('.answer .v-confirmed').waitFor();
  expect(await axe(page)).toEqual([]);
  expect([requests, complaints]).toEqual([[], []]);
  await close();
});
