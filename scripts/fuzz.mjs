import { spawnSync } from 'node:child_process';

/** `npm run fuzz -- SECONDS [SEED]`: damaged pastes for as long as one likes. */
const [seconds = '600', seed = ''] = process.argv.slice(2);
const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'fuzz', 'test/fuzz/fuzz.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_SECONDS: seconds, ...(seed && { FUZZ_SEED: seed }) },
});
process.exitCode = status ?? 1;
