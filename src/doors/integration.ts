import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { headerFile } from './headers.ts';
import { markdownOf } from './markdown.ts';
import { sitemap } from './sitemap.ts';

/**
 * Astro integration: after the build, a Markdown copy of every page beside it (`en/incidents/mtu-pmtu.md`), `sitemap.xml`, the addresses of
 * robots, and the headers of hosts that read `_headers`.
 */
export function doorsFromOutside(): AstroIntegration {
  let base = '/';
  let origin: string | undefined;
  return {
    name: 'conntriage-doors',
    hooks: {
      'astro:config:done': ({ config }) => {
        base = config.base.replace(/\/*$/, '/');
        origin = config.site;
      },
      'astro:build:done': ({ dir, logger }) => {
        const site = fileURLToPath(dir);
        const pages = pagesOf(site);
        let copies = 0;
        for (const path of pages) {
          const html = readFileSync(join(site, path, 'index.html'), 'utf8');
          if (copyOf(html) === undefined) continue;
          const address = absolute(`${base}${path}`, origin);
          writeFileSync(join(site, path.replace(/\/$/, '.md')), markdownOf(html, address));
          copies += 1;
        }
        const listed = pages.filter(path => isListed(path, site));
        writeFileSync(
          join(site, 'sitemap.xml'),
          sitemap(listed, to => absolute(base + to, origin), origin !== undefined),
        );
        if (origin) {
          const robots = join(site, 'robots.txt');
          const rules = readFileSync(robots, 'utf8').replace(/^Sitemap:.*\n?/gm, '');
          writeFileSync(robots, `${rules}Sitemap: ${absolute(`${base}sitemap.xml`, origin)}\n`);
        }
        writeFileSync(join(site, '_headers'), headerFile(base, pages));
        logger.info(`${copies} Markdown copies, ${listed.length} addresses in sitemap.xml`);
        if (!origin)
          logger.info('SITE is not set: addresses in sitemap.xml, llms.txt and the copies begin with /');
      },
    },
  };
}

const absolute = (to: string, origin: string | undefined) => (origin ? new URL(to, origin).href : to);

/** The addresses of all pages, below the base: `''`, `en/`, `en/incidents/mtu-pmtu/`; 404 has none. */
export function pagesOf(site: string): string[] {
  return readdirSync(site, { recursive: true, encoding: 'utf8' })
    .map(name => name.split(sep).join('/'))
    .filter(name => name === 'index.html' || name.endsWith('/index.html'))
    .map(name => name.replace(/index\.html$/, ''))
    .sort();
}

/** Where a page says that its copy as Markdown stands; undefined for a page that has none (src/layouts/Base.astro). */
export function copyOf(html: string): string | undefined {
  return /<link rel="alternate" type="text\/markdown" href="([^"]+)"/.exec(html)?.[1];
}

/** What search engines are to find: not the views for frames, and nothing that says it is found elsewhere. */
function isListed(path: string, site: string): boolean {
  const [first, kind] = path.split('/');
  if (first === 'runbooks' || kind === 'embed') return false;
  return !readFileSync(join(site, path, 'index.html'), 'utf8').includes('name="robots" content="noindex"');
}
