import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Rows that are asked for at once. */
const PAGE = 200;
/** Pages that are kept: what lies further away is asked for again. */
const KEPT = 12;
/** Rows that are drawn beyond either edge. */
const BEYOND = 4;
/** More rows than are drawn at once on most screens. */
const LEAST_POOL = 64;
/** Browsers draw nothing that is much higher than this (Firefox: 17.8 million pixels). */
const MOST_PIXELS = 8_000_000;

/** The rows of a table that are drawn, and the room above and below them in pixels. */
export interface Drawn {
  readonly first: number;
  readonly end: number;
  readonly above: number;
  readonly below: number;
  /** Which of the elements a row has: one that leaves at one edge comes in at the other, and none is made anew. */
  readonly elementOf: (row: number) => number;
}

/** One window of rows. */
export interface Loaded<Row> {
  readonly rows: number;
  readonly window: readonly Row[];
}

/**
 * The rows of a table of any length: draws those that are in sight, and asks for them in pages. Where all of them would be higher than a
 * browser can draw, the scroll bar stands for the whole, and small movements are still true to the pixel.
 */
export class VirtualRows<Row> implements ReactiveController {
  /** Rows in all; null before the first answer. */
  rows: number | null = null;
  failed = false;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #load: (from: number, count: number, signal: AbortSignal) => Promise<Loaded<Row>>;
  readonly #pages = new Map<number, readonly Row[]>();
  #asked = new Map<number, AbortController>();
  #rowHeight = 36;
  #height = 480;
  #top = 0;
  #focused: string | null = null;
  #drawn = { first: 0, rows: 0, shift: 0 };
  /** What the place of the scroll bar is short of the true place. */
  #offset = 0;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    load: (from: number, count: number, signal: AbortSignal) => Promise<Loaded<Row>>,
  ) {
    this.#host = host;
    this.#load = load;
    host.addController(this);
  }

  /** Whether the rows that are in sight are asked for and not yet there. */
  get waiting(): boolean {
    return this.#asked.size > 0;
  }

  /** Other rows: begins anew. What is shown stays until they come. */
  reset(): void {
    for (const asked of this.#asked.values()) asked.abort();
    this.#asked = new Map();
    this.failed = false;
    void this.#fetch(0, true);
  }

  at(row: number): Row | undefined {
    return this.#pages.get(Math.floor(row / PAGE))?.[row % PAGE];
  }

  /** The rows to be drawn now; asks for those that are missing. */
  drawn(): Drawn {
    const rows = this.rows ?? 0;
    const all = rows * this.#rowHeight;
    const high = Math.min(all, MOST_PIXELS);
    const top = this.#top + this.#offset;
    const first = Math.max(0, Math.min(rows, Math.floor(top / this.#rowHeight) - BEYOND));
    const end = Math.min(rows, Math.ceil((top + this.#height) / this.#rowHeight) + BEYOND);
    const above = Math.max(0, first * this.#rowHeight - this.#offset);
    for (let page = Math.floor(first / PAGE); page * PAGE < end; page++)
      if (!this.#pages.has(page) && !this.#asked.has(page) && !this.failed) void this.#fetch(page, false);
    const elementOf = this.#elements(first, end);
    return {
      first,
      end,
      above,
      elementOf,
      below: Math.max(0, high - above - (end - first) * this.#rowHeight),
    };
  }

  /** After a jump the elements stay where they are, and all of them become other rows. */
  #elements(first: number, end: number): (row: number) => number {
    const before = this.#drawn;
    const pool = Math.max(LEAST_POOL, end - first);
    const shift =
      Math.abs(first - before.first) < before.rows ? before.shift : before.shift + before.first - first;
    this.#drawn = { first, rows: end - first, shift };
    return row => (((row + shift) % pool) + pool) % pool;
  }

  readonly onScroll = (event: Event): void => {
    const box = event.currentTarget as HTMLElement;
    this.#place(box.scrollTop, box.clientHeight);
    this.#host.requestUpdate();
  };

  /** Remembers which row has the focus: its element may become another row's. */
  readonly onFocus = (event: Event): void => {
    this.#focused = rowIndexOf(event.target);
  };

  hostUpdated(): void {
    const box = this.#host.querySelector<HTMLElement>('.rows');
    if (!box) return;
    const focused = rowIndexOf(document.activeElement);
    if (focused !== null && focused !== this.#focused && box.contains(document.activeElement))
      box.focus({ preventScroll: true });
    for (const pad of box.querySelectorAll<HTMLElement>('.pad')) {
      const height = `${pad.dataset['px'] ?? 0}px`;
      if (pad.style.height !== height) pad.style.height = height;
    }
    const row = box.querySelector('tr.row');
    const rowHeight = row?.getBoundingClientRect().height ?? 0;
    const height = box.clientHeight;
    const changed =
      (rowHeight > 0 && Math.abs(rowHeight - this.#rowHeight) > 0.1) || Math.abs(height - this.#height) > 1;
    if (!changed || height === 0) return;
    if (rowHeight > 0) this.#rowHeight = rowHeight;
    this.#height = height;
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    for (const asked of this.#asked.values()) asked.abort();
    this.#asked.clear();
  }

  #place(top: number, height: number): void {
    const before = this.#top;
    this.#top = top;
    this.#height = height;
    const all = (this.rows ?? 0) * this.#rowHeight;
    if (all <= MOST_PIXELS) {
      this.#offset = 0;
      return;
    }
    const room = MOST_PIXELS - height;
    if (top <= 0) this.#offset = 0;
    else if (top >= room - 1) this.#offset = all - MOST_PIXELS;
    else if (Math.abs(top - before) > height) this.#offset = Math.round((top / room) * (all - height)) - top;
  }

  async #fetch(page: number, anew: boolean): Promise<void> {
    const asked = new AbortController();
    this.#asked.set(page, asked);
    try {
      const { rows, window } = await this.#load(page * PAGE, PAGE, asked.signal);
      if (this.#asked.get(page) !== asked) return;
      if (anew) this.#begin();
      this.rows = rows;
      this.#pages.delete(page);
      this.#pages.set(page, window);
      if (this.#pages.size > KEPT) this.#pages.delete(this.#pages.keys().next().value as number);
    } catch {
      if (this.#asked.get(page) !== asked) return;
      this.failed = true;
    }
    this.#asked.delete(page);
    this.#host.requestUpdate();
  }

  #begin(): void {
    this.#pages.clear();
    this.#top = 0;
    this.#offset = 0;
    const box = this.#host.querySelector('.rows');
    if (box) box.scrollTop = 0;
  }
}

/** The number of the row in which an element stands. */
function rowIndexOf(target: unknown): string | null {
  return target instanceof Element ? (target.closest('tr.row')?.getAttribute('aria-rowindex') ?? null) : null;
}
