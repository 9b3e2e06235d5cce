import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conntrackLines } from '../../../bench/inputs/conntrack.ts';
import { type Locale, locales } from '../../../src/i18n/locales.ts';
import { type TableStrings, tableStrings } from '../../../src/i18n/strings/desk/tables.ts';
import { launch } from '../browser.ts';
import {
  axe,
  base64,
  capture,
  desk,
  drop,
  expectNoSidewaysScroll,
  paste,
  type Visit,
  visit,
} from '../page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

interface Where {
  readonly dark?: boolean;
  readonly width?: number;
}

/** Opens the desk, does something with it, and holds that nothing left the page and its policy had nothing to refuse. */
async function onDesk(
  locale: Locale,
  act: (visited: Visit) => Promise<void>,
  where: Where = {},
): Promise<void> {
  const visited = await visit(browser, desk(locale), where);
  try {
    await act(visited);
    expect(visited.requests).toEqual([]);
    expect(visited.complaints).toEqual([]);
  } finally {
    await visited.close();
  }
}

const line = conntrackLines();
const FLOWS = `${Array.from({ length: 2000 }, line).join('\n')}\n`;

async function openTab(page: Page, view: 'flows' | 'rules'): Promise<void> {
  await page.locator(`#tab-${view}`).click();
  await page.locator(`#view-${view} tr.row`).first().waitFor();
}

/** Clicks, and waits for the rows that come of it. */
async function to(page: Page, selector: string, rows: string): Promise<void> {
  await page.locator(selector).first().click();
  await page.locator(`.rows${rows}[aria-busy="false"] tr.row`).first().waitFor();
}

test.each(locales)('flows and rules in %s: narrowed, sorted, explained', locale =>
  onDesk(
    locale,
    async ({ page }) => {
      const t = tableStrings[locale];
      await paste(page, `${FLOWS}\n${capture('few.nvL.txt', 'duplicate-iptables-rules')}`);
      await flowsDown(page);
      if (locale === 'en' || locale === 'ko') expect(await axe(page)).toEqual([]);
      await rulesNarrowed(page, t);
      if (locale === 'ja' || locale === 'zh') expect(await axe(page)).toEqual([]);
      await expectNoSidewaysScroll(page);
      // A line number leads to the paste.
      await page.locator('rule-table .to-line').first().click();
      expect(await page.locator('#tab-paste').getAttribute('aria-selected')).toBe('true');
    },
    { dark: locale === 'ko' || locale === 'zh', width: locale === 'ja' ? 320 : 1280 },
  ),
);

/** From a state down to the lines as they stand. */
async function flowsDown(page: Page): Promise<void> {
  await openTab(page, 'flows');
  const view = page.locator('flow-table');
  expect(await view.locator('tr.row').first().innerText()).toContain('tcp ESTABLISHED');
  await to(page, 'flow-table .drill:text-is("tcp SYN_SENT")', '-group');
  await expect.poll(() => view.locator('.path b').allInnerTexts()).toEqual(['tcp SYN_SENT']);
  await view.locator('input[type="radio"]').last().check();
  await page.locator('.rows-flow tr.row').first().waitFor();
  const stands = FLOWS.split('\n').filter(own => own.includes(' SYN_SENT '));
  expect(await view.locator('.as-is').first().innerText()).toBe(stands[0]);
  expect(await view.locator('.rows-said').innerText()).toContain(String(stands.length));
  const port = stands.at(-1)?.split('sport=')[1]?.slice(0, 5) ?? '';
  await view.locator('.rows-bar input[type="search"]').fill(port);
  await expect.poll(() => view.locator('.as-is').last().innerText()).toBe(stands.at(-1));
}

async function rulesNarrowed(page: Page, t: TableStrings): Promise<void> {
  await openTab(page, 'rules');
  const view = page.locator('rule-table');
  await view.getByLabel(t.rules.duplicates).check();
  await expect.poll(() => view.locator('tr.row').count()).toBe(12);
  await view.getByLabel(t.rules.chain, { exact: true }).fill('KUBE-FIREWALL');
  await expect.poll(() => view.locator('tr.row').count()).toBe(3);
  await view.locator('th.c-line button').click();
  await expect.poll(() => view.locator('th.c-line').getAttribute('aria-sort')).toBe('descending');
  await view.locator('.rule-text').first().click();
  const detail = view.locator('.rule-detail');
  await detail.waitFor();
  const text = await detail.innerText();
  expect(text).toContain('mark match 0x8000/0x8000');
  expect(text).toContain('kubelet');
  expect(text).toContain(t.rules.does);
  expect(text).not.toContain(t.rules.notExplained);
}

test('two hundred thousand flows are scrolled to their end, and no row stays empty', () =>
  onDesk('en', async ({ page }) => {
    const part = `${Array.from({ length: 10_000 }, line).join('\n')}\n`;
    await drop(page, 'flows.txt', [base64(part)], 20);
    await page.locator('#tab-flows').click({ timeout: 20_000 });
    await page.locator('.rows-group tr.row').first().waitFor({ timeout: 20_000 });
    await page.locator('flow-table input[type="radio"]').last().check();
    await page.locator('.rows-flow tr.row').first().waitFor({ timeout: 20_000 });
    const box = page.locator('.rows-flow');
    for (const share of [0.5, 1]) {
      await box.evaluate((element, at) => element.scrollTo(0, element.scrollHeight * at), share);
      await expect.poll(() => box.locator('.is-coming').count()).toBe(0);
      await expect
        .poll(async () => Number(await box.locator('tr.row').last().getAttribute('aria-rowindex')))
        .toBeGreaterThan(200_000 * share - 100);
    }
    expect(await box.locator('.to-line').last().innerText()).toBe('200,000');
  }));
