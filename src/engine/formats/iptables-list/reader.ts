import type { ListingColumns, Ruleset, RulesetNotice } from '../../model/ruleset.ts';
import { RuleColumnsBuilder } from '../../rules/columns.ts';
import { readListingBody } from '../../rules/listing/index.ts';
import { splitBody } from '../../rules/listing/layout.ts';
import { readNotice, toolOf } from '../../rules/notices.ts';
import { isBuiltIn } from '../../rules/tables.ts';
import type { Line } from '../../text/line.ts';
import { isElision } from '../../text/prompt.ts';
import type { BlockTaken, Outcome, Reader, SectionStart } from '../format.ts';
import { contains, startsWith, textOf } from './bytes.ts';
import { type Asked, readAsked } from './command.ts';
import { familyOf, isNumeric } from './evidence.ts';
import { columnsOf, isBegun, isTornRule, readChainLine, readHeader } from './lines.ts';
import { isPlainBody, RuleScan } from './scan.ts';
import { sameButComments, takenOff } from './seams.ts';
import { Chains, type OpenChain } from './tables.ts';

/** Sentences of a tool that one listing keeps; more are a loop that fails. */
const MAX_NOTICES = 1000;
/** A terminal is at least so wide; a shorter line was not broken by one. */
const NARROWEST = 40;
/** Blanks at the end of a line that a copy may have lost. */
const BLANKS_LOST = 20;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const CHAIN = encoder.encode('Chain ');
const REFERENCES = encoder.encode(' references)');
const NUMERIC = [encoder.encode(' 0.0.0.0/0 '), encoder.encode(' ::/0 ')];
const NAMED = encoder.encode(' anywhere ');

/** Reads one listing: the chains of one table, or a part of them. */
export class ListReader implements Reader {
  readonly #asked: Asked | null;
  readonly #builder = new RuleColumnsBuilder();
  readonly #chains = new Chains();
  readonly #notices: RulesetNotice[] = [];
  readonly #scan = new RuleScan();
  /** The columns, once a header or a rule shows them. */
  #shown: ListingColumns | null = null;
  /** Bytes of the header line, which is the same for all chains. */
  #header: Uint8Array = new Uint8Array(0);
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
  #tool: Pick<Ruleset, 'family' | 'backend' | 'version'> = { family: null, backend: null, version: null };

  constructor(start: SectionStart) {
    this.#asked = readAsked(start.command);
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
    this.#header = encoder.encode(line.text);
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
    return this.#asked?.family ?? this.#tool.family;
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
    const notice = readNotice(line.text, line.place());
    if (!notice) return false;
    this.#first ??= line;
    if (this.#notices.length < MAX_NOTICES) this.#notices.push(notice);
    const tool = toolOf(line.text);
    const { family, backend, version } = this.#tool;
    this.#tool = {
      family: family ?? tool.family,
      backend: backend ?? tool.backend,
      version: version ?? tool.version,
    };
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
    const ways = this.#seams(body, takenOff(line) + line.text).flatMap(joined => {
      const spec = readListingBody(joined, shown, this.#family);
      const known = !spec.unknown.some(({ why }) => why === 'cut' || why === 'not-understood');
      return known ? [{ joined, spec }] : [];
    });
    const [best, other] = ways.sort((a, b) => a.spec.unknown.length - b.spec.unknown.length);
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

  /** The ways to join: as it stands, and with the blank that a copy lost, first where the line is not a full one. */
  #seams(body: string, text: string): string[] {
    const rest = text.trimEnd();
    const plain = body + ' '.repeat(this.#ruleBlanks) + rest;
    if (this.#ruleBlanks > 0) return [plain];
    const blank = `${body} ${rest.trimStart()}`;
    return this.#ruleWidth < this.#widest ? [blank, plain] : [plain, blank];
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
    let at = from;
    let lines = 0;
    while (at < to) {
      const next = this.#blockLine(bytes, at, to, offset + at - from, firstLine + lines, shown);
      if (next < 0) break;
      lines++;
      at = next;
    }
    return { bytes: at - from, lines };
  }

  /** Reads the line at `at`; where the next one begins, or -1 for one that needs the slow way. */
  #blockLine(
    bytes: Uint8Array,
    at: number,
    to: number,
    start: number,
    line: number,
    shown: ListingColumns,
  ): number {
    const first = bytes[at];
    if (first === 10) {
      this.#ruleEnd = -1;
      return at + 1;
    }
    if (first === 67 && startsWith(bytes, at, to, CHAIN)) return this.#blockChain(bytes, at, to, start, line);
    const afterHeader = at + this.#header.length;
    if (bytes[afterHeader] === 10 && startsWith(bytes, at, to, this.#header)) return afterHeader + 1;
    const scan = this.#scan;
    if (!scan.head(bytes, at, to, shown.lineNumbers, shown.verbose)) return -1;
    if (!isPlainBody(bytes, scan.from, to, shown.verbose)) return -1;
    const newline = this.#builder.scanLine(bytes, scan.from, to);
    if (newline < 0) return -1;
    if (this.#numeric === null) this.#numeric = this.#seenNumeric(bytes, scan.from, newline);
    if (this.#addresses === null && this.#addressesAsked++ < 1000) {
      const columns = splitBody(decoder.decode(bytes.subarray(scan.from, newline)), shown, null);
      this.#addresses = columns && (familyOf(columns.source) ?? familyOf(columns.destination));
    }
    const end = start + newline - at - (bytes[newline - 1] === 13 ? 1 : 0);
    const { packets, packetUnit, byteUnit } = scan;
    const added = this.#builder.addScanned(
      bytes,
      scan.from,
      line,
      start,
      end,
      packets,
      packetUnit,
      scan.bytes,
      byteUnit,
    );
    if (!added) return -1;
    this.#took(line, start, end, newline - this.#builder.scannedTo);
    return newline + 1;
  }

  #seenNumeric(bytes: Uint8Array, from: number, to: number): boolean | null {
    if (NUMERIC.some(any => contains(bytes, from, to, any))) return true;
    return contains(bytes, from, to, NAMED) ? false : null;
  }

  /** `Chain KUBE-SEP-… (1 references)`; one with a policy goes the slow way. */
  #blockChain(bytes: Uint8Array, at: number, to: number, start: number, line: number): number {
    const nameAt = at + CHAIN.length;
    let nameEnd = nameAt;
    while (nameEnd < to && (bytes[nameEnd] as number) > 32 && (bytes[nameEnd] as number) < 127) nameEnd++;
    if (nameEnd === nameAt || nameEnd - nameAt > 40 || bytes[nameEnd] !== 32 || bytes[nameEnd + 1] !== 40)
      return -1;
    let references = 0;
    let digit = nameEnd + 2;
    for (; digit < to && (bytes[digit] as number) >= 48 && (bytes[digit] as number) <= 57; digit++) {
      references = references * 10 + (bytes[digit] as number) - 48;
    }
    const digits = digit - nameEnd - 2;
    const newline = digit + REFERENCES.length;
    if (digits < 1 || digits > 10 || bytes[newline] !== 10 || !startsWith(bytes, digit, to, REFERENCES))
      return -1;
    const name = textOf(bytes, nameAt, nameEnd);
    if (this.#chains.beginsAnother(name, false)) return -1;
    this.#leaveChain();
    const place = { line, span: { start, end: start + newline - at } };
    this.#chains.add({ name, policy: null, policyCounters: null, references }, this.#builder.count, place);
    return newline + 1;
  }

  close(): Ruleset | null {
    // Prose behind the listing takes nothing from it; an elision or the beginning of a rule does.
    this.#stray = this.#torn;
    this.#leaveChain();
    const { family, backend, version } = this.#tool;
    const first = this.#first;
    if (!first) return null;
    const rules = this.#builder.finish();
    const chains = this.#chains;
    return {
      kind: 'ruleset',
      form: 'list',
      family: this.#asked?.family ?? family ?? this.#addresses,
      backend: this.#asked?.backend ?? backend,
      version,
      shown: this.#shown && { ...this.#shown, numeric: this.#numeric },
      tables: chains.all.length > 0 ? [chains.table(this.#asked, first.place())] : [],
      notices: this.#notices,
      rules,
    };
  }
}
