import type { Place } from '../../model/place.ts';
import type { ChainDraft, Draft } from './draft.ts';
import { readBase, readBlock, readComment } from './lines.ts';
import { beforeHandle } from './text-line.ts';

/** `synproxy sp`, `ct helper ftp`: the head of a part whose end is cut off, not a rule. */
const HEAD_CUT =
  /^(?:set|map|meter|counter|quota|limit|synproxy|secmark|tunnel|flow|ct(?: [a-z]{1,11})?)(?: [^\s{}"]{0,256})?(?: \{?)?(?: #.{0,30})?$/;

export function isHeadCut(text: string): boolean {
  return HEAD_CUT.test(text);
}

/** Whether a line within a chain is no rule: the head of another part, the hook, the chain's own comment. */
export function isStructure(text: string, first: number, last: number): boolean {
  const code = text.charCodeAt(first);
  if (code === 99 && (text.startsWith('chain ', first) || text.startsWith('comment "', first))) return true;
  if (code === 116 && (text.startsWith('type ', first) || text.startsWith('table ', first))) return true;
  if (code === 112 && text.startsWith('policy ', first)) return true;
  // `set blocked {`, `counter c1 { # handle 3`; but `tcp dport 22 jump {` is a rule.
  const opens = text.charCodeAt(beforeHandle(text, first, last) - 1) === 123;
  return opens && readBlock(text.slice(first, last)) !== null;
}

/** Takes such a line of the chain itself; false where it is none. */
export function readChainLine(draft: Draft, chain: ChainDraft, text: string, place: Place): boolean {
  const comment = readComment(text);
  const base = comment === null ? readBase(text) : null;
  if (comment !== null) chain.comment = comment;
  else if (base) draft.setBase(chain, base, place);
  else if (/^policy (?:accept|drop) ?;$/.test(text) && chain.base) {
    chain.base = { ...chain.base, policy: text.includes('drop') ? 'drop' : 'accept' };
  } else return false;
  return true;
}

/** Ends a chain at its brace; the chain around it where it stands within a rule, else null. */
export function endChain(draft: Draft, chain: ChainDraft, damaged: boolean, behind: string): number | null {
  chain.complete = (chain.name !== null || chain.within !== null) && !damaged;
  chain.endRule = draft.rules.count;
  const handle = /# handle (\d{1,18})$/.exec(behind);
  if (chain.within !== null && handle) draft.rules.setHandle(chain.firstRule - 1, Number(handle[1]));
  return chain.within;
}

/** The listing is over within this chain, and within those around it. */
export function endOpenChains(draft: Draft, innermost: number): void {
  for (let at = innermost; at >= 0; ) {
    const open = draft.chains[at] as ChainDraft;
    open.endRule = draft.rules.count;
    at = open.within ?? -1;
  }
}
