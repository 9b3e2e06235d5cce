import { decodeHTML } from 'entities';
import { ELEMENT_NODE, type ElementNode, type Node, parse, TEXT_NODE } from 'ultrahtml';

/** Never part of what a page says: scripts, drawings, boxes to type in, ways around the site, what is hidden from listeners. */
const silent = new Set(
  'script style noscript template svg nav button textarea input select paste-box'.split(' '),
);
const silentClasses = ['vh', 'anchor', 'cmd-bar', 'spec', 'fills', 'stale', 'v', 'wire'];

/** Elements that begin a new line of the plain text. */
const blocks = new Set(
  'p li ul ol dl dt dd pre table tr thead tbody section article header figure figcaption blockquote div h1 h2 h3 h4 h5 h6 br details summary'.split(
    ' ',
  ),
);

/** `<button data-copy="-s <source> -d <target>">`: a tag with its attributes. Takes each character once. */
const tag = /<[a-z][^\s>/]*(?:\s+[\w:-]+(?:="[^"]*")?)*\s*\/?>/gi;

/** Parses a built page. Angle brackets in the value of an attribute are allowed in HTML, but the parser takes them for tags. */
export function parseHtml(html: string): Node {
  const safe = html.replace(tag, whole =>
    whole.replace(/"[^"]*"/g, value => value.replaceAll('<', '&lt;').replaceAll('>', '&gt;')),
  );
  return parse(safe);
}

/** All elements below a node in document order that the test holds for; not those inside one that it holds for. */
export function findAll(node: Node, test: (element: ElementNode) => boolean): ElementNode[] {
  return elementsOf(node).flatMap(child => (test(child) ? [child] : findAll(child, test)));
}

/** The first such element. */
export function find(node: Node, test: (element: ElementNode) => boolean): ElementNode | undefined {
  return findAll(node, test)[0];
}

/** True for an element with this class. */
export function hasClass(element: ElementNode, name: string): boolean {
  return (element.attributes['class'] ?? '').split(/\s+/).includes(name);
}

/** True for what a reader does not read as the page's own words. */
export function isSilent(element: ElementNode): boolean {
  const { attributes } = element;
  if (silent.has(element.name) || attributes['aria-hidden'] === 'true') return true;
  return silentClasses.some(name => hasClass(element, name));
}

/** Takes the pieces of a page as they come: elements to enter or to leave out, and text. */
export interface Reader {
  /** Returns false for an element that is not to be read further. */
  enter(element: ElementNode): boolean;
  text(piece: string): void;
}

/** Reads a tree in document order. Blocks are set apart by line breaks, table cells by a middle dot. */
export function read(node: Node, reader: Reader, verbatim = false): void {
  if (node.type === TEXT_NODE) {
    const value = decodeHTML(String(node['value']));
    reader.text(verbatim ? value : value.replace(/\s+/g, ' '));
    return;
  }
  for (const child of childrenOf(node)) {
    if (child.type !== ELEMENT_NODE) {
      read(child, reader, verbatim);
      continue;
    }
    const element = child as ElementNode;
    if (isSilent(element) || !reader.enter(element)) continue;
    if (blocks.has(element.name)) reader.text('\n');
    read(element, reader, verbatim || element.name === 'pre');
    if (blocks.has(element.name)) reader.text('\n');
    if (element.name === 'td' || element.name === 'th') reader.text(' · ');
  }
}

/** The plain text of one element, on one line. */
export function lineOf(element: ElementNode): string {
  let text = '';
  const reader: Reader = {
    enter: () => true,
    text: piece => {
      text += piece;
    },
  };
  read(element, reader);
  return text.replace(/\s+/g, ' ').trim();
}

function childrenOf(node: Node): readonly Node[] {
  return 'children' in node && Array.isArray(node['children']) ? (node['children'] as Node[]) : [];
}

function elementsOf(node: Node): ElementNode[] {
  return childrenOf(node).filter((child): child is ElementNode => child.type === ELEMENT_NODE);
}
