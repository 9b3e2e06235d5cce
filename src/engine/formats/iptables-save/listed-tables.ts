import type { Collector } from './collect.ts';
import type { Invoked } from './command.ts';

/** Which table, of which run of the command line, the lines of `iptables -S` are of: they name none. */
export class ListedTables {
  #begun = 0;
  /** True once it is not sure which run of the command line printed what. */
  #doubtful = false;
  readonly #collector: Collector;
  readonly #runs: readonly Invoked[];

  constructor(collector: Collector, runs: readonly Invoked[]) {
    this.#collector = collector;
    this.#runs = runs;
  }

  /** `-S` prints the built-in chains first: one behind a rule or a chain of one's own, or one twice, begins another table. */
  begins(builtIn: boolean, name: string): boolean {
    if (this.#begun === 0) return true;
    return this.#collector.hasRules ? true : builtIn && this.#collector.hasChain(name);
  }

  /**
   * Where the next table is of another tool than the ones before (`iptables-legacy -S; iptables-nft -S`, `iptables -S; ip6tables -S`):
   * how many runs were before it; else 0.
   */
  ofOtherTool(): number {
    const [first] = this.#runs;
    const run = this.#runs[this.#begun];
    if (this.#begun === 0 || !first || !run) return 0;
    return run.family !== first.family || run.backend !== first.backend ? this.#begun : 0;
  }

  /** The name of the table that begins; null where it is not known. */
  next(): string | null {
    const run = this.#runs[this.#begun];
    this.#begun++;
    return this.#doubtful ? null : (run?.table ?? null);
  }

  /** Of several tables in a row, lines were lost: a chain that was not declared may belong to any of them. */
  doubts(chain: string): boolean {
    if (this.#runs.length < 2 || this.#doubtful) return false;
    if (this.#begun === 0 || this.#collector.hasChain(chain)) return false;
    this.#doubtful = true;
    return true;
  }
}
