import type {
  NftBase,
  NftChain,
  NftFlowtable,
  NftNotice,
  NftObject,
  NftRuleset,
  NftSet,
  NftTable,
} from '../../model/nft-ruleset.ts';
import type { Place } from '../../model/place.ts';
import { NftColumnsBuilder } from './columns.ts';
import type { ElementScan } from './elements.ts';
import type { Asked, BaseLine, BlockLine } from './lines.ts';
import { priorityNumber } from './words.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export type TableDraft = Mutable<NftTable>;
export type ChainDraft = Mutable<NftChain>;
export type ObjectDraft = Mutable<Omit<NftObject, 'lines'>> & { lines: string[] };
export type FlowtableDraft = Mutable<NftFlowtable>;
/** A set before its elements are added up. */
export type SetDraft = Mutable<
  Omit<NftSet, 'statements' | 'elements' | 'elementsComplete' | 'examples' | 'verdicts' | 'verdictsLeft'>
> & { statements: string[]; scan: ElementScan | null };

/** More tables, chains, sets than this are not kept: what comes after is refused. */
export const MAX_PARTS = 1_000_000;

/** A ruleset while it is read. */
export class Draft {
  version: string | null = null;
  readonly tables: TableDraft[] = [];
  readonly chains: ChainDraft[] = [];
  readonly sets: SetDraft[] = [];
  readonly objects: ObjectDraft[] = [];
  readonly flowtables: FlowtableDraft[] = [];
  readonly notices: NftNotice[] = [];
  readonly rules = new NftColumnsBuilder();
  /** Tables that a warning names: `ip filter`. */
  readonly managed = new Set<string>();
  /** False from the moment that something is known to be missing. */
  complete = true;
  readonly #named = new Set<string>();

  hasTable(familyAndName: string): boolean {
    return this.#named.has(familyAndName);
  }

  addTable(table: Pick<TableDraft, 'family' | 'name' | 'place'> & Partial<TableDraft>): number {
    if (table.name !== null) this.#named.add(`${table.family} ${table.name}`);
    const empty = { handle: null, flags: [], owner: null, comment: null, managedByIptables: false };
    return this.tables.push({ ...empty, contents: true, complete: false, ...table }) - 1;
  }

  addChain(
    table: number,
    name: string | null,
    handle: number | null,
    place: Place,
    within: number | null,
  ): number {
    const firstRule = this.rules.count;
    const rest = { comment: null, base: null, firstRule, endRule: firstRule, ruleCount: 0, complete: false };
    return this.chains.push({ table, name, handle, within, place, ...rest }) - 1;
  }

  setBase(chain: ChainDraft, { priorityText, ...line }: BaseLine, place: Place): void {
    const family = this.tables[chain.table]?.family ?? null;
    const base: NftBase = { ...line, priorityText, priority: priorityNumber(priorityText, family), place };
    chain.base = base;
  }

  addSet(table: number, { what, name, handle }: BlockLine, place: Place): SetDraft {
    const set: SetDraft = {
      table,
      type: what === 'map' ? 'map' : what === 'meter' ? 'meter' : 'set',
      name,
      handle,
      comment: null,
      key: null,
      keyIsTypeof: false,
      data: null,
      flags: [],
      timeout: null,
      gcInterval: null,
      size: null,
      policy: null,
      autoMerge: false,
      statements: [],
      scan: null,
      complete: false,
      place,
    };
    this.sets.push(set);
    return set;
  }

  addObject(table: number, { what, name, handle }: BlockLine, place: Place): ObjectDraft {
    const counts = { packets: null, bytes: null };
    const object = {
      table,
      type: what,
      name,
      handle,
      comment: null,
      ...counts,
      lines: [],
      complete: false,
      place,
    };
    this.objects.push(object);
    return object;
  }

  addFlowtable(table: number, { name, handle }: BlockLine, place: Place): FlowtableDraft {
    const rest = { hook: null, priorityText: null, devices: [], flags: [], counter: false, complete: false };
    const flowtable = { table, name, handle, ...rest, place };
    this.flowtables.push(flowtable);
    return flowtable;
  }

  /** null where nothing was read. */
  finish(form: 'text' | 'json', asked: Asked, configured: boolean): NftRuleset | null {
    if (this.tables.length === 0 && this.notices.length === 0) return null;
    for (const table of this.tables)
      table.managedByIptables = this.managed.has(`${table.family} ${table.name}`);
    const elementsShown = this.#elementsShown(asked, configured);
    return {
      kind: 'nft-ruleset',
      form,
      version: this.version,
      configured,
      rulesShown: this.#rulesShown(asked, configured),
      elementsShown,
      tables: this.tables,
      chains: this.chains,
      sets: this.sets.map(set => finishSet(set, elementsShown)),
      objects: this.objects,
      flowtables: this.flowtables,
      rules: this.rules.finish(),
      notices: this.notices,
      complete: this.complete && this.tables.every(table => table.complete),
    };
  }

  /** `nft list chains` prints chains without their rules. */
  #rulesShown({ what }: Asked, configured: boolean): boolean | null {
    if (this.rules.count > 0 || configured || what === 'ruleset' || what === 'table' || what === 'chain')
      return true;
    return what === null ? null : false;
  }

  #elementsShown({ what, terse }: Asked, configured: boolean): boolean | null {
    if (this.sets.some(set => set.scan !== null)) return true;
    if (terse) return false;
    if (configured || what === 'ruleset' || what === 'table' || what === 'set' || what === 'map') return true;
    return what === null || what === 'sets' || what === 'maps' ? null : false;
  }
}

function finishSet({ scan, ...set }: SetDraft, elementsShown: boolean | null): NftSet {
  if (scan) {
    const { count: elements, examples, verdicts, verdictsLeft } = scan;
    return {
      ...set,
      elements,
      elementsComplete: scan.complete && set.complete,
      examples,
      verdicts,
      verdictsLeft,
    };
  }
  const empty = elementsShown === true && set.complete;
  const none = { examples: [], verdicts: [], verdictsLeft: 0 };
  return { ...set, elements: empty ? 0 : null, elementsComplete: empty, ...none };
}
