/** No element is made higher: Firefox ends at some 17 million pixels, Chromium at 33 million, and zoom divides that. */
const MAX_HEIGHT = 2_000_000;
/** A step of so many viewports or less is a wheel, a finger or a key: it moves as far as it says. More is the scroll bar. */
const STEP = 2;

/**
 * Where in a list of any length one is, when its scroll bar can only be so long. Near both ends a pixel of the scroll bar is a pixel of
 * the list; between them it is more. Small steps are always a pixel each: the list then slips against the scroll bar until `settle`.
 */
export class ScrollScale {
  /** The first visible pixel of the list. */
  top = 0;
  /** How far the list lies from where the scroll bar would have it. */
  #slip = 0;
  #list = 0;
  #view = 0;
  #scroll = 0;
  #moves = false;

  /** Pixels of the whole list, and of what is seen of it. */
  resize(list: number, view: number): void {
    if (list === this.#list && view === this.#view) return;
    this.#list = list;
    this.#view = view;
    this.to(this.top);
  }

  /** Pixels of the element that is scrolled. */
  get height(): number {
    return Math.min(this.#list, MAX_HEIGHT);
  }

  /** What to take from a place in the list to get a place in the element. */
  get shift(): number {
    return this.top - this.#scroll;
  }

  /** Where the scroll bar was last known to be, or belongs. */
  get scroll(): number {
    return this.#scroll;
  }

  /** Where the scroll bar is to be moved, once; null where it is the reader who moves it. */
  takeMove(): number | null {
    const moves = this.#moves;
    this.#moves = false;
    return moves ? this.#scroll : null;
  }

  /** The scroll bar was moved. */
  scrolled(to: number): void {
    const step = to - this.#scroll;
    this.#scroll = Math.max(0, Math.min(to, this.#room));
    const isJump = Math.abs(step) > this.#view * STEP || this.#scroll <= 0 || this.#scroll >= this.#room;
    this.top = this.#within(isJump ? this.#listAt(this.#scroll) : this.top + step);
    this.#slip = this.top - this.#listAt(this.#scroll);
  }

  /** Goes to a place in the list; `takeMove` then says where the scroll bar belongs. */
  to(top: number): void {
    this.top = this.#within(top);
    this.#scroll = this.#scrollAt(this.top);
    this.#slip = 0;
    this.#moves = true;
  }

  /** Brings the scroll bar to where it belongs; false where it is there. */
  settle(): boolean {
    if (Math.abs(this.#slip) < 1) return false;
    this.to(this.top);
    return true;
  }

  get #room(): number {
    return Math.max(0, this.height - this.#view);
  }

  #within(top: number): number {
    return Math.max(0, Math.min(top, this.#list - this.#view));
  }

  /** A straight line at both ends, and a steeper one between them. */
  #listAt(scroll: number): number {
    const [room, end, steep] = this.#line();
    if (scroll <= end) return scroll;
    if (scroll >= room - end) return this.#list - this.#view - (room - scroll);
    return end + (scroll - end) * steep;
  }

  #scrollAt(top: number): number {
    const [room, end, steep] = this.#line();
    const left = this.#list - this.#view - top;
    if (top <= end) return top;
    if (left <= end) return room - left;
    return end + (top - end) / steep;
  }

  #line(): [room: number, end: number, steep: number] {
    const room = this.#room;
    const all = Math.max(0, this.#list - this.#view);
    const end = room / 8;
    return [room, end, room > 0 ? (all - 2 * end) / (room - 2 * end) : 1];
  }
}
