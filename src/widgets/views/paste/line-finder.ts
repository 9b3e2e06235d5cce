import type { LinesFound } from '../../../explore/lines/index.ts';
import type { Ask } from '../../../explore/questions.ts';

/** So many lines are found in one go; going on from the last of them finds more. */
const GO = 20_000;

/** A search in the paste: which lines hold the text, and at which of them the reader is. */
export class LineFinder {
  text = '';
  lines: number[] = [];
  /** Index in `lines`; -1 where the reader is at none. */
  at = -1;
  busy = false;
  failed = false;
  readonly #ask: Ask;
  readonly #onChange: () => void;
  readonly #onHit: (line: number) => void;
  #controller = new AbortController();
  /** Where the search stopped; null where it has seen the whole paste. */
  #next: number | null = null;

  /** `onHit` hears of the line to be shown. */
  constructor(ask: Ask, onChange: () => void, onHit: (line: number) => void) {
    this.#ask = ask;
    this.#onChange = onChange;
    this.#onHit = onHit;
  }

  /** Whether there may be lines beyond those that are known. */
  get more(): boolean {
    return this.#next !== null;
  }

  /** Searches anew, and goes to the first hit at or behind a line, else to the first of all. */
  search(text: string, from: number): void {
    this.stop();
    this.text = text;
    this.lines = [];
    this.at = -1;
    this.failed = false;
    this.#next = null;
    if (text.trim() === '') this.#onChange();
    else void this.#run(1, from);
  }

  /** Goes to the next hit or to the one before; behind the last comes the first. */
  step(forward: boolean): void {
    const { length } = this.lines;
    const last = this.at === length - 1;
    if (forward && last && this.#next !== null) {
      if (!this.busy) void this.#run(this.#next, this.#next);
      return;
    }
    if (length > 0) this.#go((this.at + (forward ? 1 : -1) + length) % length);
  }

  /** Breaks off what is under way. */
  stop(): void {
    this.#controller.abort();
    this.busy = false;
  }

  async #run(start: number, from: number): Promise<void> {
    const controller = new AbortController();
    this.#controller = controller;
    this.busy = true;
    this.#onChange();
    const enough = this.lines.length + GO;
    let waits = true;
    for (let next: number | null = start; next !== null && this.lines.length < enough; ) {
      const found: LinesFound | null = await this.#ask(
        'line-search',
        { text: this.text, from: next },
        controller.signal,
      ).catch(() => null);
      if (controller.signal.aborted) return;
      if (!found) {
        this.failed = true;
        break;
      }
      this.lines.push(...found.lines);
      next = found.next;
      this.#next = next;
      const first = waits ? this.lines.findIndex(line => line >= from) : -1;
      if (first >= 0) {
        waits = false;
        this.#go(first);
      } else this.#onChange();
    }
    this.busy = false;
    if (waits && this.lines.length > 0) this.#go(this.#next === null ? 0 : this.lines.length - 1);
    else this.#onChange();
  }

  #go(at: number): void {
    this.at = at;
    this.#onHit(this.lines[at] as number);
    this.#onChange();
  }
}
