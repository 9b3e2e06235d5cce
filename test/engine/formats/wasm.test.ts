import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compile, moduleFile, moduleOf, READERS } from '../../../scripts/build-wasm.mjs';

test.each(READERS)(
  'the compiled reader is the source $source: otherwise run `npm run build:wasm`',
  async reader => {
    const stored = readFileSync(moduleFile(reader), 'utf8');
    const words = (text: string) => text.match(/'[A-Za-z0-9+/=]+'/g)?.join('');
    expect(words(stored)).toBe(words(moduleOf(reader, await compile(reader))));
  },
  60_000,
);
