import type { Element } from 'hast';
import type { HastPluginDefinition } from 'satteri';
import { commandPlaces } from './command-places.ts';
import { wikiLinks } from './wiki-links.ts';

/** `-p`, `--line-numbers`: a line must not end behind the hyphen of an option. */
const option = /^-{1,2}[\w-]{1,22}$/;

/** Inline code is what a machine printed or must be given: no translator may touch it. */
const keepCode: HastPluginDefinition = {
  name: 'keep-code',
  element: {
    filter: ['code'],
    visit(node, context) {
      context.setProperty(node, 'translate', 'no');
      if (option.test(context.textContent(node))) context.setProperty(node, 'className', ['option']);
    },
  },
};

/** On a phone a table becomes a list: each cell has to know the name of its column. */
const labelCells: HastPluginDefinition = {
  name: 'label-cells',
  element: {
    filter: ['table'],
    visit(table, context) {
      context.setProperty(table, 'className', ['sheet', 'sheet-stack']);
      const labels = descendants(table, 'th').map(cell => context.textContent(cell));
      for (const row of descendants(table, 'tr')) {
        for (const [index, cell] of descendants(row, 'td').entries()) {
          context.setProperty(cell, 'dataL', labels[index] ?? '');
        }
      }
    },
  },
};

/** Lists of the text have a look of their own; lists inside components and widgets keep theirs. */
const nameLists: HastPluginDefinition = {
  name: 'name-lists',
  element: {
    filter: ['ul', 'ol'],
    visit(node, context) {
      context.setProperty(node, 'className', ['prose-list']);
    },
  },
};

const wide = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u3000-\\u303f\\uff00-\\uffef]';

/** Where a line of the source ends between two wide characters there is no space: 影響を⏎受け → 影響を受け. */
const wideBreak = new RegExp(`(?<=${wide})\\n\\s*(?=${wide})`, 'gu');

/** `-s`、`-t`: no line begins with a hyphen by itself, so where it may is said with a space of no width. */
const wideStop = /(?<=[、，；：。])$/u;

const wideLines: HastPluginDefinition = {
  name: 'wide-lines',
  text(node) {
    const value = node.value.replace(wideBreak, '').replace(wideStop, '\u200b');
    return value === node.value ? undefined : { type: 'text', value };
  },
};

function descendants(node: Readonly<Element>, tagName: string): Element[] {
  return node.children.flatMap(child => {
    if (child.type !== 'element') return [];
    return child.tagName === tagName ? [child] : descendants(child, tagName);
  });
}

export const markdownPlugins = [wikiLinks(), commandPlaces, keepCode, labelCells, nameLists, wideLines];
