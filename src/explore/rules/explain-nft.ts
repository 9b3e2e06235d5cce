import type { NftRule } from '../../engine/rules/nft-rule.ts';
import { said } from './explain-parts.ts';
import type { Explained, Said } from './explained.ts';

/** Of a rule of nft the verdict and the comment; its expressions are shown as they stand. */
export function explainNft(rule: NftRule): Explained {
  const conditions = [{ code: rule.text, said: [] as Said[] }];
  if (rule.comment !== null)
    conditions.push({ code: 'comment', said: [said('comment', { v: rule.comment })] });
  return { conditions, action: { code: rule.verdict, said: verdictOf(rule) }, open: [] };
}

function verdictOf({ verdict, target, map, branches }: NftRule): Said[] {
  switch (verdict) {
    case 'accept':
      return [said('nft.accept')];
    case 'drop':
      return [said('DROP')];
    case 'reject':
      return [said('nft.reject')];
    case 'return':
      return [said('RETURN')];
    case 'jump':
      return target === null ? [] : [said('jump', { v: target })];
    case 'goto':
      return target === null ? [] : [said('goto', { v: target })];
    case 'masquerade':
      return [said('MASQUERADE')];
    case 'redirect':
      return [said('nft.redirect')];
    case 'snat':
      return [said('nft.snat')];
    case 'dnat':
      return [said('nft.dnat')];
    case 'queue':
      return [said('nft.queue')];
    case 'notrack':
      return [said('NOTRACK')];
    case 'log':
      return [said('LOG')];
    case 'none':
      return [said('none')];
    case 'vmap':
      if (map !== null) return [said('nft.map', { v: map })];
      return branches.length === 0
        ? []
        : [
            said('nft.branches', {
              v: branches.map(branch => [branch.verdict, branch.chain].filter(Boolean).join(' ')).join(', '),
            }),
          ];
    default:
      return [];
  }
}
