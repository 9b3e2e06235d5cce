import { spawn } from 'node:child_process';

/** One after the other. */
const STEPS = ['check', 'test:pure', 'build', 'test:site', 'test:package'];
/** Mostly waits for timers of the kernel, so it runs beside the others; what it says is printed in one piece. */
const BESIDE = 'test:lab';

/**
 * `npm test`: everything that is checked, in the order of STEPS with BESIDE beside them. The first step that fails ends it; the exit
 * status is 1 where anything failed.
 */
const beside = runQuietly(BESIDE);
const failed = [];
for (const step of STEPS) {
  if ((await run(step)) === 0) continue;
  failed.push(step);
  break;
}
const { status, said } = await beside;
process.stdout.write(said);
if (status !== 0) failed.push(BESIDE);
if (failed.length > 0) {
  process.stderr.write(`Failed: ${failed.join(', ')}. To repeat one: npm run ${failed[0]}\n`);
  process.exitCode = 1;
}

function run(step) {
  const child = spawn('npm', ['run', step], { stdio: 'inherit' });
  return new Promise(resolve => child.on('close', resolve));
}

async function runQuietly(step) {
  const child = spawn('npm', ['run', step], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      said += text;
    });
  }
  const ended = await new Promise(resolve => child.on('close', resolve));
  return { status: ended, said };
}
