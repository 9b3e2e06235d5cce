import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Locale, locales } from '../../../src/i18n/locales.ts';
import { pictureStrings } from '../../../src/i18n/strings/desk/pictures.ts';
import { launch } from '../browser.ts';
import { axe, capture, desk, expectNoSidewaysScroll, paste, visit } from '../page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** A full table with its flows and two readings, slow requests, a capture, and rules that drop. */
const NODE = [
  capture('full-churn.sysctl.txt'),
  capture('full-churn.conntrack-L.txt'),
  capture('full-churn.conntrack-S-twice.txt'),
  capture('lost.curl-nstat.txt', 'syn-retransmission'),
  capture('lost.tcpdump.txt', 'syn-retransmission'),
  capture('asymmetric.nvL.txt', 'conntrack-invalid-drop'),
].join('\n');

/** Pastes, opens the pictures, and holds that nothing was asked for and nothing refused. */
async function on(
  locale: Locale,
  text: string,
  act: (page: Page) => Promise<void>,
  options: { width?: number; dark?: boolean } = {},
): Promise<void> {
  const { page, requests, complaints, close } = await visit(browser, desk(locale), options);
  try {
    await paste(page, text);
    await page.locator('#tab-pictures').click();
    await act(page);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
  } finally {
    await close();
  }
}

const figure = (page: Page, kind: string) => page.locator(`.pic-${kind}`);

describe.each(locales)('pictures in %s', locale => {
  const p = pictureStrings[locale];

  test('each has its heading, a sentence with numbers of the paste, a drawing with a name, and a table', () =>
    on(
      locale,
      NODE,
      async page => {
        await page.locator('.pictures figure').first().waitFor();
        const headings = await page.locator('.pictures h3').allInnerTexts();
        for (const kind of ['fill', 'states', 'timeouts', 'talkers', 'request', 'sequence', 'rules'] as const)
          expect(headings).toContain(p.titles[kind]);
        expect(headings[0]).toBe(p.titles.fill);
        expect(await figure(page, 'fill').locator('.pic-says').innerText()).toContain('512');
        const names = await page
          .locator('.pictures [role="img"]')
          .evaluateAll(drawings => drawings.map(drawing => drawing.getAttribute('aria-label') ?? ''));
        expect(names.every(name => /\d/.test(name) && !/[{}]|NaN|undefined/.test(name))).toBe(true);
        const states = figure(page, 'states');
        await states.locator('summary').click();
        expect(await states.locator('tbody tr').first().innerText()).toMatch(/tcp TIME_WAIT\s+257/);
        expect(await page.locator('.pic-table').count()).toBe(headings.length);
        await expectNoSidewaysScroll(page);
        // The slowest part: once light and wide, once dark and narrow.
        if (locale === 'en' || locale === 'zh') expect(await axe(page)).toEqual([]);
      },
      { dark: locale === 'ja' || locale === 'zh', width: locale === 'en' || locale === 'ja' ? 1280 : 360 },
    ));
});

test('bars are as long as their numbers; another conversation is chosen with the keyboard, a line and a finding are gone to', () =>
  on('ko', NODE, async page => {
    const bars = figure(page, 'states').locator('.pic-row');
    await bars.first().waitFor();
    const widths = await bars
      .locator('rect.bar-1')
      .evaluateAll(rects => rects.map(rect => rect.getAttribute('width')));
    expect(widths).toEqual(['100.000%', '0.000%']);
    const unanswered = await bars.nth(1).locator('rect.bar-hatched').getAttribute('width');
    expect(unanswered).toBe(`${((255 / 257) * 100).toFixed(3)}%`);
    expect(await page.locator('picture-view [style]').count()).toBe(0);
    const sequence = figure(page, 'sequence');
    await sequence.locator('.is-again').first().waitFor();
    const before = await sequence.locator('.seq-head').innerText();
    await sequence.locator('select').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => sequence.locator('.seq-head').innerText()).not.toBe(before);
    await sequence.locator('summary').click();
    await sequence.locator('tbody button').first().click();
    await expect.poll(() => page.locator('#tab-paste').getAttribute('aria-selected')).toBe('true');
    await page.locator('#tab-pictures').click();
    await figure(page, 'fill').locator('a[href="#f1"]').click();
    await expect.poll(() => page.locator('#tab-findings').getAttribute('aria-selected')).toBe('true');
  }));

test('where nothing can be drawn, it says which command would help', () =>
  on('zh', 'net.netfilter.nf_conntrack_max = 262144\n', async page => {
    await page.locator('.pic-commands li').first().waitFor();
    expect(await page.locator('.pic-state').innerText()).toBe(pictureStrings.zh.empty);
    expect(await page.locator('.pic-commands').innerText()).toContain('conntrack -L');
  }));
