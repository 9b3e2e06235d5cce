import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Locale, locales } from '../../../src/i18n/locales.ts';
import { pasteStrings } from '../../../src/i18n/strings/desk/paste.ts';
import { viewStrings } from '../../../src/i18n/strings/desk/views.ts';
import { widget } from '../../../src/i18n/strings/widget.ts';
import { launch } from '../browser.ts';
import { axe, base64, capture, desk, drop, expectNoSidewaysScroll, paste, visit } from '../page.ts';

const RULES = readFileSync('test/cases/duplicate-iptables-rules/few.nvL.txt', 'utf8');
/** Two lines that nothing reads, a true session of a full table, and rules of another. */
const MIXED = `a greeting of a colleague\nand what he thinks of it\n${capture('full-churn.scroll.txt')}\n${RULES}`;
const LINES = MIXED.split('\n');
/** The number of the first line that holds a text. */
const lineOf = (text: string) => LINES.findIndex(line => line.includes(text)) + 1;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Pastes, and holds that nothing was asked for and nothing refused. */
async function on(
  locale: Locale,
  act: (page: Page) => Promise<void>,
  options: { width?: number; dark?: boolean } = {},
): Promise<void> {
  const { page, requests, complaints, close } = await visit(browser, desk(locale), options);
  try {
    await paste(page, MIXED);
    await page.locator('#said').waitFor();
    requests.splice(0);
    await act(page);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
  } finally {
    await close();
  }
}

const row = (page: Page, line: number) => page.locator(`.viewer-port [data-line="${line}"]`);
const current = (page: Page) => page.locator('.vl.is-target');
const openPaste = async (page: Page) => {
  await page.locator('#tab-paste').click();
  await row(page, 1).locator('code', { hasText: 'greeting' }).waitFor();
};
/** The number of the row at the top of what is seen. */
const topLine = (page: Page) =>
  page.evaluate(() => {
    const { left, top } = (document.querySelector('.viewer-port') as Element).getBoundingClientRect();
    const at = document.elementFromPoint(left + 20, top + 12)?.closest<HTMLElement>('[data-line]');
    return Number(at?.dataset['line']);
  });

describe.each(locales)('what was read, in %s', locale => {
  const t = pasteStrings[locale];

  test('each output with its lines, each unread line with what was expected, and all of them in the paste', () =>
    on(locale, async page => {
      await page.locator('.read-all summary').click();
      const rules = page.locator('.read-table tr', { hasText: 'iptables -L' });
      const first = lineOf('Chain INPUT');
      expect(await rules.innerText()).toContain(t.counters.yes);
      await page.locator('.unread summary').click();
      expect(await page.locator('.unread .lines').innerText()).toContain('a greeting of a colleague');
      expect(await page.locator('.unread .gap').first().innerText()).toContain('conntrack -L');
      expect(await axe(page)).toEqual([]);
      await rules.getByRole('button').click();
      await current(page).waitFor();
      expect(await current(page).getAttribute('data-line')).toBe(String(first));
      expect(await page.locator('#tab-paste').getAttribute('aria-selected')).toBe('true');
      await page.locator('.viewer-port').press('Home');
      await expect.poll(() => page.locator('.viewer-at').innerText()).toBe(t.unread);
      // The same lines once more: the property of the view does not change, and it goes there all the same.
      await row(page, 1).hover();
      expect(await page.locator('.viewer-said').innerText()).toContain('nft list ruleset');
      await rules.getByRole('button').click();
      await expect.poll(() => current(page).getAttribute('data-line')).toBe(String(first));
    }));

  test('a reason leads to its lines, and a line back to the finding', () =>
    on(locale, async page => {
      const reason = page.locator('.finding').first().locator('.why').first();
      await reason.getByRole('button').click();
      const logged = lineOf('table full');
      await current(page).waitFor();
      expect(await current(page).getAttribute('data-line')).toBe(String(logged));
      await current(page).locator('mark.for').first().waitFor();
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('viewer-port');
      const said = page.locator('.viewer-said');
      expect(await said.innerText()).toContain(
        await reason
          .locator('span > .vh + *, span')
          .last()
          .innerText()
          .catch(() => ''),
      );
      expect(await said.locator('.why-for').count()).toBeGreaterThan(0);
      expect(await axe(page)).toEqual([]);
      await page.keyboard.press('N');
      const before = Number(await current(page).getAttribute('data-line'));
      expect(before).toBeLessThan(logged);
      await page.keyboard.press('n');
      expect(await current(page).getAttribute('data-line')).toBe(String(logged));
      await current(page).locator('.tag').click();
      expect(await page.locator('#tab-findings').getAttribute('aria-selected')).toBe('true');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('f1');
      // The view keeps what it showed.
      await page.getByRole('tab', { name: viewStrings[locale].paste }).click();
      expect(await current(page).getAttribute('data-line')).toBe(String(logged));
    }));
});

describe('the paste', () => {
  test('is searched, stepped through, gone to by number, and copied as it is', () =>
    on('en', async page => {
      const t = pasteStrings.en;
      await openPaste(page);
      const field = page.getByRole('searchbox', { name: t.search });
      await page.locator('.viewer-port').focus();
      await page.keyboard.press('/');
      await page.keyboard.type('KUBE-router');
      const hits = LINES.flatMap((line, nth) => (/kube-router/i.test(line) ? [nth + 1] : []));
      const at = () => current(page).getAttribute('data-line');
      await expect.poll(at).toBe(String(hits[0]));
      await expect
        .poll(() => page.locator('.viewer-n').first().innerText())
        .toBe(`1 of ${hits.length} lines`);
      await field.press('Enter');
      await expect.poll(at).toBe(String(hits[1]));
      await field.press('Shift+Enter');
      await field.press('Shift+Enter');
      await expect.poll(at).toBe(String(hits.at(-1)));
      expect(await current(page).locator('.hit').count()).toBeGreaterThan(0);
      await field.fill('no such words');
      await page.getByText(t.noHits).waitFor();
      await field.press('Escape');
      await page.keyboard.press('g');
      await page.keyboard.type('9');
      await page.keyboard.press('Enter');
      await expect.poll(at).toBe('9');
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.press('ControlOrMeta+C');
      const copied = () => page.evaluate(() => navigator.clipboard.readText());
      await expect.poll(copied).toBe(LINES.slice(0, LINES.at(-1) === '' ? -1 : undefined).join('\n'));
    }));

  test('marks what is ruled out where one comes from there, in the dark, on a phone', () =>
    on(
      'ko',
      async page => {
        await page
          .locator('.rest .fold', { has: page.locator('.v-clear') })
          .locator('summary')
          .first()
          .click();
        await page.locator('.ledger-why summary').first().click();
        await page.locator('.ledger-why .to-paste').first().click();
        await current(page).locator('mark').first().waitFor();
        expect(await page.locator('.viewer-all input').isChecked()).toBe(true);
        await expectNoSidewaysScroll(page);
        expect(await axe(page)).toEqual([]);
      },
      { width: 360, dark: true },
    ));

  test('of millions of lines is scrolled to its very end, and line by line in its midst', async () => {
    const { page, complaints, close } = await visit(browser, desk('en'));
    const listing = capture('full-churn.conntrack-L.txt');
    const times = 1200;
    await drop(page, 'listing.txt', [base64(listing)], times);
    await page.locator('#said').waitFor({ timeout: 60_000 });
    await page.locator('#tab-paste').click();
    const port = page.locator('.viewer-port');
    await row(page, 1).locator('code', { hasText: 'src=' }).waitFor();
    const lines = (listing.split('\n').length - 1) * times;
    await port.press('End');
    await expect.poll(() => page.locator('.vl').last().getAttribute('data-line')).toBe(String(lines));
    await page.locator('.vl').last().locator('code', { hasText: 'src=' }).waitFor();
    expect(await page.locator('.vl').count()).toBeLessThan(120);
    expect(await port.evaluate(element => element.scrollHeight)).toBeLessThan(10_000_000);
    await port.evaluate(element => {
      element.scrollTop = element.scrollHeight / 2;
    });
    await expect.poll(async () => Math.abs((await topLine(page)) - lines / 2)).toBeLessThan(lines / 20);
    const before = await topLine(page);
    await port.hover();
    await page.mouse.wheel(0, 220);
    await expect.poll(() => topLine(page)).toBe(before + 10);
    await page.locator('.vfind-text').fill('packets=6 bytes=362');
    await expect
      .poll(() => page.locator('.viewer-n').first().innerText())
      .toMatch(/^[\d,]+ of (at least )?[\d,]+ lines$/);
    expect(Number(await current(page).getAttribute('data-line'))).toBeGreaterThanOrEqual(before);
    expect(complaints).toEqual([]);
    await close();
  });
});

test('the words for what cannot be told apart by colour stand in the legend', () =>
  on('zh', async page => {
    await openPaste(page);
    const legend = page.locator('.viewer-said');
    for (const word of [widget.zh.report.for, widget.zh.report.against, pasteStrings.zh.unread])
      expect(await legend.innerText()).toContain(word);
  }));
