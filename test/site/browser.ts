import { type Browser, chromium } from 'playwright';
import { inject } from 'vitest';
import { ARGUMENTS } from './find-browser.ts';

/** Starts the Chromium that the setup has found. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: inject('browser'), args: ARGUMENTS });
}
