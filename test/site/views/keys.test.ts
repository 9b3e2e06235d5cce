import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyStrings } from '../../../src/i18n/strings/desk/keys.ts';
import { launch } from '../browser.ts';
import { axe, desk, expectNoSidewaysScroll, visit } from '../page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe.each([
  ['en', false, 1280],
  ['zh', true, 320],
] as const)('the keyboard in %s', (locale, dark, width) => {
  test('a sheet on ? names the keys; they do what it says, and can be switched off', async () => {
    const address = `${desk(locale)}?example=conntrack-invalid-drop`;
    const { page, requests, complaints, close } = await visit(browser, address, { dark, width });
    const sheet = page.locator('key-sheet dialog');
    await page.locator('.finding').nth(1).waitFor();
    await page.locator('#said').focus();

    await page.keyboard.press('?');
    await sheet.waitFor();
    expect(await sheet.innerText()).toContain(keyStrings[locale].keys.findings);
    expect(await axe(page)).toEqual([]);
    await expectNoSidewaysScroll(page);
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });

    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.locator('.finding').nth(1).locator('h3:focus').waitFor();
    await page.keyboard.press('k');
    await page.locator('.finding').first().locator('h3:focus').waitFor();
    await page.keyboard.press('c');
    const command = await page.locator('.report .next .copy').first().getAttribute('data-copy');
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(command);
    await page.keyboard.press('2');
    await page.locator('.tab[aria-selected=true]').nth(0).waitFor();
    expect(await page.locator('.tab').nth(1).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('1');
    await page.keyboard.press('t');
    await page.locator('take-along dialog[open]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('take-along dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('p');
    await page.locator('.report .next textarea:focus').waitFor();
    // In a field a letter is a letter.
    await page.keyboard.press('j');
    expect(await page.locator('.report .next textarea').inputValue()).toBe('j');

    await page.locator('#said').focus();
    await page.keyboard.press('?');
    await sheet.locator('input').uncheck();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    await page.locator('#said').focus();
    await page.keyboard.press('2');
    expect(await page.locator('.tab').nth(1).getAttribute('aria-selected')).toBe('false');
    expect([requests, complaints]).toEqual([[], []]);
    await close();
  });
});
