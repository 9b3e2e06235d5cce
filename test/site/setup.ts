import { existsSync } from 'node:fs';
import { preview } from 'astro';
import type { TestProject } from 'vitest/node';
import { findOrInstall } from './find-browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built site is served: `http://localhost:43210`. */
    site: string;
    /** The path of a Chromium. */
    browser: string;
  }
}

/** Finds a browser and serves the built site, for all browser tests. */
export default async function setup(project: TestProject) {
  if (!existsSync('dist/site/index.html'))
    throw new Error('The site is not built: run `npm run build` first.');
  project.provide('browser', findOrInstall());
  const server = await preview({ server: { port: 4399, host: 'localhost' }, logLevel: 'error' });
  project.provide('site', `http://localhost:${server.port}`);
  return () => server.stop();
}
