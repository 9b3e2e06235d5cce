import type { OpenChain } from './tables.ts';

/** What is missing in a listing, as far as the lines between its lines show. */
export class Gaps {
  /** Whether an elision stands behind the line that was read last. */
  #elided = false;
  /** Whether a line stands there that could not be read. */
  #stray = false;
  /** Whether that line looks like a rule of which the end is missing. */
  #torn = false;

  /** Whether something may be missing behind the line that was read last. */
  get any(): boolean {
    return this.#elided || this.#stray;
  }

  elide(): void {
    this.#elided = true;
  }

  stray(torn: boolean): void {
    this.#stray = true;
    this.#torn ||= torn;
  }

  /** The header of a chain was read: behind an elision, rules may be missing above it. */
  markElided(chain: OpenChain | undefined): void {
    if (chain && this.#elided) chain.complete = false;
  }

  /** A line of the chain was read, or it ends: what was left out before is missing in it. */
  mark(chain: OpenChain | undefined): void {
    if (chain && this.any) chain.complete = false;
    this.#elided = false;
    this.#stray = false;
    this.#torn = false;
  }

  /** The listing ends. Prose behind it takes nothing from it; an elision or the beginning of a rule does. */
  end(chain: OpenChain | undefined): void {
    this.#stray = this.#torn;
    this.mark(chain);
  }
}
