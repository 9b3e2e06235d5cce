import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { AstroIntegration } from 'astro';
import { build } from 'vite';
import { locales } from '../i18n/locales.ts';
import { type PackedFile, pack } from './pack.ts';
import { type PackName, type Plan, packOf } from './plan.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.sh': 'text/x-shellscript; charset=utf-8',
};

/**
 * Astro integration, the last of all: packs the finished site for the service worker, and writes that worker with the
 * plan of the packs in it.
 */
export function offline(): AstroIntegration {
  let root = '';
  return {
    name: 'conntriage-offline',
    hooks: {
      'astro:config:done': ({ config }) => {
        root = fileURLToPath(config.root);
      },
      'astro:build:done': async ({ dir, logger }) => {
        const folder = fileURLToPath(dir);
        const { plan, bytes } = writePacks(folder);
        writeFileSync(join(folder, 'sw.js'), await serviceWorker(root, plan));
        const sizes = Object.entries(bytes).map(([name, size]) => `${name} ${Math.round(size / 1000)} kB`);
        logger.info(`offline: version ${plan.version}; ${sizes.join(', ')}`);
      },
    },
  };
}

/** The same site makes the same packs: files in the order of their names, no times. */
function writePacks(folder: string): { plan: Plan; bytes: Partial<Record<PackName, number>> } {
  const files = new Map<PackName, PackedFile[]>();
  const paths = globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/'))
    .sort();
  for (const path of paths) {
    const name = packOf(path, locales);
    if (name === null) continue;
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    files.set(name, [
      ...(files.get(name) ?? []),
      { path, type, bytes: new Uint8Array(readFileSync(join(folder, path))) },
    ]);
  }
  const packs: Partial<Record<PackName, string>> = {};
  const bytes: Partial<Record<PackName, number>> = {};
  mkdirSync(join(folder, 'offline'), { recursive: true });
  for (const [name, content] of files) {
    const packed = pack(content);
    const address = `offline/${name}.${hashOf(packed)}.pack`;
    // `.pack`, not `.gz`: some servers would declare that one unpacked.
    const squeezed = gzipSync(packed, { level: 9 });
    writeFileSync(join(folder, address), squeezed);
    packs[name] = address;
    bytes[name] = squeezed.length;
  }
  return { plan: { version: hashOf(JSON.stringify(packs)), packs }, bytes };
}

function hashOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

async function serviceWorker(root: string, plan: Plan): Promise<string> {
  const result = await build({
    root,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'warn',
    define: { __OFFLINE_PLAN__: JSON.stringify(plan) },
    build: {
      write: false,
      modulePreload: false,
      target: 'es2022',
      rolldownOptions: {
        input: fileURLToPath(new URL('./sw.ts', import.meta.url)),
        output: { format: 'iife', codeSplitting: false },
      },
    },
  });
  const [script] = 'output' in result ? result.output : [];
  if (script?.type !== 'chunk') throw new Error('The service worker was not built.');
  return script.code;
}
