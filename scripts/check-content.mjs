import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { stale } from './l10n.mjs';

/**
 * What is missing in content/ and beside it, as sentences. Part of `npm run check`; what only a build or a test can see (a placeholder, a
 * link) is said there.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const LANGUAGES = ['en', 'ja', 'ko', 'zh'];
const missing = [];

const read = file => readFileSync(`${root}${file}`, 'utf8');
const idsOf = text => [...text.matchAll(/<(?:Section|Sub|Step)\b[^>]*\bid="([^"]+)"/g)].map(([, id]) => id);
const commandsOf = text => [...text.matchAll(/<Command\b[^>]*\bid="([^"]+)"/g)].map(([, id]) => id);

const commands = new Set(parse(read('content/commands.yaml')).map(({ id }) => id));
const registered = read('src/engine/incidents/index.ts');

for (const kind of ['incidents', 'reference']) {
  for (const slug of readdirSync(`${root}content/${kind}`)) checkPage(kind, slug);
}
for (const { page, language, why } of stale()) {
  if (why === 'stale')
    missing.push(
      `content/${page}/${language}.mdx follows an older English text: bring it up to date, then npm run l10n -- --accept ${page} ${language}`,
    );
  if (why === 'unmarked')
    missing.push(
      `content/${page}/${language}.mdx does not say which English text it follows: npm run l10n -- --accept ${page} ${language}`,
    );
}

if (missing.length > 0) {
  process.stdout.write(`${missing.join('\n')}\n${missing.length} to be done.\n`);
  process.exitCode = 1;
}

function checkPage(kind, slug) {
  const folder = `content/${kind}/${slug}`;
  const texts = LANGUAGES.map(locale => ({ locale, file: `${folder}/${locale}.mdx` }));
  for (const { file } of texts) if (!existsSync(`${root}${file}`)) missing.push(`${file} is missing`);
  if (!existsSync(`${root}${folder}/meta.yaml`)) missing.push(`${folder}/meta.yaml is missing`);
  const there = texts
    .filter(({ file }) => existsSync(`${root}${file}`))
    .map(text => ({ ...text, body: read(text.file) }));
  const english = there.find(({ locale }) => locale === 'en');
  for (const { file, body } of there) {
    const empty = [...body.matchAll(/^ {0,2}(?:- |[\w-]+: )''$/gm)].length;
    if (empty > 0)
      missing.push(`${file} has ${empty} empty value${empty > 1 ? 's' : ''} in its front matter`);
    for (const id of commandsOf(body))
      if (!commands.has(id))
        missing.push(`${file} names a command that content/commands.yaml does not have: ${id}`);
    if (!english) continue;
    same(file, 'headings', idsOf(english.body), idsOf(body));
    same(file, 'commands', commandsOf(english.body), commandsOf(body));
  }
  if (kind === 'incidents') checkIncident(slug);
}

function same(file, what, wanted, found) {
  if (wanted.join() !== found.join())
    missing.push(
      `${file} has other ${what} than English: ${found.join(', ')} instead of ${wanted.join(', ')}`,
    );
}

function checkIncident(slug) {
  const code = [`src/engine/incidents/${slug}.ts`, `src/engine/incidents/${slug}/index.ts`];
  if (!code.some(file => existsSync(`${root}${file}`)))
    missing.push(`${code[0]} is missing: the check of ${slug}`);
  else if (!registered.includes(`./${slug}`))
    missing.push(`src/engine/incidents/index.ts does not list ${slug}`);
  const list = `test/cases/${slug}/cases.yaml`;
  const cases = existsSync(`${root}${list}`) ? (parse(read(list)) ?? []) : [];
  const verdicts = new Set(cases.map(({ expect }) => expect?.[slug]));
  for (const verdict of ['confirmed', 'clear', 'undecided'])
    if (!verdicts.has(verdict)) missing.push(`${list} has no case in which ${slug} is ${verdict}`);
}
