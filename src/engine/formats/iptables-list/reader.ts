import type { ListingColumns, Ruleset } from '../../model/ruleset.ts';
import { RuleColumnsBuilder } from '../../rules/columns.ts';
import { splitBody } from '../../rules/listing/layout.ts';
import { isBuiltIn } from '../../rules/tables.ts';
import { isFiltered } from '../../text/command.ts';
import { isElision } from '../../text/elision.ts';
import type { Line } from '../../text/line.ts';
import type { BlockTaken, Outcome, Reader, SectionStart } from '../format.ts';
import { ChainScan } from './chain-scan.ts';
import { type Asked, readAsked } from './command.ts';
import { familyOf, isNumeric, seenNumeric } from './evidence.ts';
import { columnsOf, isBegun, isTornRule, readChainLine, readHeader } from './lines.ts';
import { PlainColumns } from './plain-columns.ts';
import { Repeated } from './repeated.ts';
import { RuleScan } from './scan.ts';
import { sameButComments, seamsOf, takenOff, understood } from './seams.ts';
import { Chains, type OpenChain } from './tables.ts';
import { Told } from './told.ts';

/** A terminal is at least so wide; a shorter line was not broken by one. */
const NARROWEST = 40;
/** Blanks at the end of a line that a copy may have lost. */
const BLANKS_LOST = 20;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Reads one listing: the chains of one table, or a part of them. */
export class ListReader implements Reader {
  readonly #asked: Asked | null;
  /** Whether the listing went through `grep`, `head` and their like: then rules of any chain may be missing. */
  readonly #filtered: boolean;
  readonly #builder = new RuleColumnsBuilder();
  readonly #chains = new Chains();
  readonly #told = new Told();
  readonly #scan = new RuleScan();
  readonly #chainScan = new ChainScan();
  /** The columns, once a header or a rule shows them. */
  #shown: ListingColumns | null = null;
  /** Bytes of the header line, which is the same for all chains. */
  readonly #header = new Repeated();
  readonly #columns = new PlainColumns();
  #numeric: boolean | null = null;
  #first: Line | null = null;
  /** Where the rule that was read last ends in the paste; -1 where something else came after it. */
  #ruleEnd = -1;
  /** How long its line is, and how long the longest one: what a terminal broke is as long as it is wide. */
  #ruleWidth = 0;
  /** Blanks at its end, which the body does not have. */
  #ruleBlanks = 0;
  #widest = 0;
  /** How long the first piece of a rule is that is being joined. */
  #pieceWidth = 0;
  /** Whether a line could not be read since the last one that was. */
  #stray = false;
  /** Whether that line looks like a rule of which the end is missing. */
  #torn = false;
  #elided = false;
  /** The family that the addresses are of, and how many rules were asked for it. */
  #addresses: 'ipv4' | 'ipv6' | null = null;
  #addressesAsked = 0;

  constructor(start: SectionStart) {
    this.#asked = readAsked(start.command);
    this.#filtered = start.command !== null && isFiltered(start.command);
    this.#numeric = this.#asked ? this.#asked.numeric : null;
  }

  line(line: Line, whole: boolean): Outcome {
    const { text } = line;
    const chain = readChainLine(text);
    if (chain) {
      if (this.#startsAnother(chain.name, chain.policy !== null)) return 'again';
      this.#first ??= line;
      this.#leaveChain();
      this.#chains.add(chain, this.#builder.count, line.place());
      return 'read';
    }
    const header = readHeader(text);
    if (header) return this.#readHeader(line, header);
    const rule = this.#readRule(line);
    if (rule !== 'refused') return rule;
    if (text.trim() === '') return 'noise';
    if (this.#readNotice(line)) return 'read';
    if (isBegun(text)) return whole ? this.#readTorn(line) : 'more';
    if (!whole && this.#isBegunRule(text)) {
      this.#pieceWidth ||= text.length;
      return 'more';
    }
    const joined = this.#joinRule(line, whole);
    if (joined !== 'refused') return joined;
    this.#stray = this.#first !== null;
    this.#torn ||= this.#stray && isTornRule(text, this.#shown);
    return 'refused';
  }

  /** Whether a text is a line of this listing, every word of which is understood. */
  understands(text: string): boolean {
    if (readChainLine(text) || readHeader(text)) return true;
    const shown = this.#shown ?? columnsOf(text);
    const bytes = encoder.encode(text.trimEnd());
    if (!shown || !this.#scan.head(bytes, 0, bytes.length, shown.lineNumbers, shown.verbose)) return false;
    const body = decoder.decode(bytes.subarray(this.#scan.from));
    return understood([body], { ...shown, numeric: this.#numeric }, this.#family).length > 0;
  }

  /** Elisions are no lines of the listing, but rules are missing where they stand. */
  keeps(text: string): boolean {
    if (isElision(text)) this.#elided = true;
    if (text.trim() === '') this.#ruleEnd = -1;
    return false;
  }

  #startsAnother(name: string, builtIn: boolean): boolean {
    return this.#chains.all.length > 0 && this.#chains.beginsAnother(name, builtIn);
  }

  /** Another chain begins, or the listing ends: what was left out before it is missing in the chain so far. */
  #leaveChain(): void {
    this.#markGap(this.#chains.last);
    this.#ruleEnd = -1;
  }

  #readHeader(line: Line, header: ListingColumns): Outcome {
    if (
      this.#shown &&
      (header.verbose !== this.#shown.verbose || header.lineNumbers !== this.#shown.lineNumbers)
    )
      return 'again';
    this.#first ??= line;
    this.#shown = header;
    const bytes = encoder.encode(line.text);
    this.#header.set(new DataView(bytes.buffer), 0, bytes.length);
    if (this.#elided && this.#chains.last) this.#chains.last.complete = false;
    return 'noise';
  }

  /** `Chain INPUT (poli`: a line that the paste cuts off. */
  #readTorn(line: Line): Outcome {
    const name = /^\s*Chain (\S+) \(/.exec(line.text)?.[1];
    if (name === undefined) return this.#first ? 'noise' : 'refused';
    if (this.#startsAnother(name, isBuiltIn(name))) return 'again';
    this.#first ??= line;
    this.#leaveChain();
    const chain = { name, policy: null, policyCounters: null, references: null };
    this.#chains.add(chain, this.#builder.count, line.place()).complete = false;
    return 'read';
  }

  #readRule(line: Line): Outcome {
    const { text } = line;
    const shown = this.#shown ?? columnsOf(text);
    if (!shown) return 'refused';
    const bytes = encoder.encode(text.trimEnd());
    const { lineNumbers, verbose } = shown;
    const scan = this.#scan;
    if (!scan.head(bytes, 0, bytes.length, lineNumbers, verbose)) return 'refused';
    const body = decoder.decode(bytes.subarray(scan.from));
    const columns = splitBody(body, { ...shown, numeric: this.#numeric }, this.#family);
    if (!columns) return 'refused';
    // `all  --  10.1.0.0/16  anywhere`: of a first line that is cut, the target may be lost, and not be blank.
    if (!this.#first && columns.target === null && scan.from === 0 && !/^\s/.test(text)) return 'refused';
    const { start, end } = line.span;
    const { from, packets, packetUnit, byteUnit } = scan;
    const { number } = line;
    if (
      !this.#builder.add(
        bytes,
        from,
        bytes.length,
        number,
        start,
        end,
        packets,
        packetUnit,
        scan.bytes,
        byteUnit,
      )
    )
      return 'refused';
    if (lineNumbers) this.#builder.numberLast(scan.rule);
    this.#took(number, start, end, text.length - text.trimEnd().length);
    this.#shown = shown;
    this.#first ??= line;
    this.#addresses ??= familyOf(columns.source) ?? familyOf(columns.destination);
    if (line.unended) this.#doubtRule(body);
    this.#numeric ??= isNumeric([
      columns.source,
      columns.destination,
      columns.inInterface,
      columns.outInterface,
    ]);
    return 'read';
  }

  get #family(): 'ipv4' | 'ipv6' | null {
    return this.#asked?.family ?? this.#told.tool.family;
  }

  /** Counts a rule, which was just added, into its chain. */
  #took(line: number, start: number, end: number, blanks: number): void {
    const chain = this.#chains.last ?? this.#nameless(line, start, end);
    chain.ruleCount++;
    this.#markGap(chain);
    this.#ruleEnd = end;
    this.#ruleWidth = this.#pieceWidth || end - start;
    this.#pieceWidth = 0;
    this.#ruleBlanks = blanks;
    if (this.#ruleWidth > this.#widest) this.#widest = this.#ruleWidth;
  }

  #markGap(chain: OpenChain | undefined): void {
    if (chain && (this.#elided || this.#stray)) chain.complete = false;
    this.#elided = false;
    this.#stray = false;
    this.#torn = false;
  }

  /** The chain of rules above which no chain line stands: the one that the command names, or none that is known. */
  #nameless(line: number, start: number, end: number): OpenChain {
    const name = this.#asked?.chain ?? '';
    const chain = { name, policy: null, policyCounters: null, references: null };
    const added = this.#chains.add(chain, this.#builder.count - 1, { line, span: { start, end } });
    added.complete = false;
    return added;
  }

  #readNotice(line: Line): boolean {
    if (!this.#told.read(line)) return false;
    this.#first ??= line;
    return true;
  }

  /**
   * The rest of a rule that a terminal broke behind its addresses: it follows the rule at once, and the two together
   * make a rule that is understood.
   *       0     0 ACCEPT     tcp  --  *      *       0.0.0.0/0            10.96.0.10
   *            tcp dpt:53 ctstate NEW
   */
  #joinRule(line: Line, whole: boolean): Outcome {
    const before = this.#builder.last();
    const gap = line.span.start - this.#ruleEnd;
    if (!before || !this.#shown || this.#ruleEnd < 0 || gap > 2) return 'refused';
    const shown = { ...this.#shown, numeric: this.#numeric };
    const body = decoder.decode(before.body);
    const seams = seamsOf(body, takenOff(line) + line.text, this.#ruleBlanks, this.#ruleWidth < this.#widest);
    const [best, other] = understood(seams, shown, this.#family);
    if (best) {
      this.#builder.replaceLast(encoder.encode(best.joined), line.span.end);
      this.#ruleEnd = line.span.end;
      this.#ruleBlanks = line.text.length - line.text.trimEnd().length;
      if (line.unended || (other && !sameButComments(best.spec, other.spec))) this.#doubtRule(best.joined);
      return 'read';
    }
    // A rule in three pieces or more: this one is as long as the first, so that another follows.
    if (!whole && line.text.length > this.#ruleWidth - BLANKS_LOST) return 'more';
    if (!isTornRule(line.text, shown)) this.#doubtRule(body);
    return 'refused';
  }

  /** More of the rule may be missing: it is marked with the `…` that stands for what was left out. */
  #doubtRule(body: string): void {
    const chain = this.#chains.last;
    if (chain) chain.complete = false;
    if (!body.endsWith('…')) this.#builder.replaceLast(encoder.encode(`${body} …`), this.#ruleEnd);
  }

  /** A rule whose columns a terminal broke: it goes on at least to `opt`. */
  #isBegunRule(text: string): boolean {
    return text.length >= NARROWEST && isTornRule(text, this.#shown) && /\s(?:--|-f|!f)\s/.test(text);
  }

  block(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number): BlockTaken {
    const shown = this.#shown;
    if (!shown || this.#elided || this.#stray) return { bytes: 0, lines: 0 };
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const shift = offset - from;
    let at = from;
    let line = firstLine;
    while (at < to) {
      const first = bytes[at];
      let next = -1;
      if (first === 10) {
        this.#ruleEnd = -1;
        next = at + 1;
      } else if (first === 67 && this.#chainScan.begins(view, at, to)) {
        next = this.#blockChain(bytes, view, at, to, at + shift, line);
      } else if (bytes[at + this.#header.length] === 10 && this.#header.standsAt(view, at, to)) {
        next = at + this.#header.length + 1;
      } else next = this.#blockRule(bytes, view, at, to, at + shift, line, shown);
      if (next < 0) break;
      line++;
      at = next;
    }
    return { bytes: at - from, lines: line - firstLine };
  }

  /** Reads the rule at `at`; where the next line begins, or -1 for one that needs the slow way. */
  #blockRule(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    to: number,
    start: number,
    line: number,
    shown: ListingColumns,
  ): number {
    const scan = this.#scan;
    if (!scan.head(bytes, at, to, shown.lineNumbers, shown.verbose)) return -1;
    const { from } = scan;
    if (!this.#columns.stand(bytes, view, from, to, shown.verbose)) return -1;
    const builder = this.#builder;
    const newline = builder.scanLine(bytes, from, to);
    // `… use iptables-legacy to see them`: a warning may have torn the line.
    if (newline < 0 || bytes[builder.scannedTo - 1] === 109) return -1;
    if (this.#numeric === null) this.#numeric = seenNumeric(bytes, from, newline);
    if (this.#addresses === null && this.#addressesAsked++ < 1000) {
      const columns = splitBody(decoder.decode(bytes.subarray(from, newline)), shown, null);
      this.#addresses = columns && (familyOf(columns.source) ?? familyOf(columns.destination));
    }
    const end = start + newline - at - (bytes[newline - 1] === 13 ? 1 : 0);
    const { packets, packetUnit, byteUnit } = scan;
    if (!builder.addScanned(line, start, end, packets, packetUnit, scan.bytes, byteUnit)) return -1;
    if (shown.lineNumbers) builder.numberLast(scan.rule);
    this.#took(line, start, end, newline - builder.scannedTo);
    return newline + 1;
  }

  /** A chain without a policy; one with a policy goes the slow way. */
  #blockChain(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    to: number,
    start: number,
    line: number,
  ): number {
    const scan = this.#chainScan;
    const next = scan.read(bytes, view, at, to);
    if (next < 0 || this.#chains.isFirst(bytes, scan.from, scan.to)) return -1;
    this.#leaveChain();
    const place = { line, span: { start, end: start + next - 1 - at } };
    this.#chains.addOwn(bytes, scan.from, scan.to, scan.references, this.#builder.count, place);
    return next;
  }

  close(): Ruleset | null {
    // Prose behind the listing takes nothing from it; an elision or the beginning of a rule does.
    this.#stray = this.#torn;
    this.#leaveChain();
    const { family, backend, version } = this.#told.tool;
    const first = this.#first;
    if (!first) return null;
    const rules = this.#builder.finish();
    const chains = this.#chains;
    if (this.#filtered) for (const chain of chains.all) chain.complete = false;
    return {
      kind: 'ruleset',
      form: 'list',
      family: this.#asked?.family ?? family ?? this.#addresses,
      backend: this.#asked?.backend ?? backend,
      version,
      shown: this.#shown && { ...this.#shown, numeric: this.#numeric },
      tables: chains.all.length > 0 ? [chains.table(this.#asked, first.place())] : [],
      notices: this.#told.notices,
      rules,
    };
  }
}
