import type { LineRange, LineSection, ShownLine } from '../../../explore/lines/index.ts';
import type { Ask } from '../../../explore/questions.ts';

/** Lines asked for at once. */
const PAGE = 128;
/** Pages held: the ones that were looked at last. */
const MAX_PAGES = 32;

/** The lines that are looked at, asked of the worker a page at a time and forgotten when others are. */
export class LineStore {
  readonly #ask: Ask;
  readonly #onChange: (failed: boolean) => void;
  /** By number; the one that was looked at last stands last. */
  readonly #pages = new Map<number, LineRange>();
  readonly #asked = new Map<number, AbortController>();

  /** `onChange` hears of every answer, and of a question that failed. */
  constructor(ask: Ask, onChange: (failed: boolean) => void) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  /** A line, counted from 1; undefined while it is not there. */
  line(number: number): ShownLine | undefined {
    const page = pageOf(number);
    return this.#pages.get(page)?.lines[number - firstOf(page)];
  }

  /** The output that a line belongs to; null where there is none, undefined while nobody knows. */
  section(number: number): LineSection | null | undefined {
    const page = this.#pages.get(pageOf(number));
    if (!page) return undefined;
    // Where outputs lie within each other, the one that begins last.
    return (
      page.sections.findLast(({ firstLine, lastLine }) => firstLine <= number && number <= lastLine) ?? null
    );
  }

  /** Asks for what is missing between two lines, and no longer for what is not between them. */
  want(first: number, last: number): void {
    const [from, to] = [pageOf(first), pageOf(last)];
    for (const [page, controller] of this.#asked) {
      if (page >= from && page <= to) continue;
      this.#asked.delete(page);
      controller.abort();
    }
    for (let page = from; page <= to; page++) {
      const known = this.#pages.get(page);
      if (!known) this.#fetch(page);
      else {
        this.#pages.delete(page);
        this.#pages.set(page, known);
      }
    }
  }

  /** Asks for nothing more. */
  stop(): void {
    for (const controller of this.#asked.values()) controller.abort();
    this.#asked.clear();
  }

  #fetch(page: number): void {
    if (this.#asked.has(page)) return;
    const controller = new AbortController();
    this.#asked.set(page, controller);
    this.#ask('line-range', { first: firstOf(page), count: PAGE }, controller.signal).then(
      range => {
        if (this.#asked.get(page) !== controller) return;
        this.#asked.delete(page);
        this.#keep(page, range);
        this.#onChange(false);
      },
      () => {
        if (this.#asked.get(page) !== controller) return;
        this.#asked.delete(page);
        this.#onChange(true);
      },
    );
  }

  #keep(page: number, range: LineRange): void {
    this.#pages.set(page, range);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= MAX_PAGES) return;
      this.#pages.delete(oldest);
    }
  }
}

function pageOf(line: number): number {
  return Math.floor((line - 1) / PAGE);
}

function firstOf(page: number): number {
  return page * PAGE + 1;
}
