import { gzipSync as gzip } from 'node:zlib';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INCIDENTS } from '../../src/engine/incidents/index.ts';
import { type Locale, locales } from '../../src/i18n/locales.ts';
import { widget } from '../../src/i18n/strings/widget.ts';
import { launch } from './browser.ts';
import { axe, base64, capture, desk, drop, paste, runbook, type Visit, visit } from './page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const MAX_COMMAND = 'sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max';

/** Opens the desk, does something with it, and holds that nothing left the page and its policy had nothing to refuse. */
async function onDesk(locale: Locale, act: (visited: Visit) => Promise<void>, dark = false): Promise<void> {
  const visited = await visit(browser, desk(locale), { dark });
  try {
    await act(visited);
    expect(visited.requests).toEqual([]);
    expect(visited.complaints).toEqual([]);
  } finally {
    await visited.close();
  }
}

/** Outputs in the very form of the posts that the project grew out of, and the incident that each post was about. */
const POSTS = [
  'conntrack-invalid-drop/written.seed-calico-drops.txt',
  'duplicate-iptables-rules/written.seed-raspbian.txt',
  'kube-postrouting-double-snat/written.seed-random-fully-old.txt',
  'vxlan-checksum-offload/written.seed-flannel.txt',
] as const;

test.each(POSTS)('what a post shows leads to the incident it was about: %s', file =>
  onDesk('ja', async ({ page }) => {
    const [slug = '', name = ''] = file.split('/');
    await paste(page, capture(name, slug));
    await page.locator('.finding').first().waitFor();
    expect(await page.locator(`.finding a[href$="${runbook('ja', slug)}"]`).count()).toBeGreaterThan(0);
  }),
);

describe.each(locales)('the desk in %s', locale => {
  const verdicts = widget[locale].verdicts;

  test('a pasted scroll of a full table is confirmed, with its lines, and nothing leaves the page', () =>
    onDesk(locale, async ({ page }) => {
      await paste(page, capture('full-churn.scroll.txt'));
      const finding = page.locator('.finding').first();
      await finding.waitFor();
      expect(await finding.locator('.v').first().innerText()).toContain(verdicts.confirmed.label);
      expect(await page.locator('#said').innerText()).toContain('512');
      expect(await finding.locator('.lines').innerText()).toContain('net.netfilter.nf_conntrack_max = 512');
      expect(await finding.locator('mark.for').first().innerText()).not.toBe('');
      expect(await finding.locator(`a[href$="${runbook(locale)}"]`).count()).toBeGreaterThan(0);
      expect(await axe(page)).toEqual([]);
    }));

  test('a healthy node is clear', () =>
    onDesk(
      locale,
      async ({ page }) => {
        await paste(page, capture('healthy.sysctl.txt'));
        await page.locator('.tally').waitFor();
        expect(await page.locator('.tally').innerText()).toContain(verdicts.clear.label);
        expect(await page.locator('.finding').count()).toBe(0);
        expect(await axe(page)).toEqual([]);
      },
      true,
    ));

  test('a listing without a maximum is undecided, and the command that would tell stands there to copy', () =>
    onDesk(locale, async ({ page }) => {
      await paste(page, capture('healthy.conntrack-L.txt'));
      await page.locator('.tally').waitFor();
      expect(await page.locator('.tally').innerText()).toContain(verdicts.undecided.label);
      const command = page.locator('.next .cmd').first();
      expect(await command.locator('pre').innerText()).toBe(MAX_COMMAND);
      await command.locator('button.copy').click();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(MAX_COMMAND);
    }));

  test('a paste that nothing can read gets a sentence and a command, and stays in the box', () =>
    onDesk(locale, async ({ page }) => {
      await paste(page, 'It was a dark and stormy night.');
      await page.locator('.refused').waitFor();
      expect(await page.locator('.refused').innerText()).toContain(widget[locale].refused.unrecognised.title);
      expect(await page.locator('.refused pre').first().innerText()).toBe(MAX_COMMAND);
      expect(await page.locator('paste-box textarea').first().inputValue()).toBe(
        'It was a dark and stormy night.',
      );
      expect(await axe(page)).toEqual([]);
    }));
});

describe('what is given to it', () => {
  test('a second output added to the case decides what was open', () =>
    onDesk('en', async ({ page }) => {
      await paste(page, capture('full-assured.conntrack-L.txt'));
      const box = page.locator('.next textarea');
      await box.fill(capture('full-assured.sysctl.txt'));
      await page.locator('.next .key-main').click();
      await page.locator('.finding .v-confirmed').waitFor();
    }));

  test('typing is read on Ctrl-Enter', () =>
    onDesk('en', async ({ page }) => {
      await page.locator('paste-box textarea').fill(capture('full-assured.sysctl.txt'));
      await page.locator('paste-box textarea').press('ControlOrMeta+Enter');
      await page.locator('.finding .v-confirmed').waitFor();
    }));

  test('there is an example for every incident, one for a healthy node, and an address opens one', async () => {
    await onDesk('ja', async ({ page }) => {
      await page.locator('.examples summary').click();
      expect(await page.locator('.examples button').count()).toBe(INCIDENTS.length + 1);
      await page.locator('[data-example=mtu-pmtu]').click();
      await page.locator('.finding .v-confirmed').waitFor();
    });
    const { page, close } = await visit(browser, `${desk('ko')}?example=mtu-pmtu`);
    await page.locator('.finding .v-confirmed').waitFor();
    await close();
  });

  test('markup in a paste is text', () =>
    onDesk('en', async ({ page }) => {
      await paste(
        page,
        `<img src=x onerror="document.title='owned'">\n${capture('full-assured.sysctl.txt')}`,
      );
      await page.locator('.finding').waitFor();
      expect(await page.title()).not.toBe('owned');
      expect(await page.locator('main img').count()).toBe(0);
    }));

  const SYSCTL = capture('full-assured.sysctl.txt');
  test.each([
    ['a packed file', base64(gzip(SYSCTL)), '.finding .v-confirmed'],
    ['UTF-16', base64(Buffer.from(`\ufeff${SYSCTL}`, 'utf16le')), '.finding .v-confirmed'],
    ['CRLF', base64(SYSCTL.replaceAll('\n', '\r\n')), '.finding .v-confirmed'],
    ['colours', base64(SYSCTL.replaceAll('512', '\x1b[1;31m512\x1b[0m')), '.finding .v-confirmed'],
    [
      'a fence with prompts',
      base64(`\`\`\`console\n$ sysctl -a | grep conntrack\n${SYSCTL}\`\`\`\n`),
      '.finding .v-confirmed',
    ],
    ['nothing', base64(''), '.refused'],
    [
      'random bytes',
      base64(Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 256))),
      '.refused',
    ],
    ['a picture', base64(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13])), '.refused'],
    ['a broken packed file', base64(gzip(SYSCTL).subarray(0, 30)), '.refused'],
    ['prose', base64('hello'), '.refused'],
  ])('a dropped file: %s', (name, content, outcome) =>
    onDesk('en', async ({ page }) => {
      await drop(page, name, [content]);
      await page.locator(outcome).first().waitFor();
    }),
  );

  test('10 MB on one line end in an answer', () =>
    onDesk('en', async ({ page }) => {
      await drop(page, 'line.txt', [base64('x'.repeat(100_000))], 100);
      await page.locator('.refused').waitFor();
    }));
});

test('a worker of the page cannot send anything elsewhere: the policy of the page binds it', async () => {
  const { page, close } = await visit(browser, desk('en'));
  const answer = await page.evaluate(
    () =>
      new Promise<string>(resolve => {
        const code = `
          addEventListener('securitypolicyviolation', event => postMessage('refused by ' + event.violatedDirective));
          fetch('http://127.0.0.1:9/').then(() => postMessage('sent'), () => setTimeout(() => postMessage('failed'), 1000));`;
        const worker = new Worker(URL.createObjectURL(new Blob([code])));
        worker.onmessage = event => resolve(event.data);
      }),
  );
  expect(answer).toBe('refused by connect-src');
  await close();
});
