import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Which folder of src may import which: downwards only. The picture stands in ARCHITECTURE.md. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  pages: ['layouts', 'components', 'doors', 'scripts', 'i18n', 'styles', 'engine/incidents'],
  layouts: ['components', 'widgets', 'offline', 'i18n', 'styles', 'scripts'],
  components: ['i18n', 'engine/model'],
  scripts: ['i18n'],
  // Drawn and bundled at build time: the desk and the engine in one file.
  carry: ['components', 'widgets', 'scripts', 'i18n'],
  offline: ['i18n'],
  // What leaves the page with the person: the note and the link.
  'take-along': ['i18n', 'engine/model'],
  widgets: ['explore', 'take-along', 'worker', 'scripts', 'search', 'i18n', 'engine/model', 'styles'],
  worker: ['explore', 'engine', 'engine/text', 'engine/model'],
  // Views of a paste that was read; the worker answers with it. A picture shows what the checks count: it asks the same facts.
  explore: ['engine', 'engine/facts', 'engine/rules', 'engine/text', 'engine/model'],
  search: ['i18n'],
  doors: ['offline', 'search', 'i18n', 'components'],
  cli: ['engine', 'engine/rules', 'engine/text', 'engine/model', 'i18n'],
  i18n: ['engine/model'],
  engine: [
    'engine/compare',
    'engine/incidents',
    'engine/facts',
    'engine/formats',
    'engine/rules',
    'engine/text',
    'engine/model',
  ],
  'engine/compare': ['engine/rules', 'engine/model'],
  'engine/incidents': ['engine/facts', 'engine/model'],
  'engine/facts': ['engine/rules', 'engine/text', 'engine/model'],
  'engine/formats': ['engine/rules', 'engine/text', 'engine/model'],
  'engine/rules': ['engine/text', 'engine/model'],
  'engine/text': ['engine/model'],
  'engine/model': [],
};

const files = globSync('src/**/*.{ts,astro}').map(file => file.replaceAll('\\', '/'));

function wallOf(file: string): string | undefined {
  const [, first = '', second = ''] = file.split('/');
  const deep = `${first}/${second}`;
  if (first === 'engine' && deep in MAY_IMPORT) return deep;
  return first in MAY_IMPORT ? first : undefined;
}

function imports(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  const found = source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^'?]+)/g);
  return [...found].map(match => normalize(join(dirname(file), match[1] as string)).replaceAll('\\', '/'));
}

describe('who may import whom', () => {
  test('every folder of src has its wall', () => {
    const unwalled = files.filter(file => file.split('/').length > 2 && wallOf(file) === undefined);
    expect(unwalled).toEqual([]);
  });

  test.each(files.filter(file => wallOf(file) !== undefined))('%s', file => {
    const here = wallOf(file) as string;
    const allowed = [here, ...(MAY_IMPORT[here] as readonly string[])];
    const breaches = imports(file).filter(target => {
      if (!target.startsWith('src/')) return false;
      const there = wallOf(target);
      return there !== undefined && !allowed.includes(there);
    });
    expect(breaches).toEqual([]);
  });

  test.each(files.filter(file => file.startsWith('src/engine/')))(
    '%s knows no page, no clock and no network',
    file => {
      const source = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      expect(source).not.toMatch(
        /\b(?:document\.(?:query|create|body)|window\.|fetch\(|XMLHttpRequest|Date\.now|new Date\(\)|localStorage)/,
      );
      expect(source).not.toMatch(/from '(?:node:|astro|lit)/);
    },
  );

  test.each(files)('%s writes no markup from strings', file => {
    expect(readFileSync(file, 'utf8')).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML|set:html|document\.write/,
    );
  });
});
