import { NFT_VERDICTS, type NftFamily } from '../../model/nft-ruleset.ts';
import type { Line } from '../../text/line.ts';
import type { Outcome } from '../format.ts';
import type { RuleOutline } from './columns.ts';
import { type Draft, MAX_PARTS } from './draft.ts';
import { fillElements } from './json-elements.ts';

/** One object of the list is at most so long; a set of a million elements is about that. */
const MAX_OBJECT = 32 * 1024 * 1024;

/** `{"nftables": [{"metainfo": …`; indented by jq, the brace stands alone on the line before. */
export function isJsonStart(text: string): boolean {
  return /^\s{0,8}(?:\{\s{0,8})?"nftables"\s{0,4}:/.test(text.slice(0, 40));
}

type Obj = Readonly<Record<string, unknown>>;

/**
 * Reads `nft -j`: one line, or many where jq indented it. The list's objects are read one after another, so that JSON
 * that breaks off (a cut line) is read as far as it goes.
 */
export class JsonRuleset {
  readonly #draft: Draft;
  readonly #tables = new Map<string, number>();
  readonly #chains = new Map<string, number>();
  #depth = 0;
  #quoted = false;
  #escaped = false;
  #object = '';
  /** Characters of the last line. */
  #width = 0;
  #ended = false;
  #cut = false;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  line(text: string, line: Line, cut: boolean): Outcome {
    if (this.#ended)
      return text.trim() === '' ? 'noise' : isJsonStart(text) || text.trim() === '{' ? 'again' : 'refused';
    if (this.#cut) return 'refused';
    // A terminal breaks the line anywhere, also within a string.
    const broken = this.#depth > 0 && this.#width >= 72 && this.#width <= 400;
    if (!isJsonText(text) && !broken) return 'refused';
    this.#width = text.length;
    let from = this.#depth >= 3 ? 0 : -1;
    // The brace before `"nftables"` may stand on a line of its own that is lost.
    if (this.#depth === 0 && /^\s{0,8}"nftables"/.test(text)) this.#depth = 1;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (this.#quoted) {
        if (this.#escaped) this.#escaped = false;
        else if (code === 92) this.#escaped = true;
        else if (code === 34) this.#quoted = false;
      } else if (code === 34) this.#quoted = true;
      else if (code === 123 || code === 91) {
        if (++this.#depth === 3) from = at;
      } else if (code === 125 || code === 93) {
        if (this.#depth === 3 && from >= 0) {
          this.#take(this.#object + text.slice(from, at + 1), line);
          this.#object = '';
          from = -1;
        }
        if (--this.#depth === 0) this.#ended = true;
      }
    }
    if (from >= 0 && this.#object.length < MAX_OBJECT) this.#object += text.slice(from);
    this.#cut = cut;
    return 'read';
  }

  #take(text: string, line: Line): void {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      this.#draft.complete = false;
      return;
    }
    if (!isObject(value)) return;
    for (const [what, body] of Object.entries(value)) if (isObject(body)) this.#one(what, body, line);
  }

  #one(what: string, body: Obj, line: Line): void {
    const { tables, chains, sets, objects, flowtables } = this.#draft;
    if (tables.length + chains.length + sets.length + objects.length + flowtables.length >= MAX_PARTS) {
      this.#draft.complete = false;
    } else if (what === 'metainfo') this.#draft.version = text(body['version']);
    else if (what === 'table') this.#table(body, line);
    else if (what === 'chain') this.#chain(body, line);
    else if (what === 'rule') this.#rule(body, line);
    else if (what === 'set' || what === 'map' || what === 'meter') this.#set(what, body, line);
    else if (what === 'flowtable') this.#flowtable(body, line);
    else if (text(body['name']) !== null) this.#named(what, body, line);
  }

  #tableOf(body: Obj, line: Line): number {
    const family = text(body['family']) as NftFamily | null;
    const name = text(body['table']);
    const known = this.#tables.get(`${family} ${name}`);
    if (known !== undefined) return known;
    const added = this.#draft.addTable({ family, name, contents: true, complete: true, place: line.place() });
    this.#tables.set(`${family} ${name}`, added);
    return added;
  }

  #table(body: Obj, line: Line): void {
    const table = this.#draft.tables[this.#tableOf({ ...body, table: body['name'] }, line)];
    if (!table) return;
    table.handle = number(body['handle']);
    // nft 1.0.6 prints freed memory there: `"flags": "asleep"` for a table of that name.
    table.flags = strings(body['flags']).filter(flag => /^(?:dormant|owner|persist)$/.test(flag));
    table.comment = text(body['comment']);
  }

  #chain(body: Obj, line: Line): void {
    const table = this.#tableOf(body, line);
    const name = text(body['name']);
    const index = this.#draft.addChain(table, name, number(body['handle']), line.place(), null);
    this.#chains.set(`${table} ${name}`, index);
    const chain = this.#draft.chains[index];
    if (!chain) return;
    chain.comment = text(body['comment']);
    chain.complete = true;
    const type = text(body['type']);
    const hook = text(body['hook']);
    const priority = number(body['prio']);
    if (type === null || hook === null) return;
    const place = line.place();
    const rest = { devices: strings(body['dev']), policy: text(body['policy']), offload: false, place };
    chain.base = { type, hook, priority, priorityText: priority === null ? null : String(priority), ...rest };
  }

  #rule(body: Obj, line: Line): void {
    const table = this.#tableOf(body, line);
    const name = text(body['chain']);
    let index = this.#chains.get(`${table} ${name}`);
    if (index === undefined) {
      index = this.#draft.addChain(table, name, null, line.place(), null);
      this.#chains.set(`${table} ${name}`, index);
    }
    const expr = Array.isArray(body['expr']) ? body['expr'].filter(isStatement) : [];
    const comment = text(body['comment']);
    const outline = outlineOf(expr, number(body['handle']) ?? Number.NaN);
    const kept = JSON.stringify(comment === null ? { expr } : { comment, expr });
    const { rules, chains } = this.#draft;
    const { start, end } = line.span;
    if (!rules.add(index, outline, kept, line.number, start, end)) {
      this.#draft.complete = false;
      return;
    }
    const chain = chains[index];
    if (!chain) return;
    if (chain.ruleCount === 0) chain.firstRule = rules.count - 1;
    chain.ruleCount++;
    chain.endRule = rules.count;
  }

  #set(what: string, body: Obj, line: Line): void {
    const block = { what, name: text(body['name']) ?? '', handle: number(body['handle']) };
    const set = this.#draft.addSet(this.#tableOf(body, line), block, line.place());
    const type = body['type'];
    set.key = typeof type === 'string' ? type : strings(type).join(' . ') || null;
    set.keyIsTypeof = isObject(type);
    set.data = text(body['map']);
    set.comment = text(body['comment']);
    set.flags = strings(body['flags']);
    set.timeout = number(body['timeout']);
    set.gcInterval = number(body['gc-interval']);
    set.size = number(body['size']);
    set.policy = text(body['policy']);
    set.autoMerge = body['auto-merge'] === true;
    set.complete = true;
    if (Array.isArray(body['elem'])) fillElements(set, body['elem'], line);
  }

  #flowtable(body: Obj, line: Line): void {
    const block = { what: 'flowtable', name: text(body['name']) ?? '', handle: number(body['handle']) };
    const flowtable = this.#draft.addFlowtable(this.#tableOf(body, line), block, line.place());
    flowtable.hook = text(body['hook']);
    flowtable.priorityText = body['prio'] === undefined ? null : String(body['prio']);
    flowtable.devices = strings(body['dev']);
    flowtable.flags = strings(body['flags']);
    flowtable.complete = true;
  }

  #named(what: string, body: Obj, line: Line): void {
    const block = { what, name: text(body['name']) ?? '', handle: number(body['handle']) };
    const object = this.#draft.addObject(this.#tableOf(body, line), block, line.place());
    object.comment = text(body['comment']);
    object.complete = true;
    if (what !== 'counter') return;
    object.packets = number(body['packets']);
    object.bytes = number(body['bytes']);
  }

  close(): void {
    if (this.#ended) return;
    this.#draft.complete = false;
    for (const table of this.#draft.tables) table.complete = false;
    for (const chain of this.#draft.chains) chain.complete = false;
  }
}

/** A line of indented JSON; prose behind JSON that broke off is none. */
function isJsonText(text: string): boolean {
  return /^\s{0,200}["{}[\]\d-]|^\s{0,200}(?:true|false|null)\b/.test(text.slice(0, 220));
}

/** The verdict and the counter of `[{"match":…},{"counter":{"packets":0,"bytes":0}},{"accept":null}]`. */
function outlineOf(expr: readonly (Obj | string)[], handle: number): RuleOutline {
  let verdict = 0;
  let packets = Number.NaN;
  let bytes = Number.NaN;
  for (const statement of expr) {
    // An anonymous chain has no JSON, and comes as text: `"jump {\n\t\t\tip saddr …"`.
    const entry =
      typeof statement === 'string' ? [statement.split(' ', 1)[0] as string, null] : firstOf(statement);
    const [key, body] = entry as [string, unknown];
    if (key === 'counter' && isObject(body)) {
      packets = number(body['packets']) ?? Number.NaN;
      bytes = number(body['bytes']) ?? Number.NaN;
    }
    const code = key === 'xt' && isObject(body) && body['type'] !== 'target' ? 0 : verdictCode(key);
    if (code > 5 ? verdict <= 5 : code > 0 && (verdict === 0 || key === 'xt')) verdict = code;
  }
  return { verdict, packets, bytes, handle };
}

function firstOf(statement: Obj): [string, unknown] {
  return Object.entries(statement)[0] ?? ['', null];
}

function isStatement(value: unknown): value is Obj | string {
  return isObject(value) || typeof value === 'string';
}

const CODES: ReadonlyMap<string, number> = new Map(NFT_VERDICTS.map((word, code) => [word, code]));

function verdictCode(key: string): number {
  return CODES.get(key) ?? 0;
}

export function isObject(value: unknown): value is Obj {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}
