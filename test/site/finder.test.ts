import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { locales } from '../../src/i18n/locales.ts';
import { finderStrings } from '../../src/i18n/strings/finder.ts';
import { launch } from './browser.ts';
import { axe, expectNoSidewaysScroll, runbook, visit } from './page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test.each(locales)('ticking narrows the incidents and says why, in %s', async locale => {
  const t = finderStrings[locale];
  const { page, complaints, close } = await visit(browser, `/${locale}/finder/`, {
    width: 320,
    until: 'load',
  });
  const rows = page.locator('.finder-sheet tbody tr:visible');
  const all = await rows.count();
  expect(all).toBeGreaterThan(35);
  await page.getByLabel(t.signs['node-service'], { exact: true }).check();
  await page.getByLabel(t.signs['1s'], { exact: true }).check();
  await page.getByLabel(t.signs.upgrade, { exact: true }).check();
  expect(await rows.count()).toBeLessThan(all / 3);
  const links = rows.locator('a');
  const found = await links.evaluateAll(list => list.map(link => link.getAttribute('href')));
  expect(found).toContain(runbook(locale, 'vxlan-checksum-offload'));
  expect(found).not.toContain(runbook(locale, 'mtu-pmtu'));
  const why = await rows.first().locator('.finder-why').innerText();
  for (const sign of ['node-service', '1s', 'upgrade'] as const) expect(why).toContain(t.signs[sign]);
  if (locale === 'ko') expect(await axe(page)).toEqual([]);
  await expectNoSidewaysScroll(page);
  // What is ticked is carried by the address.
  const address = page.url();
  expect(address).toContain('#where=node-service&shape=1s&since=upgrade');
  await page.goto('about:blank');
  await page.goto(address);
  await expect.poll(() => rows.count()).toBe(found.length);
  await page.getByRole('button', { name: t.reset }).click();
  await expect.poll(() => rows.count()).toBe(all);
  expect(complaints).toEqual([]);
  await close();
});

test('without scripts it is a table', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${inject('site')}/en/finder/`);
  expect(await page.locator('.finder').isVisible()).toBe(false);
  expect(await page.locator('.finder-sheet tbody tr:visible').count()).toBeGreaterThan(35);
  await context.close();
});
