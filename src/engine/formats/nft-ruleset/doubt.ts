import { NFT_VERDICTS } from '../../model/nft-ruleset.ts';
import type { RuleScan } from '../../rules/nft-scan.ts';
import type { Draft } from './draft.ts';

const UNKNOWN = NFT_VERDICTS.indexOf('unknown');
/** Verdicts up to `dup` leave open that another one follows. */
const WEAK = NFT_VERDICTS.indexOf('dup');

/** `table netdev n` behind whole tables is no line of `nft list tables` but the head of a table, cut off. */
export function dropCutTable(draft: Draft): void {
  const { tables } = draft;
  if (tables.at(-1)?.contents !== false || !tables.some(table => table.contents)) return;
  tables.pop();
  draft.complete = false;
}

/** Every line was cut at one width (`cut -c1-60`): what stands at that place may be a half. */
export function distrustCut(draft: Draft, scan: RuleScan, cutAt: number): void {
  const { rules } = draft;
  let same = 0;
  for (let rule = 0; rule < rules.count; rule++) {
    const width = rules.width(rule);
    if (width > cutAt) return;
    if (width === cutAt) same++;
  }
  if (same < 2) return;
  draft.complete = false;
  for (let rule = 0; rule < rules.count; rule++) if (rules.width(rule) === cutAt) distrust(draft, scan, rule);
}

/** What the last words of a rule say is not known: its name, or what it does, may go on. */
export function distrust(draft: Draft, scan: RuleScan, rule: number): void {
  const text = draft.rules.textOf(rule);
  scan.read(text, 0, text.length);
  const inName = scan.targetTo === text.length;
  draft.rules.distrust(rule, scan.endsInBytes, inName || scan.verdict <= WEAK ? UNKNOWN : scan.verdict);
}
