import type { Analysis } from '../../engine/model/analysis.ts';
import { NFT_VERDICTS, type NftRuleset } from '../../engine/model/nft-ruleset.ts';
import type { RuleSpec, Ruleset } from '../../engine/model/ruleset.ts';
import { bodyText, countersAt, readSaveBody } from '../../engine/rules/index.ts';
import { readListingBody } from '../../engine/rules/listing/index.ts';
import { rulesOfChain } from '../../engine/rules/nft-rule.ts';
import type { RuleTable } from './question.ts';

/** So many rules are put into rows; what comes after is only counted. */
export const MAX_RULES = 1_000_000;
/** Rules between two moments in which a question may be called off. */
const BREATH = 5000;

export interface ListedChain {
  /** Index of its table. */
  readonly table: number;
  readonly name: string;
}

/** Where a rule was read. */
export type Source =
  | { readonly kind: 'iptables'; readonly document: Ruleset }
  | { readonly kind: 'nft'; readonly document: NftRuleset };

/** All rules of a paste in columns, in its order: a row is a rule. */
export interface RuleList {
  readonly sources: readonly Source[];
  readonly tables: readonly RuleTable[];
  readonly chains: readonly ListedChain[];
  readonly targets: readonly string[];
  readonly count: number;
  /** Rules beyond the limit. */
  readonly left: number;
  readonly source: Uint16Array;
  /** The rule's number in the columns of its source. */
  readonly index: Uint32Array;
  /** The rule's chain and target, by their numbers here. */
  readonly chain: Uint32Array;
  readonly target: Uint32Array;
  /** Its number in its chain; 0 where rules before it may be missing. */
  readonly number: Uint32Array;
  /** At least so many packets and bytes; -1 where none are printed. */
  readonly packets: Float64Array;
  readonly bytes: Float64Array;
  readonly copies: Uint32Array;
}

const LISTS = new WeakMap<Analysis, RuleList>();

/** The rules of a paste, read into columns once. Rejects when the signal ends it. */
export async function ruleList(analysis: Analysis, signal: AbortSignal): Promise<RuleList> {
  let list = LISTS.get(analysis);
  if (!list) {
    list = await new ListBuilder(analysis).build(signal);
    LISTS.set(analysis, list);
  }
  return list;
}

/** What a distinct body says. Not kept: a hundred thousand of them are a hundred megabytes. */
export function specOf(ruleset: Ruleset, body: number): RuleSpec {
  const text = bodyText(ruleset, body);
  return ruleset.form === 'list' && ruleset.shown
    ? readListingBody(text, ruleset.shown, ruleset.family)
    : readSaveBody(text, ruleset.family);
}

/** The last `-j` or `-g`, and no quote behind it. */
const JUMP = / -[jg] ([A-Za-z0-9_-]{1,40})(?: [^"'#]{0,400})?$/;
const FIRST_WORD = /^([A-Za-z0-9_-]{1,40})\s/;
/** What may also stand first in a listing: the protocol of a rule without a target. */
const PROTOCOL = /^(?:all|tcp|udp|icmp|icmpv6|ipv6-icmp|sctp|gre|esp|ah|\d{1,3})$/;

/** The target of a distinct body. Only where it is not plain to see, the body is parsed: that takes thirty times as long. */
function targetName(ruleset: Ruleset, body: number, chains: ReadonlySet<string>): string {
  const text = bodyText(ruleset, body);
  const word = (ruleset.form === 'list' ? FIRST_WORD : JUMP).exec(text)?.[1];
  if (word !== undefined && !PROTOCOL.test(word) && (chains.has(word) || PLAIN.has(word))) return word;
  return specOf(ruleset, body).target?.name ?? '';
}

const PLAIN: ReadonlySet<string> = new Set([
  'ACCEPT',
  'DROP',
  'RETURN',
  'REJECT',
  'MASQUERADE',
  'DNAT',
  'SNAT',
  'MARK',
]);

/** What nft prints of a rule without the numbers of its counter: what is compared. */
export function withoutCounts(text: string): string {
  return text
    .replace(/counter packets \d{1,20} bytes \d{1,20}/, 'counter')
    .replace(/"counter":\s?\{[^{}]{0,80}\}/, '"counter":{}');
}

/** What a list is while it is made. */
type Draft = { -readonly [K in keyof RuleList]: RuleList[K] };

class ListBuilder {
  readonly #tables: RuleTable[] = [];
  readonly #chains: ListedChain[] = [];
  readonly #targets = new Map<string, number>();
  readonly #sources: Source[] = [];
  readonly #list: Draft;
  #since = 0;

  constructor({ sections }: Analysis) {
    for (const { document } of sections) {
      if (document.kind === 'ruleset') this.#sources.push({ kind: 'iptables', document });
      else if (document.kind === 'nft-ruleset') this.#sources.push({ kind: 'nft', document });
    }
    const all = this.#sources.reduce((sum, { document }) => sum + document.rules.count, 0);
    const room = Math.min(all, MAX_RULES);
    this.#list = {
      sources: this.#sources,
      tables: this.#tables,
      chains: this.#chains,
      targets: [],
      count: 0,
      left: all - room,
      source: new Uint16Array(room),
      index: new Uint32Array(room),
      chain: new Uint32Array(room),
      target: new Uint32Array(room),
      number: new Uint32Array(room),
      packets: new Float64Array(room),
      bytes: new Float64Array(room),
      copies: new Uint32Array(room),
    };
  }

  async build(signal: AbortSignal): Promise<RuleList> {
    for (const [at, source] of this.#sources.entries()) {
      if (source.kind === 'iptables') await this.#addIptables(source.document, at, signal);
      else await this.#addNft(source.document, at, signal);
    }
    return { ...this.#list, targets: [...this.#targets.keys()] };
  }

  async #addIptables(document: Ruleset, source: number, signal: AbortSignal): Promise<void> {
    const { rules } = document;
    const targets = new Int32Array(rules.bodyFrom.length).fill(-1);
    const known = new Set(document.tables.flatMap(({ chains }) => chains.map(({ name }) => name)));
    for (const table of document.tables) {
      const { name, place } = table;
      const count = table.chains.reduce((sum, chain) => sum + chain.ruleCount, 0);
      const id = this.#addTable(name, document.family, place.line, count);
      for (const chain of table.chains) {
        const number = this.#chains.push({ table: id, name: chain.name }) - 1;
        const copies = copiesIn(rules.body.subarray(chain.firstRule, chain.firstRule + chain.ruleCount));
        for (let n = 0; n < chain.ruleCount; n++) {
          const index = chain.firstRule + n;
          const body = rules.body[index] as number;
          if ((targets[body] as number) < 0)
            targets[body] = this.#targetId(targetName(document, body, known));
          const counters = countersAt(document, index);
          this.#addRow(source, index, number, targets[body] as number, {
            number: rules.printed ? (rules.printed[index] as number) : chain.complete ? n + 1 : 0,
            packets: counters?.packets.low ?? -1,
            bytes: counters?.bytes.low ?? -1,
            copies: copies.get(body) ?? 1,
          });
          if (++this.#since >= BREATH) await this.#breathe(signal);
        }
      }
    }
  }

  async #addNft(document: NftRuleset, source: number, signal: AbortSignal): Promise<void> {
    const ids = document.tables.map(({ family, name, place }) =>
      this.#addTable([family, name].filter(Boolean).join(' ') || null, null, place.line, 0),
    );
    const { rules } = document;
    for (const [at, chain] of document.chains.entries()) {
      const number =
        this.#chains.push({ table: ids[chain.table] as number, name: nftChainName(document, at) }) - 1;
      const indices = [...rulesOfChain(document, at)];
      const texts = indices.map(index => withoutCounts(rules.text[index] ?? ''));
      const copies = copiesIn(texts);
      for (const [n, index] of indices.entries()) {
        const verdict = NFT_VERDICTS[rules.verdict[index] as number] as string;
        this.#addRow(source, index, number, this.#targetId(verdict === 'none' ? '' : verdict), {
          number: chain.complete ? n + 1 : 0,
          packets: known(rules.packets[index]),
          bytes: known(rules.bytes[index]),
          copies: copies.get(texts[n] as string) ?? 1,
        });
        if (++this.#since >= BREATH) await this.#breathe(signal);
      }
    }
  }

  #addTable(name: string | null, family: RuleTable['family'], line: number, rules: number): number {
    const id = this.#tables.length;
    this.#tables.push({ id, name, family, line, rules });
    return id;
  }

  #targetId(name: string): number {
    const known = this.#targets.get(name);
    if (known !== undefined) return known;
    this.#targets.set(name, this.#targets.size);
    return this.#targets.size - 1;
  }

  #addRow(
    source: number,
    index: number,
    chain: number,
    target: number,
    own: Readonly<Record<'number' | 'packets' | 'bytes' | 'copies', number>>,
  ): void {
    const list = this.#list;
    if (list.count >= list.index.length) return;
    const row = list.count++;
    list.source[row] = source;
    list.index[row] = index;
    list.chain[row] = chain;
    list.target[row] = target;
    list.number[row] = own.number;
    list.packets[row] = own.packets;
    list.bytes[row] = own.bytes;
    list.copies[row] = own.copies;
  }

  /** Lets a message in that calls the question off. */
  async #breathe(signal: AbortSignal): Promise<void> {
    this.#since = 0;
    await new Promise(resolve => setTimeout(resolve, 0));
    signal.throwIfAborted();
  }
}

function known(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? -1 : value;
}

/** How often each body stands in a chain; those that stand there once are not in the map. */
function copiesIn<T>(bodies: ArrayLike<T> & Iterable<T>): Map<T, number> {
  const counts = new Map<T, number>();
  if (bodies.length < 2) return counts;
  for (const body of bodies) counts.set(body, (counts.get(body) ?? 0) + 1);
  for (const [body, count] of counts) if (count < 2) counts.delete(body);
  return counts;
}

/** An anonymous chain is named after the one in whose rule it stands. */
function nftChainName({ chains }: NftRuleset, at: number): string {
  const chain = chains[at];
  if (!chain) return '?';
  if (chain.name !== null) return chain.name;
  return chain.within === null ? '?' : `${chains[chain.within]?.name ?? '?'} { }`;
}
