import { existsSync, globSync, readFileSync } from 'node:fs';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { localeInfo, locales, toLocale } from '../../src/i18n/locales.ts';
import { launch } from './browser.ts';
import { axe, desk, expectNoSidewaysScroll, runbook, visit } from './page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const pages = globSync('dist/site/**/*.html')
  .map(file => file.replace('dist/site', '').replace(/index\.html$/, ''))
  .sort();

const MODES = {
  'light, wide': { dark: false, width: 1280 },
  'dark, narrow': { dark: true, width: 320 },
} as const;

const MODE_NAMES = ['light, wide', 'dark, narrow'] as const;

/** Pages of text, without their language: `incidents/conntrack-table-full`. */
const textOf = (path: string) =>
  /^\/(?:en|ja|ko|zh)\/((?:reference|incidents|alerts)\/[^/]+)\/$/.exec(path)?.[1] ?? null;
const texts = pages.flatMap(path => (path.startsWith('/en/') ? (textOf(path) ?? []) : []));

/** Of these every page holds the parts of other pages, in a frame or in four languages: a few are visited, in both modes. */
const SAMPLED = /^\/(?:runbooks\/[^/]+|(?:en|ja|ko|zh)\/embed)\/[^/]+\/$/;
const SAMPLES: ReadonlySet<string> = new Set([
  '/zh/embed/mtu-pmtu/',
  '/ja/embed/conntrack-stats/',
  '/ko/embed/paste/',
  '/runbooks/node/nodebondingdegraded/',
]);

/** Of one make, and made of a list and a runbook's parts: one in so many is visited. */
const ALERTS_APART = 6;

/**
 * Pages of text are many and of one make: each is visited in one language, in light and wide or dark and narrow by turns; all other pages
 * in one mode each, by turns too. `EVERY_PAGE=1 npm run test:site` visits each page in each language and mode.
 */
const visits = pages.flatMap((path, nth) => {
  const both = MODE_NAMES.map(mode => ({ path, mode }));
  const text = textOf(path);
  if (process.env['EVERY_PAGE']) return both;
  if (SAMPLED.test(path)) return SAMPLES.has(path) ? both : [];
  if (text === null) return both.slice(nth % 2, (nth % 2) + 1);
  const at = texts.indexOf(text);
  if (text.startsWith('alerts/') && at % ALERTS_APART !== 0) return [];
  if (locales[at % locales.length] !== path.split('/')[1]) return [];
  return [{ path, mode: MODE_NAMES[Math.floor(at / locales.length) % 2] ?? MODE_NAMES[0] }];
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

test('no runbook is wider than a phone, in any language', async () => {
  const context = await browser.newContext({
    viewport: { width: 320, height: 640 },
    javaScriptEnabled: false,
  });
  const page = await context.newPage();
  const wide: string[] = [];
  for (const path of pages.filter(one => /\/incidents\//.test(one))) {
    await page.goto(inject('site') + path, { waitUntil: 'load' });
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (beyond > 0) wide.push(`${path}: ${beyond} px`);
  }
  expect(wide).toEqual([]);
  await context.close();
}, 180_000);

const sources = new Map<string, string>();

/** What stands in a file of the site, read once. */
function source(file: string): string {
  let text = sources.get(file);
  if (text === undefined) {
    text = readFileSync(`dist/site${file}`, 'utf8');
    sources.set(file, text);
  }
  return text;
}

const fileOf = (path: string) => (path.endsWith('/') ? `${path}index.html` : path);
const idsOf = new Map<string, Set<string>>();

/** Whether a page has something with this id. */
function hasId(path: string, id: string): boolean {
  let ids = idsOf.get(path);
  if (!ids) {
    ids = new Set(Array.from(source(fileOf(path)).matchAll(/\sid="([^"]+)"/g), ([, found = '']) => found));
    idsOf.set(path, ids);
  }
  return ids.has(id);
}

describe.each(pages)('%s', path => {
  test('links lead somewhere, fragments too', () => {
    const dead: string[] = [];
    for (const [, href = ''] of source(fileOf(path)).matchAll(/href="([^"]*)"/g)) {
      if (/^(?:https?:|mailto:|#i-|#v-|#s-|#d-|#logo)/.test(href)) continue;
      const [address = '', fragment] = href.split('#');
      const target = address === '' ? path : new URL(address, `http://x${path}`).pathname;
      if (!existsSync(`dist/site${fileOf(target)}`)) dead.push(href);
      else if (fragment && target.endsWith('/') && !hasId(target, decodeURIComponent(fragment)))
        dead.push(href);
    }
    expect(dead).toEqual([]);
  });

  test('no inline style, no inline script, nothing from elsewhere', () => {
    const html = source(fileOf(path));
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
