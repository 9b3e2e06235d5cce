import type { Place } from '../../model/place.ts';
import { wasm } from './assembly/plain-flow.wasm.ts';
import { FLAGS, LENGTH, LINE, NAMED, OFFSET, PLACED, REPLY_SOURCE, ROW, SOURCE } from './fields.ts';
import type { Names } from './names.ts';

/** Rows that are read before they are counted: few enough to stay in the processor's first cache. */
const CAPACITY = 256;
/** Bytes that are read at once. */
const INPUT_BYTES = 1 << 20;

/** What assembly/plain-flow.ts exports. */
interface PlainReader {
  readonly memory: WebAssembly.Memory;
  readonly ROWS: WebAssembly.Global<'i32'>;
  readonly INPUT: WebAssembly.Global<'i32'>;
  readonly size: WebAssembly.Global<'i32'>;
  read(from: number, to: number, line: number): number;
}

/**
 * Flows that were read and not yet counted: each table then looks up many keys in a row, so that it need not wait for one.
 * Rows and input lie in the memory of the compiled reader; where a page forbids WebAssembly, all lines are left to the
 * other reader.
 */
export class Batch {
  readonly capacity = CAPACITY;
  readonly rows: Int32Array;
  /** The bytes from which the rows are read. */
  readonly input: Uint8Array;
  /** Where the input begins in the paste. */
  base = 0;
  readonly #plain: PlainReader | null = instantiate();
  #size = 0;

  constructor() {
    const memory = this.#plain?.memory.buffer ?? new ArrayBuffer(CAPACITY * ROW * 4 + INPUT_BYTES);
    this.rows = new Int32Array(memory, this.#plain?.ROWS.value ?? 0, CAPACITY * ROW);
    this.input = new Uint8Array(memory, this.#plain?.INPUT.value ?? CAPACITY * ROW * 4, INPUT_BYTES);
  }

  /** Rows that are filled. */
  get size(): number {
    return this.#plain?.size.value ?? this.#size;
  }

  set size(rows: number) {
    if (this.#plain) this.#plain.size.value = rows;
    else this.#size = rows;
  }

  /**
   * Fills rows from the lines of the input between `from` and `to`, whole ones; stops where the rows are full or a line is
   * none of the plain ones, and says where.
   */
  read(from: number, to: number, line: number): number {
    if (!this.#plain) return from;
    const input = this.#plain.INPUT.value;
    return this.#plain.read(input + from, input + to, line) - input;
  }

  /** Gives the named addresses of all rows their numbers. */
  number(names: Names): void {
    const { rows, size } = this;
    for (let row = 0; row < size * ROW; row += ROW) {
      const flags = rows[row + FLAGS] as number;
      if ((flags & PLACED) === 0) continue;
      for (let which = 0; which < 4; which++) {
        if ((flags & (NAMED << which)) === 0) continue;
        const field = row + (which < 2 ? SOURCE : REPLY_SOURCE) + (which & 1);
        const from = (rows[field] as number) >>> 6;
        rows[field] = names.addresses.count(this.input, from, from + ((rows[field] as number) & 63));
      }
      rows[row + FLAGS] = flags & ~PLACED;
    }
  }

  /** Where the flow of row `at` stands in the paste. */
  placeOf(at: number): Place {
    const row = at * ROW;
    const start = this.base + (this.rows[row + OFFSET] as number);
    return {
      line: this.rows[row + LINE] as number,
      span: { start, end: start + (this.rows[row + LENGTH] as number) },
    };
  }
}

let compiled: WebAssembly.Module | null | undefined;

/** The compiled reader, with a memory of its own; null where WebAssembly is not allowed. */
function instantiate(): PlainReader | null {
  try {
    compiled ??= new WebAssembly.Module(wasm());
    return compiled && (new WebAssembly.Instance(compiled).exports as WebAssembly.Exports & PlainReader);
  } catch {
    compiled = null;
    return null;
  }
}
