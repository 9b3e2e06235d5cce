import type { Place } from '../../model/place.ts';
import { LENGTH, LINE, ROW } from './fields.ts';

/** Rows that are read before they are counted: few enough to stay in the processor's first cache. */
const CAPACITY = 256;

/** Flows that were read and not yet counted: each table then looks up many keys in a row, so that it need not wait for one. */
export class Batch {
  readonly capacity = CAPACITY;
  /** Rows that are filled. */
  size = 0;
  readonly rows = new Int32Array(CAPACITY * ROW);
  /** Where the line of each row begins in the paste. */
  readonly starts = new Float64Array(CAPACITY);
}

/** Where the flow of row `at` stands in the paste. */
export function placeOf(rows: Int32Array, starts: Float64Array, at: number): Place {
  const start = starts[at] as number;
  const line = rows[at * ROW + LINE] as number;
  return { line, span: { start, end: start + (rows[at * ROW + LENGTH] as number) } };
}
