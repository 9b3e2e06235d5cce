import { satteri } from '@astrojs/markdown-satteri';
import mdx from '@astrojs/mdx';
import { defineConfig } from 'astro/config';
import { texts } from './scripts/texts-plugin.mjs';
import { markdownPlugins } from './src/components/markdown/plugins.ts';
import { codeTheme, codeTransformers } from './src/components/markdown/shiki.ts';
import { searchIndex } from './src/search/integration.ts';

/** `SITE=https://runbooks.example.org BASE_PATH=/net/ npm run build`; without SITE no absolute address is printed. */
const site = process.env.SITE;
const base = process.env.BASE_PATH;

export default defineConfig({
  ...(site && { site }),
  base: base || '/',
  trailingSlash: 'always',
  output: 'static',
  outDir: './dist/site',
  build: { format: 'directory', inlineStylesheets: 'never' },
  devToolbar: { enabled: false },
  integrations: [mdx(), searchIndex()],
  markdown: {
    processor: satteri({ hastPlugins: markdownPlugins, features: { smartPunctuation: false } }),
    syntaxHighlight: 'shiki',
    shikiConfig: { theme: codeTheme, transformers: codeTransformers },
  },
  security: {
    csp: {
      directives: [
        "default-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ],
      scriptDirective: { resources: ["'self'", "'wasm-unsafe-eval'"] },
      styleDirective: { resources: ["'self'"] },
    },
  },
  vite: {
    plugins: [texts()],
    build: {
      assetsInlineLimit: 0,
      rolldownOptions: {
        onLog(level, log, report) {
          // Every compiled MDX page carries a 'use …' directive that the bundler drops; harmless, one line a page.
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
        },
      },
    },
    worker: { format: 'es' },
  },
});
