import { createReadStream, existsSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { buildSearchIndex } from './build.ts';

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.json': 'application/json' };

/**
 * Astro integration: writes the search index after the build. The development server serves the one of the last build,
 * so that search works there too, on the texts of that build.
 */
export function searchIndex(): AstroIntegration {
  let root = '';
  let site = '';
  let base = '/';
  return {
    name: 'conntriage-search',
    hooks: {
      'astro:config:done': ({ config }) => {
        root = fileURLToPath(config.root);
        site = fileURLToPath(config.outDir);
        base = config.base.replace(/\/*$/, '/');
      },
      'astro:server:setup': ({ server, logger }) => {
        const folder = join(site, 'pagefind');
        if (!existsSync(folder)) {
          logger.warn(`no search index in ${folder}: run "npm run build" once, and search works here too`);
        }
        server.middlewares.use((request, response, next) => {
          const file = fileOf(request.url ?? '', base, folder);
          if (file === null) return next();
          if (!existsSync(file) || !statSync(file).isFile()) {
            response.statusCode = 404;
            response.end();
            return;
          }
          response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
          createReadStream(file).pipe(response);
        });
      },
      'astro:build:done': async ({ dir, logger }) => {
        const { pages, sections, files, bytes } = await buildSearchIndex(
          fileURLToPath(dir),
          join(root, 'content'),
        );
        const size = `${Math.round(bytes / 1000)} kB`;
        logger.info(`search index: ${pages} pages, ${sections} sections, ${files} files, ${size}`);
      },
    },
  };
}

/** `/base/pagefind/index/x.pf_index?ts=1` → the file in the folder; null for any other address, and for `..` in one. */
export function fileOf(url: string, base: string, folder: string): string | null {
  const [path = ''] = url.split('?');
  const start = [`${base}pagefind/`, '/pagefind/'].find(prefix => path.startsWith(prefix));
  if (start === undefined) return null;
  const name = path.slice(start.length);
  return /^[\w.-]+(?:\/[\w-][\w.-]*)*$/.test(name) && !name.startsWith('.') ? join(folder, name) : null;
}
