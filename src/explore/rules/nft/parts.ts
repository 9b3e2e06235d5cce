import type { ExplainedPart } from '../explained.ts';
import { TERMS } from './terms.ts';

/** A part of a rule of nft, and whether it does something (`counter`, `meta mark set`) or is asked of the packet. */
export interface NftPart extends ExplainedPart {
  readonly acts: boolean;
}

/** So many parts are told apart; what follows stands in one. */
const MAX_PARTS = 60;

/**
 * Words that go on with an expression: a term that one of them follows is more than it looks like (`ip saddr . tcp dport @set`,
 * `meta mark & 0xff == 3`), and is left to a longer term, or to nobody.
 */
const GOES_ON = /^(?:[.&|^/]|==|!=|[<>]=?|<<|>>|and|or|xor|map|vmap|\+|-|,|:)(?:\s|$)/;
/** Words that begin a statement and stand within no expression: from them on a rule is understood again. */
const BEGINS =
  / (?=(?:counter|comment|accept|drop|continue|return|jump|goto|masquerade|reject|log|notrack)(?: |$)|(?:[sd]nat|redirect) (?:ip6? )?to )/g;

/**
 * The text of a rule, from left to right, part by part. What no term knows stands there without words, up to the next word that cannot
 * belong to it: a rule that is half understood is never told as if it were whole.
 */
export function nftParts(text: string): NftPart[] {
  const parts: NftPart[] = [];
  let at = 0;
  while (at < text.length && parts.length < MAX_PARTS) {
    const part = partAt(text, at);
    parts.push(part);
    at += part.code.length;
    while (text.charCodeAt(at) === 32) at++;
  }
  if (at < text.length) parts.push({ code: text.slice(at), said: [], acts: false });
  return parts;
}

function partAt(text: string, at: number): NftPart {
  for (const { pattern, says, acts = false } of TERMS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) continue;
    const end = at + match[0].length;
    if (end < text.length && (text.charCodeAt(end) !== 32 || GOES_ON.test(text.slice(end + 1, end + 8))))
      continue;
    const said = says(match);
    if (said) return { code: match[0], said, acts };
  }
  BEGINS.lastIndex = at;
  const next = BEGINS.exec(text)?.index ?? text.length;
  return { code: text.slice(at, next).trimEnd(), said: [], acts: false };
}
