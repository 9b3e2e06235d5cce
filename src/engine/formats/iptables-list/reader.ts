import type { ListingColumns, Ruleset } from '../../model/ruleset.ts';
import { RuleColumnsBuilder } from '../../rules/columns.ts';
import { type CompiledLines, takeCompiledLines } from '../../rules/compiled-lines.ts';
import { splitBody } from '../../rules/listing/layout.ts';
import { isBuiltIn } from '../../rules/tables.ts';
import { isFiltered } from '../../text/command.ts';
import { isElision } from '../../text/elision.ts';
import type { Line } from '../../text/line.ts';
import type { BlockTaken, Outcome, Reader, SectionStart } from '../format.ts';
import { type Asked, readAsked } from './command.ts';
import { Evidence } from './evidence.ts';
import { Gaps } from './gaps.ts';
import { LastRule } from './last-rule.ts';
import { columnsOf, isBegun, isTornRule, readChainLine, readHeader } from './lines.ts';
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
  readonly #builder = new RuleColumnsBuilder(takeCompiledLines());
  readonly #chains = new Chains();
  readonly #told = new Told();
  readonly #scan = new RuleScan();
  readonly #evidence: Evidence;
  readonly #lastRule = new LastRule();
  /** The columns, once a header or a rule shows them. */
  #shown: ListingColumns | null = null;
  /** The header line, which is the same for all chains. */
  #header = new Uint8Array(0);
  #first: Line | null = null;
  readonly #gaps = new Gaps();

  constructor(start: SectionStart) {
    this.#asked = readAsked(start.command);
    this.#filtered = start.command !== null && isFiltered(start.command);
    this.#evidence = new Evidence(this.#asked ? this.#asked.numeric : null);
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
      this.#lastRule.begin(text.length);
      return 'more';
    }
    const joined = this.#joinRule(line, whole);
    if (joined !== 'refused') return joined;
    if (this.#first !== null) this.#gaps.stray(isTornRule(text, this.#shown));
    return 'refused';
  }

  /** Whether a text is a line of this listing, every word of which is understood. */
  understands(text: string): boolean {
    if (readChainLine(text) || readHeader(text)) return true;
    const shown = this.#shown ?? columnsOf(text);
    const bytes = encoder.encode(text.trimEnd());
    if (!shown || !this.#scan.head(bytes, 0, bytes.length, shown.lineNumbers, shown.verbose)) return false;
    const body = decoder.decode(bytes.subarray(this.#scan.from));
    return understood([body], this.#known(shown), this.#family).length > 0;
  }

  /** Elisions are no lines of the listing, but rules are missing where they stand. */
  keeps(text: string): boolean {
    if (isElision(text)) this.#gaps.elide();
    if (text.trim() === '') this.#lastRule.leave();
    return false;
  }

  #startsAnother(name: string, builtIn: boolean): boolean {
    return this.#chains.all.length > 0 && this.#chains.beginsAnother(name, builtIn);
  }

  /** Another chain begins, or the listing ends: what was left out before it is missing in the chain so far. */
  #leaveChain(): void {
    this.#gaps.mark(this.#chains.last);
    this.#lastRule.leave();
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
    this.#gaps.markElided(this.#chains.last);
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
    const columns = splitBody(body, this.#known(shown), this.#family);
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
    if (line.unended) this.#doubtRule(body);
    if (this.#evidence.isOpen) this.#evidence.look(columns);
    return 'read';
  }

  /** Columns, with what is known of them by now. */
  #known(shown: ListingColumns): ListingColumns {
    return { ...shown, numeric: this.#evidence.numeric };
  }

  get #family(): 'ipv4' | 'ipv6' | null {
    return this.#asked?.family ?? this.#told.tool.family;
  }

  /** Counts a rule, which was just added, into its chain. */
  #took(line: number, start: number, end: number, blanks: number): void {
    const chain = this.#chains.last ?? this.#nameless(line, start, end);
    chain.ruleCount++;
    this.#gaps.mark(chain);
    this.#lastRule.take(start, end, blanks);
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
    const last = this.#lastRule;
    if (!before || !this.#shown || last.end < 0 || line.span.start - last.end > 2) return 'refused';
    const shown = this.#known(this.#shown);
    const body = decoder.decode(before.body);
    const seams = seamsOf(body, takenOff(line) + line.text, last.blanks, last.width < last.widest);
    const [best, other] = understood(seams, shown, this.#family);
    if (best) {
      this.#builder.replaceLast(encoder.encode(best.joined), line.span.end);
      last.goOn(line.span.end, line.text.length - line.text.trimEnd().length);
      if (line.unended || (other && !sameButComments(best.spec, other.spec))) this.#doubtRule(best.joined);
      return 'read';
    }
    // A rule in three pieces or more: this one is as long as the first, so that another follows.
    if (!whole && line.text.length > last.width - BLANKS_LOST) return 'more';
    if (!isTornRule(line.text, shown)) this.#doubtRule(body);
    return 'refused';
  }

  /** More of the rule may be missing: it is marked with the `…` that stands for what was left out. */
  #doubtRule(body: string): void {
    const chain = this.#chains.last;
    if (chain) chain.complete = false;
    if (!body.endsWith('…')) this.#builder.replaceLast(encoder.encode(`${body} …`), this.#lastRule.end);
  }

  /** A rule whose columns a terminal broke: it goes on at least to `opt`. */
  #isBegunRule(text: string): boolean {
    return text.length >= NARROWEST && isTornRule(text, this.#shown) && /\s(?:--|-f|!f)\s/.test(text);
  }

  block(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number): BlockTaken {
    const lines = this.#builder.compiled;
    if (!lines || !this.#shown || this.#chains.all.length === 0 || this.#gaps.any)
      return { bytes: 0, lines: 0 };
    let at = from;
    let line = firstLine;
    for (let sure = true; sure && at < to; ) {
      lines.begin({
        ...this.#shown,
        named: this.#evidence.numeric === false,
        header: this.#header,
        firstChain: this.#chains.first,
      });
      const taken = lines.listing(bytes, at, to, offset + at - from, line, this.#builder.room);
      sure = taken > 0;
      at += taken;
      line += lines.lines;
      this.#takeLines(lines, this.#shown);
    }
    return { bytes: at - from, lines: line - firstLine };
  }

  /** Takes the rules and chains that were read from bytes. */
  #takeLines(lines: CompiledLines, shown: ListingColumns): void {
    const { rules, columns } = lines;
    this.#chains.addRead(lines, this.#builder.count);
    this.#builder.addRead(lines, shown);
    for (let i = 0; i < rules && this.#evidence.isOpen; i++)
      this.#evidence.look(
        splitBody(decoder.decode(lines.text(columns.body[i] as number)), this.#known(shown), this.#family),
      );
    this.#lastRule.takeRead(lines);
  }

  close(): Ruleset | null {
    this.#gaps.end(this.#chains.last);
    const { family, backend, version } = this.#told.tool;
    const first = this.#first;
    if (!first) return null;
    const rules = this.#builder.finish();
    const chains = this.#chains;
    if (this.#filtered) for (const chain of chains.all) chain.complete = false;
    return {
      kind: 'ruleset',
      form: 'list',
      family: this.#asked?.family ?? family ?? this.#evidence.family,
      backend: this.#asked?.backend ?? backend,
      version,
      shown: this.#shown && this.#known(this.#shown),
      tables: chains.all.length > 0 ? [chains.table(this.#asked, first.place())] : [],
      notices: this.#told.notices,
      rules,
    };
  }
}
