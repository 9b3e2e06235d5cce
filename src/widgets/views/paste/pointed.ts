/** The line that the reader points to, or that holds the focus: what is said of it stands below the lines. */
export class PointedLine {
  /** Counted from 1; null for none. */
  line: number | null = null;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** A line was gone to: it counts until the reader points to another. */
  rest(): void {
    this.line = null;
  }

  /** Hears of the pointer when it moves (not when lines move under it), when it leaves, and of the focus. */
  readonly point = (event: Event): void => {
    const line = event.type === 'pointerleave' ? null : lineOf(event.target);
    if (line === this.line) return;
    this.line = line;
    this.#onChange();
  };
}

/** The line that something in a row belongs to. */
export function lineOf(target: EventTarget | null): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-line]') : null;
  return row ? Number(row.dataset['line']) : null;
}
