import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';

/**
 * `npm run build:wasm` compiles assembly/plain-flow.ts (AssemblyScript) and writes the bytes as a module of text beside it,
 * so that the engine runs from source, in a page, a terminal and a test, without a step before.
 */
const FOLDER = fileURLToPath(new URL('../src/engine/formats/conntrack-list/assembly/', import.meta.url));
const OPTIONS = ['-O3', '--runtime', 'stub', '--initialMemory', '18', '--noAssert'];

/** Compiles the source. Throws with the compiler's words where it has faults. */
export async function compile() {
  const files = new Map();
  const { error, stderr } = await asc.main(['plain-flow.ts', '--outFile', 'plain-flow.wasm', ...OPTIONS], {
    readFile: name => (name === 'plain-flow.ts' ? readFileSync(`${FOLDER}${name}`, 'utf8') : null),
    writeFile: (name, content) => {
      files.set(name, content);
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return files.get('plain-flow.wasm');
}

/** The module that holds the compiled bytes. */
export function moduleOf(bytes) {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .match(/.{1,100}/g);
  return `/** assembly/plain-flow.ts, compiled by \`npm run build:wasm\`. A test holds the two against each other. */
const TEXT =
${lines.map(line => `  '${line}'`).join(' +\n')};

/** The bytes of the compiled reader. */
export function wasm(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(TEXT), character => character.charCodeAt(0));
}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(`${FOLDER}plain-flow.wasm.ts`, moduleOf(await compile()));
}
