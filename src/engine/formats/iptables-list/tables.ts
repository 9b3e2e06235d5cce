import type { Place } from '../../model/place.ts';
import type { RulesetChain, RulesetTable } from '../../model/ruleset.ts';
import { grown } from '../../rules/bodies.ts';
import type { CompiledLines, LineColumns } from '../../rules/compiled-lines.ts';
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

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The chains of one listing while they are read. */
export class Chains {
  readonly all: OpenChain[] = [];
  readonly #builtIn = new Set<string>();
  /** The name of the first one. */
  #first = new Uint8Array(0);
  /** The chains whose names are still bytes: all names are made at once, which takes a tenth of the time. */
  readonly #unnamed: OpenChain[] = [];
  #names = new Uint8Array(1024);
  #nameEnds = new Uint32Array(256);
  #nameEnd = 0;

  /** The name of the chain that came first. */
  get first(): Uint8Array {
    return this.#first;
  }

  get last(): OpenChain | undefined {
    return this.all[this.all.length - 1];
  }

  /**
   * Whether a chain cannot be one more of this listing: it began with this one, or the chain is one that every table
   * lists before those that are there. Then another listing begins.
   */
  beginsAnother(name: string, builtIn: boolean): boolean {
    if (this.all.length === 0) return false;
    if (decoder.decode(this.#first) === name) return true;
    if (!builtIn || !isBuiltIn(name)) return false;
    return (
      this.#builtIn.size === 0 || (AFTER[name] as readonly string[]).some(other => this.#builtIn.has(other))
    );
  }

  /** Adds the chains without a policy that the compiled reader found, and counts the rules of each; `before` came before them. */
  addRead({ chains, rules, columns }: CompiledLines, before: number): void {
    this.#keepNames(columns, chains);
    let last = this.last;
    let counted = 0;
    for (let i = 0; i < chains; i++) {
      const first = columns.firstRule[i] as number;
      if (last) last.ruleCount += first - counted;
      counted = first;
      last = {
        name: '',
        policy: null,
        policyCounters: null,
        references: columns.references[i] as number,
        firstRule: before + first,
        ruleCount: 0,
        complete: true,
        place: {
          line: columns.chainLine[i] as number,
          span: { start: columns.chainStart[i] as number, end: columns.chainEnd[i] as number },
        },
      };
      this.#unnamed.push(last);
      this.all.push(last);
    }
    if (last) last.ruleCount += rules - counted;
  }

  #keepNames({ nameEnd, names }: LineColumns, count: number): void {
    if (count === 0) return;
    const at = this.#unnamed.length;
    if (at + count > this.#nameEnds.length)
      this.#nameEnds = grown(this.#nameEnds, new Uint32Array((at + count) * 4));
    const start = this.#nameEnd;
    for (let i = 0; i < count; i++) this.#nameEnds[at + i] = start + (nameEnd[i] as number);
    this.#nameEnd = this.#nameEnds[at + count - 1] as number;
    if (this.#nameEnd > this.#names.length)
      this.#names = grown(this.#names, new Uint8Array(this.#nameEnd * 4));
    this.#names.set(names.subarray(0, this.#nameEnd - start), start);
  }

  #nameAll(): void {
    const unnamed = this.#unnamed;
    const ends = this.#nameEnds;
    const names = decoder.decode(this.#names.subarray(0, this.#nameEnd));
    for (let i = 0, start = 0; i < unnamed.length; i++) {
      const end = ends[i] as number;
      (unnamed[i] as OpenChain).name = names.slice(start, end);
      start = end;
    }
    unnamed.length = 0;
  }

  add(line: ChainLine, firstRule: number, place: Place): OpenChain {
    const { name, policy, policyCounters, references } = line;
    if (policy !== null) this.#builtIn.add(name);
    if (this.all.length === 0) this.#first = encoder.encode(name);
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
    this.#nameAll();
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
