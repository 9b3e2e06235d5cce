import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FOLLOWS, hashOf } from './english-hash.mjs';

/**
 * Which translations are older than the English text that they follow.
 *
 *   npm run l10n                              lists them; status 1 where there is one
 *   npm run l10n -- --accept PAGE [LANG …]    the translation of this page follows today's English (`incidents/mtu-pmtu`)
 *   npm run l10n -- --accept all
 *
 * A translation names in its front matter (`follows`) a hash of the English file, without what no reader reads: so a change of dates or
 * of keys raises no alarm, and a change of a sentence always does.
 */
const CONTENT = fileURLToPath(new URL('../content/', import.meta.url));
const LANGUAGES = ['ja', 'ko', 'zh'];

/** Every page with its English text: `incidents/mtu-pmtu`. */
export function pages() {
  return ['incidents', 'reference'].flatMap(kind =>
    readdirSync(`${CONTENT}${kind}`, { withFileTypes: true })
      .filter(entry => entry.isDirectory() && existsSync(`${CONTENT}${kind}/${entry.name}/en.mdx`))
      .map(entry => `${kind}/${entry.name}`),
  );
}

/** Translations that are missing, or follow another English text than today's. */
export function stale() {
  return pages().flatMap(page => {
    const hash = hashOf(readFileSync(`${CONTENT}${page}/en.mdx`, 'utf8'));
    return LANGUAGES.flatMap(language => {
      const file = `${CONTENT}${page}/${language}.mdx`;
      if (!existsSync(file)) return [{ page, language, why: 'missing' }];
      const follows = FOLLOWS.exec(frontMatter(readFileSync(file, 'utf8')))?.[1];
      if (follows === hash) return [];
      return [{ page, language, why: follows ? 'stale' : 'unmarked' }];
    });
  });
}

function frontMatter(text) {
  return text.slice(0, text.indexOf('\n---', 3));
}

function accept(page, languages) {
  const hash = hashOf(readFileSync(`${CONTENT}${page}/en.mdx`, 'utf8'));
  for (const language of languages) {
    const file = `${CONTENT}${page}/${language}.mdx`;
    if (!existsSync(file)) continue;
    const text = readFileSync(file, 'utf8');
    const marked = FOLLOWS.test(frontMatter(text))
      ? text.replace(FOLLOWS, `follows: ${hash}`)
      : text.replace('\n---', `\nfollows: ${hash}\n---`);
    if (marked !== text) writeFileSync(file, marked);
  }
}

function main([option, page, ...languages]) {
  if (option === '--accept') {
    if (page !== 'all' && !pages().includes(page)) {
      process.stderr.write(
        `There is no page "${page}". A page is named as its folder in content/: incidents/conntrack-table-full.\n`,
      );
      return 2;
    }
    for (const one of page === 'all' ? pages() : [page])
      accept(one, languages.length > 0 ? languages : LANGUAGES);
    return 0;
  }
  if (option !== undefined) {
    process.stderr.write(
      `"${option}" is not known here: npm run l10n, or npm run l10n -- --accept PAGE [LANG …].\n`,
    );
    return 2;
  }
  const found = stale();
  for (const { page: of, language, why } of found)
    process.stdout.write(`${why.padEnd(9)} ${of}/${language}.mdx\n`);
  if (found.length === 0) process.stdout.write('Every translation follows the English text of today.\n');
  return found.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.slice(2));
