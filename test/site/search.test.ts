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
const mustFind = [
  'table full',
  'nf_conntrack: table full, dropping packet',
  logLine,
  '接続追跡',
  'conntrackテーブル',
  '连接跟踪表',
  '表满',
  '테이블 가득 참',
  '연결 추적',
];
const nonsense = ['zxqv blorp', 'しゅくだい', '오렌지주스', '天气预报'];

/** Opens the search of a page as a person does, with the keyboard. */
async function open(page: Page): Promise<void> {
  await page.keyboard.press('/');
  await page.locator('dialog[open] input').waitFor();
}

/** Asks, and waits for the answer to this query and no other. */
async function ask(page: Page, query: string): Promise<void> {
  await page.locator('dialog input').fill('');
  await page.locator('dialog .chips').waitFor();
  await page.locator('dialog input').fill(query);
  await page.locator('dialog [role="option"], dialog .search-none').first().waitFor();
}

describe.each(locales)('search in %s', locale => {
  test('what people type leads to the runbook of this language first, and nonsense nowhere', async () => {
    const { page, complaints, close } = await visit(browser, desk(locale));
    await open(page);
    for (const query of mustFind) {
      await ask(page, query);
      const first = page.locator('dialog .found-head').first();
      expect(await first.getAttribute('href'), query).toBe(runbook(locale));
    }
    for (const query of nonsense) {
      await ask(page, query);
      expect(await page.locator('dialog [role="option"]').count(), query).toBe(0);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  test.each([
    ['light, wide', { dark: false, width: 1280 }],
    ['dark, narrow', { dark: true, width: 320 }],
  ])('%s: every state is accessible and no wider than the screen', async (_name, options) => {
    const { page, complaints, close } = await visit(browser, desk(locale), options);
    await open(page);
    expect(await axe(page)).toEqual([]);
    for (const query of ['table full', logLine, 'insert_failed banana orange', 'zxqv blorp']) {
      await ask(page, query);
      expect(await axe(page), query).toEqual([]);
      await expectNoSidewaysScroll(page);
    }
    expect(complaints).toEqual([]);
    await close();
  });
});

test('nothing of it is loaded before it is used, and then only from here', async () => {
  const { page, requests, close } = await visit(browser, runbook('en'));
  expect(requests).toEqual([]);
  await open(page);
  await ask(page, 'table full at customer');
  const origin = new URL(page.url()).origin;
  expect(requests.some(url => url.includes('/pagefind/'))).toBe(true);
  expect(requests.filter(url => !url.startsWith(origin))).toEqual([]);
  expect(requests.join(' ')).not.toContain('customer');
  await close();
});

test('arrows, Home, End, Enter and Escape', async () => {
  const { page, close } = await visit(browser, runbook('en'));
  await page.locator('[data-search]').first().focus();
  await page.keyboard.press('Enter');
  await ask(page, 'nf_conntrack_max');
  const input = page.locator('dialog input');
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
  expect(await page.locator('dialog input').inputValue()).toBe('接続追跡');
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
  await page.locator('dialog input').fill('table full');
  const again = page.getByRole('button', { name: searchStrings.en.again });
  await again.waitFor();
  await page.unroute('**/pagefind/**');
  await again.click();
  await page.locator('dialog .found-head').first().waitFor();
  await close();
});
