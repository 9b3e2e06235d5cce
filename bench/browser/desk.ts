import { existsSync } from 'node:fs';
import { preview } from 'astro';
import { chromium } from 'playwright';
import { ARGUMENTS, findOrInstall } from '../../test/site/find-browser.ts';

/**
 * Seconds from the paste event on the built desk to the first result in the page, the best of some fresh visits; null where
 * the site is not built.
 */
export async function pasteToResult(text: string, runs: number): Promise<number | null> {
  if (!existsSync('dist/site/index.html')) return null;
  const server = await preview({ server: { port: 4390, host: 'localhost' }, logLevel: 'error' });
  const browser = await chromium.launch({ executablePath: findOrInstall(), args: ARGUMENTS });
  let best = Number.POSITIVE_INFINITY;
  try {
    for (let run = 0; run < runs; run++) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`http://localhost:${server.port}/en/`, { waitUntil: 'networkidle' });
      best = Math.min(best, (await page.evaluate(paste, text)) / 1000);
      await context.close();
    }
  } finally {
    await browser.close();
    await server.stop();
  }
  return best;
}

/** Runs in the page: gives it the text as a paste event, and waits for the first section or finding. */
function paste(text: string): Promise<number> {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  const start = performance.now();
  return new Promise(resolve => {
    const seen = new MutationObserver(() => {
      if (!document.querySelector('.seg, .finding')) return;
      seen.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - start));
    });
    seen.observe(document.body, { childList: true, subtree: true });
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
  });
}
