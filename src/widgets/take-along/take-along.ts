import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Locale } from '../../i18n/locales.ts';
import { takeAlongStrings } from '../../i18n/strings/desk/take-along.ts';
import { FILES, type Form } from '../../take-along/index.ts';
import type { Reading } from '../../worker/reading.ts';
import { currentCase, openCase } from '../case/current.ts';
import { icon } from '../icon.ts';
import { locale } from '../locale.ts';
import type { Report } from '../report.ts';
import { reportCame } from './arrival.ts';
import { closeFolds, openFolds } from './folds.ts';
import { copyText, download, fileName } from './hand.ts';
import { languageOf, onLanguage } from './languages.ts';
import { LinkMaker } from './link-maker.ts';
import { linkView } from './link-view.ts';
import { PasteText } from './paste-text.ts';
import { type Preview, previewView } from './preview-view.ts';
import { redactView } from './redact-view.ts';
import { redactedCase } from './redacted-case.ts';
import { Redaction } from './redaction.ts';
import { addressOf, hasAddress, noteOf } from './sources.ts';
import { formView, languageView, type What, whatView } from './steps-view.ts';

const t = takeAlongStrings[locale];

/** What is handed out: the paste as it is, or with pseudonyms. */
interface Source {
  readonly reading: Reading;
  readonly paste: Blob;
}

/** `<take-along>`: a key in the report's header, and the dialog behind it. */
export class TakeAlong extends LitElement {
  static override properties = {
    report: { attribute: false },
    what: { state: true },
    language: { state: true },
    form: { state: true },
    told: { state: true },
  };

  declare report: Report;
  declare what: What;
  declare language: Locale;
  declare form: Form;
  /** What the last key has done, for the eyes and for a screen reader. */
  declare told: string;

  readonly #redaction = new Redaction(this);
  readonly #text = new PasteText(this);
  readonly #link = new LinkMaker(this);
  #time = new Date();
  #endLanguages = () => {};

  constructor() {
    super();
    this.what = 'note';
    this.language = locale;
    this.form = 'markdown';
    this.told = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endLanguages = onLanguage(() => this.requestUpdate());
    addEventListener('beforeprint', openFolds);
    addEventListener('afterprint', closeFolds);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endLanguages();
    removeEventListener('beforeprint', openFolds);
    removeEventListener('afterprint', closeFolds);
  }

  /** Light DOM: the page's style sheets reach it. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('report')) {
      this.#redaction.of(this.report);
      this.#text.forget();
      this.told = '';
      reportCame(this.report);
    }
  }

  protected override updated(): void {
    const source = this.#source;
    this.#link.belongsTo(source?.paste ?? null);
    if (source && (this.what === 'link' || this.what === 'file'))
      void this.#text.show(source.paste, source.reading.encoding);
  }

  protected override render(): TemplateResult {
    return html`<button type="button" class="key key-q take-key" aria-haspopup="dialog" @click=${this.#open}>
        ${icon('i-share')}${t.key}
      </button>
      <dialog class="take" aria-labelledby="take-h" @click=${this.#onClick}>
        <div class="take-in">
          <header class="take-top">
            <h2 id="take-h">${t.key}</h2>
            <button type="button" class="key key-q key-i" aria-label=${t.close} @click=${() => this.#dialog?.close()}>
              ${icon('i-close')}
            </button>
          </header>
          <div class="take-body ${this.what === 'print' ? 'is-one' : ''}">${this.#stepsView()}</div>
          <footer class="take-foot">
            <p class="take-told" role="status">${this.told}</p>
            ${this.#keysView()}
          </footer>
        </div>
      </dialog>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.querySelector('dialog');
  }

  /** Null while it is being made: what was to be redacted never goes out as it is. */
  get #source(): Source | null {
    const { on, ready } = this.#redaction;
    if (on && this.what !== 'print') return ready && { reading: ready.reading, paste: ready.redacted.paste };
    const { whole } = this.#text;
    return whole && { reading: this.report.reading, paste: whole };
  }

  get #redacted(): boolean {
    return this.#redaction.on && this.what !== 'print';
  }

  #stepsView(): TemplateResult {
    return html`<div class="take-steps">
        ${whatView(this.what, what => this.#choose({ what }))}
        ${
          this.what === 'note' || this.what === 'link'
            ? languageView(this.what, this.language, language => this.#choose({ language }))
            : nothing
        }
        ${this.what === 'note' ? formView(this.form, form => this.#choose({ form })) : nothing}
        ${redactView(this.#redaction, this.report.findings, {
          prints: this.what === 'print',
          onOpen: () => void this.#openRedacted(),
        })}
      </div>
      ${
        this.what === 'print'
          ? nothing
          : html`<div class="take-out">
              ${this.what === 'link' && hasAddress ? linkView(this.#link.packed, this.#address) : nothing}
              ${this.#previewView()}
            </div>`
      }`;
  }

  #choose(chosen: Partial<Pick<TakeAlong, 'what' | 'language' | 'form'>>): void {
    Object.assign(this, chosen);
    this.told = '';
  }

  #previewView(): unknown {
    if (this.#text.failed) return html`<p class="take-wrong">${t.failed}</p>`;
    if (this.what === 'link' && !hasAddress) return html`<p class="take-wrong">${t.link.noAddress}</p>`;
    return previewView(this.#preview(), () => this.#text.more());
  }

  #preview(): Preview {
    const source = this.#source;
    if (this.what === 'note') {
      return { label: t.preview, text: this.#note, lines: null, more: 0, names: [] };
    }
    const shown = this.#text.beginningOf(source?.paste);
    return {
      label: this.what === 'link' ? t.linkHolds : t.fileHolds,
      text: shown?.text ?? null,
      lines: source?.reading.lines ?? null,
      more: shown && source ? Math.max(0, source.reading.lines - shown.lines) : 0,
      names: this.what === 'link' && !this.#redacted ? namesOf() : [],
    };
  }

  /** The note is written once for each choice: the dialog is drawn more often. */
  #written: { readonly of: readonly unknown[]; readonly note: string | null } = { of: [], note: null };

  get #note(): string | null {
    const source = this.#source;
    if (!source) return null;
    const { language, form } = this;
    const of = [source.reading, language, languageOf(language), form, this.#time, this.#redacted];
    if (of.some((part, at) => part !== this.#written.of[at])) {
      const choice = { language, form, time: this.#time, redacted: this.#redacted };
      this.#written = { of, note: noteOf(source.reading, choice) };
    }
    return this.#written.note;
  }

  #keysView(): unknown {
    if (this.what === 'print') return this.#key(t.print, 'i-print', this.#print, true);
    const waits = this.#source === null;
    if (this.what === 'note') {
      return [
        this.#key(t.download, 'i-down', this.#downloadNote, false, waits),
        this.#key(t.copy, 'i-copy', this.#copyNote, true, waits),
      ];
    }
    if (this.what === 'file') return this.#key(t.download, 'i-down', this.#downloadPaste, true, waits);
    if (!hasAddress) return nothing;
    return this.#link.fragment !== ''
      ? this.#key(t.link.copy, 'i-copy', this.#copyLink, true)
      : this.#key(t.link.make, 'i-link', this.#makeLink, true, waits || this.#link.packed === 'working');
  }

  #key(label: string, sign: string, act: () => unknown, main: boolean, disabled = false): TemplateResult {
    return html`<button
      type="button"
      class="key ${main ? 'key-main' : 'key-q'}"
      ?disabled=${disabled}
      @click=${() => void act()}
    >
      ${icon(sign)}${label}
    </button>`;
  }

  readonly #open = async () => {
    this.#time = new Date();
    this.told = '';
    this.#dialog?.showModal();
    this.#dialog?.querySelector<HTMLElement>('input:checked')?.focus();
    const { report } = this;
    await this.#text.load(report, () => report === this.report);
  };

  /** A click beside the dialog closes it. */
  readonly #onClick = (event: MouseEvent) => {
    if (event.target === this.#dialog) this.#dialog?.close();
  };

  readonly #makeLink = async () => {
    const source = this.#source;
    if (!source) return;
    // What is redacted tells neither the name of the case nor those of its files.
    const opened = this.#redacted ? null : currentCase();
    await this.#link.make(opened ?? (await redactedCase(source.paste)), source.paste);
    await this.updateComplete;
    this.querySelector<HTMLElement>('.take-link input, .take-link .take-wrong')?.focus();
  };

  get #address(): string {
    return addressOf(this.language) + this.#link.fragment;
  }

  readonly #copyLink = () => this.#copy(this.#address);
  readonly #copyNote = () => this.#copy(this.#note ?? '');

  async #copy(text: string): Promise<void> {
    this.told = (await copyText(text)) ? t.copied : t.notCopied;
  }

  readonly #downloadNote = () => {
    const [ending, type] = FILES[this.form];
    const note = this.#note;
    if (note === null) return;
    download(
      fileName(this.#time, ending, this.#redacted),
      new Blob([note], { type: `${type};charset=utf-8` }),
    );
    this.told = t.saved;
  };

  readonly #downloadPaste = () => {
    const source = this.#source;
    if (!source) return;
    download(fileName(this.#time, 'txt', this.#redacted), source.paste);
    this.told = t.saved;
  };

  readonly #print = () => {
    this.#dialog?.close();
    print();
  };

  /** Other things of the desk (print, the cases that are kept) then go by the redacted text. */
  async #openRedacted(): Promise<void> {
    const ready = this.#redaction.ready;
    if (!ready) return;
    const redacted = await redactedCase(ready.redacted.paste);
    this.#dialog?.close();
    openCase(redacted);
  }
}

/** What else a link says: the name of the case, and of its outputs. */
function namesOf(): string[] {
  const opened = currentCase();
  return opened ? [opened.name, ...opened.pastes.map(({ name }) => name)].filter(name => name !== '') : [];
}
