import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { close, createIndex } from 'pagefind';
import { pageWords } from './front-matter.ts';
import { indexContent } from './index-words.ts';
import { type PageEntry, type PageRecord, type PageText, pagesFile, textFile } from './page.ts';
import { pageRecord, placeOf } from './records.ts';
import { symptomPages, symptomsFile } from './symptoms.ts';

/** A code for private use: Pagefind then neither stems nor cuts words. What language a page is in, `pages.json` knows. */
const noLanguage = 'qaa';

/** Of what Pagefind writes, what the site's own dialog needs: not its four user interfaces, and no worker. */
const needed =
  /^(?:pagefind\.js|pagefind-entry\.json|pagefind\.qaa_\w+\.pf_meta|wasm\.unknown\.pagefind|index\/.+)$/;

/** What was written, for the log. */
export interface BuiltIndex {
  readonly pages: number;
  readonly sections: number;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Writes the search index of a built site into `<site>/pagefind/`: Pagefind's files, the list of pages in the order of
 * their numbers, and the text of each page.
 */
export async function buildSearchIndex(site: string, content: string): Promise<BuiltIndex> {
  const pages = readPages(site, content);
  const files = new Map<string, Uint8Array | string>(await pagefindFiles(pages));
  files.set(pagesFile, JSON.stringify(pages.map(entryOf)));
  files.set(symptomsFile, JSON.stringify(symptomPages(pages)));
  for (const page of pages) files.set(textFile(page), JSON.stringify(textOf(page)));
  const folder = join(site, 'pagefind');
  rmSync(folder, { recursive: true, force: true });
  let bytes = 0;
  for (const [name, data] of files) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, data);
    bytes += Buffer.byteLength(data);
  }
  const sections = pages.reduce((sum, page) => sum + page.sections.length, 0);
  return { pages: pages.length, sections, files: files.size, bytes };
}

/** Reads all pages of a built site that are searched, in a fixed order. */
export function readPages(site: string, content: string): PageRecord[] {
  const names = readdirSync(site, { recursive: true, encoding: 'utf8' }).sort();
  return names.flatMap(name => {
    const address = name.split(sep).join('/');
    const place = address.endsWith('/index.html') ? placeOf(address.replace(/index\.html$/, '')) : null;
    const words = place && pageWords(content, place);
    return words ? [pageRecord(readFileSync(join(site, name), 'utf8'), place, words)] : [];
  });
}

async function pagefindFiles(pages: readonly PageRecord[]): Promise<[name: string, data: Uint8Array][]> {
  const { index, errors } = await createIndex();
  if (!index) throw new Error(`Pagefind did not start: ${errors.join('; ')}`);
  for (const [number, page] of pages.entries()) {
    const record = {
      url: `/${page.locale}/${page.path}`,
      content: indexContent(page),
      language: noLanguage,
      // Pagefind answers with ids of its own. Asked for all pages in this order, it says which id is which page.
      sort: { number: String(number).padStart(6, '0') },
    };
    const { errors: refused } = await index.addCustomRecord(record);
    if (refused.length > 0) throw new Error(`Pagefind refused ${record.url}: ${refused.join('; ')}`);
  }
  const { files, errors: unwritten } = await index.getFiles();
  await close();
  if (unwritten.length > 0) throw new Error(`Pagefind wrote no index: ${unwritten.join('; ')}`);
  return files.filter(({ path }) => needed.test(path)).map(({ path, content }) => [path, content]);
}

function entryOf({ locale, path, kind, title, written, severity, component }: PageRecord): PageEntry {
  return { locale, path, kind, title, written, severity, component };
}

function textOf({ summary, symptoms, asked, elsewhere, sections }: PageRecord): PageText {
  return { summary, symptoms, asked, elsewhere, sections };
}
