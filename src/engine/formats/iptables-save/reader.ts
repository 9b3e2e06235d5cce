import type { Ruleset, RulesetForm, RulesetNotice } from '../../model/ruleset.ts';
import { readNotice } from '../../rules/notices.ts';
import { markedCut } from '../../rules/remark.ts';
import { lastOption, readSaveBody } from '../../rules/save.ts';
import { isFiltered } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import type { BlockTaken, Outcome, Reader, SectionStart } from '../format.ts';
import { carryOver, takeOver } from './carried.ts';
import { Collector, type Declared } from './collect.ts';
import { type Invoked, invoked } from './command.ts';
import { familyOfRules } from './family.ts';
import { readSaveLine, type SaveLine, type Tool } from './lines.ts';
import { ListedTables } from './listed-tables.ts';
import { Origin } from './origin.ts';
import { type Broken, beginsAnew, NARROWEST, NO_LINE, type RuleRead, repaired } from './pieces.ts';
import { RuleEnds } from './rule-ends.ts';
import { ScannedRule } from './scan.ts';
import { TornLine } from './torn-line.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const MAX_NOTICES = 1000;

/** Reads `iptables-save` and `iptables -S`, which share their rules; `form` tells which one it is. */
export class SaveReader implements Reader {
  readonly #form: Extract<RulesetForm, 'save' | 'list-rules'>;
  readonly #command: string | null;
  /** The runs of the command line, from the one that this output is of. */
  readonly #commands: Invoked[];
  readonly #runsBefore: number;
  readonly #filtered: boolean;
  readonly #collector = new Collector();
  readonly #notices: RulesetNotice[] = [];
  readonly #scanned = new ScannedRule();
  readonly #origin: Origin;
  /** Whether the table that is being read has been ended by `COMMIT`. */
  #committed = true;
  readonly #ends: RuleEnds;
  readonly #listed: ListedTables;
  /** The first part of a line that a warning tore in two. */
  #torn: TornLine | null = null;
  /** The line that was to be joined with the next. */
  #broken: Broken | null = null;

  constructor(form: Extract<RulesetForm, 'save' | 'list-rules'>, start: SectionStart) {
    this.#form = form;
    const carried = takeOver(start.command);
    this.#command = start.command;
    this.#runsBefore = carried?.runs ?? 0;
    this.#commands = invoked(start.command)
      .filter(run => run.saves === (form === 'save'))
      .slice(this.#runsBefore);
    this.#listed = new ListedTables(this.#collector, this.#commands);
    this.#filtered = start.command !== null && isFiltered(start.command);
    const [first] = this.#commands;
    const tool = { family: first?.family ?? null, backend: first?.backend ?? null, version: null };
    this.#origin = new Origin(carried?.tool ?? tool, carried?.time ?? null);
    this.#ends = new RuleEnds(this.#collector, this.#origin, (read, body, line) =>
      this.#add(read, body, line),
    );
  }

  /** Another output of the same form begins: what is known of it already goes to its reader. */
  #again(runs: number, tool: Tool | null): Outcome {
    carryOver({
      command: this.#command,
      runs: this.#runsBefore + runs,
      tool,
      time: tool ? this.#origin.time : null,
    });
    return 'again';
  }

  line(line: Line, whole: boolean): Outcome {
    if (this.#torn) return this.#mend(line);
    this.#torn = this.#notices.length < MAX_NOTICES ? TornLine.of(line) : null;
    if (!this.#torn) return this.#line(line, whole);
    this.#notices.push(this.#torn.notice);
    return 'read';
  }

  /** The rest of a line that a warning tore in two; where it does not fit, the first part stands alone. */
  #mend(line: Line): Outcome {
    const { first, fits } = (this.#torn as TornLine).mend(line, this.#origin.tool);
    this.#torn = null;
    this.#line(first, true);
    return fits ? 'read' : this.#line(line, false);
  }

  #line(line: Line, whole: boolean): Outcome {
    const text = line.text.trim();
    if (this.#broken && !this.#goesOn(text)) return 'refused';
    const read = readSaveLine(text);
    if (read) return this.#take(read, line, text, whole);
    return this.#notice(line, text) ?? this.#ends.goOn(line, text);
  }

  /** Whether what was joined to a broken line can be its rest, and is no line of its own. */
  #goesOn(text: string): boolean {
    const broken = this.#broken?.raw ?? '';
    if (!text.startsWith(broken)) {
      this.#broken = null;
      return true;
    }
    const rest = text.slice(broken.length).trim();
    const goesOn = rest === '' || !beginsAnew(rest);
    if (!goesOn) this.#broken = null;
    return goesOn;
  }

  #take(read: SaveLine, line: Line, text: string, whole: boolean): Outcome {
    if (read.kind === 'rule') return this.#rule(read, line, text, whole);
    this.#ends.last = null;
    switch (read.kind) {
      case 'header':
        return this.#header(read.tool, read.time);
      case 'completed':
        return this.#form === 'save' ? 'noise' : 'refused';
      case 'commit':
        this.#committed = true;
        return this.#collector.commit() || this.#form === 'save' ? 'read' : 'refused';
      case 'table':
        return this.#table(read.name, line);
      default:
        return this.#chain(read, line);
    }
  }

  #header(tool: Tool, time: number | null): Outcome {
    if (this.#form !== 'save') return 'refused';
    if (!this.#collector.isEmpty && this.#origin.isOther(tool, time)) return this.#again(1, null);
    this.#origin.header(tool, time);
    return 'read';
  }

  #table(name: string, line: Line): Outcome {
    if (this.#form !== 'save') return 'refused';
    if (this.#collector.hasTable(name)) return this.#again(1, this.#origin.tool);
    this.#collector.table(name, false, line.place());
    this.#committed = false;
    return 'read';
  }

  #chain(read: Extract<SaveLine, { kind: 'chain' }>, line: Line): Outcome {
    const { name, policy, counters } = read;
    if (read.listed !== (this.#form === 'list-rules')) return 'refused';
    if (this.#form === 'list-rules' && this.#listed.begins(policy !== null, name)) {
      const runs = this.#listed.ofOtherTool();
      if (runs > 0) return this.#again(runs, null);
      this.#collector.table(this.#listed.next(), null, line.place());
    }
    const complete = this.#form === 'list-rules' || !this.#committed;
    const bytes = encoder.encode(name);
    const { number, span } = line;
    const at = { line: number, start: span.start, end: span.end };
    return this.#collector.chain(bytes, 0, bytes.length, { policy, counters, complete }, at)
      ? 'read'
      : 'refused';
  }

  #rule(asRead: RuleRead, line: Line, text: string, whole: boolean): Outcome {
    const { read, mended } = repaired(this.#broken, asRead, text, this.#origin.tool);
    const { body } = read;
    const { unknown, target } = readSaveBody(body, this.#origin.tool.family);
    const cut = unknown.some(({ why }) => why === 'cut');
    if (
      (cut || (!target && text.length >= NARROWEST)) &&
      !whole &&
      !line.unended &&
      text.length >= NARROWEST / 2
    ) {
      this.#broken = { raw: text, mended, piece: text.length - (this.#broken?.raw.length ?? 0) };
      return 'more';
    }
    this.#broken = null;
    const open = !cut && line.unended === true && !this.#ends.isWhole(target);
    // `-A KUBE-POD-FW-4T7`: not even the name of the chain is sure.
    if (line.unended && body === '') return 'refused';
    const added = open ? { ...read, packets: target ? read.packets : Number.NaN } : read;
    if (!this.#add(added, open ? markedCut(body, lastOption(body)) : body, line)) return 'refused';
    if (cut || open) this.#collector.damaged();
    const { number, span } = line;
    this.#ends.took({ text: mended, number, ...span }, whole && !target && text.length >= NARROWEST);
    return 'read';
  }

  #add(read: RuleRead, body: string, { number, span }: Pick<Line, 'number' | 'span'>): boolean {
    if (this.#collector.isEmpty)
      this.#collector.table(this.#commands[0]?.table ?? null, null, { line: number, span });
    if (this.#form === 'list-rules' && this.#listed.doubts(read.chain))
      this.#collector.table(null, null, { line: number, span });
    const bytes = encoder.encode(read.chain + body);
    const name = encoder.encode(read.chain).length;
    const { start, end } = span;
    return this.#collector.rule(
      bytes,
      0,
      name,
      name,
      bytes.length,
      number,
      start,
      end,
      read.packets,
      read.bytes,
    );
  }

  #notice(line: Line, text: string): Outcome | null {
    const notice = readNotice(text, line.place());
    if (!notice) return null;
    if (this.#notices.length >= MAX_NOTICES) return 'refused';
    this.#notices.push(notice);
    this.#origin.message(text);
    return 'read';
  }

  block(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number): BlockTaken {
    let at = from;
    let line = firstLine;
    const careful = this.#form === 'list-rules' && this.#commands.length > 1;
    if (careful || this.#collector.isEmpty || this.#broken || this.#torn) return { bytes: 0, lines: 0 };
    const shift = offset - from;
    let rule = -1;
    while (at < to) {
      const isRule = this.#scanned.read(bytes, at, to, this.#collector.columns);
      if (isRule ? !this.#addScanned(bytes, line, at, shift) : !this.#addOwnChain(bytes, line, at, to, shift))
        break;
      rule = isRule ? at : -1;
      at = this.#scanned.newline + 1;
      line++;
    }
    if (line > firstLine) this.#ends.last = null;
    if (rule >= 0) {
      // A copy: for a view of a big buffer, decoders take a millisecond.
      const text = decoder.decode(bytes.slice(rule, at)).trim();
      this.#ends.last = { text, number: line - 1, start: rule + shift, end: at - 1 + shift };
    }
    return { bytes: at - from, lines: line - firstLine };
  }

  #addScanned(bytes: Uint8Array, line: number, at: number, shift: number): boolean {
    const { chainFrom, chainTo, end, packets, byteCount } = this.#scanned;
    return this.#collector.scannedRule(
      bytes,
      chainFrom,
      chainTo,
      line,
      at + shift,
      end + shift,
      packets,
      byteCount,
    );
  }

  /** `:KUBE-SEP-3DU66DE6VORVEQVD - [0:0]`: tens of thousands of them stand at the head of a table. */
  #addOwnChain(bytes: Uint8Array, line: number, at: number, to: number, shift: number): boolean {
    const scanned = this.#scanned;
    if (this.#form !== 'save' || this.#committed || !scanned.readOwnChain(bytes, at, to)) return false;
    const place = { line, start: at + shift, end: scanned.end + shift };
    return this.#collector.chain(bytes, scanned.chainFrom, scanned.chainTo, OWN_CHAIN, place);
  }

  close(): Ruleset | null {
    if (this.#torn) this.#mend(NO_LINE);
    this.#ends.close();
    if (this.#collector.isEmpty && this.#notices.length === 0) return null;
    if (this.#filtered) this.#collector.allDamaged();
    const { tables, rules } = this.#collector.finish();
    const { backend, version } = this.#origin.tool;
    return {
      kind: 'ruleset',
      form: this.#form,
      family: this.#origin.tool.family ?? familyOfRules(rules),
      backend,
      version,
      shown: null,
      tables,
      notices: this.#notices,
      rules,
    };
  }
}

/** A chain without a policy, within a table. */
const OWN_CHAIN: Declared = { policy: null, counters: null, complete: true };
