import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatNames } from '../../../i18n/format-names.ts';
import { placeOf } from '../../evidence-lines.ts';
import { t as widget } from '../../locale.ts';
import type { Report } from '../../report.ts';
import { say, size } from '../../say.ts';
import { type BarHandlers, barView } from './bar-view.ts';
import { LineFinder } from './line-finder.ts';
import { hasMore, type LineNotes, notesOf } from './line-notes.ts';
import { LineStore } from './line-store.ts';
import { rowView } from './row-view.ts';
import { saidView, spokenLine } from './said-view.ts';
import { ScrollScale } from './scroll-scale.ts';
import { copyLater, type Selected, selectedIn, selectRows, textAtHand } from './selection.ts';
import { t } from './words.ts';

/** Rows drawn above and below what is seen. */
const AROUND = 12;
/** Milliseconds without a key before a search begins, and without scrolling before the scroll bar is set right. */
const TYPED = 180;
const SETTLED = 160;
/** Pixels of a row, until one was measured. */
const ROW = 22;

/** `<paste-view>`: the whole paste as it was read, line by line, with what the report says of each. Only the lines that are seen are in the page. */
export class PasteView extends LitElement {
  static override properties = {
    report: { attribute: false },
    line: { attribute: false },
    shown: { attribute: false },
    all: { state: true },
    current: { state: true },
    pointed: { state: true },
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
  /** The line under the pointer, or that holds the focus. */
  declare pointed: number | null;
  declare failed: boolean;
  declare spoken: string;

  #store: LineStore | null = null;
  #finder: LineFinder | null = null;
  #notes: LineNotes | null = null;
  readonly #scale = new ScrollScale();
  #row = ROW;
  /** Gone to as soon as there are pixels. */
  #goal: number | null = null;
  /** A line whose mark is to be seen sideways too, once it is there. */
  #reveal: number | null = null;
  /** The lines where the selection begins and ends: they stay in the page. */
  #held: readonly number[] = [];
  #typed = 0;
  #settled = 0;
  readonly #resized = new ResizeObserver(() => this.#measure());

  constructor() {
    super();
    this.report = null;
    this.line = null;
    this.shown = false;
    this.all = false;
    this.current = null;
    this.pointed = null;
    this.failed = false;
    this.spoken = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('selectionchange', this.#onSelection);
    // The line that is asked for may be the one that was asked for last.
    this.closest('.report')?.addEventListener('show-line', this.#onShowLine);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('selectionchange', this.#onSelection);
    this.closest('.report')?.removeEventListener('show-line', this.#onShowLine);
    this.#resized.disconnect();
    this.#store?.stop();
    this.#finder?.stop();
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
    const { report } = this;
    const [store, finder, notes] = [this.#store, this.#finder, this.#notes];
    if (!this.shown && !this.hasUpdated) return nothing;
    if (!report || !store || !finder || !notes) return nothing;
    const at = this.current === null ? -1 : notes.lines.indexOf(this.current);
    return html`<div class="viewer">
      ${barView(
        {
          finder,
          evidence: { n: notes.lines.length, at },
          all: hasMore(report) ? this.all : null,
          lines: report.reading.lines,
        },
        this.#handlers,
      )}
      ${this.#headView(report, store, notes)}
      <div
        class="viewer-port"
        role="group"
        tabindex="0"
        translate="no"
        aria-label=${t.lines}
        @scroll=${this.#onScroll}
        @keydown=${this.#onKey}
        @copy=${this.#onCopy}
        @pointerover=${this.#onPoint}
        @pointerleave=${this.#onLeave}
        @focusin=${this.#onPoint}
        @click=${this.#onClick}
      >
        <div class="viewer-space"><ol>${this.#rowsView(report, store, notes)}</ol></div>
      </div>
      ${
        this.failed
          ? html`<div class="viewer-said"><p>${t.failed}</p><button type="button" class="key key-s" @click=${this.#onAgain}>${t.again}</button></div>`
          : saidView(this.pointed ?? this.current, notes)
      }
      ${
        report.reading.unreadLines > report.reading.unread.length
          ? html`<p class="viewer-note">${say(t.unreadFirst, { n: report.reading.unread.length })}</p>`
          : nothing
      }
      <p class="vh" role="status">${this.spoken}</p>
    </div>`;
  }

  protected override updated(): void {
    const port = this.#port;
    if (!port || port.clientWidth === 0) return;
    this.#resized.observe(port);
    this.#measure();
    this.#place(port);
    const { first, last } = this.#seen();
    this.#store?.want(first, last);
    if (this.#reveal !== null) this.#revealMark(port, this.#reveal);
  }

  /** Which output the first line that is seen belongs to. */
  #headView(report: Report, store: LineStore, notes: LineNotes): TemplateResult {
    const line = Math.min(report.reading.lines, Math.floor(this.#scale.top / this.#row + 0.5) + 1);
    const section = store.section(line);
    const words = notes.unread.has(line) ? t.unread : section === null ? t.between : t.opening;
    if (!section) return html`<p class="viewer-at"><span class="dim">${words}</span></p>`;
    const { format, command, host, firstLine, lastLine } = section;
    return html`<p class="viewer-at">
      <b translate="no">${formatNames[format]}</b>
      ${command !== null && command !== formatNames[format] ? html`<code translate="no">${command}</code>` : nothing}
      ${host !== null ? html`<span>${say(widget.report.host, { host })}</span>` : nothing}
      <span class="viewer-of">${placeOf([[firstLine, lastLine]])}</span>
    </p>`;
  }

  #rowsView({ reading }: Report, store: LineStore, notes: LineNotes): unknown {
    const { first, last } = this.#drawn();
    const lines = Array.from({ length: Math.max(0, last - first + 1) }, (_, nth) => first + nth);
    const held = this.#held.filter(line => line >= 1 && line <= reading.lines);
    const before = held.filter(line => line < first);
    const after = held.filter(line => line > last);
    return repeat(
      [...new Set([...before, ...lines, ...after])],
      line => line,
      line =>
        rowView({
          line,
          total: reading.lines,
          store,
          notes,
          wanted: this.#finder?.text ?? '',
          isCurrent: line === this.current,
          isHeld: line < first || line > last,
        }),
    );
  }

  get #port(): HTMLElement | null {
    return this.querySelector('.viewer-port');
  }

  #begin(): void {
    this.#store?.stop();
    this.#finder?.stop();
    this.current = null;
    this.pointed = null;
    this.failed = false;
    this.#held = [];
    this.#goal = null;
    this.#scale.to(0);
    const { report } = this;
    this.#store = report && new LineStore(report.ask, failed => this.#onLines(failed));
    this.#finder =
      report &&
      new LineFinder(
        report.ask,
        () => this.requestUpdate(),
        line => this.#goTo(line),
      );
  }

  #onLines(failed: boolean): void {
    this.failed = failed;
    this.requestUpdate();
  }

  /** The lines that are seen, in part or whole. */
  #seen(): { first: number; last: number } {
    const lines = this.report?.reading.lines ?? 0;
    const first = Math.floor(this.#scale.top / this.#row) + 1;
    const rows = Math.ceil((this.#port?.clientHeight ?? 0) / this.#row) + 1;
    return { first: Math.max(1, first), last: Math.min(lines, first + rows) };
  }

  #drawn(): { first: number; last: number } {
    const { first, last } = this.#seen();
    const from = Math.max(1, first - AROUND);
    return {
      first: from,
      last: Math.min(this.report?.reading.lines ?? 0, Math.max(last + AROUND, from + 3 * AROUND)),
    };
  }

  /** How high a row is and how many are seen; a goal is gone to as soon as that is known. */
  #measure(): void {
    const port = this.#port;
    const row = port?.querySelector('.vl:not(.is-held)')?.getBoundingClientRect().height ?? 0;
    if (!port || row === 0 || !this.report) return;
    const changed = row !== this.#row;
    const line = this.#scale.top / this.#row;
    this.#row = row;
    const { lines } = this.report.reading;
    if (changed) this.#scale.top = line * row;
    const space = port.firstElementChild as HTMLElement;
    const list = lines * row;
    this.#scale.resize(list, Math.min(port.clientHeight, list));
    space.style.setProperty('height', `${this.#scale.height}px`);
    port.style.setProperty('--digits', `${`${lines}`.length}ch`);
    const goal = this.#goal;
    this.#goal = null;
    if (goal !== null) this.#goTo(goal, true);
    else if (changed) this.requestUpdate();
  }

  /** Puts the rows where the scroll bar has them. */
  #place(port: HTMLElement): void {
    const move = this.#scale.takeMove();
    if (move !== null) port.scrollTop = move;
    const rows = port.querySelector('ol');
    const top = (this.#drawn().first - 1) * this.#row - this.#scale.shift;
    rows?.style.setProperty('transform', `translateY(${top}px)`);
  }

  /** Brings a line to the middle and marks it. */
  #goTo(line: number, takesFocus = false): void {
    const port = this.#port;
    if (!port || port.clientHeight === 0) {
      this.#goal = line;
      this.requestUpdate();
      return;
    }
    this.current = line;
    this.pointed = null;
    this.#reveal = line;
    const { first, last } = this.#seen();
    // A line that is well in sight stays where it is.
    if (takesFocus || line < first + 2 || line > last - 4)
      this.#scale.to((line - 0.5) * this.#row - port.clientHeight / 2);
    if (takesFocus) {
      port.focus({ preventScroll: true });
      this.scrollIntoView({ block: 'nearest' });
    }
    this.requestUpdate();
  }

  #revealMark(port: HTMLElement, line: number): void {
    const row = port.querySelector(`[data-line="${line}"]`);
    if (!row || !this.#store?.line(line)) return;
    this.#reveal = null;
    const mark = row.querySelector('.hit') ?? row.querySelector('mark');
    const gutter = row.querySelector('.vg')?.getBoundingClientRect();
    if (!mark || !gutter) return;
    const place = mark.getBoundingClientRect();
    const right = port.getBoundingClientRect().left + port.clientWidth;
    const isSeen = place.left >= gutter.right && Math.min(place.right, place.left + 80) <= right;
    if (!isSeen) port.scrollLeft += place.left - gutter.right - (right - gutter.right) / 3;
  }

  readonly #onScroll = (event: Event) => {
    const port = event.currentTarget as HTMLElement;
    if (Math.abs(port.scrollTop - this.#scale.scroll) < 1) return;
    this.#scale.scrolled(port.scrollTop);
    this.requestUpdate();
    clearTimeout(this.#settled);
    this.#settled = window.setTimeout(() => {
      if (this.#scale.settle()) this.requestUpdate();
    }, SETTLED);
  };

  readonly #onShowLine = (event: Event) => {
    this.#goal = (event as CustomEvent<number>).detail;
    this.requestUpdate();
  };

  readonly #onPoint = (event: Event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-line]') : null;
    this.pointed = row ? Number(row.dataset['line']) : null;
  };

  readonly #onLeave = () => {
    this.pointed = null;
  };

  /** A tap shows what a pointer would. */
  readonly #onClick = (event: Event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-line]') : null;
    if (row && document.getSelection()?.isCollapsed !== false) this.current = Number(row.dataset['line']);
  };

  readonly #onAgain = () => {
    this.failed = false;
    this.requestUpdate();
  };

  readonly #onSelection = () => {
    const port = this.#port;
    const selected = port && selectedIn(port);
    this.#held = selected ? [selected.from.line, selected.to.line] : [];
  };

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.altKey || event.defaultPrevented) return;
    const act = event.ctrlKey || event.metaKey ? this.#withControl(event.key) : this.#keys()[event.key];
    if (!act || (event.target !== event.currentTarget && event.key === ' ')) return;
    event.preventDefault();
    // `/` means another search elsewhere on the page.
    event.stopPropagation();
    act();
  };

  #keys(): Readonly<Record<string, () => void>> {
    const view = this.#port?.clientHeight ?? 0;
    const by = (pixels: number) => () => this.#scrollTo(this.#scale.top + pixels);
    const page = Math.max(this.#row, view - 2 * this.#row);
    return {
      ArrowDown: by(this.#row),
      ArrowUp: by(-this.#row),
      PageDown: by(page),
      PageUp: by(-page),
      ' ': by(page),
      Home: () => this.#scrollTo(0),
      End: () => this.#scrollTo(Number.MAX_SAFE_INTEGER),
      n: () => this.#stepEvidence(true),
      N: () => this.#stepEvidence(false),
      '/': () => this.querySelector<HTMLInputElement>('.vfind-text')?.focus(),
      g: () => this.querySelector<HTMLInputElement>('.vgo-text')?.focus(),
    };
  }

  #withControl(key: string): (() => void) | undefined {
    if (key === 'Home') return () => this.#scrollTo(0);
    if (key === 'End') return () => this.#scrollTo(Number.MAX_SAFE_INTEGER);
    return key === 'a' ? () => void this.#selectAll() : undefined;
  }

  #scrollTo(top: number): void {
    this.#scale.to(top);
    this.requestUpdate();
  }

  /** The next line of evidence, or the one before, from the line that was gone to or else from the first that is seen. */
  #stepEvidence(forward: boolean): void {
    const { lines = [] } = this.#notes ?? {};
    if (lines.length === 0 || !this.#notes) return;
    const { first } = this.#seen();
    const from = this.current ?? (forward ? first - 1 : first);
    const found = forward ? lines.find(line => line > from) : lines.findLast(line => line < from);
    const line = found ?? (lines.at(forward ? 0 : -1) as number);
    this.#goTo(line);
    this.spoken = spokenLine(line, this.#notes);
  }

  async #selectAll(): Promise<void> {
    const lines = this.report?.reading.lines ?? 0;
    if (lines === 0) return;
    this.#held = [1, lines];
    this.requestUpdate();
    await this.updateComplete;
    const row = (line: number) => this.querySelector(`.viewer-port [data-line="${line}"]`);
    selectRows(row(1), row(lines));
  }

  readonly #onCopy = (event: ClipboardEvent) => {
    const selected = selectedIn(event.currentTarget as Element);
    if (!selected || !this.#store) return;
    event.preventDefault();
    const text = textAtHand(selected, this.#store);
    if (text !== null) event.clipboardData?.setData('text/plain', text);
    else void this.#copy(selected);
  };

  async #copy(selected: Selected): Promise<void> {
    if (!this.report) return;
    const copied = await copyLater(this.report.ask('line-text', selected)).catch(() => null);
    this.spoken = !copied ? t.failed : copied.whole ? '' : say(t.cut, { size: size(copied.text.length) });
  }

  readonly #handlers: BarHandlers = {
    onSearch: text => {
      clearTimeout(this.#typed);
      this.#typed = window.setTimeout(() => this.#search(text), TYPED);
    },
    onHit: forward => {
      const text = this.querySelector<HTMLInputElement>('.vfind-text')?.value ?? '';
      clearTimeout(this.#typed);
      if (text !== this.#finder?.text) this.#search(text);
      else this.#finder?.step(forward);
    },
    onLine: line => this.#goTo(line, true),
    onEvidence: forward => this.#stepEvidence(forward),
    onAll: all => {
      this.all = all;
    },
    onLeave: () => this.#port?.focus({ preventScroll: true }),
  };

  #search(text: string): void {
    this.#finder?.search(text, this.current ?? this.#seen().first);
  }
}
