import { defineConfig } from 'vitest/config';
import { examples } from './scripts/examples-plugin.mjs';
import { texts } from './scripts/texts-plugin.mjs';

/** unit: pure code in Node. site: a browser on the built site, after `npm run build`; site-alone: what is measured there, one file at a
 * time. fuzz: damaged pastes, for a minute. lab: root and
 * network namespaces. */
export default defineConfig({
  plugins: [texts(), examples()],
  test: {
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/site/**', 'test/lab/**', 'test/package/**', 'test/fuzz/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'site',
          environment: 'node',
          include: ['test/site/**/*.test.ts'],
          exclude: ['test/site/alone/**'],
          globalSetup: ['test/site/setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxConcurrency: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'site-alone',
          environment: 'node',
          include: ['test/site/alone/**/*.test.ts'],
          globalSetup: ['test/site/setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'package',
          environment: 'node',
          include: ['test/package/**/*.test.ts'],
          testTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: { name: 'fuzz', environment: 'node', include: ['test/fuzz/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          environment: 'node',
          include: ['test/lab/**/*.test.ts'],
          testTimeout: 300_000,
          maxConcurrency: 2,
        },
      },
    ],
  },
});
