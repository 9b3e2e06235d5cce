import type { Place } from '../../model/place.ts';
import type { RuleSpec, Ruleset, RulesetForm, RulesetNotice } from '../../model/ruleset.ts';
import { TARGET_EXTENSIONS } from '../../rules/extensions/index.ts';
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
import { Origin } from './origin.ts';
import {
  type Broken,
  beginsAnew,
  isClean,
  joinings,
  NARROWEST,
  NO_LINE,
  type RuleRead,
  repaired,
  tornByWarning,
} from './pieces.ts';
import { ScannedRule } from './scan.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const MAX_NOTICES = 1000;

/** A rule's line whose end may stand in the next one. */
interface LastRule {
  readonly text: string;
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

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
  #last: LastRule | null = null;
  /**
   * A rule without a target that nothing fitted behind. Where the output ends with it, its rest may be the next line of
   * the paste, taken for a command: `… -m tcpm` and `ss --mss 60971 -j QUEUE`.
   */
  #lonely: LastRule | null = null;
  /** The first part of a line that a warning tore in two. */
  #torn: LastRule | null = null;
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
    this.#filtered = start.command !== null && isFiltered(start.command);
    const [first] = this.#commands;
    const tool = { family: first?.family ?? null, backend: first?.backend ?? null, version: null };
    this.#origin = new Origin(carried?.tool ?? tool, carried?.time ?? null);
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
    const warned = this.#tear(line);
    if (warned) return warned;
    return this.#line(line, whole);
  }

  /** Keeps the first part of a line that a warning tears. */
  #tear(line: Line): Outcome | null {
    const torn = this.#notices.length < MAX_NOTICES ? tornByWarning(line) : null;
    if (!torn) return null;
    this.#notices.push(torn.notice);
    const { start, end } = line.span;
    this.#torn = { text: torn.text, number: line.number, start, end };
    return 'read';
  }

  /** The rest of a line that a warning tore in two; where it does not fit, the first part stands alone. */
  #mend(line: Line): Outcome {
    const torn = this.#torn as LastRule;
    this.#torn = null;
    const joined = torn.text + line.text;
    const read = readSaveLine(joined.trim());
    const fits =
      read &&
      (read.kind !== 'rule' || isClean(read.body, this.#origin.tool)) &&
      !readSaveLine(line.text.trim());
    const place = {
      line: torn.number,
      span: { start: torn.start, end: fits ? line.span.end : line.span.start },
    };
    this.#line(
      { number: torn.number, span: place.span, text: fits ? joined : torn.text, place: () => place },
      true,
    );
    return fits ? 'read' : this.#line(line, false);
  }

  #line(line: Line, whole: boolean): Outcome {
    const text = line.text.trim();
    if (this.#broken && !this.#goesOn(text)) return 'refused';
    const read = readSaveLine(text);
    if (read) return this.#take(read, line, text, whole);
    return this.#notice(line, text) ?? this.#continue(line, text);
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
    this.#last = null;
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
    if (this.#form === 'list-rules' && this.#beginsTable(policy !== null, name)) {
      const command = this.#commands[this.#tables];
      if (this.#tables > 0 && this.#isOtherTool(command)) return this.#again(this.#tables, null);
      this.#collector.table(this.#doubtful ? null : (command?.table ?? null), null, line.place());
      this.#tables++;
    }
    const complete = this.#form === 'list-rules' || !this.#committed;
    const bytes = encoder.encode(name);
    const { number, span } = line;
    const at = { line: number, start: span.start, end: span.end };
    return this.#collector.chain(bytes, 0, bytes.length, { policy, counters, complete }, at)
      ? 'read'
      : 'refused';
  }

  #tables = 0;
  /** True once it is not sure which run of the command line printed what. */
  #doubtful = false;

  /** `-S` prints the built-in chains first: one behind a rule or a chain of one's own, or one twice, begins another table. */
  #beginsTable(builtIn: boolean, name: string): boolean {
    if (this.#tables === 0) return true;
    return this.#collector.hasRules ? true : builtIn && this.#collector.hasChain(name);
  }

  #isOtherTool(command: Invoked | undefined): boolean {
    return command?.family != null && command.family !== this.#origin.tool.family;
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
    const open = !cut && line.unended === true && !this.#endsWhole(target);
    // `-A KUBE-POD-FW-4T7`: not even the name of the chain is sure.
    if (line.unended && body === '') return 'refused';
    const added = open ? { ...read, packets: target ? read.packets : Number.NaN } : read;
    if (!this.#add(added, open ? markedCut(body, lastOption(body)) : body, line)) return 'refused';
    if (cut || open) this.#collector.damaged();
    const { number, span } = line;
    this.#last = { text: mended, number, start: span.start, end: span.end };
    this.#lonely = whole && !target && text.length >= NARROWEST ? this.#last : null;
    return 'read';
  }

  /** Whether nothing can follow: a target without options, or the whole name of a chain. */
  #endsWhole(target: RuleSpec['target']): boolean {
    if (!target || target.options.length > 0) return false;
    if (/^(?:ACCEPT|DROP|RETURN)$/.test(target.name)) return true;
    return this.#collector.hasChain(target.name) && !this.#collector.hasLongerChain(target.name);
  }

  /** Of several tables in a row, lines were lost: a chain that was not declared may belong to any of them. */
  #doubtTable(chain: string, place: Place): void {
    if (this.#form !== 'list-rules' || this.#commands.length < 2 || this.#doubtful) return;
    if (this.#tables === 0 || this.#collector.hasChain(chain)) return;
    this.#doubtful = true;
    this.#collector.table(null, null, place);
  }

  #add(read: RuleRead, body: string, { number, span }: Pick<Line, 'number' | 'span'>): boolean {
    if (this.#collector.isEmpty)
      this.#collector.table(this.#commands[0]?.table ?? null, null, { line: number, span });
    this.#doubtTable(read.chain, { line: number, span });
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

  /** A line that is no rule, right behind one that a terminal may have broken where the rule seemed to be at its end. */
  #continue(line: Line, text: string): Outcome {
    const last = this.#last;
    this.#last = null;
    if (!last || text === '' || beginsAnew(text) || last.text.length < NARROWEST) return 'refused';
    if (line.span.start - last.end > 2) return 'refused';
    for (const joined of joinings(last.text, line.text)) {
      const read = readSaveLine(joined);
      if (read?.kind !== 'rule' || !this.#fits(read.body)) continue;
      this.#collector.dropLast();
      const { number, start } = last;
      const span = { start, end: line.span.end };
      this.#add(read, read.body, { number, span });
      this.#last = { text: joined, number, ...span };
      return 'read';
    }
    this.#markCut(last);
    return 'refused';
  }

  /** What follows a rule is no rule, and does not fit behind it: a piece may be lost, and the rule is said to break off. */
  #markCut({ text, number, start, end }: LastRule): void {
    const read = readSaveLine(text);
    if (read?.kind !== 'rule') return;
    const { target } = readSaveBody(read.body, this.#origin.tool.family);
    if (this.#endsWhole(target)) return;
    this.#collector.dropLast();
    this.#add(read, markedCut(read.body, lastOption(read.body)), { number, span: { start, end } });
    this.#collector.damaged();
  }

  /** Whether a rule that was put together from two lines is one, and goes where a rule of this table can go. */
  #fits(body: string): boolean {
    if (!isClean(body, this.#origin.tool)) return false;
    const { target } = readSaveBody(body, this.#origin.tool.family);
    if (!target) return false;
    return (
      target.options.length > 0 || this.#collector.hasChain(target.name) || TARGET_EXTENSIONS.has(target.name)
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
    if (line > firstLine) this.#last = null;
    if (rule >= 0) {
      // A copy: for a view of a big buffer, decoders take a millisecond.
      const text = decoder.decode(bytes.slice(rule, at)).trim();
      this.#last = { text, number: line - 1, start: rule + shift, end: at - 1 + shift };
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
    if (this.#lonely && this.#lonely === this.#last) this.#markCut(this.#lonely);
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
