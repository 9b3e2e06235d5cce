/** Names that a flow's XML is made of, the longer first: `<srckey` is not `<src` with `key` behind it. */
const NAMES =
  'flow meta layer3 layer4 srckey dstkey src dst sport dport counters packets bytes state timeout mark secmark secctx zone use id assured unreplied timestamp start stop deltatime helper-name helper labels label when hour min sec wday day month year expected mask master class permanent inactive userspace';
/**
 * A tag. Its `>` may be gone: a terminal breaks the line right before it, and then it stands first in the next line, where it
 * looks like the mark of a quoted mail and is taken off.
 */
const TAG = new RegExp(
  `<(/?)(${NAMES.split(' ').join('|')}|[a-z][a-z0-9_-]{0,30})((?:\\s[^<>]{1,100})?)(/?)(?:>|(?=<)|(?=[^>]))`,
  'y',
);
const TEXT = /[^<]{0,400}/y;
const ATTRIBUTE = /([a-z][a-z0-9]{0,15})="([^"]{0,60})"/g;
const MAX_DEPTH = 8;
const MAX_ELEMENTS = 200;

/**
 * The values of one `<flow>…</flow>`, by path: `original/layer3/src`, `independent/state`; an attribute as `original/layer4@protoname`,
 * an empty element as ''. A path that comes again (`labels/label`) has all values, joined by commas. null where elements do
 * not close, or nest deeper than they ever do.
 */
export function readElements(xml: string): Map<string, string> | null {
  const values = new Map<string, string>();
  const open: { name: string; path: string; text: string; leaf: boolean }[] = [];
  let at = 0;
  for (let i = 0; i < MAX_ELEMENTS; i++) {
    TAG.lastIndex = at;
    const tag = TAG.exec(xml);
    if (!tag) return null;
    at = TAG.lastIndex;
    const name = tag[2] as string;
    const parent = open.at(-1);
    if (tag[1] === '/') {
      if (parent?.name !== name) return null;
      open.pop();
      if (parent.leaf) put(values, parent.path, parent.text);
      if (open.length === 0) return xml.slice(at).trim() === '' ? values : null;
    } else {
      if (open.length >= MAX_DEPTH || (open.length === 0 && name !== 'flow')) return null;
      if (parent) parent.leaf = false;
      const path = pathOf(parent?.path ?? '', name, tag[3] as string, values);
      if (tag[4] === '/') put(values, path, '');
      else open.push({ name, path, text: '', leaf: true });
    }
    TEXT.lastIndex = at;
    const text = TEXT.exec(xml)?.[0] ?? '';
    at += text.length;
    if (text.trim() === '') continue;
    const holder = open.at(-1);
    // Text stands in elements that hold nothing else.
    if (!holder?.leaf || tag[1] === '/') return null;
    holder.text = text.trim();
  }
  return null;
}

/** `<meta direction="reply">` is `reply`; the attributes of others become values of their own. */
function pathOf(parent: string, name: string, attributes: string, values: Map<string, string>): string {
  const found = new Map([...attributes.matchAll(ATTRIBUTE)].map(([, key, value]) => [key, value as string]));
  const path = parent === '' && name === 'flow' ? '' : joined(parent, found.get('direction') ?? name);
  for (const [key, value] of found) if (key !== 'direction') put(values, `${path}@${key}`, value);
  return path;
}

function joined(parent: string, name: string): string {
  return parent === '' ? name : `${parent}/${name}`;
}

function put(values: Map<string, string>, path: string, text: string): void {
  const before = values.get(path);
  values.set(path, before === undefined ? text : `${before},${text}`);
}
