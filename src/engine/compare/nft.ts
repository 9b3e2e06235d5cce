import type { NftRuleset } from '../model/nft-ruleset.ts';
import type { Place } from '../model/place.ts';

/** A rule without the figures of its counter: `tcp dport 22 counter packets 3 bytes 180 accept` → `tcp dport 22 counter accept`. */
export function nftRuleName({ rules }: NftRuleset, at: number): string {
  return (rules.text[at] ?? '').replaceAll(/ packets \d{1,20} bytes \d{1,20}/g, '');
}

export function nftRulePlace({ rules }: NftRuleset, at: number): Place {
  return {
    line: rules.line[at] as number,
    span: { start: rules.start[at] as number, end: rules.end[at] as number },
  };
}
