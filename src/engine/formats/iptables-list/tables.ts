import type { Place } from '../../model/place.ts';
import type { RulesetChain, RulesetTable } from '../../model/ruleset.ts';
import { isBuiltIn, tableOfShape } from '../../rules/tables.ts';
import type { Asked } from './command.ts';
import type { ChainLine } from './lines.ts';

/** A chain to which rules are still added. */
export type OpenChain = { -readonly [K in keyof RulesetChain]: RulesetChain[K] };

/** The order in which a table lists its own chains; some versions print OUTPUT of nat last. */
const AFTER: Readonly<Record<string, readonly string[]>> = {
  PREROUTING: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  INPUT: ['INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  FORWARD: ['FORWARD', 'OUTPUT', 'POSTROUTING'],
  OUTPUT: ['OUTPUT'],
  POSTROUTING: ['POSTROUTING'],
};

/** The chains of one listing while they are read. */
export class Chains {
  readonly all: OpenChain[] = [];
  readonly #builtIn = new Set<string>();

  get last(): OpenChain | undefined {
    return this.all[this.all.length - 1];
  }

  /**
   * Whether a chain cannot be one more of this listing: it began with this one, or the chain is one that every table
   * lists before those that are there. Then another listing begins.
   */
  beginsAnother(name: string, builtIn: boolean): boolean {
    if (this.all.length === 0) return false;
    if (name === this.all[0]?.name) return true;
    if (!builtIn || !isBuiltIn(name)) return false;
    return (
      this.#builtIn.size === 0 || (AFTER[name] as readonly string[]).some(other => this.#builtIn.has(other))
    );
  }

  add(line: ChainLine, firstRule: number, place: Place): OpenChain {
    const { name, policy, policyCounters, references } = line;
    if (policy !== null) this.#builtIn.add(name);
    const chain = {
      name,
      policy,
      policyCounters,
      references,
      firstRule,
      ruleCount: 0,
      complete: true,
      place,
    };
    this.all.push(chain);
    return chain;
  }

  /** The table as far as command and chains tell its name. `whole` where all chains were asked for. */
  table(asked: Asked | null, place: Place): RulesetTable {
    const { name, nameFrom } = this.#name(asked);
    return { name, nameFrom, chains: this.all, complete: null, place };
  }

  #name(asked: Asked | null): Pick<RulesetTable, 'name' | 'nameFrom'> {
    const builtIn = this.all
      .filter(chain => chain.policy !== null && isBuiltIn(chain.name))
      .map(chain => chain.name);
    const shape = asked?.chain ? null : tableOfShape(builtIn);
    const said = asked?.tables ?? [];
    const [only] = said;
    if (said.length === 1 && only != null) return { name: only, nameFrom: 'said' };
    if (shape !== null && said.includes(shape)) return { name: shape, nameFrom: 'said' };
    if (said.length > 1 && !said.includes(null) && new Set(said).size === 1)
      return { name: only as string, nameFrom: 'said' };
    return { name: shape, nameFrom: shape === null ? null : 'shape' };
  }
}
