import * as AT from './assembly/layout.ts';
import { wasm } from './assembly/rule-lines.wasm.ts';
import type { BodyStore } from './bodies.ts';

/** What assembly/rule-lines.ts exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly bodies: WebAssembly.Global<'i32'>;
  readonly arena: WebAssembly.Global<'i32'>;
  readonly arenaLength: WebAssembly.Global<'i32'>;
  readonly room: WebAssembly.Global<'i32'>;
  readonly lines: WebAssembly.Global<'i32'>;
  readonly rules: WebAssembly.Global<'i32'>;
  readonly chains: WebAssembly.Global<'i32'>;
  readonly last: WebAssembly.Global<'i32'>;
  readonly blanksBehind: WebAssembly.Global<'i32'>;
  readonly widest: WebAssembly.Global<'i32'>;
  clear(): void;
  intern(from: number, to: number): number;
  begin(columns: number, header: number, firstChain: number): void;
  listing(from: number, to: number, line: number, base: number, most: number): number;
}

/** What a listing shows, and how its chains begin: lines are held against that. */
export interface ListingShape {
  readonly verbose: boolean;
  readonly lineNumbers: boolean;
  /** Whether it is known that names stand for addresses. */
  readonly named: boolean;
  /** The line above the rules of each chain. */
  readonly header: Uint8Array;
  /** The name of the chain that came first: where it comes again, another listing begins. */
  readonly firstChain: Uint8Array;
}

/** Memory of a reader is kept for the next one up to this size. */
const MAX_SPARE = 1 << 25;
/** A line that is not sure makes a piece begin anew behind it: pieces are short there, and grow where all is sure. */
const SHORT_PIECE = 1 << 11;

/** The memory of the reader that ended last. What was never written to is the dearest part of reading: the system clears it first. */
let spare: CompiledLines | null = null;

/** The compiled reader, with no bodies yet; null where a page forbids WebAssembly, or a browser lacks what it needs. */
export function takeCompiledLines(): CompiledLines | null {
  const lines = spare ?? instantiate();
  spare = null;
  lines?.clear();
  return lines;
}

let compiled: WebAssembly.Module | null | undefined;

function instantiate(): CompiledLines | null {
  if (compiled === null) return null;
  try {
    compiled ??= new WebAssembly.Module(wasm());
    return new CompiledLines(new WebAssembly.Instance(compiled).exports as WebAssembly.Exports & Exports);
  } catch {
    compiled = null;
    return null;
  }
}

/**
 * The reader of assembly/rule-lines.ts: it reads whole lines into columns, which are taken before more are read, and keeps
 * the bodies. What it is not sure of it leaves to others.
 */
export class CompiledLines implements BodyStore {
  readonly #exports: Exports;
  #columns: LineColumns;
  #piece = SHORT_PIECE;

  constructor(exports: Exports) {
    this.#exports = exports;
    this.#columns = columnsIn(exports.memory.buffer);
  }

  /** How many distinct bodies there are. */
  get count(): number {
    return this.#exports.bodies.value;
  }

  /** What was read last. */
  get columns(): LineColumns {
    const { buffer } = this.#exports.memory;
    if (this.#columns.buffer !== buffer) this.#columns = columnsIn(buffer);
    return this.#columns;
  }

  get lines(): number {
    return this.#exports.lines.value;
  }

  get rules(): number {
    return this.#exports.rules.value;
  }

  get chains(): number {
    return this.#exports.chains.value;
  }

  /** What the last line was, headers not counted; null where there was none. */
  get last(): 'rule' | 'other' | null {
    const last = this.#exports.last.value;
    return last === 1 ? 'rule' : last === 2 ? 'other' : null;
  }

  /** Blanks at the end of the last rule. */
  get blanksBehind(): number {
    return this.#exports.blanksBehind.value;
  }

  /** Bytes of the longest rule's line. */
  get widest(): number {
    return this.#exports.widest.value;
  }

  clear(): void {
    this.#exports.clear();
  }

  /** Says what the lines of a listing are held against. */
  begin({ verbose, lineNumbers, named, header, firstChain }: ListingShape): void {
    const memory = new Uint8Array(this.#exports.memory.buffer, 0, AT.INPUT);
    const isShort = header.length <= AT.MOST_HEADER;
    if (isShort) memory.set(header, AT.HEADER);
    const isName = firstChain.length <= AT.MOST_NAME;
    if (isName) memory.set(firstChain, AT.FIRST_CHAIN);
    const columns = (verbose ? AT.VERBOSE : 0) | (lineNumbers ? AT.NUMBERED : 0) | (named ? AT.NAMED : 0);
    this.#exports.begin(columns, isShort ? header.length : 0, isName ? firstChain.length : 0);
  }

  /**
   * Reads lines of a listing, of which `from` begins one and `to` is behind the end of one: how many bytes it took. It
   * stops before the first line that it is not sure of, and where its columns are full. `offset` is the place of `from` in
   * the paste, `line` the number of the first line; `most` rules are read.
   */
  listing(bytes: Uint8Array, from: number, to: number, offset: number, line: number, most: number): number {
    const end = to - from <= this.#piece ? to : bytes.lastIndexOf(10, from + this.#piece - 1) + 1;
    const length = Math.max(0, end - from);
    this.columns.input.set(bytes.subarray(from, from + length));
    const { INPUT } = AT;
    const taken = this.#exports.listing(INPUT, INPUT + length, line, offset - INPUT, most) - INPUT;
    this.#piece = taken === length ? Math.min(this.#piece * 2, AT.INPUT_BYTES) : SHORT_PIECE;
    return taken;
  }

  intern(bytes: Uint8Array, from: number, to: number): number {
    if (to - from > AT.INPUT_BYTES) return -1;
    this.columns.input.set(bytes.subarray(from, to));
    return this.#exports.intern(AT.INPUT, AT.INPUT + to - from);
  }

  text(id: number): Uint8Array {
    const ends = this.#ends();
    return this.#arena.slice(ends[id - 1] ?? 0, ends[id]);
  }

  finish(): { bodyText: Uint8Array; bodyFrom: Uint32Array; bodyTarget: Uint32Array } {
    const { memory, room } = this.#exports;
    const bodyText = this.#arena.slice();
    const bodyFrom = new Uint32Array(this.count + 1);
    bodyFrom.set(this.#ends(), 1);
    const bodyTarget = new Uint32Array(memory.buffer, AT.TABLES + room.value * 4, this.count).slice();
    if (memory.buffer.byteLength <= MAX_SPARE) spare = this;
    return { bodyText, bodyFrom, bodyTarget };
  }

  get #arena(): Uint8Array {
    const { memory, arena, arenaLength } = this.#exports;
    return new Uint8Array(memory.buffer, arena.value, arenaLength.value);
  }

  /** Where each body ends in the arena. */
  #ends(): Uint32Array {
    return new Uint32Array(this.#exports.memory.buffer, AT.TABLES, this.count);
  }
}

/** What stands in the memory of the compiled reader: good until it grows. */
function columnsIn(buffer: ArrayBuffer) {
  const { RULES, CHAINS } = AT;
  return {
    buffer,
    input: new Uint8Array(buffer, AT.INPUT, AT.INPUT_BYTES),
    start: new Float64Array(buffer, AT.START, RULES),
    end: new Float64Array(buffer, AT.END, RULES),
    packets: new Float64Array(buffer, AT.PACKETS, RULES),
    packetUnit: new Uint8Array(buffer, AT.PACKET_UNIT, RULES),
    bytes: new Float64Array(buffer, AT.BYTES, RULES),
    byteUnit: new Uint8Array(buffer, AT.BYTE_UNIT, RULES),
    body: new Uint32Array(buffer, AT.BODY, RULES),
    line: new Uint32Array(buffer, AT.LINE, RULES),
    printed: new Uint32Array(buffer, AT.PRINTED, RULES),
    chainStart: new Float64Array(buffer, AT.CHAIN_START, CHAINS),
    chainEnd: new Float64Array(buffer, AT.CHAIN_END, CHAINS),
    chainLine: new Uint32Array(buffer, AT.CHAIN_LINE, CHAINS),
    references: new Uint32Array(buffer, AT.REFERENCES, CHAINS),
    firstRule: new Uint32Array(buffer, AT.FIRST_RULE, CHAINS),
    nameEnd: new Uint32Array(buffer, AT.NAME_END, CHAINS),
    names: new Uint8Array(buffer, AT.NAMES, CHAINS * AT.MOST_NAME),
  };
}

/** Columns of rules, and of chains with the number of rules before each (`firstRule`) and the end of its name in `names`. */
export type LineColumns = ReturnType<typeof columnsIn>;
