import { defineConfig } from 'vite';
import { texts } from './scripts/texts-plugin.mjs';

/** Bundles the terminal program to one JavaScript file that plain Node 20 runs. */
export default defineConfig({
  plugins: [texts()],
  publicDir: false,
  build: {
    ssr: 'src/cli/main.ts',
    outDir: 'dist/cli',
    target: 'node20',
    minify: false,
    rolldownOptions: {
      output: { entryFileNames: 'conntriage.js', banner: '#!/usr/bin/env node', codeSplitting: false },
    },
  },
  ssr: { noExternal: true },
  logLevel: 'warn',
});
