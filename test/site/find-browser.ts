import { execFileSync, execSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const USUAL_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
  'C:/Program Files (x86)/Google/Chrome/Application/chrome.exe',
  'C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe',
];

/** Without these a headless Chromium asks the network for things that no test wants. */
export const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The path of a Chromium; installs one where none is found. Throws where that fails too: browser tests are never
 * left out.
 */
export function findOrInstall(): string {
  return find() ?? install();
}

function find(): string | undefined {
  const { CHROME_PATH, PATH = '' } = process.env;
  const onPath = PATH.split(delimiter).flatMap(folder => NAMES.map(name => join(folder, name)));
  const candidates = [
    ...(CHROME_PATH ? [CHROME_PATH] : []),
    ...onPath,
    ...USUAL_PLACES,
    chromium.executablePath(),
  ];
  return candidates.find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Playwright's own Chromium, or as root on Debian its package, with fonts that have Han, Kana and Hangul. */
function install(): string {
  const failures: string[] = [];
  const ways = [
    () => execFileSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'pipe', timeout: 300_000 }),
    () => {
      if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version'))
        throw new Error('not root on Debian');
      execSync(
        'apt-get update && apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends chromium fonts-noto-cjk',
        { stdio: 'pipe', timeout: 600_000 },
      );
    },
  ];
  for (const way of ways) {
    try {
      way();
    } catch (error) {
      failures.push((error as Error).message.split('\n').slice(0, 3).join(' '));
    }
    const found = find();
    if (found) return found;
  }
  throw new Error(
    `The browser tests need Chromium, and none was found or could be installed (${failures.join('; ')}). ` +
      'Install Chromium, Chrome or Edge, or name one in CHROME_PATH.',
  );
}
