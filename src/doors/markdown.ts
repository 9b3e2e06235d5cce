import { decodeHTML } from 'entities';
import { ELEMENT_NODE, type ElementNode, type Node, TEXT_NODE } from 'ultrahtml';
import { find, findAll, hasClass, parseHtml } from '../search/html.ts';
import { table } from './markdown-table.ts';

/** What a reader of text has no use for: boxes to type in, signs, ways around the site. */
const silent = new Set(
  'script style template svg nav button textarea input select paste-box noscript'.split(' '),
);
const silentClasses = ['anchor', 'vh', 'fills', 'as-markdown', 'tongues', 'embed-foot', 'step-n'];

/** Elements that only hold others. */
const holders = new Set('main article section header footer div aside figure tbody thead details'.split(' '));

/**
 * The copy of a built page as Markdown: commands and outputs in fences, tables as tables, drawings by their words, links absolute.
 *
 * @param address of the page; its links are resolved against it. May begin with a slash where the site does not know its own.
 */
export function markdownOf(html: string, address: string): string {
  const main = find(parseHtml(html), ({ name }) => name === 'main');
  if (!main) throw new Error(`${address}: the built page has no <main>.`);
  const writer = new Writer(address);
  const text = writer.blocks(main).join('\n\n');
  return `${text}\n\n---\n\n${address}\n`;
}

class Writer {
  readonly #address: string;

  constructor(address: string) {
    this.#address = address;
  }

  /** The blocks of an element, each to stand between blank lines. */
  blocks(parent: Node): string[] {
    const found: string[] = [];
    let line = '';
    const end = () => {
      if (line.trim() !== '') found.push(line.trim());
      line = '';
    };
    for (const child of childrenOf(parent)) {
      if (child.type === ELEMENT_NODE && !isInline(child as ElementNode)) {
        end();
        found.push(...this.#block(child as ElementNode));
      } else {
        line += this.inline(child);
      }
    }
    end();
    return found.filter(block => block.trim() !== '');
  }

  #block(element: ElementNode): string[] {
    if (isSilent(element)) return [];
    const { name } = element;
    const level = /^h([1-6])$/.exec(name)?.[1];
    if (level) return [`${'#'.repeat(Number(level))} ${this.#line(element)}`];
    if (name === 'p') return [hasClass(element, 'stale') ? `> ${this.#line(element)}` : this.#line(element)];
    if (name === 'pre') return [fence(textOf(element), '')];
    if (hasClass(element, 'cmd')) return this.#command(element);
    if (hasClass(element, 'capture')) return this.#capture(element);
    if (hasClass(element, 'fig')) return this.#drawing(element);
    if (hasClass(element, 'caution')) return [quote(this.blocks(element).join('\n\n'))];
    if (name === 'table') return [table(element, cell => this.#line(cell))];
    if (name === 'dl') return [this.#terms(element)];
    if (hasClass(element, 'ladder')) return elementsOf(element).flatMap(step => this.blocks(step));
    if (name === 'ul' || name === 'ol') return [this.#list(element)];
    if (holders.has(name)) return this.blocks(element);
    return [this.#line(element)];
  }

  #list(list: ElementNode): string {
    const branches = hasClass(list, 'branch');
    const items = elementsOf(list).map((item, index) => {
      const sign = list.name === 'ol' ? `${index + 1}.` : '-';
      const [first = '', ...rest] = branches ? this.#branch(item) : this.blocks(item);
      const indent = ' '.repeat(sign.length + 1);
      return [
        `${sign} ${indented(first, indent)}`,
        ...rest.map(block => `${indent}${indented(block, indent)}`),
      ];
    });
    const loose = items.some(blocks => blocks.length > 1);
    return items.map(blocks => blocks.join('\n\n')).join(loose ? '\n\n' : '\n');
  }

  /** What came back, and where to go on. */
  #branch(item: ElementNode): string[] {
    const [when, then] = elementsOf(item);
    if (!when || !then) return this.blocks(item);
    const [first = '', ...rest] = this.blocks(then);
    return [`**${this.#line(when)}**: ${first}`, ...rest];
  }

  #command(well: ElementNode): string[] {
    const bar = find(well, element => hasClass(element, 'cmd-bar'));
    const marks = (bar ? elementsOf(bar) : [])
      .filter(element => element.name === 'span')
      .map(element => this.#line(element));
    const purpose = find(well, element => hasClass(element, 'cmd-for'));
    const code = find(well, ({ name }) => name === 'pre');
    const undo = find(well, element => hasClass(element, 'cmd-undo'));
    const isCode = hasClass(well, 'cmd-code');
    const language = isCode && /^[a-z]+$/.test(marks[0] ?? '') ? (marks[0] ?? '') : '';
    return [
      ...(purpose ? [`${this.#line(purpose)} (${marks.join(', ')}):`] : []),
      ...(code ? [fence(commandText(code), isCode ? language : 'sh')] : []),
      ...(undo ? this.blocks(undo) : []),
    ];
  }

  #capture(figure: ElementNode): string[] {
    const caption = find(figure, ({ name }) => name === 'figcaption');
    const parts = (caption ? elementsOf(caption) : [])
      .map(part => this.#line(part))
      .filter(part => part !== '');
    const lines = findAll(figure, ({ name }) => name === 'li').map(textOf);
    return [...(parts.length > 0 ? [`${parts.join(': ')}:`] : []), fence(lines.join('\n'), 'text')];
  }

  /** A drawing has a title and a sentence that says what it shows. */
  #drawing(figure: ElementNode): string[] {
    const words = ['title', 'desc', 'figcaption'].flatMap(name => {
      const element = find(figure, one => one.name === name);
      return element ? [this.#line(element)] : [];
    });
    return [quote(words.join('\n\n'))];
  }

  #terms(list: ElementNode): string {
    const lines: string[] = [];
    for (const element of findAll(list, ({ name }) => name === 'dt' || name === 'dd')) {
      const words = this.#line(element);
      if (element.name === 'dt') lines.push(`- ${words}:`);
      else lines[lines.length - 1] += `${lines.at(-1)?.endsWith(':') ? ' ' : ', '}${words}`;
    }
    return lines.join('\n');
  }

  /** An element's words on one line. */
  #line(element: Node): string {
    const words = childrenOf(element).map(child => this.inline(child));
    return words.join('').replace(/\s+/g, ' ').trim();
  }

  inline(node: Node): string {
    if (node.type === TEXT_NODE) return escaped(decodeHTML(String(node['value'])).replace(/\s+/g, ' '));
    if (node.type !== ELEMENT_NODE) return '';
    const element = node as ElementNode;
    if (isSilent(element)) return '';
    const words = () =>
      childrenOf(element)
        .map(child => this.inline(child))
        .join('');
    if (element.name === 'code') return codeSpan(commandText(element));
    if (element.name === 'a') return this.#link(element, words().trim());
    if (element.name === 'strong' || element.name === 'b') return wrapped('**', words());
    if (element.name === 'em' || element.name === 'i') return wrapped('*', words());
    if (element.name === 'br') return '\n';
    return isInline(element) ? words() : ` ${words()} `;
  }

  #link(element: ElementNode, words: string): string {
    const href = element.attributes['href'];
    if (href === undefined || words === '') return words;
    return `[${words}](${absolute(decodeHTML(href), this.#address)})`;
  }
}

/** A link as it is from anywhere; without a host where the page's own address has none. */
export function absolute(href: string, address: string): string {
  const nowhere = 'http://nowhere.invalid';
  const url = new URL(href, new URL(address, nowhere)).href;
  return url.startsWith(`${nowhere}/`) ? url.slice(nowhere.length) : url;
}

const inlineNames = new Set(
  'a abbr b br code dfn em i kbd mark q s samp small span strong sub sup time u var wbr'.split(' '),
);
const isInline = (element: ElementNode) => inlineNames.has(element.name);

const isSilent = (element: ElementNode) =>
  silent.has(element.name) ||
  silentClasses.some(name => hasClass(element, name)) ||
  element.attributes['aria-hidden'] === 'true';

const childrenOf = (node: Node): readonly Node[] =>
  'children' in node && Array.isArray(node['children']) ? (node['children'] as Node[]) : [];

const elementsOf = (node: Node) =>
  childrenOf(node).filter((child): child is ElementNode => child.type === ELEMENT_NODE);

/** As it was printed: no blank is lost. */
function textOf(node: Node): string {
  if (node.type === TEXT_NODE) return decodeHTML(String(node['value']));
  return childrenOf(node).map(textOf).join('');
}

/** A value to fill in stands in angle brackets: `conntrack -D --orig-dst <service-ip>`. */
function commandText(node: Node): string {
  if (node.type === TEXT_NODE) return decodeHTML(String(node['value']));
  const element = node as ElementNode;
  const text = childrenOf(node).map(commandText).join('');
  const name = element.attributes?.['data-ph'];
  return name === undefined ? text : `<${name}>`;
}

/** A fence longer than any in the text. */
function fence(text: string, language: string): string {
  const ticks = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1;
  const rail = '`'.repeat(Math.max(3, ticks));
  return `${rail}${language}\n${text.replace(/\n+$/, '')}\n${rail}`;
}

function codeSpan(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  if (!plain.includes('`')) return `\`${plain}\``;
  return `\`\` ${plain} \`\``;
}

const wrapped = (sign: string, words: string) => {
  const inner = words.trim();
  if (inner === '') return words;
  return `${/^\s/.test(words) ? ' ' : ''}${sign}${inner}${sign}${/\s$/.test(words) ? ' ' : ''}`;
};

const escaped = (text: string) => text.replace(/[\\*<[\]]/g, sign => `\\${sign}`).replaceAll('\u200b', '');

const indented = (block: string, indent: string) =>
  block.replaceAll('\n', `\n${indent}`).replace(/^ +$/gm, '');

const quote = (text: string) =>
  text
    .split('\n')
    .map(line => (line === '' ? '>' : `> ${line}`))
    .join('\n');
