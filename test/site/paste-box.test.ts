import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { locales } from '../../src/i18n/locales.ts';
import { widget } from '../../src/i18n/strings/widget.ts';
import { launch } from './browser.ts';
import { axe, base64, capture, desk, drop, expectNoSidewaysScroll, paste, runbook, visit } from './page.ts';

const { box, refused, verdicts } = widget.en;
const FIELD = 'paste-box .paste-text textarea';
const FULL = capture('full-assured.sysctl.txt');
const HEALTHY = capture('healthy.sysctl.txt');

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Opens a page with a paste box, does something with it, and holds that nothing was asked for and nothing refused. */
async function on(path: string, act: (page: Page) => Promise<void>, width = 1280): Promise<void> {
  const { page, requests, complaints, close } = await visit(browser, path, { width });
  try {
    // On a page that is read, the script comes when somebody turns to a box; from then on nothing is asked for.
    await page.locator('paste-box').first().hover();
    await page.locator('paste-box [role=status]').first().waitFor({ state: 'attached' });
    await expect.poll(() => requests.splice(0).length, { interval: 400 }).toBe(0);
    await act(page);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
  } finally {
    await close();
  }
}

const key = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const verdict = (page: Page) => page.locator('.tally .v').first().innerText();

describe('what goes into the box', () => {
  test('a large paste is a chip: it never enters the page, and can be taken away', () =>
    on(desk('en'), async page => {
      const listing = capture('full-churn.conntrack-L.txt').repeat(4);
      await page.focus(FIELD);
      await paste(page, listing);
      await page.locator('#said').waitFor();
      await key(page, box.show).click();
      const lines = new Intl.NumberFormat('en').format(listing.split('\n').length - 1);
      expect(await page.locator('.piece').innerText()).toContain(`${lines} lines`);
      expect(await page.inputValue(FIELD)).toBe('');
      expect(await page.evaluate(() => document.body.innerText.length)).toBeLessThan(20_000);
      expect(await axe(page)).toEqual([]);
      await page.locator('.piece button').last().click();
      expect(await page.locator('.piece').count()).toBe(0);
    }));

  test('a paste is taken anywhere on the page, but not out of another field', () =>
    on(desk('en'), async page => {
      await page.evaluate(() => document.body.append(document.createElement('input')));
      await page.locator('body > input').focus();
      await paste(page, FULL);
      expect(await page.locator('#said').count()).toBe(0);
      await page.locator('body > input').blur();
      await paste(page, FULL);
      await page.locator('#said').waitFor();
    }));

  test('a file that is dropped before the script has come is read when it has', async () => {
    const page = await browser.newPage();
    await page.route('**/paste-box.*.js', async route => {
      await new Promise(resolve => setTimeout(resolve, 1000));
      await route.continue();
    });
    await page.goto(inject('site') + desk('en'));
    expect(await page.locator('paste-box [role=status]').count()).toBe(0);
    await drop(page, 'sysctl.txt', [base64(FULL)]);
    await page.locator('.tally .v-confirmed').waitFor();
    await page.close();
  });

  test('the next paste takes its place, and the one before comes back', () =>
    on(desk('en'), async page => {
      await paste(page, FULL);
      await page.locator('#said').waitFor();
      await paste(page, HEALTHY);
      await page.locator('.tally .v-clear').waitFor();
      await key(page, box.before).click();
      await page.locator('.tally .v-confirmed').waitFor();
      await key(page, box.fresh).click();
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
      expect(await page.locator('#said').count()).toBe(0);
      await key(page, box.before).click();
      expect(await page.inputValue(FIELD)).toBe(FULL);
    }));

  test('what is pasted into a box that holds something waits for the key', () =>
    on(desk('en'), async page => {
      await page.focus(FIELD);
      await page.keyboard.type('root@node-3:~# conntrack -C\n512\n');
      await paste(page, FULL);
      await page.waitForTimeout(300);
      expect(await page.locator('#said').count()).toBe(0);
      await key(page, box.read).click();
      await page.locator('#said').waitFor();
      expect(await page.locator('.finding-rail .v').first().innerText()).toBe(verdicts.confirmed.label);
    }));

  test('Escape breaks a reading off, and everything stays in the box', () =>
    on(desk('en'), async page => {
      await drop(page, 'conntrack.txt', [base64(capture('full-churn.conntrack-L.txt'))], 1000);
      await page.locator('paste-box progress').waitFor();
      await page.keyboard.press('Escape');
      await page.getByText(widget.en.work.stopped).first().waitFor();
      expect(await page.locator('.piece').innerText()).toContain('conntrack.txt');
    }));

  test('a worker that crashes says so, and the next reading has a new one', () =>
    on(desk('en'), async page => {
      await drop(page, 'conntrack.txt', [base64(capture('full-churn.conntrack-L.txt'))], 1000);
      await page.locator('paste-box progress').waitFor();
      const [worker] = page.workers();
      expect(worker?.url()).toMatch(/^blob:/);
      await worker?.evaluate(() => {
        setTimeout(() => {
          throw new Error('a fault');
        });
      });
      await page.getByText(refused.crashed.title).first().waitFor();
      expect(await page.locator('.piece').innerText()).toContain('conntrack.txt');
      await paste(page, FULL);
      await page.locator('.tally .v-confirmed').waitFor();
    }));
});

describe('what it answers', () => {
  test('the answer has the focus, is spoken, and names the page', () =>
    on(desk('en'), async page => {
      await paste(page, FULL);
      await page.locator('#said:focus').waitFor();
      expect(await page.locator('paste-box [role=status]').innerText()).toMatch(/^Confirmed: /);
      expect(await page.title()).toMatch(/^Confirmed: .* \| Conntriage$/);
    }));

  test('lines that were not understood are one click away, with what was expected there', () =>
    on(desk('en'), async page => {
      await paste(page, `${capture('full-churn.conntrack-S.txt')}what is this\n`);
      await page.locator('#said').waitFor();
      await page.locator('.seg.is-unread a').click();
      const fold = page.locator('.unread');
      expect(await fold.evaluate(element => (element as HTMLDetailsElement).open)).toBe(true);
      expect(await fold.innerText()).toContain('what is this');
      expect(await fold.innerText()).toContain('the rest of conntrack -S');
      expect(await axe(page)).toEqual([]);
    }));

  test('an output on the scale leads to its evidence', () =>
    on(desk('en'), async page => {
      await paste(page, capture('full-churn.scroll.txt'));
      await page.locator('.seg a').first().click();
      const line = page.locator('.lines li.is-target');
      expect(await line.locator('mark.for').count()).toBe(1);
      expect(await line.evaluate(element => element === document.activeElement)).toBe(true);
    }));

  test.each(locales)('nothing scrolls sideways on a phone, in %s', locale =>
    on(
      desk(locale),
      async page => {
        await paste(page, `${capture('recovered.scroll.txt')}what is this\n`);
        await page.locator('#said').waitFor();
        await expectNoSidewaysScroll(page);
        expect(await verdict(page)).toBe(widget[locale].verdicts.suspected.label);
        expect(await axe(page)).toEqual([]);
      },
      340,
    ),
  );
});

describe('inside a runbook', () => {
  const BOX = 'paste-box[size=one]';

  test('a box answers in one line, with the evidence, and leads on', () =>
    on(runbook('en'), async page => {
      await page.locator(BOX).first().locator('textarea').focus();
      await paste(page, FULL);
      const answer = page.locator(`${BOX} .answer.is-confirmed`);
      await answer.waitFor();
      expect(await answer.evaluate(element => element === document.activeElement)).toBe(true);
      expect(await page.locator(`${BOX} mark.for`).count()).toBe(2);
      expect(await page.locator(`${BOX} a[href="#stop"]`).count()).toBe(1);
      expect(await axe(page)).toEqual([]);
    }));

  test('another paste takes the place of the first', () =>
    on(runbook('en'), async page => {
      const first = page.locator(BOX).first();
      await first.locator('textarea').focus();
      await paste(page, FULL);
      await first.locator('.answer button').click();
      expect(await first.locator('textarea').inputValue()).toBe(FULL);
      await paste(page, HEALTHY);
      await first.locator('.answer.is-clear').waitFor();
    }));

  test('what nothing can read is refused in its place', () =>
    on(runbook('en'), async page => {
      const first = page.locator(BOX).first();
      await first.locator('textarea').focus();
      await paste(page, 'hello');
      await first.locator('.refused').waitFor();
      expect(await first.locator('textarea').inputValue()).toBe('hello');
    }));
});
