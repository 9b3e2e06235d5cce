/** The line that the reader points to, or that holds the focus: what is said of it stands below the lines. */
export class PointedLine {
  /** Counted from 1; null for none. */
  line: number | null = null;
  readonly #onChange: () => void;
  /** Where the pointer rests since a line was gone to; null once it has moved. */
  #still: { readonly x: number; readonly y: number } | 'unknown' | null = null;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** A line was gone to: under a pointer that rests, it is the lines that move. */
  rest(): void {
    this.line = null;
    this.#still = 'unknown';
  }

  /** Hears of the pointer and of the focus. */
  readonly point = (event: Event): void => {
    if (event instanceof PointerEvent && this.#isStill(event)) return;
    const line = event.type === 'pointerleave' ? null : lineOf(event.target);
    if (line === this.line) return;
    this.line = line;
    this.#onChange();
  };

  #isStill({ clientX: x, clientY: y }: PointerEvent): boolean {
    if (this.#still === null) return false;
    if (this.#still === 'unknown') this.#still = { x, y };
    if (this.#still.x === x && this.#still.y === y) return true;
    this.#still = null;
    return false;
  }
}

/** The line that something in a row belongs to. */
export function lineOf(target: EventTarget | null): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-line]') : null;
  return row ? Number(row.dataset['line']) : null;
}
