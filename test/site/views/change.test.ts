import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeStrings } from '../../../src/i18n/strings/desk/change.ts';
import { launch } from '../browser.ts';
import { axe, capture, desk, expectNoSidewaysScroll, paste, visit } from '../page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const chain = (when: 'before' | 'after') => capture(`asymmetric.chain-${when}.txt`, 'conntrack-invalid-drop');

describe.each([
  ['en', false, 1280],
  ['ko', true, 360],
] as const)('before and after in %s', (locale, dark, width) => {
  test('two readings in one paste: counters with rates, and the lines they stand in', async () => {
    const { page, requests, complaints, close } = await visit(browser, desk(locale), { dark, width });
    await paste(page, chain('before') + chain('after'));
    await page.locator('#tab-change').click();
    const view = page.locator('change-view');
    const row = view.locator('tbody tr', { hasText: '--ctstate INVALID -j DROP' }).first();
    await row.waitFor();
    expect(await row.innerText()).toContain('+48');
    expect(await view.locator('h2').innerText()).toMatch(/2/);
    expect(await view.innerText()).toContain(changeStrings[locale].sameRules);
    expect(await axe(page)).toEqual([]);
    await expectNoSidewaysScroll(page);
    await row.locator('button').first().click();
    await page.locator('#view-paste:not([hidden])').waitFor();
    expect([requests, complaints]).toEqual([[], []]);
    await close();
  });

  test('one reading has nothing to be compared with, and says what to do', async () => {
    const { page, close } = await visit(browser, desk(locale), { dark, width });
    await paste(page, capture('full-assured.sysctl.txt'));
    await page.locator('#tab-change').click();
    await page.locator('change-view .note', { hasText: changeStrings[locale].nothing }).waitFor();
    await close();
  });

  test('two pastes of a case side by side: findings of each, and of both together', async () => {
    const { page, requests, complaints, close } = await visit(browser, desk(locale), { dark, width });
    await paste(page, chain('before'));
    await page.locator('.next textarea').fill(chain('after'));
    await page.locator('.next .key-main').click();
    await page.locator('.finding .v-confirmed').waitFor();
    await page.locator('#tab-change').click();
    const [before, after] = [page.locator('.choose select').first(), page.locator('.choose select').last()];
    await before.selectOption({ index: 1 });
    await after.selectOption({ index: 2 });
    await page.locator('.choose input').fill('4');
    await page.locator('.choose button').click();
    const verdicts = page.locator('change-view tbody tr', {
      has: page.locator('a[href*="conntrack-invalid-drop"]'),
    });
    await verdicts.waitFor();
    expect(await verdicts.locator('.v-confirmed').count()).toBeGreaterThan(0);
    expect(await page.locator('change-view tbody tr', { hasText: '+48' }).first().innerText()).toContain(
      '12',
    );
    expect(await axe(page)).toEqual([]);
    expect([requests, complaints]).toEqual([[], []]);
    await close();
  });
});
