import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tableStrings } from '../../../src/i18n/strings/desk/tables.ts';
import { launch } from '../browser.ts';
import { desk, mainTasks, visit } from '../page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const FLOWS = 1_000_000;
const FRAMES = 90;
/** At 60 frames a second there are 16.7 ms for each, of which drawing on the screen takes some. */
const MOST_A_FRAME = 12;

/** Drops a listing of a million flows from 16,000 addresses: made in the page, so that it need not travel. */
async function dropFlows(page: Page): Promise<void> {
  const transfer = await page.evaluateHandle(flows => {
    const parts: string[] = [];
    for (let at = 0; at < flows; at += 10_000) {
      let part = '';
      for (let n = at; n < at + 10_000; n++) {
        const source = `10.${n % 8}.${(n >> 3) % 250}.${(n >> 5) % 100}`;
        const port = 1024 + (n % 60_000);
        part += `tcp      6 ${n % 86_400} ESTABLISHED src=${source} dst=10.96.0.10 sport=${port} dport=80 src=10.244.1.2 dst=${source} sport=8080 dport=${port} [ASSURED] mark=0 use=1\n`;
      }
      parts.push(part);
    }
    const data = new DataTransfer();
    data.items.add(new File(parts, 'conntrack.txt'));
    return data;
  }, FLOWS);
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await transfer.dispose();
}

/** Scrolls the table a little each frame, as a wheel does, and says how many frames there were. */
async function scroll(page: Page): Promise<void> {
  await page.locator('flow-table .rows').evaluate(
    (box, frames) =>
      new Promise<void>(done => {
        let left = frames;
        const step = () => {
          if (left-- === 0) return done();
          box.scrollTop += 90;
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    FRAMES,
  );
}

test('a million flows, put together and one by one, scroll at 60 frames a second', async () => {
  const { page, requests, complaints, close } = await visit(browser, desk('en'));
  await dropFlows(page);
  await page.locator('.tally').waitFor();
  await page.locator('#tab-flows').click();
  for (const grouping of ['source', 'flow'] as const) {
    await page
      .locator('flow-table .choice label', { hasText: tableStrings.en.flows.by[grouping] })
      .first()
      .click();
    await page.locator('flow-table .rows[aria-busy="false"] td').nth(20).waitFor();
    expect(Number(await page.locator('flow-table table').getAttribute('aria-rowcount'))).toBeGreaterThan(
      10_000,
    );
    const before = await page.locator('flow-table .row').first().getAttribute('aria-rowindex');
    const tasks = await mainTasks(browser, page, () => scroll(page));
    expect(await page.locator('flow-table .row').first().getAttribute('aria-rowindex')).not.toBe(before);
    const busy = tasks.reduce((sum, one) => sum + one, 0);
    expect(busy / FRAMES, `ms of the processor a frame, by ${grouping}`).toBeLessThan(MOST_A_FRAME);
    expect(Math.max(...tasks), `ms of the longest task, by ${grouping}`).toBeLessThan(50);
  }
  expect([requests, complaints]).toEqual([[], []]);
  await close();
}, 120_000);
