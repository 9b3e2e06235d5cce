import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Texts } from '../i18n/texts.ts';
import { warm } from '../worker/client.ts';
import type { Failure } from '../worker/protocol.ts';
import { answerView } from './answer-view.ts';
import { type BoxHandlers, type BoxModel, type BoxSize, boxView } from './box-view.ts';
import { type Clip, clipOf, isEditable, LARGE } from './clip.ts';
import { takeDrops } from './drop.ts';
import { exampleAsked, exampleText } from './examples.ts';
import { follow } from './follow.ts';
import { added, blobsOf, counted, type Given, givenBy, isEmpty, NOTHING, nameOf, textOf } from './given.ts';
import { takeOver } from './handed-over.ts';
import { t } from './locale.ts';
import { progressView } from './progress-view.ts';
import { type Read, Reader } from './reader.ts';
import type { Refusal } from './refusal.ts';
import { type Refused, refusalView } from './refusal-view.ts';
import { type Report, reportOf } from './report.ts';
import { ReportPlace } from './report-place.ts';
import { spokenOf } from './report-view.ts';
import { texts } from './texts.ts';

let boxes = 0;

/**
 * `<paste-box>`: takes what a node printed, has it read in the worker, and shows what the engine says of it. What
 * the server put inside stands until this element takes over. `size` is big (the desk, its report across the
 * page), mid or one (inside a runbook, one line on its `incident`); `formats` names the outputs expected here.
 */
/** Milliseconds after which the desk starts its worker: the page has been drawn. */
const WARM_AFTER = 200;

export class PasteBox extends LitElement {
  static override properties = {
    size: {},
    incident: {},
    formats: {},
    given: { state: true },
    earlier: { state: true },
    report: { state: true },
    refused: { state: true },
    folded: { state: true },
    over: { state: true },
    stale: { state: true },
    spoken: { state: true },
  };

  declare size: BoxSize;
  declare incident: string | null;
  declare formats: string | null;
  declare given: Given;
  /** What the box held before it was cleared or replaced. */
  declare earlier: Given | null;
  declare report: Report | null;
  declare refused: Refused | 'aborted' | null;
  declare folded: boolean;
  declare over: boolean;
  /** The box has changed since it was read. */
  declare stale: boolean;
  /** What the status region says. */
  declare spoken: string;

  readonly #id = `b${++boxes}`;
  readonly #reader = new Reader(this, () => this.size === 'big');
  readonly #place = new ReportPlace(this, text => this.#add(textOf(text)));
  #placeholder: string = t.box.label;
  #texts: Texts | null = null;
  #readOnInput = false;
  #endDrops = () => {};

  constructor() {
    super();
    this.size = 'mid';
    this.incident = null;
    this.formats = null;
    this.given = NOTHING;
    this.earlier = null;
    this.report = null;
    this.refused = null;
    this.folded = false;
    this.over = false;
    this.stale = false;
    this.spoken = '';
  }

  /** Takes what was given before this element had come. */
  give(clip: Clip): void {
    this.#take(clip, false);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const wholePage = this.size === 'big';
    this.#endDrops = takeDrops({
      element: this,
      wholePage,
      over: isOver => {
        this.over = isOver;
        warm();
      },
      drop: (clip, at) => this.#take(clip, at.closest('.next') !== null),
    });
    if (wholePage) {
      document.addEventListener('paste', this.#onPagePaste, true);
      // On the desk somebody is going to paste.
      setTimeout(warm, WARM_AFTER);
    }
    document.addEventListener('keydown', this.#onPageKey);
    this.addEventListener('click', follow);
    const text = wholePage ? takeOver() : null;
    if (text) this.#replace(textOf(text));
    else if (wholePage) void this.#readExample(exampleAsked() ?? '');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endDrops();
    document.removeEventListener('paste', this.#onPagePaste, true);
    document.removeEventListener('keydown', this.#onPageKey);
    this.#place.remove();
  }

  /** Light DOM: the page's style sheets reach it. What was typed before the script came is kept. */
  protected override createRenderRoot(): HTMLElement {
    const area = this.querySelector('textarea');
    const hadFocus = area !== null && area === document.activeElement;
    this.#placeholder = area?.placeholder || t.box.label;
    this.given = { pieces: [], text: area?.value ?? '' };
    this.replaceChildren();
    if (hadFocus) void this.updateComplete.then(() => this.#field?.focus());
    return this;
  }

  protected override render(): TemplateResult {
    const { work } = this.#reader;
    const answered = this.size !== 'big' && this.folded && this.report && !work;
    return html`${answered ? nothing : boxView(this.#model(), this.#handlers)}
      ${work ? progressView(work, () => this.#reader.cancel()) : this.#outcomeView()}
      ${this.size === 'big' && !this.report && !work ? html`<example-list class="examples" .choose=${this.#readExample}></example-list>` : nothing}
      <p class="vh" role="status">${this.spoken}</p>`;
  }

  protected override updated(): void {
    if (this.size === 'big') this.#place.show(this.#reader.work ? null : this.report);
  }

  #outcomeView(): unknown {
    if (this.refused === 'aborted') return html`<p class="note">${t.work.stopped}</p>`;
    if (this.refused) {
      const formats = this.formats?.split(/\s+/).filter(name => name !== '') ?? [];
      return refusalView(this.refused, this.#texts, { formats, incident: this.incident });
    }
    if (this.size === 'big' || !this.report || !this.folded) return nothing;
    const onAgain = () => void this.#pasteAgain();
    return answerView(this.report, { incident: this.incident, id: this.#id, onAgain });
  }

  #model(): BoxModel {
    return {
      size: this.size,
      given: this.given,
      placeholder: this.#placeholder,
      folded: this.folded && !this.#reader.work,
      hasReport: this.report !== null && !this.#reader.work,
      over: this.over,
      stale: this.stale,
      canGoBack: this.earlier !== null,
    };
  }

  readonly #handlers: BoxHandlers = {
    onInput: event => {
      this.given = { ...this.given, text: (event.currentTarget as HTMLTextAreaElement).value };
      this.#changed();
      if (this.#readOnInput) void this.#read();
    },
    onPaste: event => this.#onPaste(event),
    onKey: event => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void this.#read();
    },
    onInterest: () => warm(),
    onRead: () => void this.#read(),
    onFiles: files => this.#take({ kind: 'files', files }, false),
    onClear: () => void this.#clear(),
    onBack: () => this.#goBack(),
    onFold: () => {
      this.folded = !this.folded;
    },
    onRemove: piece => {
      this.given = { ...this.given, pieces: this.given.pieces.filter(other => other !== piece) };
      this.#changed();
      void this.updateComplete.then(() => this.#field?.focus());
    },
  };

  get #field(): HTMLTextAreaElement | null {
    return this.querySelector('.paste-text textarea');
  }

  /** Into the field: a small text goes in as always and is read at once where the field was empty. */
  #onPaste(event: ClipboardEvent): void {
    const clip = clipOf(event.clipboardData);
    if (!clip) return;
    const { selectionStart, selectionEnd, value } = event.currentTarget as HTMLTextAreaElement;
    const replaces = selectionStart === 0 && selectionEnd === value.length && this.given.pieces.length === 0;
    if (clip.kind === 'text' && clip.text.length <= LARGE) {
      if (replaces && value !== '') this.earlier = this.given;
      this.#readOnInput = replaces;
      return;
    }
    event.preventDefault();
    if (replaces) this.#take(clip, false);
    else {
      this.given = added(this.given, givenBy(clip));
      this.#changed();
    }
  }

  /** Anywhere else on the page, but not where a paste already means something. */
  readonly #onPagePaste = (event: ClipboardEvent) => {
    if (isEditable(event.target) || document.querySelector('dialog[open]')) return;
    const clip = clipOf(event.clipboardData);
    if (!clip) return;
    event.preventDefault();
    this.#take(clip, false);
  };

  readonly #onPageKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && this.#reader.busy) this.#reader.cancel();
  };

  #take(clip: Clip, joins: boolean): void {
    if (joins) this.#add(givenBy(clip));
    else this.#replace(givenBy(clip));
  }

  #replace(given: Given): void {
    if (!isEmpty(this.given)) this.earlier = this.given;
    this.given = given;
    void this.#read();
  }

  #add(more: Given): void {
    this.given = added(this.given, more);
    void this.#read();
  }

  #goBack(): void {
    const { earlier, given } = this;
    if (!earlier) return;
    this.earlier = isEmpty(given) ? null : given;
    this.given = earlier;
    void this.#read();
  }

  #changed(): void {
    this.stale = this.report !== null;
    this.refused = null;
  }

  async #clear(): Promise<void> {
    this.#reader.cancel();
    if (!isEmpty(this.given)) this.earlier = this.given;
    this.given = NOTHING;
    this.report = null;
    this.refused = null;
    this.folded = false;
    this.stale = false;
    await this.updateComplete;
    this.#field?.focus();
  }

  async #pasteAgain(): Promise<void> {
    this.folded = false;
    await this.updateComplete;
    this.#field?.focus();
    this.#field?.select();
  }

  /** An unknown name leaves the desk as it is. */
  readonly #readExample = async (id: string): Promise<void> => {
    const text = await exampleText(id);
    if (text !== '') this.#replace(textOf(text));
  };

  async #read(): Promise<void> {
    this.#readOnInput = false;
    this.spoken = '';
    const given = this.given;
    const outcome = await this.#reader.read(blobsOf(given), nameOf(given));
    if (!outcome) return;
    this.#texts ??= await texts.catch(() => null);
    this.stale = this.given !== given;
    if ('failure' in outcome) this.#refuse(outcome.failure);
    else this.#show(outcome, given);
    await this.updateComplete;
    // To focus is to lay out: a task of its own, so that the page does not stand still for both.
    requestAnimationFrame(() => this.#bringToEyes());
  }

  #show({ reading, ask }: Read, given: Given): void {
    const report = reportOf(reading, ask, this.#texts);
    if (!report) this.#refuse('crashed');
    else if (reading.problem === null) this.#answer(report, given);
    else this.#refuse(reading.problem === 'gzip' ? 'binary' : reading.problem, report);
  }

  #answer(report: Report, given: Given): void {
    if (this.given === given) this.given = counted(given, report.reading.lines);
    this.refused = null;
    this.report = report;
    this.folded = true;
    const about = report.findings.filter(({ incident }) => incident === this.incident);
    this.spoken = spokenOf(about.length > 0 ? about : report.findings);
  }

  /** What was given stays where it is; an earlier report does not. */
  #refuse(failure: Failure | Refusal, seen: Partial<Report> = {}): void {
    this.report = null;
    this.folded = false;
    this.refused = failure === 'aborted' ? failure : { why: failure, reading: null, findings: [], ...seen };
    this.spoken = failure === 'aborted' ? t.work.stopped : t.refused[failure].title;
  }

  #bringToEyes(): void {
    if (this.report && this.size === 'big') {
      this.#place.focus();
      return;
    }
    const answer = this.querySelector<HTMLElement>('.answer');
    answer?.focus({ preventScroll: true });
    (answer ?? this.querySelector('.refused'))?.scrollIntoView({ block: 'nearest' });
  }
}
