import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Runs the terminal program from the sources, and bundles it first where one of them is newer than the bundle. */
const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = `${root}dist/cli/conntriage.js`;
const sources = ['src/engine', 'src/cli', 'src/i18n', 'content', 'scripts', 'vite.cli.config.ts'];

const built = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (sources.some(source => newest(`${root}${source}`) > built)) {
  await build({ root, configFile: `${root}vite.cli.config.ts` });
}
await import(bundle);

/** The time of the last change of a file, or of anything in a folder. */
function newest(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map(name => newest(`${path}/${name}`)));
}
