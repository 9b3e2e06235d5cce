import type { Place } from '../../model/place.ts';
import type { Counters, RuleColumns, RulesetChain, RulesetTable } from '../../model/ruleset.ts';
import { RuleColumnsBuilder } from '../../rules/columns.ts';
import { isBuiltIn, tableOfShape } from '../../rules/tables.ts';
import { ChainNames } from './chain-names.ts';

/** A line of the paste and its bytes. */
export interface LineAt {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** What a declaration says of a chain. `complete` is false where rules of it may be missing. */
export interface Declared {
  readonly policy: string | null;
  readonly counters: Counters | null;
  readonly complete: boolean;
}

interface TableDraft {
  readonly name: string | null;
  readonly names: ChainNames;
  readonly chains: ChainDraft[];
  readonly place: Place;
  /** null where the form has no `COMMIT`. */
  complete: boolean | null;
}

interface ChainDraft {
  /** Among the chains of all tables. */
  readonly id: number;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  policy: string | null;
  counters: Counters | null;
  complete: boolean;
  rules: number;
}

/** More chains than a node of a hundred thousand services has. */
const MAX_CHAINS = 1_000_000;
const UNDECLARED: Declared = { policy: null, counters: null, complete: false };
const encoder = new TextEncoder();

/** Puts tables, chains and rules together as they come, line by line. */
export class Collector {
  readonly columns = new RuleColumnsBuilder();
  readonly #tables: TableDraft[] = [];
  #chains = 0;
  /** The chain of each rule. */
  #chainOf = new Uint32Array(256);
  /** True once a rule came for a chain that another chain's rules already followed. */
  #mixed = false;
  #current: TableDraft | null = null;
  #last: ChainDraft | null = null;
  /** True once the table that is being read has a rule. */
  hasRules = false;

  get isEmpty(): boolean {
    return this.#tables.length === 0;
  }

  hasTable(name: string): boolean {
    return this.#tables.some(table => table.name === name);
  }

  /** Whether the table that is being read has this chain. */
  hasChain(name: string): boolean {
    const bytes = encoder.encode(name);
    return (this.#current?.names.find(bytes, 0, bytes.length) ?? -1) >= 0;
  }

  /** Whether a chain's name begins with this one and goes on. */
  hasLongerChain(name: string): boolean {
    return this.#current?.names.texts().some(other => other !== name && other.startsWith(name)) ?? false;
  }

  /** Begins a table; `complete` is null where the form does not say when one ends. */
  table(name: string | null, complete: boolean | null, place: Place): void {
    this.#current = { name, names: new ChainNames(), chains: [], place, complete };
    this.#tables.push(this.#current);
    this.#last = null;
    this.hasRules = false;
  }

  /** The table ends: `COMMIT`. */
  commit(): boolean {
    if (this.#current?.complete !== false) return false;
    this.#current.complete = true;
    return true;
  }

  /** A chain that is declared; false beyond the limit. */
  chain(bytes: Uint8Array, from: number, to: number, declared: Declared, at: LineAt): boolean {
    const table = this.#tableAt(at);
    const known = table.chains[table.names.find(bytes, from, to)];
    if (known) {
      known.policy = declared.policy ?? known.policy;
      known.counters = declared.counters ?? known.counters;
      return true;
    }
    return this.#addChain(table, bytes, from, to, declared, at) !== null;
  }

  #tableAt({ line, start, end }: LineAt): TableDraft {
    if (!this.#current) this.table(null, null, { line, span: { start, end } });
    return this.#current as TableDraft;
  }

  #addChain(
    table: TableDraft,
    bytes: Uint8Array,
    from: number,
    to: number,
    { policy, counters, complete }: Declared,
    { line, start, end }: LineAt,
  ): ChainDraft | null {
    if (this.#chains >= MAX_CHAINS) return null;
    table.names.add(bytes, from, to);
    const draft = { id: this.#chains++, line, start, end, policy, counters, complete, rules: 0 };
    table.chains.push(draft);
    return draft;
  }

  /**
   * A rule of the chain whose name is `bytes` from `nameFrom` to `nameTo`; its body is from `from` to `to`. A chain that
   * was not declared is taken for a part of one. False, and nothing added, beyond the limits.
   */
  rule(
    bytes: Uint8Array,
    nameFrom: number,
    nameTo: number,
    from: number,
    to: number,
    line: number,
    start: number,
    end: number,
    packets: number,
    byteCount: number,
  ): boolean {
    const chain = this.#chainAt(bytes, nameFrom, nameTo, line, start, end);
    if (!chain || !this.columns.add(bytes, from, to, line, start, end, packets, 0, byteCount, 0))
      return false;
    this.#took(chain);
    return true;
  }

  /** The same for the body that `columns` scanned last. */
  scannedRule(
    bytes: Uint8Array,
    nameFrom: number,
    nameTo: number,
    line: number,
    start: number,
    end: number,
    packets: number,
    byteCount: number,
  ): boolean {
    const chain = this.#chainAt(bytes, nameFrom, nameTo, line, start, end);
    if (!chain || !this.columns.addScanned(line, start, end, packets, 0, byteCount, 0)) return false;
    this.#took(chain);
    return true;
  }

  /** The chain with this name; it is added if it was not declared. null beyond the limits. */
  #chainAt(
    bytes: Uint8Array,
    from: number,
    to: number,
    line: number,
    start: number,
    end: number,
  ): ChainDraft | null {
    const table = this.#current ?? this.#tableAt({ line, start, end });
    return (
      table.chains[table.names.find(bytes, from, to)] ??
      this.#addChain(table, bytes, from, to, UNDECLARED, { line, start, end })
    );
  }

  /** Counts the rule that was just added into its chain. */
  #took(chain: ChainDraft): void {
    if (chain !== this.#last && chain.rules > 0) this.#mixed = true;
    this.#last = chain;
    this.hasRules = true;
    chain.rules++;
    this.#noteChain(chain.id);
  }

  #noteChain(id: number): void {
    const at = this.columns.count - 1;
    if (at === this.#chainOf.length) {
      const bigger = new Uint32Array(at * 2);
      bigger.set(this.#chainOf);
      this.#chainOf = bigger;
    }
    this.#chainOf[at] = id;
  }

  /** Takes the last rule back: its line goes on in the next. */
  dropLast(): void {
    if (!this.#last) return;
    this.columns.dropLast();
    this.#last.rules--;
  }

  /** A line of the chain that was read last could not be read. */
  damaged(): void {
    if (this.#last) this.#last.complete = false;
  }

  /** Every chain may miss rules: the output went through a filter. */
  allDamaged(): void {
    for (const table of this.#tables) for (const chain of table.chains) chain.complete = false;
  }

  finish(): { tables: RulesetTable[]; rules: RuleColumns } {
    for (const table of this.#tables) if (table.complete === false) breakOff(table);
    const first = this.#firstRules();
    const rules = this.columns.finish();
    return {
      tables: this.#tables.map(table => finishTable(table, first)),
      rules: this.#mixed ? this.#sort(rules, first) : rules,
    };
  }

  /** Where each chain's rules begin in the columns; those of a chain stand together. */
  #firstRules(): Uint32Array {
    const first = new Uint32Array(this.#chains);
    if (!this.#mixed) {
      for (let i = this.columns.count - 1; i >= 0; i--) first[this.#chainOf[i] as number] = i;
      return first;
    }
    let at = 0;
    for (const table of this.#tables) {
      for (const chain of table.chains) {
        first[chain.id] = at;
        at += chain.rules;
      }
    }
    return first;
  }

  /** Brings the rules of each chain together, in the order in which they came: a file that a person wrote mixes chains. */
  #sort(rules: RuleColumns, first: Uint32Array): RuleColumns {
    const next = first.slice();
    const order = new Uint32Array(rules.count);
    for (let i = 0; i < rules.count; i++) {
      const chain = this.#chainOf[i] as number;
      order[next[chain] as number] = i;
      next[chain] = (next[chain] as number) + 1;
    }
    const pick = <T extends Uint32Array | Float64Array | Uint8Array>(column: T): T => {
      const sorted = column.slice() as T;
      for (let i = 0; i < order.length; i++) sorted[i] = column[order[i] as number] as number;
      return sorted;
    };
    return {
      ...rules,
      body: pick(rules.body),
      line: pick(rules.line),
      start: pick(rules.start),
      end: pick(rules.end),
      packets: pick(rules.packets),
      packetUnit: pick(rules.packetUnit),
      bytes: pick(rules.bytes),
      byteUnit: pick(rules.byteUnit),
    };
  }
}

function finishTable({ name, names, chains, place, complete }: TableDraft, first: Uint32Array): RulesetTable {
  const texts = names.texts();
  const builtIn = chains
    .flatMap(({ policy }, i) => (policy !== null ? [texts[i] as string] : []))
    .filter(isBuiltIn);
  const shape = name ?? tableOfShape(builtIn);
  return {
    name: shape,
    nameFrom: name !== null ? 'said' : shape !== null ? 'shape' : null,
    chains: chains.map((chain, i) => finishChain(chain, texts[i] as string, first[chain.id] as number)),
    complete,
    place,
  };
}

function finishChain(chain: ChainDraft, name: string, firstRule: number): RulesetChain {
  return {
    name,
    policy: chain.policy,
    policyCounters: chain.counters,
    references: null,
    firstRule,
    ruleCount: chain.rules,
    complete: chain.complete,
    place: { line: chain.line, span: { start: chain.start, end: chain.end } },
  };
}

/** Without `COMMIT`, the chain whose rules came last may miss some, and those that were to come after it all of theirs. */
function breakOff({ chains }: TableDraft): void {
  const last = chains.findLastIndex(chain => chain.rules > 0);
  for (const chain of chains.slice(Math.max(0, last))) chain.complete = false;
}
