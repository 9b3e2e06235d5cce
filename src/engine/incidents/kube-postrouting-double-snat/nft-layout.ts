import type { FoundNftChain, NftRule } from '../../facts/nft.ts';
import type { Layout, Step } from './layout.ts';

/** `meta mark & 0x00004000 != 0x00004000` of iptables-nft, `mark and 0x4000 == 0` of kube-proxy's nftables mode. */
const MATCH = /\bmark (?:&|and) (0x[\da-f]{1,8}) (==|!=) (0x[\da-f]{1,8}|0)\b/;
/** `meta mark set mark xor 0x4000` */
const CLEAR = /\bmark set (?:meta )?mark (?:\^|xor) (0x[\da-f]{1,8})\b/;

/** The same chain as nft prints it: KUBE-POSTROUTING of iptables-nft, or `masquerading` of kube-proxy's own table. */
export function nftLayouts(chains: readonly FoundNftChain[]): Layout[] {
  return chains.flatMap(({ chain, table, rules, whole, source }) => {
    const own = table?.name === 'kube-proxy';
    if (rules.length === 0 || source.document.form !== 'text') return [];
    if (chain.name === 'masquerading' ? !own : table?.name !== 'nat') return [];
    const family = table?.family === 'ip' ? 'ipv4' : table?.family === 'ip6' ? 'ipv6' : null;
    return [{ family, backend: 'nf_tables' as const, chain: chain.place, steps: rules.map(stepOf), whole }];
  });
}

function stepOf({ text, verdict, packets, place }: NftRule): Step {
  const match = MATCH.exec(text);
  const bit = match ? Number(match[1]) : null;
  // `& 0x4000 == 0x4000` and `& 0x4000 != 0` are the mark; the two others are its absence.
  const isMarked = match !== null && (match[2] === '==') === (Number(match[3]) === bit);
  const step = { random: text.includes('fully-random'), packets, place };
  if (verdict === 'masquerade')
    return { ...step, kind: masqueradeKind(match !== null, isMarked, text), mark: isMarked ? bit : null };
  if (verdict === 'return' && match && !isMarked) return { ...step, kind: 'return', mark: bit };
  const cleared = CLEAR.exec(text);
  return cleared
    ? { ...step, kind: 'clear', mark: Number(cleared[1]) }
    : { ...step, kind: 'other', mark: null };
}

function masqueradeKind(matches: boolean, isMarked: boolean, text: string): Step['kind'] {
  if (isMarked) return 'masked';
  const plain =
    /^(?:counter(?: packets \d{1,20} bytes \d{1,20})? )?masquerade(?: fully-random| random)?$/.test(
      text.trim(),
    );
  return plain && !matches ? 'open' : 'other';
}
