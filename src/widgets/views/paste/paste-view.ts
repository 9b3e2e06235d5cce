import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { Report } from '../../report.ts';
import { say } from '../../say.ts';
import { type BarHandlers, barView } from './bar-view.ts';
import { headView } from './head-view.ts';
import { LineFinder } from './line-finder.ts';
import { hasMore, type LineNotes, notesOf } from './line-notes.ts';
import { LineStore } from './line-store.ts';
import { lineOf, PointedLine } from './pointed.ts';
import { rowsView } from './row-view.ts';
import { RowWindow, revealMark } from './row-window.ts';
import { failedView, saidView, spokenLine } from './said-view.ts';
import { LineSelection } from './selection.ts';
import { t } from './words.ts';

/** Milliseconds without a key before a search begins. */
const TYPED = 180;

/** What the view knows of the report that it shows. */
interface Read {
  readonly report: Report;
  readonly store: LineStore;
  readonly finder: LineFinder;
}

/**
 * `<paste-view>`: the whole paste as it was read, with what the report says of each line. Only the lines that are seen are in the page:
 * the worker gives them as they are needed.
 */
export class PasteView extends LitElement {
  static override properties = {
    report: { attribute: false },
    line: { attribute: false },
    shown: { attribute: false },
    all: { state: true },
    current: { state: true },
    failed: { state: true },
    spoken: { state: true },
  };

  declare report: Report | null;
  /** The line to be brought to the middle, counted from 1; null for none. */
  declare line: number | null;
  declare shown: boolean;
  /** Whether the evidence of ruled-out causes is marked too. */
  declare all: boolean;
  /** The line that was gone to. */
  declare current: number | null;
  declare failed: boolean;
  /** What the status region says. */
  declare spoken: string;

  /** What is shown. */
  read: Read | null = null;
  #notes: LineNotes | null = null;
  readonly #rows = new RowWindow(
    () => this.port,
    () => this.requestUpdate(),
  );
  /** Gone to as soon as there are pixels. */
  #goal: number | null = null;
  /** A line whose mark is to be seen sideways too, once its text is there. */
  #reveal: number | null = null;
  readonly #pointed = new PointedLine(() => this.requestUpdate());
  readonly #selection = new LineSelection(this);
  #typing = 0;
  readonly #resized = new ResizeObserver(() => this.requestUpdate());

  constructor() {
    super();
    this.report = null;
    this.line = null;
    this.shown = false;
    this.all = false;
    this.current = null;
    this.failed = false;
    this.spoken = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // The line that is asked for may be the one that was asked for last: then the property does not change.
    this.closest('.report')?.addEventListener('show-line', this.#onShowLine);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.closest('.report')?.removeEventListener('show-line', this.#onShowLine);
    this.#resized.disconnect();
    this.#end();
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('report')) this.#begin();
    if ((changed.has('report') || changed.has('all')) && this.report)
      this.#notes = notesOf(this.report, this.all);
    if (changed.has('line') && this.line !== null) this.#goal = this.line;
  }

  protected override render(): unknown {
    const [read, notes] = [this.read, this.#notes];
    // What was opened stays as it is while another view is looked at.
    if (!read || !notes || !(this.shown || this.port)) return nothing;
    const { reading } = read.report;
    const at = this.current === null ? -1 : notes.lines.indexOf(this.current);
    const bar = {
      finder: read.finder,
      evidence: { n: notes.lines.length, at },
      all: hasMore(read.report) ? this.all : null,
      lines: reading.lines,
    };
    const rows = {
      total: reading.lines,
      drawn: this.#rows.drawn,
      held: this.#selection.held,
      store: read.store,
      notes,
      wanted: read.finder.text,
      current: this.current,
    };
    return html`<div class="viewer">
      ${barView(bar, this.#handlers)} ${headView(this.#rows.top, read.store, notes)}
      <div
        class="viewer-port"
        role="group"
        tabindex="0"
        translate="no"
        aria-label=${t.lines}
        @scroll=${() => this.#rows.scrolled()}
        @keydown=${this.#onKey}
        @copy=${this.#selection.copy}
        @pointermove=${this.#pointed.point}
        @pointerleave=${this.#pointed.point}
        @focusin=${this.#pointed.point}
        @click=${this.#onClick}
      >
        <div class="viewer-space"><ol>${rowsView(rows)}</ol></div>
      </div>
      ${this.failed ? failedView(this.#onAgain) : saidView([this.#pointed.line, this.current], notes)}
      ${
        reading.unreadLines > reading.unread.length
          ? html`<p class="viewer-note">${say(t.unreadFirst, { n: reading.unread.length })}</p>`
          : nothing
      }
      <p class="vh" role="status">${this.spoken}</p>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { port } = this;
    if (changed.has('shown')) this.#rows.restore();
    if (!port || !this.#rows.isOpen || !this.#rows.measure()) return;
    this.#resized.observe(port);
    port.style.setProperty('--digits', `${`${this.report?.reading.lines ?? 0}`.length}ch`);
    if (this.#goal !== null) {
      this.#goTo(this.#goal, true);
      this.#goal = null;
    }
    this.#rows.place();
    const { first, last } = this.#rows.seen;
    if (!this.failed) this.read?.store.want(first, last);
    if (this.#reveal !== null && revealMark(port, this.#reveal)) this.#reveal = null;
  }

  readonly #onAgain = () => {
    this.failed = false;
  };

  /** Says something to who uses a screen reader. */
  say(words: string): void {
    this.spoken = words;
  }

  /** The element that scrolls. */
  get port(): HTMLElement | null {
    return this.querySelector('.viewer-port');
  }

  #begin(): void {
    this.#end();
    this.current = null;
    this.#pointed.rest();
    this.failed = false;
    this.#selection.held = [];
    this.#goal = null;
    this.#rows.begin(this.report?.reading.lines ?? 0);
    this.read = this.report && {
      report: this.report,
      store: new LineStore(this.report.ask, failed => {
        this.failed = failed;
        this.requestUpdate();
      }),
      finder: new LineFinder(
        this.report.ask,
        () => this.requestUpdate(),
        line => this.#goTo(line),
      ),
    };
  }

  #end(): void {
    clearTimeout(this.#typing);
    this.read?.store.stop();
    this.read?.finder.stop();
  }

  /** Brings a line to the middle and marks it. */
  #goTo(line: number, takesFocus = false): void {
    this.current = line;
    this.#pointed.rest();
    this.#reveal = line;
    this.#rows.show(line, takesFocus);
    if (!takesFocus) return;
    this.port?.focus({ preventScroll: true });
    this.scrollIntoView({ block: 'nearest' });
    this.#speak(line);
  }

  #speak(line: number): void {
    if (this.#notes) this.spoken = spokenLine(line, this.#notes);
  }

  readonly #onShowLine = (event: Event) => {
    this.#goal = (event as CustomEvent<number>).detail;
    // The way from a cause that is ruled out leads to a mark.
    if (event.target instanceof Element && event.target.closest('.rest')) this.all = true;
    this.requestUpdate();
  };

  /** A tap shows what a pointer would. */
  readonly #onClick = (event: Event) => {
    const line = lineOf(event.target);
    if (line !== null && document.getSelection()?.isCollapsed !== false) this.current = line;
  };

  readonly #onKey = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey, target, currentTarget } = event;
    // A blank presses what it stands on.
    if (altKey || (key === ' ' && target !== currentTarget)) return;
    const act = ctrlKey || metaKey ? this.#withControl(key) : (this.#rows.moveOf(key) ?? this.#keys[key]);
    if (!act) return;
    event.preventDefault();
    // `/` means another search elsewhere on the page.
    event.stopPropagation();
    act();
  };

  readonly #keys: Readonly<Record<string, () => void>> = {
    n: () => this.#stepEvidence(true),
    N: () => this.#stepEvidence(false),
    '/': () => this.querySelector<HTMLInputElement>('.vfind-text')?.select(),
    g: () => this.querySelector<HTMLInputElement>('.vgo-text')?.select(),
  };

  #withControl(key: string): (() => void) | null {
    if (key === 'Home' || key === 'End') return this.#rows.moveOf(key);
    return key.toLowerCase() === 'a' ? () => void this.#selection.all() : null;
  }

  /** The next line of evidence, or the one before, from the line that was gone to or else from the first that is seen. */
  #stepEvidence(forward: boolean): void {
    const { lines = [] } = this.#notes ?? {};
    const { first } = this.#rows.seen;
    const from = this.current ?? (forward ? first - 1 : first);
    const found = forward ? lines.find(line => line > from) : lines.findLast(line => line < from);
    const line = found ?? lines.at(forward ? 0 : -1);
    if (line === undefined) return;
    this.#goTo(line);
    this.#speak(line);
  }

  readonly #handlers: BarHandlers = {
    onSearch: text => {
      clearTimeout(this.#typing);
      this.#typing = window.setTimeout(() => this.#search(text), TYPED);
    },
    onHit: forward => {
      const text = this.querySelector<HTMLInputElement>('.vfind-text')?.value ?? '';
      clearTimeout(this.#typing);
      if (text === this.read?.finder.text) this.read.finder.step(forward);
      else this.#search(text);
    },
    onLine: line => this.#goTo(line, true),
    onEvidence: forward => this.#stepEvidence(forward),
    onAll: all => {
      this.all = all;
    },
    onLeave: () => this.port?.focus({ preventScroll: true }),
  };

  #search(text: string): void {
    this.read?.finder.search(text, this.current ?? this.#rows.seen.first);
  }
}
