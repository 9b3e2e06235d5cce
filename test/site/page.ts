import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright';
import { expect, inject } from 'vitest';
import type { Locale } from '../../src/i18n/locales.ts';

/** A page of the built site under watch: what it asks of the network, and what its policy refuses. */
export interface Visit {
  readonly page: Page;
  /** Addresses asked for since the page was loaded. */
  readonly requests: string[];
  /** Refusals of the policy, and errors in the console. */
  readonly complaints: string[];
  close(): Promise<void>;
}

interface Options {
  readonly dark?: boolean;
  readonly width?: number;
  /** `load` where nothing has to be waited for. */
  readonly until?: 'load' | 'networkidle';
}

/** A tab that is used again and again: to open a new one costs more than most tests. */
interface Tab {
  readonly key: string;
  readonly page: Page;
  complaints: string[];
}

const spare = new Map<Browser, Tab[]>();

/** Opens an address of the site and waits until it has loaded. The tab knows nothing of what was done in it before. */
export async function visit(
  browser: Browser,
  path: string,
  { dark = false, width = 1280, until = 'networkidle' }: Options = {},
): Promise<Visit> {
  const tabs = spare.get(browser) ?? [];
  spare.set(browser, tabs);
  const at = tabs.findIndex(({ key }) => key === `${dark} ${width}`);
  const tab = tabs.splice(at, at < 0 ? 0 : 1)[0] ?? (await openTab(browser, dark, width));
  const { page } = tab;
  tab.complaints = [];
  const { complaints } = tab;
  const requests: string[] = [];
  await page.goto(inject('site') + path, { waitUntil: until });
  page.on('request', request => {
    // The worker is a blob: it comes out of the page itself.
    if (!request.url().startsWith('blob:')) requests.push(request.url());
  });
  const close = async () => {
    page.removeAllListeners('request');
    await forget(page);
    tabs.push(tab);
  };
  return { page, requests, complaints, close };
}

async function openTab(browser: Browser, dark: boolean, width: number): Promise<Tab> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    permissions: ['clipboard-read', 'clipboard-write'],
    // The whole site is taken in for later in a test of its own; here it would disturb.
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  const tab: Tab = { key: `${dark} ${width}`, page, complaints: [] };
  await watch(context, tab);
  return tab;
}

/** Leaves the page, and takes away what it kept. */
async function forget(page: Page): Promise<void> {
  const { origin } = new URL(page.url());
  await page.unrouteAll();
  await page.emulateMedia({ media: null });
  await page.evaluate(() => sessionStorage.clear());
  await page.goto('about:blank');
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await devTools.detach();
  await page.context().clearCookies();
}

async function watch(context: BrowserContext, tab: Tab): Promise<void> {
  await context.exposeFunction('complain', (complaint: string) => tab.complaints.push(complaint));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', event => {
      (globalThis as unknown as { complain(text: string): void }).complain(
        `${event.violatedDirective}: ${event.blockedURI}`,
      );
    });
  });
  tab.page.on('pageerror', error => tab.complaints.push(error.message));
  tab.page.on('console', message => {
    if (message.type() === 'error') tab.complaints.push(message.text());
  });
}

/** Pastes as a person does: through the clipboard, with the keyboard, wherever the focus is. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate(content => navigator.clipboard.writeText(content), text);
  await page.keyboard.press('ControlOrMeta+V');
}

/** Drops a file on the page; `pieces` are put together in the browser, so that large ones need not travel. */
export async function drop(page: Page, name: string, pieces: readonly string[], repeat = 1): Promise<void> {
  await (await held(page, name, pieces, repeat))();
}

/** A file that is made and held over the page: what comes back drops it. */
export async function held(
  page: Page,
  name: string,
  pieces: readonly string[],
  repeat = 1,
): Promise<() => Promise<void>> {
  const transfer = await page.evaluateHandle(
    ([file, parts, times]) => {
      const bytes = parts.map(part => Uint8Array.from(atob(part), letter => letter.charCodeAt(0)));
      const data = new DataTransfer();
      data.items.add(new File(Array.from({ length: times }, () => bytes).flat(), file));
      return data;
    },
    [name, pieces, repeat] as const,
  );
  return async () => {
    await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  };
}

export const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64');

/** What axe finds, as sentences; nothing where all is well. */
export async function axe(page: Page): Promise<string[]> {
  // Legacy mode spares a blank page for each run; it differs only where a page has frames.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)}`));
}

/** Nothing on the page reaches beyond its right edge. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

/** A true capture. */
export function capture(name: string, slug = 'conntrack-table-full'): string {
  return readFileSync(`test/cases/${slug}/${name}`, 'utf8');
}

export const desk = (locale: Locale) => `/${locale}/`;
export const runbook = (locale: Locale, slug = 'conntrack-table-full') => `/${locale}/incidents/${slug}/`;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the processor's time that the thread itself had: a busy machine does not add to them. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Does something, and says how long the longest task of the page's main thread was, in milliseconds of the processor. */
export async function longestTask(browser: Browser, page: Page, act: () => Promise<void>): Promise<number> {
  return Math.max(...(await mainTasks(browser, page, act)));
}

/** Does something, and says of each task of the page's main thread how many milliseconds of the processor it took. */
export async function mainTasks(browser: Browser, page: Page, act: () => Promise<void>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) => ph === 'X' && /RunTask$/.test(name) && mains.has(`${pid}/${tid}`),
  );
  expect(tasks.length, 'tasks seen').toBeGreaterThan(10);
  return tasks.map(({ tdur = 0 }) => tdur / 1000);
}
