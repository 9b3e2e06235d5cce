import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';

/** run.sh ends with this status where it cannot run: no root, no network namespaces, no netfilter. */
const CANNOT_RUN_HERE = 77;

const slugs = globSync('test/lab/*.sh')
  .map(file => basename(file, '.sh'))
  .filter(name => name !== 'lib' && name !== 'run')
  .sort();

test.for(slugs)('%s: what the tools print now has the form of the stored captures', (slug, context) => {
  const { status, stdout, stderr } = spawnSync('bash', ['test/lab/run.sh', slug], { encoding: 'utf8' });
  const said = `${stdout}${stderr}`.trim();
  if (status === CANNOT_RUN_HERE) {
    process.stdout.write(`The lab was left out: ${said}\n`);
    context.skip(said);
  }
  expect(status, said).toBe(0);
});
