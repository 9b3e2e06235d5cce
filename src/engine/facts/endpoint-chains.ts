import type { Place } from '../model/place.ts';
import type { Ruleset, RulesetChain } from '../model/ruleset.ts';
import { chainOwners } from './chain-owners.ts';
import { EndpointRules } from './endpoint-rules.ts';
import type { Sourced } from './facts.ts';
import { remembered } from './remembered.ts';
import { type FoundChain, isWhole, rulesets } from './rules.ts';

/** The chains of kube-proxy's endpoints that are printed whole, of the last reading that has some. */
export interface EndpointChains {
  /** Of those that mark what comes from the endpoint itself; before 1.2 by `MARK`, since then by a jump. */
  readonly marking: readonly Place[];
  /** Those that do not. */
  readonly bare: readonly { readonly chain: FoundChain /** `10.244.1.2:8080` */; readonly to: string }[];
}

/** `KUBE-SEP-` and 16 characters of a hash, read to its end. */
function isWholeChain({ name, complete }: RulesetChain): boolean {
  return complete && name.length === 25;
}

/** A ruleset has a chain for each endpoint: what the usual rules do is seen in their text, and only others are parsed. */
export const endpointChains = remembered((facts): EndpointChains => {
  const last = rulesets(facts).findLast(source =>
    source.document.tables.some(
      table => isWhole({ complete: true, table, source }) && chainOwners(table).endpoints.some(isWholeChain),
    ),
  );
  return last ? endpointsOf(last) : { marking: [], bare: [] };
});

function endpointsOf(source: Sourced<Ruleset>): EndpointChains {
  const marking: Place[] = [];
  const bare: EndpointChains['bare'][number][] = [];
  const rules = new EndpointRules(source.document);
  for (const table of source.document.tables) {
    if (!isWhole({ complete: true, table, source })) continue;
    for (const chain of chainOwners(table).endpoints) {
      if (!isWholeChain(chain)) continue;
      rules.read(chain);
      if (rules.nat < 0) continue;
      if (rules.marks) {
        if (rules.translates()) marking.push(chain.place);
        continue;
      }
      const to = rules.destination();
      if (to !== undefined) bare.push({ chain: { ...chain, table, source }, to });
    }
  }
  return { marking, bare };
}
