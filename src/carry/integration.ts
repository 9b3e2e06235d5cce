import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { build } from 'vite';
import { examples } from '../../scripts/examples-plugin.mjs';
import { texts } from '../../scripts/texts-plugin.mjs';
import { carryFile } from './file.ts';

/** Where the desk of the file is drawn during the build; taken away again before anything else looks at the site. */
const PAGE = 'conntriage-to-carry';

/**
 * Astro integration: writes `conntriage.html` beside the folder of the site. It is the desk and the engine in one file that opens without a
 * network. With SITE its findings link to the runbooks there; without, they name them.
 */
export function carryAlong(): AstroIntegration {
  let root = '';
  let base = '/';
  let site: string | undefined;
  return {
    name: 'conntriage-carry',
    hooks: {
      'astro:config:setup': ({ command, injectRoute }) => {
        if (command !== 'build') return;
        injectRoute({ pattern: `/${PAGE}`, entrypoint: new URL('./Carry.astro', import.meta.url) });
      },
      'astro:config:done': ({ config }) => {
        root = fileURLToPath(config.root);
        base = config.base.replace(/\/*$/, '/');
        site = config.site;
      },
      'astro:build:done': async ({ dir, logger }) => {
        const folder = fileURLToPath(dir);
        const read = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8');
        const body = between(read(PAGE, 'index.html'), '<body>', '</body>');
        rmSync(join(folder, PAGE), { recursive: true });
        const file = carryFile({
          body,
          styles: styleSheets(read('en', 'index.html'), base)
            .map(path => read(path))
            .join('\n'),
          theme: read('theme.js'),
          script: await bundle(root, site === undefined ? './' : new URL(base, site).href),
          icon: read('favicon.svg'),
        });
        const to = join(folder, '..', 'conntriage.html');
        writeFileSync(to, file);
        logger.info(`one file to carry: ${to}, ${Math.round(Buffer.byteLength(file) / 1000)} kB`);
      },
    },
  };
}

/** The style sheets of a page, as paths below the site's folder. */
function styleSheets(html: string, base: string): string[] {
  const links = html.match(/<link\b[^>]*\brel="stylesheet"[^>]*>/g) ?? [];
  const paths = links.flatMap(link => /\bhref="([^"]+)"/.exec(link)?.[1] ?? []);
  if (paths.length === 0)
    throw new Error('The desk has no style sheet that could be put into the file to carry.');
  return paths.map(path => path.slice(base.length));
}

/** Everything that the desk runs, the engine's worker and the texts of four languages included, as one module. */
async function bundle(root: string, base: string): Promise<string> {
  const result = await build({
    root,
    base,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [texts(), examples()],
    build: {
      write: false,
      modulePreload: false,
      target: 'es2022',
      rolldownOptions: {
        input: fileURLToPath(new URL('./main.ts', import.meta.url)),
        checks: { pluginTimings: false },
        output: { format: 'es', codeSplitting: false },
      },
    },
    // Chromium refuses a module as the worker of a page from a file: its origin is none.
    worker: { format: 'iife' },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap(one =>
    'output' in one ? one.output : [],
  );
  const [script, ...others] = outputs;
  if (script?.type !== 'chunk' || others.length > 0)
    throw new Error(`The file to carry must be one module: ${outputs.map(one => one.fileName).join(', ')}`);
  return script.code;
}

function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start);
  const to = text.lastIndexOf(end);
  if (from < 0 || to < from) throw new Error(`There is no ${start}…${end}.`);
  return text.slice(from + start.length, to);
}
