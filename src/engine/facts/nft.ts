import type { NftChain, NftRuleset, NftTable } from '../model/nft-ruleset.ts';
import { type NftRule, nftRule } from '../rules/nft-rule.ts';
import type { Facts, Sourced } from './facts.ts';

export { type NftRule, nftRule };

/** A chain that `nft list …` printed, with its rules in their order; files that only want it are left out. */
export interface FoundNftChain {
  readonly chain: NftChain;
  readonly table: NftTable | null;
  readonly rules: readonly NftRule[];
  readonly source: Sourced<NftRuleset>;
  /** Whether every rule of the chain is there for sure. */
  readonly whole: boolean;
}

/** The chains that a test accepts, of all readings in the order of the paste. */
export function nftChainsLike(facts: Facts, test: (name: string) => boolean): FoundNftChain[] {
  return facts
    .all('nft-ruleset')
    .filter(({ document }) => !document.configured)
    .flatMap(source =>
      source.document.chains.flatMap((chain, index) =>
        chain.name !== null && test(chain.name) ? foundChain(source, chain, index) : [],
      ),
    );
}

function foundChain(source: Sourced<NftRuleset>, chain: NftChain, index: number): FoundNftChain {
  const { section, document } = source;
  const rules: NftRule[] = [];
  for (let at = chain.firstRule; at < chain.endRule; at++)
    if (document.rules.chain[at] === index) rules.push(nftRule(document, at));
  const cut = section.partial === 'pipe' || section.partial === 'elision';
  return {
    chain,
    table: document.tables[chain.table] ?? null,
    rules,
    source,
    whole: chain.complete && document.rulesShown === true && !cut,
  };
}
