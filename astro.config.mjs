import { satteri } from '@astrojs/markdown-satteri';
import mdx from '@astrojs/mdx';
import { defineConfig } from 'astro/config';
import { examples } from './scripts/examples-plugin.mjs';
import { texts } from './scripts/texts-plugin.mjs';
import { carryAlong } from './src/carry/integration.ts';
import { markdownPlugins } from './src/components/markdown/plugins.ts';
import { codeTheme, codeTransformers } from './src/components/markdown/shiki.ts';
import { doorsFromOutside } from './src/doors/integration.ts';
import { offline } from './src/offline/integration.ts';
import { directives, scriptSources, styleSources } from './src/offline/policy.ts';
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
  integrations: [mdx(), carryAlong(), searchIndex(), doorsFromOutside(), offline()],
  markdown: {
    processor: satteri({ hastPlugins: markdownPlugins, features: { smartPunctuation: false } }),
    syntaxHighlight: 'shiki',
    shikiConfig: { theme: codeTheme, transformers: codeTransformers },
  },
  security: {
    csp: {
      directives: [...directives],
      scriptDirective: { resources: [...scriptSources] },
      styleDirective: { resources: [...styleSources] },
    },
  },
  vite: {
    plugins: [texts(), examples()],
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
