import { nothing, render } from 'lit';
import { follow } from './follow.ts';
import { t } from './locale.ts';
import type { Report } from './report.ts';
import { reportView, spokenOf } from './report-view.ts';

/** Where the report of the big box stands: across the page, below the desk, which steps back for it. */
export class ReportPlace {
  readonly #box: HTMLElement;
  readonly #onAdd: (text: string) => void;
  readonly #title = document.title;
  #section: HTMLElement | null = null;
  #shown: Report | null = null;

  constructor(box: HTMLElement, onAdd: (text: string) => void) {
    this.#box = box;
    this.#onAdd = onAdd;
  }

  /** Shows a report, or takes it away; the page's title says what was found. */
  show(report: Report | null): void {
    if (report === this.#shown) return;
    this.#shown = report;
    this.#desk.classList.toggle('is-read', report !== null);
    if (!report && !this.#section) return;
    const section = this.#place();
    section.hidden = report === null;
    render(report ? reportView(report, this.#onAdd) : nothing, section);
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

  #place(): HTMLElement {
    if (this.#section) return this.#section;
    const section = document.createElement('section');
    section.className = 'report';
    section.setAttribute('aria-label', t.report.label);
    section.addEventListener('click', follow);
    this.#desk.after(section);
    this.#section = section;
    return section;
  }
}
