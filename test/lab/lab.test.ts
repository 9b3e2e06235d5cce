import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'vitest';

/** run.sh ends with this status where it cannot run: no root, no network namespaces, no netfilter. */
const CANNOT_RUN_HERE = 77;

const slugs = globSync('test/lab/*.sh')
  .map(file => basename(file, '.sh'))
  .filter(name => name !== 'lib' && name !== 'run')
  .sort();

/** Two run at a time, in lanes of their own (lib.sh). */
test.concurrent.for(slugs)(
  '%s: what the tools print now has the form of the stored captures',
  // On a busy machine a packet may come too late for a recording: a difference must show twice.
  { retry: 1 },
  async (slug, context) => {
    const { status, said } = await run('bash', ['test/lab/run.sh', slug]);
    if (status === CANNOT_RUN_HERE) {
      process.stdout.write(`The lab was left out: ${said}\n`);
      context.skip(said);
    }
    context.expect(status, said).toBe(0);
  },
);

function run(program: string, args: readonly string[]): Promise<{ status: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    child.on('error', reject);
    child.on('close', status => resolve({ status, said: said.trim() }));
  });
}
