import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compile, moduleOf } from '../../../scripts/build-wasm.mjs';

test('the compiled reader is the source: otherwise run `npm run build:wasm`', async () => {
  const stored = readFileSync('src/engine/formats/conntrack-list/assembly/plain-flow.wasm.ts', 'utf8');
  const words = (text: string) => text.match(/'[A-Za-z0-9+/=]+'/g)?.join('');
  expect(words(stored)).toBe(words(moduleOf(await compile())));
}, 60_000);
