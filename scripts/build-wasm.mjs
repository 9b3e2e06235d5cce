import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';

/**
 * `npm run build:wasm` compiles the readers that are written in AssemblyScript and writes the bytes of each as a module of
 * text beside it, so that the engine runs from source, in a page, a terminal and a test, without a step before.
 */
const ENGINE = fileURLToPath(new URL('../src/engine/', import.meta.url));

/** Every reader, by where it stands in src/engine/, and the pages of memory that it begins with. */
export const READERS = [
  { source: 'formats/conntrack-list/assembly/plain-flow', pages: 18 },
  { source: 'rules/assembly/rule-lines', pages: 16 },
];

/** Where the compiled bytes are kept. */
export function moduleFile({ source }) {
  return `${ENGINE}${source}.wasm.ts`;
}

/** Compiles a source. Throws with the compiler's words where it has faults. */
export async function compile({ source, pages }) {
  const [, folder, name] = /^(.*\/)(.*)$/.exec(`${ENGINE}${source}`);
  const options = [
    '-O3',
    '--runtime',
    'stub',
    '--initialMemory',
    String(pages),
    '--noAssert',
    '--enable',
    'simd',
  ];
  const files = new Map();
  const { error, stderr } = await asc.main([`${name}.ts`, '--outFile', 'out.wasm', ...options], {
    readFile: file => (existsSync(folder + file) ? readFileSync(folder + file, 'utf8') : null),
    writeFile: (file, content) => {
      files.set(file, content);
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return files.get('out.wasm');
}

/** The module that holds the compiled bytes. */
export function moduleOf({ source }, bytes) {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .match(/.{1,100}/g);
  return `/** ${source.slice(source.indexOf('assembly/'))}.ts, compiled by \`npm run build:wasm\`. A test holds the two against each other. */
const TEXT =
${lines.map(line => `  '${line}'`).join(' +\n')};

/** The bytes of the compiled reader. */
export function wasm(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(TEXT), character => character.charCodeAt(0));
}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  for (const reader of READERS) writeFileSync(moduleFile(reader), moduleOf(reader, await compile(reader)));
