import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { type Locale, localeInfo, locales } from '../../i18n/locales.ts';
import { takeAlongStrings } from '../../i18n/strings/desk/take-along.ts';
import { FILES, FORMS, type Form, type Packed, packCase } from '../../take-along/index.ts';
import type { Reading } from '../../worker/reading.ts';
import { currentCase, openCase } from '../case/current.ts';
import { icon } from '../icon.ts';
import { locale } from '../locale.ts';
import type { Report } from '../report.ts';
import { say } from '../say.ts';
import { reportCame } from './arrival.ts';
import { choices } from './choices.ts';
import { closeFolds, openFolds } from './folds.ts';
import { copyText, download, fileName } from './hand.ts';
import { languageOf, onLanguage } from './languages.ts';
import { linkView } from './link-view.ts';
import { type Preview, previewView } from './preview-view.ts';
import { redactView } from './redact-view.ts';
import { Redaction } from './redaction.ts';
import { addressOf, type Beginning, beginningOf, hasAddress, noteOf } from './sources.ts';

const t = takeAlongStrings[locale];

const WHATS = ['note', 'link', 'file', 'print'] as const;
type What = (typeof WHATS)[number];
const ICONS: Readonly<Record<What, string>> = {
  note: 'i-note',
  link: 'i-link',
  file: 'i-file',
  print: 'i-print',
};

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
    whole: { state: true },
    beginning: { state: true },
    packed: { state: true },
    told: { state: true },
    failed: { state: true },
  };

  declare report: Report;
  declare what: What;
  declare language: Locale;
  declare form: Form;
  /** The paste as it is, once it has been asked for. */
  declare whole: Blob | null;
  declare beginning: Beginning | null;
  /** The link; null before it was asked for. */
  declare packed: Packed | 'working' | null;
  /** What the last key has done, for the eyes and for a screen reader. */
  declare told: string;
  declare failed: boolean;

  readonly #redaction = new Redaction(this);
  #time = new Date();
  /** How many times more of the text was asked for. */
  #steps = 0;
  #shownOf: Blob | null = null;
  #endLanguages = () => {};

  constructor() {
    super();
    this.what = 'note';
    this.language = locale;
    this.form = 'markdown';
    this.whole = null;
    this.beginning = null;
    this.packed = null;
    this.told = '';
    this.failed = false;
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
      this.whole = null;
      this.beginning = null;
      this.#shownOf = null;
      this.packed = null;
      this.told = '';
      reportCame(this.report);
    }
  }

  protected override updated(): void {
    void this.#showBeginning();
  }

  protected override render(): TemplateResult {
    return html`<button type="button" class="key key-q take-key" aria-haspopup="dialog" @click=${this.#open}>
        ${icon('i-share')}${t.key}
      </button>
      <dialog class="take" aria-labelledby="take-h" @click=${this.#onClick} @close=${this.#closed}>
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
    return this.whole && { reading: this.report.reading, paste: this.whole };
  }

  get #redacted(): boolean {
    return this.#redaction.on && this.what !== 'print';
  }

  #stepsView(): TemplateResult {
    return html`<div class="take-steps">
        ${choices({
          name: 'take-what',
          legend: t.what,
          pairs: true,
          options: WHATS.map(what => ({ value: what, label: t.whats[what], icon: ICONS[what] })),
          chosen: this.what,
          onChoose: what => {
            this.what = what;
            this.told = '';
          },
        })}
        <p class="take-hint">${t.means[this.what]}</p>
        ${this.what === 'note' || this.what === 'link' ? this.#languagesView() : nothing}
        ${this.what === 'note' ? this.#formsView() : nothing}
        ${redactView(this.#redaction, this.report.findings, {
          prints: this.what === 'print',
          onOpen: () => this.#openRedacted(),
        })}
      </div>
      ${
        this.what === 'print'
          ? nothing
          : html`<div class="take-out">
              ${this.what === 'link' && hasAddress ? linkView(this.packed, this.#address) : nothing}
              ${this.#previewView()}
            </div>`
      }`;
  }

  #languagesView(): TemplateResult {
    const missing = this.what === 'note' ? locales.filter(other => !languageOf(other)) : [];
    return html`${choices({
      name: 'take-language',
      legend: this.what === 'note' ? t.noteIn : t.pageIn,
      options: locales.map(of => ({
        value: of,
        label: localeInfo[of].name,
        lang: localeInfo[of].lang,
        disabled: missing.includes(of),
      })),
      chosen: this.language,
      onChoose: of => {
        this.language = of;
        this.told = '';
      },
    })}
    ${missing.map(of => html`<p class="take-hint">${say(t.notLoaded, { language: localeInfo[of].name })}</p>`)}`;
  }

  #formsView(): TemplateResult {
    return choices({
      name: 'take-form',
      legend: t.form,
      options: FORMS.map(form => ({ value: form, label: t.forms[form] })),
      chosen: this.form,
      onChoose: form => {
        this.form = form;
        this.told = '';
      },
    });
  }

  #previewView(): unknown {
    if (this.failed) return html`<p class="take-wrong">${t.failed}</p>`;
    if (this.what === 'link' && !hasAddress) return html`<p class="take-wrong">${t.link.noAddress}</p>`;
    const preview = this.#preview();
    return previewView(preview, () => {
      this.#steps++;
      this.#shownOf = null;
      this.requestUpdate();
    });
  }

  #preview(): Preview {
    const source = this.#source;
    if (this.what === 'note') {
      return { label: t.preview, text: this.#note, lines: null, more: 0, names: [] };
    }
    const shown = source && this.#shownOf === source.paste ? this.beginning : null;
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
    const made = this.packed !== null && this.packed !== 'working' && 'fragment' in this.packed;
    return made
      ? this.#key(t.link.copy, 'i-copy', this.#copyLink, true)
      : this.#key(t.link.make, 'i-link', this.#makeLink, true, waits || this.packed === 'working');
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
    this.failed = false;
    this.#dialog?.showModal();
    this.#dialog?.querySelector<HTMLElement>('input:checked')?.focus();
    if (this.whole) return;
    const { report } = this;
    try {
      const { paste } = await report.ask('whole', {});
      if (report === this.report) this.whole = paste;
    } catch {
      this.failed = true;
    }
  };

  readonly #closed = () => {
    this.told = '';
  };

  /** A click beside the dialog closes it. */
  readonly #onClick = (event: MouseEvent) => {
    if (event.target === this.#dialog) this.#dialog?.close();
  };

  /** Reads what the preview shows of the paste; a link belongs to the text of which it was made. */
  async #showBeginning(): Promise<void> {
    const source = this.#source;
    if (this.packed !== null && this.#packedOf !== source?.paste) this.packed = null;
    if (!source || this.what === 'note' || this.what === 'print' || this.#shownOf === source.paste) return;
    this.#shownOf = source.paste;
    const beginning = await beginningOf(source.paste, source.reading.encoding, this.#steps);
    if (this.#shownOf === source.paste) this.beginning = beginning;
  }

  #packedOf: Blob | null = null;

  readonly #makeLink = async () => {
    const source = this.#source;
    if (!source) return;
    this.#packedOf = source.paste;
    this.packed = 'working';
    const opened = this.#redacted ? null : currentCase();
    const { redactedCase } = t;
    const carried = opened ?? { name: '', pastes: [{ name: redactedCase, blob: source.paste }] };
    const packed = await packCase(carried);
    if (this.#packedOf === source.paste) this.packed = packed;
    await this.updateComplete;
    this.querySelector<HTMLElement>('.take-link input, .take-link .take-wrong')?.focus();
  };

  get #address(): string {
    const { packed } = this;
    const fragment = packed !== null && packed !== 'working' && 'fragment' in packed ? packed.fragment : '';
    return addressOf(this.language) + fragment;
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
  #openRedacted(): void {
    const ready = this.#redaction.ready;
    if (!ready) return;
    this.#dialog?.close();
    openCase({ name: '', pastes: [{ name: t.redactedCase, blob: ready.redacted.paste }] });
  }
}

/** What else a link says: the name of the case, and of its outputs. */
function namesOf(): string[] {
  const opened = currentCase();
  return opened ? [opened.name, ...opened.pastes.map(({ name }) => name)].filter(name => name !== '') : [];
}
