import { readFileSync } from 'node:fs';
import { chromium } from 'playwright';

/**
 * Takes the picture of the README: the desk with a capture pasted into it. `node scripts/screenshot.mjs ADDRESS`, where the
 * built site is served (`npm start` prints the address). CHROME_PATH names the browser.
 */
const [address = 'http://localhost:4321'] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const context = await browser.newContext({
  viewport: { width: 1280, height: 1010 },
  permissions: ['clipboard-read', 'clipboard-write'],
});
const page = await context.newPage();
await page.goto(`${address}/en/`, { waitUntil: 'networkidle' });
const text = readFileSync('test/cases/conntrack-table-full/full-churn.scroll.txt', 'utf8');
await page.evaluate(content => navigator.clipboard.writeText(content), text);
await page.keyboard.press('ControlOrMeta+V');
await page.locator('.finding').waitFor();
await page.mouse.move(0, 0);
await page.waitForTimeout(300);
await page.screenshot({ path: 'docs/desk.png' });
await browser.close();
