import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Locale, locales } from '../../../src/i18n/locales.ts';
import { caseStrings } from '../../../src/i18n/strings/desk/case.ts';
import { widget } from '../../../src/i18n/strings/widget.ts';
import { launch } from '../browser.ts';
import { axe, base64, capture, desk, drop, expectNoSidewaysScroll, paste, runbook, visit } from '../page.ts';

const FULL = capture('full-assured.sysctl.txt');
const LISTING = capture('full-assured.conntrack-L.txt');
const HEALTHY = capture('healthy.sysctl.txt');
const FIELD = 'paste-box .paste-text textarea';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

async function onDesk(
  locale: Locale,
  act: (page: Page, requests: string[]) => Promise<void>,
  width = 1280,
): Promise<void> {
  const { page, requests, complaints, close } = await visit(browser, desk(locale), { width });
  try {
    await page.locator('case-list section').waitFor();
    await act(page, requests);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
  } finally {
    await close();
  }
}

const tabs = (page: Page) => page.getByRole('tablist').first().getByRole('tab').allInnerTexts();
const key = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const rows = (page: Page) => page.locator('.case-rows > li');
const fresh = (page: Page, locale: Locale = 'en') => key(page, widget[locale].box.fresh).click();

/** What is kept is written after the answer stands there. */
const kept = (page: Page, n: number) => expect.poll(() => rows(page).count()).toBe(n);

describe.each(locales)('a case in %s', locale => {
  const t = caseStrings[locale];
  const { box } = widget[locale];

  test('grows by tabs, is kept, and comes back after the page was loaded again', () =>
    onDesk(
      locale,
      async (page, requests) => {
        await paste(page, LISTING);
        await page.locator('.tally').waitFor();
        await key(page, t.tabs.add).click();
        await paste(page, FULL);
        await page.locator('.finding .v-confirmed').waitFor();
        await key(page, box.show).click();
        expect(await tabs(page)).toEqual(['conntrack -L', 'sysctl']);
        expect(await page.inputValue(FIELD)).toBe(FULL);
        await page.getByRole('tab', { name: 'sysctl' }).press('ArrowLeft');
        await page.locator('[role=tab][aria-selected=true]:focus', { hasText: 'conntrack -L' }).waitFor();
        expect(await page.inputValue(FIELD)).toBe(LISTING);
        expect(await axe(page)).toEqual([]);
        await expectNoSidewaysScroll(page);
        await key(page, box.hide).click();
        await fresh(page, locale);
        await kept(page, 1);
        expect(await rows(page).innerText()).toContain(widget[locale].verdicts.confirmed.label);
        await page.locator('.case-settings summary').click();
        if (locale === 'en') expect(await axe(page)).toEqual([]);
        await expectNoSidewaysScroll(page);
        expect(requests).toEqual([]);
        await page.reload({ waitUntil: 'networkidle' });
        requests.splice(0);
        await page.locator('.case-open').click();
        await page.locator('.finding .v-confirmed').waitFor();
        await key(page, box.show).click();
        expect(await tabs(page)).toEqual(['conntrack -L', 'sysctl']);
      },
      locale === 'en' ? 1280 : 340,
    ));
});

describe('tabs', () => {
  const { tabs: t } = caseStrings.en;
  const { box } = widget.en;

  test('many files are a tab each, packed ones too; each can be renamed and taken away, and comes back', () =>
    onDesk('en', async page => {
      await page.evaluate(
        files => {
          const data = new DataTransfer();
          for (const [name, content] of files)
            data.items.add(new File([Uint8Array.from(atob(content), letter => letter.charCodeAt(0))], name));
          document.body.dispatchEvent(
            new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
          );
        },
        [
          ['a.txt', base64(LISTING)],
          ['b.gz', base64(gzipSync(FULL))],
        ] as const,
      );
      await page.locator('.finding .v-confirmed').waitFor();
      await key(page, box.show).click();
      expect(await tabs(page)).toEqual(['a.txt', 'b.gz']);
      // A small file can be changed in the page; a packed one is not shown.
      await expect.poll(() => page.inputValue(FIELD)).toBe(LISTING);
      await page.getByRole('tab', { name: 'b.gz' }).click();
      await page.getByText(t.notShown).waitFor();
      expect(await axe(page)).toEqual([]);
      await page.locator('.piece .key').first().click();
      await page.keyboard.type('before the change');
      await page.keyboard.press('Enter');
      expect(await tabs(page)).toEqual(['a.txt', 'before the change']);
      await page.getByRole('tab', { name: 'before the change' }).press('Delete');
      expect(await page.getByRole('tablist').first().getByRole('tab').count()).toBe(1);
      await page.getByText(box.changed).waitFor();
      await key(page, box.before).click();
      await page.locator('.finding .v-confirmed').waitFor();
    }));

  test('a paste on the page begins another case; below the next command and on the tabs it joins', () =>
    onDesk('en', async page => {
      await paste(page, LISTING);
      await page.locator('.next textarea').focus();
      await paste(page, FULL);
      await page.locator('.finding .v-confirmed').waitFor();
      expect(await page.locator('.given li').count()).toBe(2);
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await paste(page, HEALTHY);
      await page.locator('.tally .v-clear').waitFor();
      await expect.poll(() => page.locator('.given li').count()).toBe(1);
      await key(page, box.before).click();
      await page.locator('.finding .v-confirmed').waitFor();
      expect(await page.locator('.given li').count()).toBe(2);
    }));

  test('the boxes of a runbook have none', async () => {
    const { page, close } = await visit(browser, runbook('en'));
    const first = page.locator('paste-box[size=one]').first();
    await first.hover();
    await first.locator('[role=status]').waitFor({ state: 'attached' });
    await first.locator('textarea').focus();
    await paste(page, FULL);
    await first.locator('.answer').waitFor();
    await first.locator('.answer button').click();
    expect(await first.locator('[role=tab], .case-add, case-list').count()).toBe(0);
    await close();
  });
});

describe('what is kept', () => {
  const { kept: t } = caseStrings.en;

  test('is renamed, deleted and brought back, deleted altogether, and in the language of the page', () =>
    onDesk('en', async page => {
      await paste(page, FULL);
      await page.locator('.finding').first().waitFor();
      await fresh(page);
      await kept(page, 1);
      await paste(page, HEALTHY);
      await page.locator('.tally').waitFor();
      await fresh(page);
      await kept(page, 2);
      expect(await rows(page).first().innerText()).toContain(widget.en.verdicts.clear.label);
      await rows(page).last().locator('.case-keys .key').first().click();
      await page.keyboard.type('Friday');
      await page.keyboard.press('Enter');
      await page.locator('.case-open', { hasText: 'Friday' }).waitFor();
      await key(page, 'Delete: Friday').click();
      await kept(page, 1);
      await page.locator('.case-undo button:focus').click();
      await kept(page, 2);
      await page.locator('.case-open:focus', { hasText: 'Friday' }).click();
      await page.locator('.finding .v-confirmed').waitFor();
      await fresh(page);
      // Opened again it is the same case.
      await kept(page, 2);
      await page.locator('.case-settings summary').click();
      await key(page, t.deleteAll).click();
      expect(await axe(page)).toEqual([]);
      await key(page, t.no).click();
      await kept(page, 2);
      await key(page, t.deleteAll).click();
      await key(page, t.yes).click();
      await kept(page, 0);
      await page.getByText(t.none).waitFor();
    }));

  test('is nothing where it is switched off, nor an example; what was kept before is asked about', () =>
    onDesk('ja', async page => {
      const ja = caseStrings.ja.kept;
      await page.locator('.examples button').first().click();
      await page.locator('.tally').waitFor();
      await fresh(page, 'ja');
      await paste(page, FULL);
      await page.locator('.tally').waitFor();
      await fresh(page, 'ja');
      await kept(page, 1);
      await page.locator('.case-settings summary').click();
      await page.getByLabel(ja.switch).uncheck();
      await key(page, ja.yes).click();
      await kept(page, 0);
      await page.getByText(ja.off).waitFor();
      await paste(page, HEALTHY);
      await page.locator('.tally').waitFor();
      await page.waitForTimeout(300);
      await fresh(page, 'ja');
      await page.getByText(ja.off).waitFor();
    }));

  test('is never more than is allowed: the oldest goes first, and what is larger is not kept', () =>
    onDesk('en', async page => {
      await page.evaluate(() => localStorage.setItem('conntriage.keep-most', '50000000'));
      const large = base64(capture('full-churn.conntrack-L.txt'));
      const size = capture('full-churn.conntrack-L.txt').length;
      for (const name of ['first.txt', 'second.txt']) {
        await drop(page, name, [large], Math.ceil(30_000_000 / size));
        await page.locator('.tally').waitFor();
        await fresh(page);
        await expect.poll(() => page.locator('.cases').innerText()).toContain(name);
      }
      await kept(page, 1);
      await drop(page, 'third.txt', [large], Math.ceil(60_000_000 / size));
      await page.getByText(/Not kept in this browser: this case is 6\d/).waitFor();
      await fresh(page);
      await kept(page, 1);
    }));

  test('the desk works where the browser keeps nothing', async () => {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    await context.addInitScript(() => {
      Object.defineProperty(globalThis, 'indexedDB', {
        get() {
          throw new DOMException('blocked', 'SecurityError');
        },
      });
    });
    const page = await context.newPage();
    await page.goto(inject('site') + desk('en'), { waitUntil: 'networkidle' });
    await page.getByText(t.blocked).waitFor();
    await paste(page, FULL);
    await page.locator('.finding .v-confirmed').waitFor();
    await context.close();
  });
});
