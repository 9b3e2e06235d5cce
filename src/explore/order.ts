/** Two numbers in one stay below 2^53 with so many rows. */
const MAX_ROWS = 4_000_000;

/**
 * The numbers 0 to `count` - 1 in the order of what `value` gives for them: whole numbers from -1 to 2^31 - 1; equal ones stay in their
 * order. Two numbers in one, so that the platform sorts without asking back: a million in a tenth of a second.
 */
export function orderBy(count: number, value: (row: number) => number, descending: boolean): Uint32Array {
  if (count > MAX_ROWS) throw new RangeError(`More than ${MAX_ROWS} rows.`);
  const keys = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const own = value(row);
    keys[row] = (descending ? 2 ** 31 - 1 - own : own + 1) * count + row;
  }
  keys.sort();
  const order = new Uint32Array(count);
  for (let at = 0; at < count; at++) order[at] = (keys[at] as number) % count;
  return order;
}

/** The same for an order that only a comparison tells. */
export function orderWith(
  count: number,
  compare: (one: number, other: number) => number,
  descending: boolean,
): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, row) => row);
  const sign = descending ? -1 : 1;
  return order.sort((one, other) => sign * compare(one, other) || one - other);
}
