import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Locale, locales } from '../../src/i18n/locales.ts';
import { searchStrings } from '../../src/i18n/strings/search.ts';
import { launch } from './browser.ts';
import { axe, capture, desk, expectNoSidewaysScroll, paste, runbook, visit } from './page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const logLine = '[Sun Nov 22 03:07:41 2026] nf_conntrack: nf_conntrack: table full, dropping packet';
const alert = 'NodeHighNumberConntrackEntriesUsed';
/** How good the search is, the score says (`search-score.test.ts`); here the way from the key to the list is tried. */
const mustFind: Readonly<Record<Locale, readonly string[]>> = {
  en: ['table full', alert, 'conntrak table ful'],
  ja: ['接続追跡', alert, '连接跟踪表'],
  ko: ['패킷 드롭', alert, '연결 추적 테이블이'],
  zh: ['表满', alert, 'ｎｆ＿ｃｏｎｎｔｒａｃｋ 表满'],
};
const nonsense: Readonly<Record<Locale, string>> = {
  en: 'zxqv blorp',
  ja: 'しゅくだい',
  ko: '오렌지주스',
  zh: '天气预报',
};

/** Opens the search of a page as a person does, with the keyboard; a key that a busy browser lost is pressed again. */
async function open(page: Page): Promise<void> {
  const field = page.locator('dialog[open] input');
  await expect
    .poll(
      async () => {
        if (!(await field.isVisible())) await page.keyboard.press('/');
        return field.waitFor({ timeout: 5000 }).then(
          () => true,
          () => false,
        );
      },
      { timeout: 30_000 },
    )
    .toBe(true);
}

/** Asks, and waits for the whole answer to this query and no other. */
async function ask(page: Page, query: string): Promise<void> {
  await page.locator('.search input').fill('');
  await page.locator('dialog .chips').first().waitFor();
  await page.locator('.search input').fill(query);
  await page.locator('dialog .search-none, dialog #search-list[aria-busy="false"]:not([hidden])').waitFor();
}

const firstPage = (page: Page) => page.locator('dialog .found-page .found-head').first().getAttribute('href');

/** What axe finds in the dialog; the page behind it was looked at when the dialog opened, and is the same. */
async function axeOfDialog(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .include('dialog.search')
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

describe.each(locales)('search in %s', locale => {
  test('what people type leads to the runbook of this language first, and nonsense nowhere', async () => {
    const { page, complaints, close } = await visit(browser, runbook(locale, 'mtu-pmtu'), { until: 'load' });
    await open(page);
    for (const query of mustFind[locale]) {
      await ask(page, query);
      expect(await firstPage(page), query).toBe(runbook(locale));
    }
    await ask(page, 'CoreDNSDown');
    expect(await firstPage(page)).toBe(`/${locale}/alerts/corednsdown/`);
    await ask(page, nonsense[locale]);
    expect(await page.locator('dialog [role="option"]').count()).toBe(0);
    // Without a network the small index still answers.
    await page.context().setOffline(true);
    await page.locator('.search input').fill('cannot assign requested address');
    const hit = page.locator(`dialog [href="${runbook(locale, 'ephemeral-port-exhaustion')}"]`);
    await hit.first().waitFor();
    await page.context().setOffline(false);
    expect(
      complaints.filter(
        complaint => !/ERR_INTERNET_DISCONNECTED|Failed to fetch|fetching the script/.test(complaint),
      ),
    ).toEqual([]);
    await close();
  });

  const widths = { en: 1280, ja: 320, ko: 320, zh: 1280 };
  test('every state is accessible and no wider than the screen', async () => {
    const { page, complaints, close } = await visit(browser, runbook(locale, 'mtu-pmtu'), {
      dark: locale === 'ja' || locale === 'zh',
      width: widths[locale],
      until: 'load',
    });
    await open(page);
    expect(await axe(page)).toEqual([]);
    for (const query of [logLine, 'insert_failed banana orange', 'zxqv blorp']) {
      await ask(page, query);
      if (query !== 'zxqv blorp') await page.locator('.search-narrow summary').click();
      expect(await axeOfDialog(page), query).toEqual([]);
      await expectNoSidewaysScroll(page);
    }
    expect(complaints).toEqual([]);
    await close();
  });
});

test('nothing of it is loaded before it is used, then only from here, and not much', async () => {
  const { page, requests, close } = await visit(browser, runbook('en'));
  expect(requests).toEqual([]);
  await open(page);
  await ask(page, 'table full at customer');
  const origin = new URL(page.url()).origin;
  expect(requests.some(url => url.includes('/pagefind/'))).toBe(true);
  expect(requests.filter(url => !url.startsWith(origin))).toEqual([]);
  expect(requests.join(' ')).not.toContain('customer');
  const packed = (url: string) => gzipSync(readFileSync(`dist/site${new URL(url).pathname}`)).length;
  expect(packed(`${origin}/pagefind/symptoms.json`)).toBeLessThan(60_000);
  expect([...new Set(requests)].reduce((sum, url) => sum + packed(url), 0)).toBeLessThan(400_000);
  await close();
});

test('a line of a log is read by the engine, and the list begins with what it says', async () => {
  const { page, complaints, close } = await visit(browser, runbook('ja', 'mtu-pmtu'), { until: 'load' });
  await open(page);
  await ask(page, logLine);
  const first = page.locator('dialog [role="option"]').first();
  expect(await first.getAttribute('class')).toContain('found-belongs');
  expect(await first.getAttribute('href')).toBe(runbook('ja'));
  expect(await page.locator('dialog .found-desk').count()).toBe(1);
  expect(await page.locator('dialog .search-link').count()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});

test('results can be narrowed, are remembered here, and have a link that no server reads', async () => {
  const { page, requests, close } = await visit(browser, runbook('en', 'mtu-pmtu'), { until: 'load' });
  await open(page);
  await ask(page, 'conntrack insert_failed');
  const kinds = page.locator('dialog .found-page .found-tags span:first-child');
  const { runbook: runbooks, reference } = searchStrings.en.kinds;
  expect(await kinds.allInnerTexts()).toEqual(expect.arrayContaining([runbooks, reference]));
  await page.locator('.search-narrow summary').click();
  await page.getByLabel(searchStrings.en.narrow.kind).selectOption('reference');
  await page.locator('dialog #search-list[aria-busy="false"]').waitFor();
  await expect.poll(async () => new Set(await kinds.allInnerTexts())).toEqual(new Set([reference]));
  await page.getByLabel(searchStrings.en.narrow.language).selectOption('ko');
  await expect
    .poll(() => page.locator('dialog .found-head').first().getAttribute('href'))
    .toMatch(/^\/ko\/reference\//);
  await page.getByRole('button', { name: searchStrings.en.link.copy }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain('#q=conntrack%20insert_failed');
  expect(requests.join(' ')).not.toContain('banana');
  await page.locator('dialog .found-head').first().click();
  await page.waitForURL('**/ko/reference/**');
  await page.goto(link);
  await page.locator('dialog .found-page .found-head').first().waitFor();
  expect(await page.locator('.search input').inputValue()).toBe('conntrack insert_failed');
  await page.locator('.search input').fill('');
  const again = page.locator('.search-recent .chip');
  expect(await again.allInnerTexts()).toEqual(['conntrack insert_failed']);
  await page.getByRole('button', { name: searchStrings.en.recent.clear }).click();
  expect(await again.count()).toBe(0);
  await close();
});

test('arrows, Home, End, Enter and Escape', async () => {
  const { page, close } = await visit(browser, runbook('en'));
  await page.locator('[data-search]').first().focus();
  await page.keyboard.press('Enter');
  await ask(page, 'nf_conntrack_max');
  const input = page.locator('.search input');
  const active = async () => Number((await input.getAttribute('aria-activedescendant'))?.split('-').at(-1));
  expect(await active()).toBe(0);
  await page.keyboard.press('ArrowDown');
  expect(await active()).toBe(1);
  await page.keyboard.press('End');
  const last = await active();
  expect(last).toBeGreaterThan(1);
  await page.keyboard.press('ArrowDown');
  expect(await active()).toBe(0);
  await page.keyboard.press('Escape');
  expect(await page.locator('dialog[open]').count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-search'))).toBe(true);
  await page.keyboard.press('Control+K');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#[\w-]+$/);
  expect(await page.locator('dialog[open]').count()).toBe(0);
  await close();
});

test('/ is a letter where one is typing', async () => {
  const { page, close } = await visit(browser, desk('en'));
  await page.locator('textarea').first().focus();
  await page.keyboard.press('/');
  expect(await page.locator('dialog[open]').count()).toBe(0);
  await close();
});

test('?q= opens it with the words', async () => {
  const { page, close } = await visit(browser, `${desk('ja')}?q=${encodeURIComponent('接続追跡')}`);
  await page.locator('dialog .found-head').first().waitFor();
  expect(await page.locator('.search input').inputValue()).toBe('接続追跡');
  await close();
});

test.each<[Locale]>([['en'], ['ko']])(
  'a paste of several lines goes to the desk in %s, and into no address',
  async locale => {
    const { page, requests, close } = await visit(browser, runbook(locale));
    const text = capture('full-assured.sysctl.txt');
    await open(page);
    await paste(page, text);
    const first = page.locator('dialog [role="option"]').first();
    await first.waitFor();
    expect(await first.innerText()).toContain(searchStrings[locale].diagnose.title);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${desk(locale)}`);
    await page.locator('.finding .v-confirmed').waitFor();
    expect(await page.locator('paste-box textarea').first().inputValue()).toBe(text);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    expect(requests.join(' ')).not.toContain('512');
    await close();
  },
);

test('an index that does not load is said, and can be tried again', async () => {
  const { page, close } = await visit(browser, desk('en'));
  await page.route('**/pagefind/**', route => route.abort());
  await open(page);
  await page.locator('.search input').fill('table full');
  const again = page.getByRole('button', { name: searchStrings.en.again });
  await again.waitFor();
  await page.unroute('**/pagefind/**');
  await again.click();
  await page.locator('dialog .found-head').first().waitFor();
  await close();
});
