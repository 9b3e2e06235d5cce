import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Locale } from '../../../src/i18n/locales.ts';
import { launch } from '../browser.ts';
import { runbook, visit } from '../page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Milliseconds, the middle of ten. */
interface Speeds {
  /** A task that has nothing to do with the search, between all the others: how busy the machine is. */
  readonly measure: number;
  /** From the key to the dialog, drawn. */
  readonly opens: number;
  /** From a key in the field to the results of the small index, in the page. */
  readonly early: number;
  /** From a key in the field to the results of the full text, with the pause that waits for the end of a word. */
  readonly full: number;
}

/** What is typed, a letter at a time: the script with the fewest tokens a sentence, and the one with the most. */
const typed: readonly (readonly [Locale, string])[] = [
  ['en', 'connections time out at random'],
  ['ko', '새 연결만 타임아웃이 발생합니다'],
];

/** What a machine that does nothing else needs for the measure, in milliseconds. */
const idle = 15;

test.each(typed)('the search answers at once in %s', async (locale, text) => {
  // Opened by its address: a busy browser may lose a key.
  const { page, close } = await visit(browser, `${runbook(locale)}#q=${encodeURIComponent(text)}`);
  await page.locator('dialog #search-list[aria-busy="false"]:not([hidden])').waitFor();
  const speeds = await page.evaluate(timeSearch, text);
  await close();
  // A busy machine is given what it takes from the measure.
  const busy = Math.max(1, speeds.measure / idle);
  expect(speeds.opens, 'ms until it opens').toBeLessThan(100 * busy);
  expect(speeds.early, 'ms until the small index').toBeLessThan(16 * busy);
  expect(speeds.full, 'ms until the full text').toBeLessThan((150 + 90) * busy);
});

/** Runs in the page. Every measurement stands beside one of the measure, so that both meet the same machine. */
async function timeSearch(text: string): Promise<Speeds> {
  const host = document.querySelector('search-dialog') as HTMLElement & { updateComplete: Promise<unknown> };
  const dialog = host.querySelector('dialog') as HTMLDialogElement;
  const input = host.querySelector('input') as HTMLInputElement;
  const list = host.querySelector('#search-list') as HTMLElement;
  const times = {
    measure: [] as number[],
    opens: [] as number[],
    early: [] as number[],
    full: [] as number[],
  };
  const clock = async (of: keyof typeof times, task: () => unknown) => {
    const began = performance.now();
    await task();
    times[of].push(performance.now() - began);
  };
  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  const pause = (ms: number) => new Promise(done => setTimeout(done, ms));
  const type = (value: string) => {
    input.value = value;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };
  const measure = () => {
    const numbers = Array.from({ length: 60_000 }, (_, i) => (i * 7919) % 60_013);
    numbers.sort((a, b) => a - b);
  };
  for (let run = 0; run < 10; run++) {
    dialog.close();
    await frame();
    await clock('measure', measure);
    await clock('opens', async () => {
      document.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }));
      while (!dialog.open) await pause(0);
      await frame();
    });
    type('');
    await host.updateComplete;
    await clock('measure', measure);
    const value = text.slice(0, 2 + Math.floor((run / 10) * (text.length - 1)));
    const began = performance.now();
    await clock('early', async () => {
      type(value);
      await host.updateComplete;
    });
    while (list.getAttribute('aria-busy') !== 'false') await pause(1);
    times.full.push(performance.now() - began);
  }
  const middle = (list: number[]) =>
    Math.round((list.sort((a, b) => a - b)[list.length >> 1] ?? 0) * 10) / 10;
  return {
    measure: middle(times.measure),
    opens: middle(times.opens),
    early: middle(times.early),
    full: middle(times.full),
  };
}
