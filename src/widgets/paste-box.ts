import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { warm } from '../worker/client.ts';
import { answerView } from './answer-view.ts';
import { type BoxSize, boxModel } from './box-model.ts';
import { BoxReading } from './box-reading.ts';
import { type BoxHandlers, boxView } from './box-view.ts';
import { BoxDesk } from './case/box-desk.ts';
import * as to from './case/box-state.ts';
import { fieldPaste } from './case/field-paste.ts';
import { takeGifts } from './case/page-gifts.ts';
import { tabHandlers } from './case/tab-handlers.ts';
import type { Clip } from './clip.ts';
import { exampleAsked, exampleText } from './examples.ts';
import { follow } from './follow.ts';
import { type Given, givenBy, isEmpty, sameToRead, textOf } from './given.ts';
import { takeOver } from './handed-over.ts';
import { t } from './locale.ts';
import { whenIdle } from './pause.ts';
import { progressView } from './progress-view.ts';
import { refusalView } from './refusal-view.ts';
import { ReportPlace } from './report-place.ts';

let boxes = 0;

/**
 * `<paste-box>`: takes what a node printed, has it read in the worker, and shows what the engine says of it. What
 * the server put inside stands until this element takes over. `size` is big (the desk: tabs, cases that are kept, its report
 * across the page), mid or one (inside a runbook, one line on its `incident`); `formats` names the outputs expected here.
 */
export class PasteBox extends LitElement {
  static override properties = {
    size: {},
    incident: {},
    formats: {},
    box: { state: true },
    over: { state: true },
    stale: { state: true },
    note: { state: true },
  };

  declare size: BoxSize;
  declare incident: string | null;
  declare formats: string | null;
  declare box: to.BoxState;
  declare over: boolean;
  /** The box has changed since it was read. */
  declare stale: boolean;
  /** What is to be said of keeping the case. */
  declare note: string | null;

  readonly #id = `b${++boxes}`;
  readonly #reading = new BoxReading(this, {
    keeps: () => this.#tabs,
    incident: () => this.incident,
  });
  readonly #place = new ReportPlace(this, text => this.#add(textOf(text)));
  readonly #desk = new BoxDesk({
    given: () => this.box.given,
    findings: () => this.#reading.report?.findings ?? [],
    put: given => this.#replace(given),
    know: more => {
      this.box = { ...this.box, given: more(this.box.given) };
    },
    note: text => {
      this.note = text;
    },
  });
  #placeholder: string = t.box.label;
  #readOnInput = false;
  #endGifts = () => {};

  constructor() {
    super();
    this.size = 'mid';
    this.incident = null;
    this.formats = null;
    this.box = to.EMPTY_BOX;
    this.over = false;
    this.stale = false;
    this.note = null;
  }

  /** All that was given. */
  get given(): Given {
    return this.box.given;
  }

  /** Takes what was given before this element had come. */
  give(clip: Clip): void {
    this.#replace(givenBy(clip));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endGifts = takeGifts({
      element: this,
      wholePage: this.#tabs,
      over: isOver => {
        this.over = isOver;
      },
      take: (clip, joins) => {
        if (joins) this.#add(givenBy(clip));
        else this.#replace(givenBy(clip));
      },
      onEscape: () => {
        if (this.#reading.busy) this.#reading.cancel();
      },
    });
    this.addEventListener('click', follow);
    if (!this.#tabs) return;
    // On the desk somebody is going to paste.
    whenIdle(warm);
    this.#desk.begin();
    const handed = takeOver();
    if (handed) this.#replace(handed);
    else void this.#readExample(exampleAsked() ?? '');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endGifts();
    this.#desk.end();
    this.#place.remove();
  }

  /** Light DOM: the page's style sheets reach it. What was typed before the script came is kept. */
  protected override createRenderRoot(): HTMLElement {
    const area = this.querySelector('textarea');
    const hadFocus = area !== null && area === document.activeElement;
    this.#placeholder = area?.placeholder || t.box.label;
    this.box = { ...to.EMPTY_BOX, given: textOf(area?.value ?? '') };
    this.replaceChildren();
    if (hadFocus) this.#focusField();
    return this;
  }

  protected override render(): TemplateResult {
    const { size, over, stale, note } = this;
    const { work, report, spoken } = this.#reading;
    const shown = { size, over, stale, note, placeholder: this.#placeholder };
    const model = boxModel(this.box, { ...shown, works: work !== null, hasReport: report !== null });
    const answered = !this.#tabs && this.box.folded && report && !work;
    const waits = this.#tabs && !report && !work;
    return html`${answered ? nothing : boxView(model, this.#handlers)}
      ${work ? progressView(work, () => this.#reading.cancel()) : this.#outcomeView()}
      ${waits ? html`<example-list class="examples" .choose=${this.#readExample}></example-list>` : nothing}
      ${this.#tabs ? html`<case-list ?hidden=${!waits}></case-list>` : nothing}
      <p class="vh" role="status">${spoken}</p>`;
  }

  protected override updated(): void {
    if (this.#tabs) this.#place.show(this.#reading.work ? null : this.#reading.report);
  }

  /** Only the box of the desk has tabs, a list of cases, and the whole page for its report. */
  get #tabs(): boolean {
    return this.size === 'big';
  }

  #outcomeView(): unknown {
    const { refused, report, texts } = this.#reading;
    if (refused === 'aborted') return html`<p class="note">${t.work.stopped}</p>`;
    if (refused) {
      const formats = this.formats?.split(/\s+/).filter(name => name !== '') ?? [];
      return refusalView(refused, texts, { formats, incident: this.incident });
    }
    if (this.#tabs || !report || !this.box.folded) return nothing;
    return answerView(report, { incident: this.incident, id: this.#id, onAgain: () => this.#pasteAgain() });
  }

  readonly #handlers: BoxHandlers = {
    onInput: event => {
      const { value } = event.currentTarget as HTMLTextAreaElement;
      this.#change(to.typed(this.box, value, this.#tabs));
      if (this.#readOnInput) void this.#read();
    },
    onPaste: event => this.#onPaste(event),
    onKey: event => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void this.#read();
    },
    onInterest: () => warm(),
    onRead: () => void this.#read(),
    onFiles: files => {
      const given = givenBy({ kind: 'files', files });
      if (isEmpty(this.box.given)) this.#replace(given);
      else this.#add(given);
    },
    onClear: () => this.#clear(),
    onBack: () => this.#put(to.wentBack(this.box)),
    ...tabHandlers({
      box: () => this.box,
      show: box => {
        this.box = box;
      },
      change: box => this.#change(box),
      focusField: () => this.#focusField(),
      renamed: () => {
        if (this.#reading.report && !this.stale) void this.#desk.keep();
      },
    }),
  };

  get #field(): HTMLTextAreaElement | null {
    return this.querySelector('.paste-text textarea');
  }

  #focusField(select = false): void {
    void this.updateComplete.then(() => {
      this.#field?.focus();
      if (select) this.#field?.select();
    });
  }

  /** Into the field: a small text goes in as always and is read at once where the field was empty. */
  #onPaste(event: ClipboardEvent): void {
    const plan = fieldPaste(event, this.box, this.#tabs);
    if (!plan) return;
    if (plan.over) this.box = to.overwritten(this.box);
    if (plan.how === 'in-field') {
      this.#readOnInput = plan.reads;
      return;
    }
    event.preventDefault();
    if (plan.how === 'replaces') this.#replace(plan.given);
    else if (plan.reads) this.#add(plan.given);
    else this.#change(to.addedTo(this.box, plan.given, this.#tabs));
  }

  #replace(given: Given): void {
    this.#put(to.replacedBy(this.box, given));
  }

  #add(more: Given): void {
    this.#put(to.addedTo(this.box, more, this.#tabs));
  }

  #put(box: to.BoxState): void {
    this.box = box;
    void this.#read();
  }

  /** Something else stands in the box, and waits for the key. */
  #change(box: to.BoxState): void {
    this.box = box;
    this.stale = this.#reading.report !== null;
    this.#reading.pardon();
  }

  #clear(): void {
    this.#reading.clear();
    this.box = to.cleared(this.box);
    this.stale = false;
    this.note = null;
    this.#focusField();
  }

  #pasteAgain(): void {
    this.box = { ...this.box, folded: false };
    this.#focusField(true);
  }

  /** An unknown name leaves the desk as it is. An example is nobody's case: it is not kept. */
  readonly #readExample = async (id: string): Promise<void> => {
    const text = await exampleText(id);
    if (text !== '') this.#replace({ ...textOf(text), keeps: false });
  };

  async #read(): Promise<void> {
    this.#readOnInput = false;
    this.note = null;
    if (this.#tabs) this.box = { ...this.box, given: this.#desk.begun(this.box.given) };
    const { given } = this.box;
    const answered = await this.#reading.read(given);
    if (answered === null) return;
    // What was given stays where it is.
    this.box = { ...this.box, folded: answered };
    this.stale = !sameToRead(this.box.given, given);
    const { report } = this.#reading;
    if (report && !this.stale) void this.#desk.wasRead(given, report, this.#tabs);
    await this.updateComplete;
    // To focus is to lay out: a task of its own, so that the page does not stand still for both.
    requestAnimationFrame(() => this.#bringToEyes());
  }

  #bringToEyes(): void {
    if (this.#reading.report && this.#tabs) {
      this.#place.focus();
      return;
    }
    const answer = this.querySelector<HTMLElement>('.answer');
    answer?.focus({ preventScroll: true });
    (answer ?? this.querySelector('.refused'))?.scrollIntoView({ block: 'nearest' });
  }
}
