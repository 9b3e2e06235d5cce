import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Element, Text } from 'hast';
import type { HastPluginDefinition, HastPluginEntry } from 'satteri';
import { toLocale } from '../../i18n/locales.ts';
import { brokenLink, readTargets, resolve, type Targets, wikiLink } from '../links.ts';

/**
 * `[[slug]]` and `[[slug|text]]` become links. A name that no page has stops the build, with the file and the link.
 *
 * @param content the folder of the texts; they are read when the first link is met, and once a build
 */
export function wikiLinks(content = join(process.cwd(), 'content')): HastPluginEntry {
  let known: Targets | undefined;
  return ({ fileURL }) => {
    const path = fileURL ? fileURLToPath(fileURL) : '';
    const file = path === '' ? 'a text' : relative(process.cwd(), path);
    const locale = toLocale(/([a-z]{2})\.mdx$/.exec(path)?.[1]);
    const plugin: HastPluginDefinition = {
      name: 'wiki-links',
      text(node, context) {
        if (!node.value.includes('[[')) return;
        const parent = context.parent(node);
        if (parent?.type === 'element' && parent.tagName === 'code') return;
        known ??= readTargets(content);
        const pieces = cut(node.value, link => resolve(link, known ?? new Map(), locale, file));
        for (const piece of pieces) {
          const broken = piece.type === 'text' ? brokenLink.exec(piece.value)?.[0] : undefined;
          if (broken)
            throw new Error(
              `${file}: ${broken} is no link: a slug is wanted, such as [[conntrack-table-full]].`,
            );
        }
        context.replaceNode(node, pieces);
      },
    };
    return plugin;
  };
}

/** Every page of text stands two folders below its language: its links begin there. */
function cut(
  value: string,
  lead: (link: { name: string; anchor: string | undefined; text: string | undefined }) => {
    path: string;
    text: string;
  },
): (Text | Element)[] {
  const pieces: (Text | Element)[] = [];
  let end = 0;
  for (const match of value.matchAll(wikiLink)) {
    const [whole, name = '', anchor, text] = match;
    if (match.index > end) pieces.push({ type: 'text', value: value.slice(end, match.index) });
    const { path, text: says } = lead({ name, anchor, text });
    pieces.push({
      type: 'element',
      tagName: 'a',
      properties: { href: `../../${path}` },
      children: [{ type: 'text', value: says }],
    });
    end = match.index + whole.length;
  }
  if (end < value.length) pieces.push({ type: 'text', value: value.slice(end) });
  return pieces;
}
