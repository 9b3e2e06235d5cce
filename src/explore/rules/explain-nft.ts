import type { NftRule } from '../../engine/rules/nft-rule.ts';
import type { Explained } from './explained.ts';

export function explainNft(rule: NftRule): Explained {
  return { conditions: [], action: { code: rule.text, said: [] }, open: [] };
}
