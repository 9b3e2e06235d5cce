import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Locale, locales } from '../../../src/i18n/locales.ts';
import { noteStrings } from '../../../src/i18n/strings/desk/note.ts';
import { takeAlongStrings } from '../../../src/i18n/strings/desk/take-along.ts';
import { launch } from '../browser.ts';
import { axe, capture, desk, expectNoSidewaysScroll, paste, visit } from '../page.ts';

const CAPTURE = capture('refused.twice.txt', 'service-no-endpoints');

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

async function openDialog(page: Page): Promise<void> {
  await page.locator('.take-key').click();
  await page.locator('.take-pre').waitFor();
}

const note = (page: Page) => page.locator('.take-pre').innerText();
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const choose = (page: Page, value: string) => page.locator(`dialog.take input[value="${value}"]`).check();
const press = (page: Page) => page.locator('.take-foot .key-main').click();

describe.each(locales)('%s', locale => {
  // What axe looks at is the same in each language, and it takes its time.
  const look = async (page: Page) => (locale === 'en' ? axe(page) : []);

  test('a note in any language, redacted or not; a link that opens the same case', async () => {
    const { page, requests, complaints, close } = await visit(browser, desk(locale));
    await paste(page, CAPTURE);
    await openDialog(page);
    expect(await note(page)).toContain('shop/cart:http');
    for (const other of locales) {
      await choose(page, other);
      expect(await note(page)).toContain(noteStrings[other as Locale].cannotTell);
    }
    await choose(page, 'text');
    expect(await note(page)).not.toContain('```');
    await choose(page, 'json');
    expect(JSON.parse(await note(page))).toMatchObject({ note: 1, redacted: false });
    await choose(page, 'markdown');
    await press(page);
    expect(await clipboard(page)).toContain('shop/cart:http');
    expect(await look(page)).toEqual([]);

    await page.locator('.take-switch input').check();
    await page.locator('.take-outcome .is-same').waitFor();
    expect(await note(page)).not.toMatch(/shop|cart|10\.96\.44|node-3/);
    await page.locator('.take-rows > summary').click();
    await page.getByRole('checkbox', { name: /: cart$/ }).uncheck();
    await page.locator('.take-pre', { hasText: '/cart:http' }).waitFor();
    expect(await note(page)).not.toContain('shop');
    expect(await look(page)).toEqual([]);

    await choose(page, 'link');
    await choose(page, locale);
    expect(await page.locator('.take-link').count()).toBe(0);
    await press(page);
    await page.locator('.take-limits').waitFor();
    await press(page);
    const link = await clipboard(page);
    expect(link).toMatch(new RegExp(`/${locale}/#case=1\\.[\\w-]+$`));
    expect(await look(page)).toEqual([]);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
    await close();

    const other = await visit(browser, new URL(link).pathname + new URL(link).hash);
    await other.page.locator('#said').waitFor();
    expect(await other.page.locator('.from-link').innerText()).toContain(takeAlongStrings[locale].came.here);
    expect(await other.page.locator('.report').innerText()).toContain('/cart:http');
    expect(other.requests).toEqual([]);
    expect(other.complaints).toEqual([]);
    await other.close();
  });
});

describe.each(['en', 'ja'] as const)('%s', locale => {
  const t = takeAlongStrings[locale];
  const look = async (page: Page) => (locale === 'ja' ? axe(page) : []);

  test('a redacted link keeps the tabs of the case', async () => {
    const { page, close } = await visit(browser, desk(locale));
    await paste(page, CAPTURE);
    await page.locator('.tally').waitFor();
    await page.locator('.case-add:visible').first().click();
    await page.locator('paste-box textarea').first().focus();
    await paste(page, 'net.netfilter.nf_conntrack_count = 7\nnet.netfilter.nf_conntrack_max = 512\n');
    await page.locator('.given li').nth(1).waitFor();
    await openDialog(page);
    await page.locator('.take-switch input').check();
    await page.locator('.take-outcome .is-same').waitFor();
    await choose(page, 'link');
    await press(page);
    await page.locator('.take-limits').waitFor();
    await press(page);
    const link = await clipboard(page);
    await close();
    const other = await visit(browser, new URL(link).pathname + new URL(link).hash);
    await other.page.locator('.given li').nth(1).waitFor();
    expect(await other.page.locator('.given li').count()).toBe(2);
    expect(await other.page.locator('.given li b').nth(1).innerText()).toBe('sysctl');
    expect(await other.page.locator('body').innerText()).not.toContain('node-3');
    await other.close();
  });

  test('files, a link that is too long, print, the keyboard', async () => {
    const { page, requests, complaints, close } = await visit(browser, desk(locale), {
      width: 360,
      dark: true,
    });
    // Text that does not pack.
    const noise = Array.from({ length: 90_000 }, () => Math.random().toString(36).slice(2)).join('\n');
    await paste(page, `${CAPTURE}${noise.slice(0, 250_000)}\n`);
    await openDialog(page);
    await expectNoSidewaysScroll(page);
    await choose(page, 'link');
    await press(page);
    await page.locator('.take-link .take-wrong').waitFor();
    expect(await look(page)).toEqual([]);

    await choose(page, 'file');
    const saved = page.waitForEvent('download');
    await press(page);
    const file = await (await saved).path();
    expect(await readFile(file, 'utf8')).toContain(CAPTURE.split('\n')[3] as string);

    await page.evaluate(() => {
      globalThis.print = () => document.body.classList.add('was-printed');
    });
    await choose(page, 'print');
    await press(page);
    await page.locator('body.was-printed').waitFor();
    expect(await page.locator('dialog.take').isVisible()).toBe(false);

    await page.locator('.take-key').focus();
    await page.keyboard.press('Enter');
    await page.locator('dialog.take[open]').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('.take-key').evaluate(key => key === document.activeElement)).toBe(true);
    expect(requests.filter(address => !address.startsWith('blob:'))).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test('a damaged link gets a sentence, and the desk stays usable', async () => {
    const { page, requests, complaints, close } = await visit(browser, `${desk(locale)}#case=1.AAAAbroken`);
    await page.locator('.from-link.is-wrong').waitFor();
    expect(await page.locator('.from-link').innerText()).toContain(t.came.damaged);
    expect(await look(page)).toEqual([]);
    await paste(page, CAPTURE);
    await page.locator('#said').waitFor();
    expect(await page.locator('.from-link').count()).toBe(0);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});

test('on paper the report is light, its folds are open, and nothing is there to press', async () => {
  const { page, close } = await visit(browser, desk('en'), { dark: true });
  await paste(page, CAPTURE);
  await page.locator('#said').waitFor();
  await page.emulateMedia({ media: 'print' });
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
    'rgb(255, 255, 255)',
  );
  expect(await page.locator('.report button:visible, .report textarea:visible').count()).toBe(0);
  expect(await page.locator('.rest .ledger li').first().isVisible()).toBe(true);
  await close();
});
