import type { NftRule } from '../../engine/rules/nft-rule.ts';
import { said } from './explain-parts.ts';
import type { Explained, ExplainedPart, Said } from './explained.ts';
import { nftText } from './nft/json.ts';
import { type NftPart, nftParts } from './nft/parts.ts';

/** A rule of nft in plain words, part by part from left to right. What nobody explains is there without words. */
export function explainNft(rule: NftRule, isJson: boolean): Explained {
  const parts = isJson ? jsonParts(rule) : nftParts(rule.text);
  const isComment = ({ said: own }: ExplainedPart) => own[0]?.key === 'comment';
  // A verdict ends the rule; without one, the next rule follows.
  const last = rule.verdict === 'none' ? undefined : parts.findLast(part => !isComment(part));
  const action = last ? actionOf(last, rule) : { code: '', said: [said('none')] };
  const rest = parts.filter(part => part !== last);
  return {
    conditions: rest.filter(({ acts }) => !acts).map(partOf),
    also: rest.filter(({ acts }) => acts).map(partOf),
    action,
    open: [],
  };
}

/** Also of a verdict that is not explained in full, what kind it is. */
function actionOf({ code, said: own, acts }: NftPart, rule: NftRule): ExplainedPart {
  return { code, said: acts && own.length > 0 ? own : verdictOf(rule) };
}

function partOf({ code, said: own }: ExplainedPart): ExplainedPart {
  return { code, said: own };
}

/** Statement by statement, in the words of `nft list ruleset` where those are known. */
function jsonParts({ text, comment }: NftRule): NftPart[] {
  const parts = nftText(text).flatMap(({ words, code }) =>
    words === null ? [{ code, said: [], acts: false }] : nftParts(words),
  );
  return comment === null
    ? parts
    : [...parts, { code: `comment "${comment}"`, said: [said('comment', { v: comment })], acts: false }];
}

function verdictOf({ verdict, map, branches }: NftRule): Said[] {
  if (verdict === 'snat' || verdict === 'dnat' || verdict === 'redirect' || verdict === 'queue')
    return [said(`nft.${verdict}`)];
  if (verdict === 'masquerade') return [said('MASQUERADE')];
  if (verdict !== 'vmap') return [];
  if (map !== null) return [said('nft.map', { v: map })];
  if (branches.length === 0) return [];
  const v = branches.map(branch => [branch.verdict, branch.chain].filter(Boolean).join(' ')).join(', ');
  return [said('nft.branches', { v })];
}
