import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fileOf } from '../../../src/search/integration.ts';
import { openAt, type Pagefind } from '../../../src/search/pagefind.ts';
import type { SearchIndex } from '../../../src/search/query.ts';
import { SymptomIndex } from '../../../src/search/symptom-index.ts';
import { type SymptomPage, symptomsFile } from '../../../src/search/symptoms.ts';

/** The search index of a built site, opened in Node as a page would open it. */
export interface Opened {
  readonly index: SearchIndex;
  readonly symptoms: SymptomIndex;
  close(): void;
}

/** Serves `<site>/pagefind/` on a port of its own and opens the index there, by Pagefind's own code. */
export async function openBuilt(site: string): Promise<Opened> {
  const folder = join(site, 'pagefind');
  const server = createServer((request, response) => {
    const file = fileOf(request.url ?? '', '/', folder);
    if (file && existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end();
  }).listen(0);
  // A machine that is busy may come back to an open connection late.
  server.keepAliveTimeout = 600_000;
  const { port } = server.address() as AddressInfo;
  // Node takes a file for a module by its ending.
  const code = mkdtempSync(join(tmpdir(), 'conntriage-search-'));
  cpSync(join(folder, 'pagefind.js'), join(code, 'pagefind.mjs'));
  const index = await openAt(
    `http://localhost:${port}/pagefind/`,
    () => import(pathToFileURL(join(code, 'pagefind.mjs')).href) as Promise<Pagefind>,
  );
  rmSync(code, { recursive: true, force: true });
  const small = readFileSync(join(folder, symptomsFile), 'utf8');
  const symptoms = SymptomIndex.of(JSON.parse(small) as SymptomPage[]);
  return { index, symptoms, close: () => server.close() };
}
