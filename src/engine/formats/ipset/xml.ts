import type { Place } from '../../model/place.ts';
import type { SetDraft } from './draft.ts';
import { readMember } from './member.ts';

const MEMBER =
  /^<member><elem>([^<]{1,200})<\/elem>((?:<[a-z]{1,12}>[^<]{0,300}<\/[a-z]{1,12}>|<[a-z]{1,12}\/>){0,12})<\/member>$/;

/** Reads a line of `ipset list -o xml`; false where it is none. Each tag that counts stands on a line of its own. */
export function readXml(set: SetDraft, text: string, place: () => Place): boolean {
  const member = MEMBER.exec(text);
  if (member) {
    set.listed = true;
    const read = readMember(`${member[1]}${optionsOf(member[2] as string)}`, set.type, place);
    if (read) set.add(read);
    else set.damaged = true;
    return read !== null;
  }
  const value = /^<(type|revision|memsize|references|numentries)>([^<]{1,60})<\/\1>$/.exec(text);
  if (value) return takeValue(set, value[1] as string, value[2] as string);
  if (text.startsWith('<header>')) {
    set.header(optionsOf(text.slice('<header>'.length).replace('</header>', '')));
    return true;
  }
  if (text === '<members>') set.listed = true;
  return /^<(?:\/header|members|\/members|members\/|ipset name="[^"]{1,64}"|\/ipset)>$/.test(text);
}

function takeValue(set: SetDraft, key: string, text: string): boolean {
  if (key === 'type') {
    set.type = text;
    return true;
  }
  const number = /^\d{1,15}$/.test(text) ? Number(text) : null;
  if (key === 'revision') set.revision = number;
  else if (key === 'memsize') set.memory = number;
  else if (key === 'references') set.references = number;
  else set.entries = number;
  return true;
}

/** `<timeout>99</timeout><counters/>` is ` timeout 99 counters`: the words of the plain form. */
function optionsOf(tags: string): string {
  let words = '';
  for (const [, key = '', value] of tags.matchAll(/<([a-z]{1,12})(?:\/>|>([^<]{0,300})<\/[a-z]{1,12}>)/g)) {
    words += value === undefined ? ` ${key}` : ` ${key} ${value}`;
  }
  return words;
}
