import type { ListingColumns, RuleColumns } from '../model/ruleset.ts';
import { Bodies, type BodyStore, cut, grown } from './bodies.ts';
import type { CompiledLines } from './compiled-lines.ts';

/** More rules than any kernel holds at a bearable speed; what comes after is refused, so that memory stays bounded. */
const MAX_RULES = 8_000_000;

/** Collects the rules of a ruleset in columns. Equal bodies are kept once. */
export class RuleColumnsBuilder {
  count = 0;
  #room = 256;
  #body = new Uint32Array(256);
  #line = new Uint32Array(256);
  #start = new Float64Array(256);
  #end = new Float64Array(256);
  #packets = new Float64Array(256);
  #packetUnit = new Uint8Array(256);
  #bytes = new Float64Array(256);
  #byteUnit = new Uint8Array(256);
  #printed: Uint32Array<ArrayBuffer> | null = null;
  /** Reads lines and keeps their bodies; null where there is none to be had. */
  readonly compiled: CompiledLines | null;
  readonly #bodies: BodyStore;

  constructor(compiled: CompiledLines | null = null) {
    this.compiled = compiled;
    this.#bodies = compiled ?? new Bodies();
  }

  /** So many rules can still be added. */
  get room(): number {
    return MAX_RULES - this.count;
  }

  /** How many distinct bodies there are. */
  get bodies(): number {
    return this.#bodies.count;
  }

  /**
   * Adds a rule that stands in line `line`, bytes `start` to `end` of the paste; its body is `bytes` from `from` to `to`.
   * Counters are as `RuleColumns` has them: NaN where none are printed. False, and nothing added, beyond the limits.
   */
  add(
    bytes: Uint8Array,
    from: number,
    to: number,
    line: number,
    start: number,
    end: number,
    packets: number,
    packetUnit: number,
    byteCount: number,
    byteUnit: number,
  ): boolean {
    if (this.count >= MAX_RULES) return false;
    const body = this.#bodies.intern(bytes, from, to);
    if (body < 0) return false;
    this.#push(body, line, start, end, packets, packetUnit, byteCount, byteUnit);
    return true;
  }

  /** Takes the last rule back: its line turned out to go on in the next. Its body stays among the distinct ones. */
  dropLast(): void {
    this.count--;
  }

  /**
   * Looks for the end of the line in which a body begins at `from`: the place of its newline, or -1 where the line has
   * bytes that need cleaning (tabs, colour codes, wide characters) or does not end before `to`. What it found on the way
   * is used by `addScanned`.
   */
  scanLine(bytes: Uint8Array, from: number, to: number): number {
    return (this.#bodies as Bodies).scan(bytes, from, to);
  }

  /** Where the body ends that `scanLine` looked at, blanks at its end not counted. */
  get scannedTo(): number {
    return (this.#bodies as Bodies).scannedTo;
  }

  /** Adds the rule whose line was just scanned. Everything else as in `add`. */
  addScanned(
    line: number,
    start: number,
    end: number,
    packets: number,
    packetUnit: number,
    byteCount: number,
    byteUnit: number,
  ): boolean {
    if (this.count >= MAX_RULES) return false;
    const body = (this.#bodies as Bodies).internScanned();
    if (body < 0) return false;
    this.#push(body, line, start, end, packets, packetUnit, byteCount, byteUnit);
    return true;
  }

  #push(
    body: number,
    line: number,
    start: number,
    end: number,
    packets: number,
    packetUnit: number,
    byteCount: number,
    byteUnit: number,
  ): void {
    if (this.count === this.#room) this.#growRules();
    const at = this.count++;
    this.#body[at] = body;
    this.#line[at] = line;
    this.#start[at] = start;
    this.#end[at] = end;
    this.#packets[at] = packets;
    this.#packetUnit[at] = packetUnit;
    this.#bytes[at] = byteCount;
    this.#byteUnit[at] = byteUnit;
  }

  /** Adds the rules that the compiled reader holds, with the columns of a listing. */
  addRead({ rules, columns }: CompiledLines, { verbose, lineNumbers }: ListingColumns): void {
    while (this.count + rules > this.#room) this.#growRules();
    const at = this.count;
    this.count += rules;
    this.#body.set(columns.body.subarray(0, rules), at);
    this.#line.set(columns.line.subarray(0, rules), at);
    this.#start.set(columns.start.subarray(0, rules), at);
    this.#end.set(columns.end.subarray(0, rules), at);
    if (verbose) {
      this.#packets.set(columns.packets.subarray(0, rules), at);
      this.#packetUnit.set(columns.packetUnit.subarray(0, rules), at);
      this.#bytes.set(columns.bytes.subarray(0, rules), at);
      this.#byteUnit.set(columns.byteUnit.subarray(0, rules), at);
    } else {
      this.#packets.fill(Number.NaN, at, this.count);
      this.#bytes.fill(Number.NaN, at, this.count);
      this.#packetUnit.fill(0, at, this.count);
      this.#byteUnit.fill(0, at, this.count);
    }
    if (lineNumbers && rules > 0) this.#printedColumn().set(columns.printed.subarray(0, rules), at);
  }

  /** The number that `--line-numbers` printed before the rule that was added last. */
  numberLast(number: number): void {
    this.#printedColumn()[this.count - 1] = Math.min(number, 0xffffffff);
  }

  #printedColumn(): Uint32Array {
    if (!this.#printed || this.#printed.length < this.#room)
      this.#printed = grown(this.#printed ?? new Uint32Array(0), new Uint32Array(this.#room));
    return this.#printed;
  }

  /** The body and the bytes of the rule that was added last; null before the first. */
  last(): { body: Uint8Array; start: number; end: number } | null {
    const at = this.count - 1;
    if (at < 0) return null;
    const body = this.#bodies.text(this.#body[at] as number);
    return { body, start: this.#start[at] as number, end: this.#end[at] as number };
  }

  /** Gives the rule that was added last another body, and another end: a terminal had broken it. */
  replaceLast(body: Uint8Array, end: number): void {
    const at = this.count - 1;
    const id = this.#bodies.intern(body, 0, body.length);
    if (id >= 0) this.#body[at] = id;
    this.#end[at] = end;
  }

  /** The columns, cut to their true length. The builder is of no use afterwards. */
  finish(): RuleColumns {
    const { count } = this;
    return {
      count,
      body: cut(this.#body, count),
      line: cut(this.#line, count),
      start: cut(this.#start, count),
      end: cut(this.#end, count),
      packets: cut(this.#packets, count),
      packetUnit: cut(this.#packetUnit, count),
      bytes: cut(this.#bytes, count),
      byteUnit: cut(this.#byteUnit, count),
      printed: this.#printed && cut(this.#printed, count),
      ...this.#bodies.finish(),
    };
  }

  #growRules(): void {
    // Four times as many while they are few: what is not copied need not be got from the system either.
    const length = this.#room < 1 << 16 ? this.#room * 4 : this.#room * 2;
    this.#room = length;
    this.#body = grown(this.#body, new Uint32Array(length));
    this.#line = grown(this.#line, new Uint32Array(length));
    this.#start = grown(this.#start, new Float64Array(length));
    this.#end = grown(this.#end, new Float64Array(length));
    this.#packets = grown(this.#packets, new Float64Array(length));
    this.#packetUnit = grown(this.#packetUnit, new Uint8Array(length));
    this.#bytes = grown(this.#bytes, new Float64Array(length));
    this.#byteUnit = grown(this.#byteUnit, new Uint8Array(length));
  }
}
