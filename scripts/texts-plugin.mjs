import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const PREFIX = 'virtual:conntriage/texts/';
const CONTENT = fileURLToPath(new URL('../content/', import.meta.url));

/**
 * Vite plugin: `virtual:conntriage/texts/<locale>` is what a program needs of content/ to speak one language: the
 * titles and sentences of the incidents' front matter, and the commands. Site, terminal and tests all read
 * the content through it.
 *
 * @returns {import('vite').Plugin}
 */
export function texts() {
  return {
    name: 'conntriage-texts',
    resolveId: id => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const locale = id.slice(PREFIX.length + 1);
      const { files, data } = readTexts(locale);
      for (const file of files) this.addWatchFile(file);
      return `export default ${JSON.stringify(data)};`;
    },
  };
}

/** Reads the texts of one language; says which files they came from. */
export function readTexts(locale) {
  const files = [];
  const incidents = {};
  for (const slug of readdirSync(`${CONTENT}incidents`)) {
    const file = `${CONTENT}incidents/${slug}/${locale}.mdx`;
    if (!existsSync(file)) continue;
    files.push(file);
    const text = readFileSync(file, 'utf8');
    const { title, apart, findings } = frontMatter(text, file);
    const stop = text.includes('<Section id="stop"');
    incidents[slug] = { title, messages: findings ?? {}, apart: apart ?? {}, stop };
  }
  const file = `${CONTENT}commands.yaml`;
  files.push(file);
  const commands = {};
  for (const { id, text, does, root, purpose } of parse(readFileSync(file, 'utf8'))) {
    commands[id] = { text, does, root, purpose: purpose[locale] };
  }
  return { files, data: { locale, incidents, commands } };
}

function frontMatter(text, file) {
  const match = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text);
  if (!match) throw new Error(`${file} has no front matter: it must begin with a line of three hyphens.`);
  return parse(match[1]);
}
