import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localeInfo, locales } from '../../src/i18n/locales.ts';
import { site } from '../../src/i18n/strings/site.ts';
import { widget } from '../../src/i18n/strings/widget.ts';
import { launch } from './browser.ts';
import { axe, capture, expectNoSidewaysScroll, paste } from './page.ts';

let browser: Browser;
let folder = '';
let address = '';
beforeAll(async () => {
  browser = await launch();
  // Alone in a folder, as on a machine that it was carried to.
  folder = mkdtempSync(join(tmpdir(), 'conntriage-carried-'));
  copyFileSync('dist/conntriage.html', join(folder, 'conntriage.html'));
  address = pathToFileURL(join(folder, 'conntriage.html')).href;
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** Opens the file without a network, does something with it, and holds that it asked for nothing but itself. */
async function carried(
  query: string,
  act: (page: Page, complaints: string[]) => Promise<void>,
  width = 1280,
): Promise<void> {
  const context = await browser.newContext({
    offline: true,
    viewport: { width, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', request => {
    if (!/^(?:blob|data):/.test(request.url()) && !request.isNavigationRequest()) asked.push(request.url());
  });
  page.on('pageerror', error => complaints.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  try {
    await page.goto(address + query);
    await page.locator('paste-box [role=status]').first().waitFor({ state: 'attached' });
    await act(page, complaints);
    expect(asked).toEqual([]);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

test.each(locales)('opened from a disk without a network, a full table is confirmed in %s', locale =>
  carried(`?lang=${locale}`, async page => {
    expect(await page.locator('html').getAttribute('lang')).toBe(localeInfo[locale].lang);
    expect(await page.locator('h1').first().innerText()).toBe(site[locale].desk.title);
    await paste(page, capture('full-churn.scroll.txt'));
    const finding = page.locator('.finding').first();
    await finding.waitFor();
    expect(await finding.locator('.v').first().innerText()).toContain(
      widget[locale].verdicts.confirmed.label,
    );
    expect(await finding.locator('.lines').innerText()).toContain('net.netfilter.nf_conntrack_max = 512');
    expect(await page.locator('a[href^="./"], a[href^="/"]').count()).toBe(0);
    expect(await axe(page)).toEqual([]);
  }),
);

test('it is no wider than a phone, and an example can be read there', () =>
  carried(
    '?lang=ko',
    async page => {
      expect(await axe(page)).toEqual([]);
      await expectNoSidewaysScroll(page);
      await page.locator('.examples button').first().click();
      await page.locator('.finding').first().waitFor();
      await expectNoSidewaysScroll(page);
    },
    320,
  ));

test('a change of language takes the paste along', () =>
  carried('?lang=en', async page => {
    await paste(page, capture('full-assured.sysctl.txt'));
    await page.locator('.finding').first().waitFor();
    await page.locator('summary', { hasText: localeInfo.en.short }).click();
    await page.locator('a[data-locale=ja]').click();
    await page.waitForURL(/lang=ja/);
    await page.locator('.finding').first().waitFor();
    expect(await page.locator('.finding .v').first().innerText()).toContain(
      widget.ja.verdicts.confirmed.label,
    );
  }));

test('a change of language takes tabs and their names along, and the name of the case', () =>
  carried('?lang=en', async page => {
    await paste(page, capture('full-assured.sysctl.txt'));
    await page.locator('.finding').first().waitFor();
    await page.locator('.paste-bar .case-add').click();
    await page.locator('paste-box textarea').first().focus();
    await paste(page, capture('full-assured.conntrack-S.txt'));
    await page.locator('.given li').nth(1).waitFor();
    await page.locator('.paste-bar [aria-controls=paste-well]').click();
    await page.locator('.paste-tab').first().click();
    await page.locator('.paste-tab').first().press('F2');
    await page.locator('.piece input').fill('before the change');
    await page.locator('.piece input').press('Enter');
    await page.locator('.tools summary', { hasText: localeInfo.en.short }).click();
    await page.locator('a[data-locale=ko]').click();
    await page.waitForURL(/lang=ko/);
    await page.locator('.given li').nth(1).waitFor();
    expect(await page.locator('.given li b').allInnerTexts()).toEqual(['before the change', 'conntrack -S']);
  }));

test('it has the sheet of keys, and holds collect.sh', () =>
  carried('?lang=ja', async page => {
    await page.keyboard.press('?');
    await page.locator('.sheet-dialog[open]').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('[data-collect]').last().click(),
    ]);
    expect(saved.suggestedFilename()).toBe('collect.sh');
    expect(readFileSync(await saved.path(), 'utf8')).toBe(readFileSync('public/collect.sh', 'utf8'));
  }));

test('its policy lets neither the page nor a worker of it send anything', () =>
  carried('?lang=en', async (page, complaints) => {
    const refused = await page.evaluate(async () => {
      const heard = () =>
        new Promise<string>(resolve =>
          document.addEventListener('securitypolicyviolation', event => resolve(event.violatedDirective), {
            once: true,
          }),
        );
      const ofPage = heard();
      fetch('http://127.0.0.1:9/').catch(() => {});
      const code = `
        addEventListener('securitypolicyviolation', event => postMessage(event.violatedDirective));
        fetch('http://127.0.0.1:9/').catch(() => setTimeout(() => postMessage('failed'), 1000));`;
      const worker = new Worker(URL.createObjectURL(new Blob([code])));
      const ofWorker = new Promise<string>(resolve => {
        worker.onmessage = event => resolve(event.data);
      });
      return [await ofPage, await ofWorker];
    });
    expect(refused).toEqual(['connect-src', 'connect-src']);
    expect(complaints.splice(0).join()).toContain('127.0.0.1:9');
  }));

test('it names no address that it would load from', () => {
  const html = readFileSync('dist/conntriage.html', 'utf8');
  expect(html).not.toMatch(/<(?:script|img|link|iframe)\b[^>]*\b(?:src|href)="(?!data:)/);
  expect(html).not.toContain('sourceMappingURL');
});
