import { ScrollScale } from './scroll-scale.ts';

/** Rows drawn above and below what is seen. */
const AROUND = 12;
/** Milliseconds without scrolling before the scroll bar is set right. */
const SETTLED = 160;
/** Pixels of a row, until one was measured. */
const ROW = 22;

/** Lines of the paste, counted from 1, both included. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** Which rows of many are seen through an element that scrolls, and where they are put. */
export class RowWindow {
  readonly #port: () => HTMLElement | null;
  readonly #onMove: () => void;
  readonly #scale = new ScrollScale();
  #row = ROW;
  #lines = 0;
  #settling = 0;

  /** `port` scrolls and holds one element as high as all rows, with the list in it; `onMove` draws anew. */
  constructor(port: () => HTMLElement | null, onMove: () => void) {
    this.#port = port;
    this.#onMove = onMove;
  }

  /** Begins at the top of so many lines. */
  begin(lines: number): void {
    this.#lines = lines;
    this.#scale.to(0);
  }

  /** The rows that are seen, in part or whole. */
  get seen(): Lines {
    const first = Math.max(1, Math.floor(this.#scale.top / this.#row) + 1);
    return { first, last: Math.min(this.#lines, first + Math.ceil(this.#height / this.#row) + 1) };
  }

  /** The rows that are drawn. */
  get drawn(): Lines {
    const { first, last } = this.seen;
    const from = Math.max(1, first - AROUND);
    return { first: from, last: Math.min(this.#lines, Math.max(last + AROUND, from + 3 * AROUND)) };
  }

  /** The row at the top, of which at least half is seen. */
  get top(): number {
    return Math.max(1, Math.min(this.#lines, Math.floor(this.#scale.top / this.#row + 0.5) + 1));
  }

  /** Whether there are pixels to count in. */
  get isOpen(): boolean {
    return this.#height > 0;
  }

  /** Measures a row and the element; false while there is no row. */
  measure(): boolean {
    const port = this.#port();
    const row = port?.querySelector('li[data-line]:not(.is-held)')?.getBoundingClientRect().height ?? 0;
    if (!port || row === 0) return false;
    const line = this.#scale.top / this.#row;
    const list = this.#lines * row;
    this.#scale.resize(list, Math.min(port.clientHeight, list));
    if (row !== this.#row) {
      this.#row = row;
      this.#scale.to(line * row);
      this.#onMove();
    }
    (port.firstElementChild as HTMLElement).style.setProperty('height', `${this.#scale.height}px`);
    return true;
  }

  /** Puts the rows and the scroll bar where they belong. */
  place(): void {
    const port = this.#port();
    const move = this.#scale.takeMove();
    if (port && move !== null) port.scrollTop = move;
    const top = Math.round((this.drawn.first - 1) * this.#row - this.#scale.shift);
    port?.querySelector('ol')?.style.setProperty('transform', `translateY(${top}px)`);
  }

  /** Brings a row to the middle; one that is well in sight stays unless it is to be exact. */
  show(line: number, exactly: boolean): void {
    const { first, last } = this.seen;
    if (exactly || line < first + 2 || line > last - 4) this.#go((line - 0.5) * this.#row - this.#height / 2);
  }

  /** The reader moved the scroll bar. */
  scrolled(): void {
    const to = this.#port()?.scrollTop ?? 0;
    if (!this.isOpen || Math.abs(to - this.#scale.scroll) < 1) return;
    this.#scale.scrolled(to);
    this.#onMove();
    clearTimeout(this.#settling);
    this.#settling = window.setTimeout(() => {
      if (this.#scale.settle()) this.#onMove();
    }, SETTLED);
  }

  /** A scroll bar that was hidden is where it was. */
  restore(): void {
    this.#scale.to(this.#scale.top);
  }

  /** What the keys that scroll do; null for other keys. */
  moveOf(key: string): (() => void) | null {
    const page = Math.max(this.#row, this.#height - 2 * this.#row);
    const by = { ArrowDown: this.#row, ArrowUp: -this.#row, PageDown: page, ' ': page, PageUp: -page }[key];
    if (by !== undefined) return () => this.#go(this.#scale.top + by);
    if (key === 'Home') return () => this.#go(0);
    return key === 'End' ? () => this.#go(this.#lines * this.#row) : null;
  }

  get #height(): number {
    return this.#port()?.clientHeight ?? 0;
  }

  #go(top: number): void {
    this.#scale.to(top);
    this.#onMove();
  }
}

/** Scrolls sideways to what is marked in a row; false while its text is not there. */
export function revealMark(port: HTMLElement, line: number): boolean {
  const row = port.querySelector(`[data-line="${line}"]`);
  if (!row?.querySelector('code')?.textContent) return false;
  const mark = row.querySelector('.hit') ?? row.querySelector('mark');
  const gutter = row.firstElementChild?.getBoundingClientRect().right ?? 0;
  if (!mark) return true;
  const { left, right } = mark.getBoundingClientRect();
  const edge = port.getBoundingClientRect().left + port.clientWidth;
  // Of a mark that is longer than the room there is, its beginning.
  if (left < gutter || Math.min(right, left + 80) > edge)
    port.scrollLeft += left - gutter - (edge - gutter) / 3;
  return true;
}
