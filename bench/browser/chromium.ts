import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright';
import { build, type Rollup } from 'vite';
import { ARGUMENTS, findOrInstall } from '../../test/site/find-browser.ts';

export interface InChromium {
  /** Seconds of the best run: reading the Blob alone, and reading and analysing it; each in a worker of its own. */
  readonly read: number;
  readonly analyse: number;
}

/** Measures one file in Chromium, cold: every run has a new page and a new worker. */
export async function inChromium(file: string, runs: number): Promise<InChromium> {
  const code = await bundle();
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>bench</title><input type="file">');
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = await chromium.launch({
    executablePath: findOrInstall(),
    args: ARGUMENTS,
  });
  const best = { read: Number.POSITIVE_INFINITY, analyse: Number.POSITIVE_INFINITY };
  try {
    for (let run = 0; run < runs; run++) {
      for (const what of ['read', 'analyse'] as const) {
        const page = await browser.newPage();
        await page.goto(address);
        await page.setInputFiles('input', file);
        best[what] = Math.min(best[what], (await page.evaluate(measure, { code, what })) / 1000);
        await page.close();
      }
    }
  } finally {
    await browser.close();
    server.close();
  }
  return best;
}

/** Runs in the page. */
async function measure({ code, what }: { code: string; what: 'read' | 'analyse' }): Promise<number> {
  const blob = (document.querySelector('input') as HTMLInputElement).files?.[0];
  const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data.milliseconds);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ blob, what });
  });
}

async function bundle(): Promise<string> {
  const result = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: 'bench/browser/worker.ts', formats: ['iife'], name: 'bench' },
    },
  })) as Rollup.RollupOutput[];
  return (result[0] as Rollup.RollupOutput).output[0].code;
}
