import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { type Locale, toLocale } from '../i18n/locales.ts';
import { type SearchStrings, searchStrings } from '../i18n/strings/search.ts';
import { type Narrowing, wide } from '../search/narrowing.ts';
import { looksLikeOutput } from '../search/output-like.ts';
import { handOver } from './handed-over.ts';
import { icon } from './icon.ts';
import { copySearchLink } from './search-link.ts';
import { narrowView } from './search-narrow.ts';
import { forgetSearches, keepSearch, recentSearches } from './search-recent.ts';
import { nothingShown, SearchRun, type Shown } from './search-run.ts';
import { emptyView, failedView, footView, nothingView, spoken } from './search-say.ts';
import { countOptions, optionId, resultsView, type ViewContext } from './search-view.ts';

/** `<search-dialog>`: the search of the whole site, in a dialog. Made and opened by `search-launch.ts`. */
export class SearchDialog extends LitElement {
  static override properties = {
    query: { state: true },
    shown: { state: true },
    narrowing: { state: true },
    active: { state: true },
    refused: { state: true },
    copied: { state: true },
  };

  declare query: string;
  declare shown: Shown;
  declare narrowing: Narrowing;
  declare active: number;
  /** The text was too large to be carried to the desk. */
  declare refused: boolean;
  /** What became of copying the link. */
  declare copied: string;

  readonly #locale: Locale = toLocale(document.documentElement.lang);
  readonly #t: SearchStrings = searchStrings[this.#locale];
  readonly #run = new SearchRun(this.#locale, shown => this.#take(shown));
  /** What was pasted, with all its lines; the field holds one. */
  #pasted: string | null = null;
  /** The arrows have left the field: Home and End go by options now, and the chosen one stays chosen. */
  #inList = false;

  constructor() {
    super();
    this.query = '';
    this.shown = nothingShown;
    this.narrowing = wide;
    this.active = 0;
    this.refused = false;
    this.copied = '';
  }

  /** Shows the dialog, with a query to begin with or with the last one. */
  async open(query: string): Promise<void> {
    await this.updateComplete;
    const dialog = this.#dialog;
    if (dialog && !dialog.open) dialog.showModal();
    if (query !== '') this.#ask(query);
    await this.updateComplete;
    this.#field?.focus();
    this.#field?.select();
    this.#run.warm();
  }

  /** Light DOM: the page's style sheets reach it. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const t = this.#t;
    const options = countOptions(this.shown);
    return html`<dialog class="search" aria-label=${t.title} @click=${this.#onClick} @close=${() => this.#forget()}>
      <div class="search-in">
        <div class="search-bar">
          ${icon('i-search')}
          <input
            type="text"
            role="combobox"
            aria-label=${t.placeholder}
            aria-autocomplete="list"
            aria-expanded=${options > 0}
            aria-controls="search-list"
            aria-activedescendant=${options > 0 ? optionId(this.active) : nothing}
            placeholder=${t.placeholder}
            autocomplete="off"
            autocapitalize="off"
            autocorrect="off"
            spellcheck="false"
            enterkeyhint="search"
            .value=${live(this.query)}
            @input=${this.#onInput}
            @paste=${this.#onPaste}
            @keydown=${this.#onKey}
          />
          <button type="button" class="key key-q search-close" @click=${() => this.#dialog?.close()}>
            <kbd>Esc</kbd>${icon('i-close')}<span class="vh">${t.close}</span>
          </button>
        </div>
        <div class="search-body">
          ${this.refused ? html`<p class="note search-note">${t.tooLarge}</p>` : nothing}
          ${this.shown.state === 'empty' ? nothing : narrowView(this.#context, this.narrowing, to => this.#narrow(to))}
          ${this.shown.reading ? html`<p class="search-wait">${t.evidence.reading}</p>` : nothing}
          <div
            id="search-list"
            role="listbox"
            aria-label=${t.results}
            aria-busy=${this.shown.early || this.shown.reading}
            ?hidden=${options === 0}
            @pointermove=${this.#onPointer}
          >
            ${options > 0 ? resultsView(this.shown, this.#context) : nothing}
          </div>
          ${this.#stateView()}
        </div>
        ${footView(this.#context, this.copied, this.#canLink ? () => void this.#copyLink() : null)}
        <p class="vh" role="status">${this.copied || spoken(this.#context, this.shown, this.query)}</p>
      </div>
    </dialog>`;
  }

  protected override updated(): void {
    this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  #stateView(): unknown {
    const { state, belongs } = this.shown;
    if (state === 'empty')
      return emptyView(
        this.#context,
        recentSearches(),
        query => this.#example(query),
        () => this.#forgetRecent(),
      );
    if (state === 'nothing' && belongs.length === 0) return nothingView(this.#context, this.query);
    if (state === 'failed') return failedView(this.#context, () => this.#ask(this.query));
    if (state === 'searching') return html`<p class="search-say search-wait">${this.#t.searching}</p>`;
    return nothing;
  }

  get #context(): ViewContext {
    return { t: this.#t, locale: this.#locale, active: this.active };
  }

  get #dialog(): HTMLDialogElement | null {
    return this.querySelector('dialog');
  }

  get #field(): HTMLInputElement | null {
    return this.querySelector('input');
  }

  /** A line of a log is no link: it names hosts and addresses. */
  get #canLink(): boolean {
    return this.shown.state === 'found' && this.#pasted === null && !looksLikeOutput(this.query);
  }

  readonly #onInput = (event: Event) => {
    this.#pasted = null;
    this.#ask((event.currentTarget as HTMLInputElement).value, true);
  };

  /** A field of one line would join the lines of a paste; they are kept for the desk, and the first one is searched. */
  readonly #onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const lines = text.split(/\r?\n/).filter(line => line.trim() !== '');
    const [first] = lines;
    if (first === undefined || lines.length === 1) return;
    event.preventDefault();
    this.#pasted = text;
    // conntrack -S: a tab between the columns
    this.#ask(first.trim().replace(/\s+/g, ' ').slice(0, 400));
  };

  #example(query: string): void {
    this.#ask(query);
    this.#field?.focus();
  }

  #narrow(narrowing: Narrowing): void {
    this.narrowing = narrowing;
    this.#ask(this.query);
  }

  #ask(query: string, typing = false): void {
    this.query = query;
    this.refused = false;
    this.copied = '';
    this.#inList = false;
    this.#run.ask(query, this.narrowing, this.#pasted, typing);
  }

  /** Shows what was found; an option that was chosen with the arrows stays chosen where it is still there. */
  #take(shown: Shown): void {
    const chosen = this.#inList ? this.#option(this.active)?.href : undefined;
    this.shown = shown;
    this.active = 0;
    if (chosen === undefined) return;
    void this.updateComplete.then(() => {
      const same = [...this.querySelectorAll<HTMLAnchorElement>('[data-option]')].find(
        ({ href }) => href === chosen,
      );
      if (same) this.active = Number(same.dataset['option']);
    });
  }

  #option(number: number): HTMLAnchorElement | null {
    return this.querySelector<HTMLAnchorElement>(`[data-option="${number}"]`);
  }

  readonly #onKey = (event: KeyboardEvent) => {
    // Enter and arrows belong to the input method while it is composing.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      const { ctrlKey, metaKey, shiftKey } = event;
      const click = new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey });
      this.querySelector('[aria-selected="true"]')?.dispatchEvent(click);
      return;
    }
    const to = this.#destination(event.key);
    if (to === null) return;
    event.preventDefault();
    this.#inList = true;
    this.active = to;
  };

  /** Home and End move in the text until an arrow has gone into the list. */
  #destination(key: string): number | null {
    const options = countOptions(this.shown);
    if (options === 0) return null;
    if (key === 'ArrowDown') return (this.active + 1) % options;
    if (key === 'ArrowUp') return (this.active + options - 1) % options;
    if (key === 'Home' && this.#inList) return 0;
    if (key === 'End' && this.#inList) return options - 1;
    if (key === 'ArrowLeft' || key === 'ArrowRight') this.#inList = false;
    return null;
  }

  readonly #onPointer = (event: PointerEvent) => {
    const number = optionOf(event.target)?.dataset['option'];
    if (number !== undefined) this.active = Number(number);
  };

  /** A click beside the dialog closes it, and so does one on a result that opens in this tab. */
  readonly #onClick = (event: MouseEvent) => {
    if (event.target === this.#dialog) return this.#dialog?.close();
    const option = optionOf(event.target);
    if (option && this.#pasted === null) keepSearch(this.query);
    if (option?.classList.contains('found-desk') && !this.#carry()) event.preventDefault();
    const link = event.target instanceof Element && event.target.closest('a');
    if (link && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey)
      this.#dialog?.close();
  };

  /** Leaves the text where the desk finds it. */
  #carry(): boolean {
    try {
      handOver(this.#pasted ?? this.query);
      return true;
    } catch {
      this.refused = true;
      return false;
    }
  }

  async #copyLink(): Promise<void> {
    const { copied, failed } = this.#t.link;
    this.copied = (await copySearchLink(this.query)) ? copied : failed;
  }

  #forgetRecent(): void {
    forgetSearches();
    this.requestUpdate();
    this.#field?.focus();
  }

  /** A paste is not kept when the dialog closes; the words of a search are. */
  #forget(): void {
    if (this.#pasted === null) return;
    this.#pasted = null;
    this.#ask('');
  }
}

function optionOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-option]') : null;
}
