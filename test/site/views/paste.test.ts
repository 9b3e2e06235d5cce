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
/** As it is shown: a line end at its very end is no line. */
const TEXT = MIXED.replace(/\n$/, '');
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

/** Waits for a value; a machine that has much to do takes longer. */
const soon = <Value>(value: () => Promise<Value>) => expect.poll(value, { timeout: 8000 });
const row = (page: Page, line: number) => page.locator(`.viewer-port [data-line="${line}"]`);
const current = (page: Page) => page.locator('.vl.is-current');
/** The number of the line that was gone to. */
const at = (page: Page) => current(page).getAttribute('data-line');
const openPaste = async (page: Page) => {
  await page.locator('#tab-paste').click();
  await row(page, 1).locator('code', { hasText: 'greeting' }).waitFor();
};
/** The number of the row at the top of what is seen. */
const topLine = (page: Page) =>
  page.evaluate(() => {
    const { left, top } = (document.querySelector('.viewer-port') as Element).getBoundingClientRect();
    const seen = document.elementFromPoint(left + 20, top + 12)?.closest<HTMLElement>('[data-line]');
    return Number(seen?.dataset['line']);
  });

describe.each(locales)('the whole paste, in %s', locale => {
  const t = pasteStrings[locale];
  const { report } = widget[locale];

  test('what was read and a reason lead to its lines, and a line leads back', () =>
    on(locale, async page => {
      await page.locator('.read-all summary').click();
      const rules = page.locator('.read-table tr', { hasText: 'iptables -L' });
      const chain = String(lineOf('Chain INPUT'));
      await soon(() => rules.innerText()).toContain(t.counters.yes);
      await page.locator('.unread summary').click();
      expect(await page.locator('.unread .lines').innerText()).toContain('a greeting of a colleague');
      expect(await page.locator('.unread .gap').first().innerText()).toContain('conntrack -L');
      await rules.getByRole('button').click();
      await soon(() => at(page)).toBe(chain);
      expect(await page.locator('#tab-paste').getAttribute('aria-selected')).toBe('true');
      await page.locator('.viewer-port').press('Home');
      await soon(() => page.locator('.viewer-at').innerText()).toBe(t.unread);
      await row(page, 1).hover();
      await soon(() => page.locator('.viewer-said').innerText()).toContain('nft list ruleset');
      await page.locator('.viewer-bar').hover();
      for (const word of [report.for, report.against, t.unread])
        await soon(() => page.locator('.viewer-said').innerText()).toContain(word);
      // The same lines once more: the property of the view does not change, and it goes there all the same.
      await rules.getByRole('button').click();
      await soon(() => topLine(page)).toBeGreaterThan(1);

      await page.locator('#tab-findings').click();
      const reason = page.locator('.finding .why').first();
      const words = (await reason.locator(':scope > span').first().innerText()).split(': ').at(-1) ?? '';
      await reason.getByRole('button').click();
      const logged = String(lineOf('table full'));
      await soon(() => at(page)).toBe(logged);
      await current(page).locator('mark.for').first().waitFor();
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('viewer-port');
      await soon(() => page.locator('.viewer-said .why-for').innerText()).toContain(words);
      await page.keyboard.press('N');
      await soon(async () => Number(await at(page))).toBeLessThan(Number(logged));
      await page.keyboard.press('n');
      await soon(() => at(page)).toBe(logged);
      expect(await axe(page)).toEqual([]);
      await current(page).locator('.tag').click();
      await soon(() => page.evaluate(() => document.activeElement?.id)).toBe('f1');
      // The view keeps what it showed.
      await page.getByRole('tab', { name: viewStrings[locale].paste }).click();
      await soon(() => at(page)).toBe(logged);
    }));
});

test('is searched, gone to by number, and copied as it is', () =>
  on('en', async page => {
    const t = pasteStrings.en;
    await openPaste(page);
    const field = page.getByRole('searchbox', { name: t.search });
    await page.locator('.viewer-port').focus();
    await page.keyboard.press('/');
    await page.keyboard.type('KUBE-router');
    const hits = LINES.flatMap((line, nth) => (/kube-router/i.test(line) ? [String(nth + 1)] : []));
    await soon(() => page.locator('.viewer-n').first().innerText()).toBe(`1 of ${hits.length} lines`);
    await soon(() => at(page)).toBe(hits[0]);
    await field.press('Enter');
    await soon(() => at(page)).toBe(hits[1]);
    await field.press('Shift+Enter');
    await field.press('Shift+Enter');
    await soon(() => at(page)).toBe(hits.at(-1));
    expect(await current(page).locator('.hit').count()).toBeGreaterThan(0);
    await field.fill('no such words');
    await page.getByText(t.noHits).waitFor();
    await field.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.type('9');
    await page.keyboard.press('Enter');
    await soon(() => at(page)).toBe('9');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('ControlOrMeta+C');
    await soon(() => page.evaluate(() => navigator.clipboard.readText())).toBe(TEXT);
  }));

test('has marks of what is ruled out where one comes from there; in the dark, on a phone', () =>
  on(
    'ko',
    async page => {
      const clear = page.locator('.rest > .fold', { has: page.locator('summary > .v-clear') });
      await clear.locator('summary').first().click();
      await clear.locator('.ledger-why summary').first().click();
      await clear.locator('.to-paste').first().click();
      await current(page).locator('mark').first().waitFor();
      expect(await page.locator('.viewer-all input').isChecked()).toBe(true);
      await expectNoSidewaysScroll(page);
      expect(await axe(page)).toEqual([]);
    },
    { width: 360, dark: true },
  ));

test('of more lines than a page can be high is scrolled to its end, and line by line in its midst', async () => {
  const { page, complaints, close } = await visit(browser, desk('en'));
  const listing = capture('full-churn.conntrack-L.txt').trimEnd().split('\n').slice(0, 500);
  await drop(page, 'listing.txt', [base64(`${listing.join('\n')}\n`)], 300);
  await page.locator('#said').waitFor();
  await page.locator('#tab-paste').click();
  const port = page.locator('.viewer-port');
  await row(page, 1).locator('code', { hasText: 'src=' }).waitFor();
  const lines = listing.length * 300;
  await port.press('End');
  await soon(() => page.locator('.vl').last().getAttribute('data-line')).toBe(String(lines));
  await soon(() => page.locator('.vl code').last().innerText()).toBe(listing.at(-1));
  expect(await page.locator('.vl').count()).toBeLessThan(120);
  // 22 pixels a line: more than the page makes of it.
  expect(await port.evaluate(element => element.scrollHeight)).toBeLessThan(lines * 22);
  await port.evaluate(element => {
    element.scrollTop = element.scrollHeight / 2;
  });
  await soon(async () => Math.abs((await topLine(page)) - lines / 2)).toBeLessThan(lines / 20);
  const before = await topLine(page);
  // As a wheel would, in the midst of so many lines that the scroll bar is too short for them.
  await port.evaluate(element => element.scrollBy(0, 220));
  await soon(() => topLine(page)).toBe(before + 10);
  await page.locator('.vfind-text').fill((listing[7] ?? '').slice(20));
  await soon(() => page.locator('.viewer-n').first().innerText()).toMatch(/ of 300 lines$/);
  expect(Number(await at(page))).toBeGreaterThanOrEqual(before);
  expect(complaints).toEqual([]);
  await close();
});
