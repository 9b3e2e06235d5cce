import type { Place } from '../../model/place.ts';
import type { Process, Processes, TopSummary } from '../../model/processes.ts';

const MAX_ROWS = 500;

/** Adds up processes; keeps the first rows. */
export class ProcessList {
  readonly #rows: Process[] = [];
  readonly #states = new Map<string, { state: string; count: number; place: Place }>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  take(row: Process): void {
    this.#total++;
    if (this.#rows.length < MAX_ROWS) this.#rows.push(row);
    const state = row.state?.[0];
    if (state === undefined) return;
    const known = this.#states.get(state);
    if (known) known.count++;
    else this.#states.set(state, { state, count: 1, place: row.place });
  }

  close(source: Processes['source'], summary: TopSummary | null): Processes | null {
    if (this.#total === 0 && !summary) return null;
    return {
      kind: 'processes',
      source,
      total: this.#total,
      rows: this.#rows,
      rowsLeft: this.#total - this.#rows.length,
      states: [...this.#states.values()].sort((a, b) => b.count - a.count),
      summary,
    };
  }
}
