import type { Expectation, Expectations } from '../../model/expectations.ts';
import type { Footer } from '../../model/flow-table.ts';

/** Expectations listed; more are counted. */
const LISTED = 1000;
/** Helpers are few. */
const MAX_HELPERS = 64;

/** Adds expectations up while they are read. */
export class ExpectationList {
  #count = 0;
  readonly #entries: Expectation[] = [];
  readonly #helpers = new Map<string | null, number>();

  add(entry: Expectation): void {
    this.#count++;
    if (this.#entries.length < LISTED) this.#entries.push(entry);
    const before = this.#helpers.get(entry.helper) ?? 0;
    if (before > 0 || this.#helpers.size < MAX_HELPERS) this.#helpers.set(entry.helper, before + 1);
  }

  /** The list; null where there was neither an entry nor a count line. */
  finish(source: Expectations['source'], footer: Footer | null): Expectations | null {
    const first = this.#entries[0]?.place ?? footer?.place;
    if (!first) return null;
    return {
      kind: 'expectations',
      source,
      count: this.#count,
      entries: this.#entries,
      left: this.#count - this.#entries.length,
      helpers: [...this.#helpers]
        .map(([name, count]) => ({ name, count }))
        .sort((one, other) => other.count - one.count),
      footer,
      first,
    };
  }
}
