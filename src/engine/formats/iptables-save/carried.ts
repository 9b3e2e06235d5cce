import type { Tool } from './lines.ts';

/**
 * What a reader knows already of the output that begins where its own ends: the header above a second `*filter`, how
 * many runs of the command line have been read. `again` closes a reader and opens the next within one call, so this
 * holds for that moment alone.
 */
export interface Carried {
  readonly command: string | null;
  readonly runs: number;
  readonly tool: Tool | null;
  readonly time: number | null;
}

let carried: Carried | null = null;

export function carryOver(over: Carried): void {
  carried = over;
}

/** What was carried over for this command line, once. */
export function takeOver(command: string | null): Carried | null {
  const over = carried;
  carried = null;
  return over?.command === command ? over : null;
}
