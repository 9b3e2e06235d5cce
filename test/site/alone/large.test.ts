import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../browser.ts';
import { axe, base64, capture, desk, drop, held, longestTask, visit } from '../page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** 200 MB of them are 1,044,000 lines. */
const FLOWS = base64(
  capture('full-churn.conntrack-L.txt')
    .split('\n')
    .filter(line => line.endsWith('use=1'))
    .join('\n'),
);
const TIMES = 2400;
/** What nobody understands takes longest: every reader looks at it. */
const PROSE = base64(
  'It was a dark and stormy night; the rain fell in torrents, now and then.\n'.repeat(1000),
);

test('200 MB are read, looked at and grouped while the page stays free', async () => {
  const { page, requests, complaints, close } = await visit(browser, desk('en'));
  const drops = await held(page, 'conntrack.txt', [FLOWS, base64('\n')], TIMES);
  const read = await longestTask(browser, page, async () => {
    await drops();
    await page.locator('.tally').waitFor();
  });
  expect(read, 'ms while it is read').toBeLessThan(50);
  const shown = await longestTask(browser, page, async () => {
    await page.locator('#tab-paste').click();
    await page.locator('paste-view [role=row], paste-view li, paste-view .row').first().waitFor();
    await page.locator('#tab-flows').click();
    await page.locator('flow-table td').first().waitFor();
  });
  expect(shown, 'ms while it is shown').toBeLessThan(50);
  expect([requests, complaints]).toEqual([[], []]);
  await close();
});

test('what takes long shows its progress, and can be cancelled', async () => {
  const { page, close } = await visit(browser, desk('en'));
  await drop(page, 'prose.txt', [PROSE], 800);
  await page.locator('paste-box progress').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.locator('.work .key').click();
  await page.locator('paste-box progress').waitFor({ state: 'detached' });
  await close();
});
