import { nothing, render } from 'lit';
import { follow } from './follow.ts';
import { t } from './locale.ts';
import { nextFrame } from './pause.ts';
import type { Report } from './report.ts';
import { type ReportState, reportView, spokenOf } from './report-view.ts';
import type { ViewId } from './views/tabs.ts';

const AT_FIRST: ReportState = { view: 'findings', line: null, whole: false };

/** Asks for a line of the paste to be shown; bubbles up to the report. */
export function showLine(from: Element, line: number): void {
  from.dispatchEvent(new CustomEvent<number>('show-line', { detail: line, bubbles: true }));
}

/** Where the report of the big box stands: across the page, below the desk, which steps back for it. */
export class ReportPlace {
  readonly #box: HTMLElement;
  readonly #onAdd: (text: string) => void;
  readonly #title = document.title;
  #section: HTMLElement | null = null;
  #shown: Report | null = null;
  #state = AT_FIRST;

  constructor(box: HTMLElement, onAdd: (text: string) => void) {
    this.#box = box;
    this.#onAdd = onAdd;
  }

  /** Shows a report, or takes it away; the page's title says what was found. */
  show(report: Report | null): void {
    if (report === this.#shown) return;
    this.#shown = report;
    this.#state = AT_FIRST;
    this.#desk.classList.toggle('is-read', report !== null);
    if (!report && !this.#section) return;
    this.#draw();
    if (report) void this.#drawRest(report);
    document.title = report ? `${spokenOf(report.findings)} | Conntriage` : this.#title;
  }

  /** Brings the answer to the reader's eyes and to the keyboard. */
  focus(): void {
    this.#section?.querySelector<HTMLElement>('#said')?.focus({ preventScroll: true });
    this.#box.scrollIntoView({ block: 'start' });
  }

  remove(): void {
    this.show(null);
    this.#section?.remove();
    this.#section = null;
  }

  get #desk(): Element {
    return this.#box.closest('.desk') ?? this.#box;
  }

  #draw(): void {
    const report = this.#shown;
    const section = this.#place();
    section.hidden = report === null;
    const onView = (view: ViewId) => this.#go({ view, line: null });
    render(report ? reportView(report, this.#state, { onAdd: this.#onAdd, onView }) : nothing, section);
  }

  /** What comes first is drawn first; what is far below does not hold it up. */
  async #drawRest(report: Report): Promise<void> {
    await nextFrame();
    if (report === this.#shown) this.#go({});
  }

  #go(to: Partial<ReportState>): void {
    this.#state = { ...this.#state, ...to, whole: true };
    this.#draw();
  }

  /** A link to a line of the evidence leads to the findings, whichever view is open. */
  #follow(event: Event): void {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
    const place = link && document.getElementById(link.hash.slice(1));
    if (place?.closest('[role="tabpanel"][hidden]')) this.#go({ view: 'findings', line: null });
    follow(event);
  }

  #place(): HTMLElement {
    if (this.#section) return this.#section;
    const section = document.createElement('section');
    section.className = 'report';
    section.setAttribute('aria-label', t.report.label);
    section.addEventListener('click', event => this.#follow(event));
    section.addEventListener('show-line', event =>
      this.#go({ view: 'paste', line: (event as CustomEvent<number>).detail }),
    );
    this.#desk.after(section);
    this.#section = section;
    return section;
  }
}
