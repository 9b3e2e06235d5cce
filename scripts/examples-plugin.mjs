import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const ID = 'virtual:conntriage/examples';
const CASES = new URL('../test/cases/', import.meta.url);

/**
 * Vite plugin: `virtual:conntriage/examples` holds the pastes that the desk offers to try, the very files that the tests read
 * (test/cases/examples.yaml names them).
 *
 * @returns {import('vite').Plugin}
 */
export function examples() {
  return {
    name: 'conntriage-examples',
    resolveId: id => (id === ID ? `\0${ID}` : null),
    load(id) {
      if (id !== `\0${ID}`) return null;
      const { files, data } = readExamples();
      for (const file of files) this.addWatchFile(file);
      return `export const examples = ${JSON.stringify(data)};`;
    },
  };
}

/** Reads the examples; says which files they came from. */
export function readExamples() {
  const list = fileURLToPath(new URL('examples.yaml', CASES));
  const files = [list];
  const data = Object.entries(parse(readFileSync(list, 'utf8'))).map(([id, names]) => {
    const texts = names.map(name => {
      const file = fileURLToPath(new URL(name, CASES));
      files.push(file);
      return readFileSync(file, 'utf8').replace(/\n*$/, '\n');
    });
    return { id, recorded: !names.some(name => name.includes('/written.')), text: texts.join('') };
  });
  return { files, data };
}
