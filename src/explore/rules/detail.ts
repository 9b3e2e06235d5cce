import type { Analysis, Encoding } from '../../engine/model/analysis.ts';
import type { Place } from '../../engine/model/place.ts';
import { ruleAt } from '../../engine/rules/index.ts';
import { nftRule } from '../../engine/rules/nft-rule.ts';
import { clean } from '../../engine/text/clean.ts';
import { decodeUtf8 } from '../../engine/text/decode.ts';
import { explainRule } from './explain.ts';
import { explainNft } from './explain-nft.ts';
import { type RuleList, ruleList, withoutCounts } from './list.ts';
import type { RuleAnswer, RuleAsk } from './question.ts';
import { cut, rowAt } from './rows.ts';

interface Held {
  readonly paste: Blob;
  readonly analysis: Analysis;
}

const MAX_SAME = 20;
/** A line is read up to so many bytes. */
const MAX_BYTES = 16_000;

/** One rule, explained. Rejects where there is no such rule. */
export async function ruleAnswer(
  { paste, analysis }: Held,
  { id }: RuleAsk,
  signal: AbortSignal,
): Promise<RuleAnswer> {
  const list = await ruleList(analysis, signal);
  const source = list.sources[list.source[id] ?? -1];
  if (!source || id >= list.count) throw new RangeError(`There is no rule ${id}.`);
  const index = list.index[id] as number;
  const row = rowAt(list, id);
  const shared = { ...row, sameLines: sameLines(list, id) };
  if (source.kind === 'nft') {
    const rule = nftRule(source.document, index);
    return {
      ...shared,
      pasted: await textOf(paste, analysis.encoding, rule.place),
      explained: explainNft(rule, source.document.form === 'json'),
      sameForSure: true,
    };
  }
  const { document } = source;
  const rule = ruleAt(document, index);
  return {
    ...shared,
    pasted: await textOf(paste, analysis.encoding, rule.place),
    explained: explainRule(rule),
    sameForSure: rule.spec.unknown.length === 0,
  };
}

/** The lines of the rules of its chain that read the same. */
function sameLines(list: RuleList, id: number): number[] {
  if ((list.copies[id] as number) < 2) return [];
  const lines: number[] = [];
  for (let row = 0; row < list.count && lines.length < MAX_SAME; row++) {
    if (row !== id && list.chain[row] === list.chain[id] && isSame(list, row, id))
      lines.push(rowAt(list, row).line);
  }
  return lines;
}

function isSame(list: RuleList, one: number, other: number): boolean {
  const source = list.sources[list.source[one] as number];
  const [index, otherIndex] = [list.index[one] as number, list.index[other] as number];
  if (source?.kind === 'nft') {
    const { text } = source.document.rules;
    return withoutCounts(text[index] ?? '') === withoutCounts(text[otherIndex] ?? '');
  }
  const body = source?.document.rules.body;
  return body?.[index] === body?.[otherIndex];
}

async function textOf(paste: Blob, encoding: Encoding, { span }: Place): Promise<string> {
  const end = Math.min(span.end, span.start + MAX_BYTES);
  const bytes = new Uint8Array(await paste.slice(span.start, end).arrayBuffer());
  const decoded =
    encoding === 'utf-8'
      ? decodeUtf8(bytes)
      : { text: new TextDecoder(encoding).decode(bytes), byteAt: (at: number) => at * 2 };
  return cut(clean(decoded).text);
}
