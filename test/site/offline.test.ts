import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { offline } from '../../src/i18n/strings/offline.ts';
import { widget } from '../../src/i18n/strings/widget.ts';
import { launch } from './browser.ts';
import { axe, capture, desk, paste, runbook } from './page.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

let browser: Browser;
let server: Server;
let site = '';
/** Addresses asked for, and files that are answered with something else. */
let asked: string[] = [];
let instead = new Map<string, string>();
/** Milliseconds that a pack takes. */
let slow = 0;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** A server of its own, which can be stopped; on a new port each time: another origin. */
beforeEach(async () => {
  asked = [];
  instead = new Map();
  slow = 0;
  server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname);
    asked.push(path);
    const file = join('dist/site', normalize(path), path.endsWith('/') ? 'index.html' : '');
    const text = instead.get(path);
    if (text === undefined && !(existsSync(file) && statSync(file).isFile())) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' });
    const wait = path.startsWith('/offline/') ? slow : 0;
    if (text === undefined) setTimeout(() => createReadStream(file).pipe(response), wait);
    else response.end(text);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(stop);

function stop(): Promise<void> {
  server.closeAllConnections();
  return new Promise(resolve => server.close(() => resolve()));
}

async function open(path: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await page.goto(site + path, { waitUntil: 'load' });
  return { context, page };
}

const ready = (page: Page) => page.locator('html[data-offline=ready]').waitFor({ state: 'attached' });

test('after one visit the whole site works with the server stopped: pages never seen, search, analysis, 404', async () => {
  const { context, page } = await open(desk('ja'));
  await ready(page);
  await stop();
  await expect(fetch(site)).rejects.toThrow();

  await paste(page, capture('full-churn.scroll.txt'));
  await page.locator('.finding').first().waitFor();
  expect(await page.locator('.finding .v').first().innerText()).toContain(widget.ja.verdicts.confirmed.label);

  await page.goto(site + runbook('ko', 'mtu-pmtu'));
  expect(await page.locator('html').getAttribute('lang')).toBe('ko');
  await page.goto(site + runbook('ja'));
  await page.locator('paste-box').first().hover();
  await page.locator('paste-box [role=status]').first().waitFor({ state: 'attached' });
  await page.locator('paste-box textarea').first().focus();
  await paste(page, capture('full-assured.sysctl.txt'));
  await page.locator('.answer').first().waitFor();

  await page.goto(`${site}/en/`);
  await page.keyboard.press('/');
  await page.locator('dialog[open] input').fill('table full');
  await page.locator('dialog [role=option]').first().waitFor();

  // Without its slash, and an address that never was.
  await page.goto(`${site}/zh`);
  expect(new URL(page.url()).pathname).toBe('/zh/');
  const lost = await page.goto(`${site}/zh/nothing/`);
  expect(lost?.status()).toBe(404);
  expect(await page.locator('[data-lost]:visible').count()).toBe(1);
  // What only a header can say is said without a server too.
  const frames = (await (await page.goto(site + desk('en')))?.allHeaders())?.['content-security-policy'];
  expect(frames).toContain("frame-ancestors 'none'");
  await context.close();
});

test('whoever pastes at once is not disturbed: nothing is asked for, also not later', async () => {
  const { context, page } = await open(desk('en'));
  await page.waitForLoadState('networkidle');
  await paste(page, capture('full-assured.sysctl.txt'));
  await page.locator('.finding').first().waitFor();
  const before = asked.length;
  await page.waitForTimeout(8000);
  expect(asked.slice(before)).toEqual([]);
  await context.close();
});

test('a case that begins while the site is taken in stops that', async () => {
  slow = 1500;
  const { context, page } = await open(desk('en'));
  const first = readFileSync('dist/site/sw.js', 'utf8').match(/offline\/shared\.\w+\.pack/)?.[0];
  expect(first).toBeDefined();
  await expect.poll(() => asked.includes(`/${first}`), { timeout: 20_000, interval: 5 }).toBe(true);
  await page.locator('paste-box textarea').first().fill(capture('full-assured.sysctl.txt'));
  await page.locator('paste-box textarea').first().press('ControlOrMeta+Enter');
  await page.locator('.finding').first().waitFor();
  const packs = asked.filter(path => path.startsWith('/offline/')).length;
  await page.waitForTimeout(2500);
  expect(asked.filter(path => path.startsWith('/offline/')).length).toBe(packs);
  expect(await page.locator('html').getAttribute('data-offline')).toBeNull();
  // Not all pages are here: that one of them is missing means only that there is no network.
  await stop();
  await expect(page.goto(site + runbook('zh'))).rejects.toThrow('ERR_');
  await context.close();
});

test('an update is announced in the language of the page, waits, and comes when asked for', async () => {
  const { context, page } = await open(desk('ko'));
  await ready(page);
  const worker = readFileSync('dist/site/sw.js', 'utf8');
  const version = /version:\s*[`"'](\w+)[`"']/.exec(worker)?.[1] ?? '';
  expect(version).not.toBe('');
  instead.set('/sw.js', worker.replaceAll(version, 'newer'));

  await page.goto(site + runbook('ko'));
  await page.locator('.newer').waitFor();
  expect(await page.locator('.newer').innerText()).toContain(offline.ko.newer);
  expect(await axe(page)).toEqual([]);
  // Nothing has changed hands: a case that begins now sends the line away.
  const versions = () => page.evaluate(async () => (await caches.keys()).map(name => name.split(' ').at(-1)));
  const active = () =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting !== null);
  expect(await active()).toBe(true);
  await page.locator('paste-box').first().click();
  expect(await page.locator('.newer').count()).toBe(0);

  await page.reload();
  const loaded = page.waitForEvent('load', { timeout: 30_000 });
  await page.locator('.newer').waitFor();
  await page.getByRole('button', { name: offline.ko.take }).click();
  await loaded;
  await expect.poll(active).toBe(false);
  expect((await versions()).at(-1)).toBe('newer');
  await context.close();
});
