import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { type Locale, toLocale } from '../i18n/locales.ts';
import { fill } from '../i18n/strings/fill.ts';
import { type SearchStrings, searchStrings } from '../i18n/strings/search.ts';
import { looksLikeOutput } from '../search/output-like.ts';
import { openIndex } from '../search/pagefind.ts';
import { type Results, search } from '../search/query.ts';
import { asksSomething } from '../search/terms.ts';
import { handOver } from './handed-over.ts';
import { icon } from './icon.ts';
import {
  countOptions,
  emptyView,
  failedView,
  footView,
  nothingTitle,
  nothingView,
  optionId,
  resultsView,
  type ViewContext,
} from './search-view.ts';

type State = 'empty' | 'searching' | 'found' | 'nothing' | 'failed';

/** Time to finish a word, and time before it is worth saying that it takes time. */
const pause = { typing: 90, slow: 250 };
const none: Results = { own: [], others: [], weak: [] };

/** `<search-dialog>`: the search of the whole site, in a dialog. Made and opened by `search-launch.ts`. */
export class SearchDialog extends LitElement {
  static override properties = {
    query: { state: true },
    state: { state: true },
    results: { state: true },
    active: { state: true },
    refused: { state: true },
  };

  declare query: string;
  declare state: State;
  declare results: Results;
  declare active: number;
  /** The text was too large to be carried to the desk. */
  declare refused: boolean;

  readonly #locale: Locale = toLocale(document.documentElement.lang);
  readonly #t: SearchStrings = searchStrings[this.#locale];
  /** What was pasted, with all its lines; the field holds one. */
  #pasted: string | null = null;
  /** The arrows have left the field: Home and End go by options now. */
  #inList = false;
  #run = 0;
  #timer = 0;

  constructor() {
    super();
    this.query = '';
    this.state = 'empty';
    this.results = none;
    this.active = 0;
    this.refused = false;
  }

  /** Shows the dialog, with a query to begin with or with the last one. */
  async open(query: string): Promise<void> {
    await this.updateComplete;
    const dialog = this.#dialog;
    if (dialog && !dialog.open) dialog.showModal();
    if (query !== '') this.#ask(query, 0);
    await this.updateComplete;
    this.#field?.focus();
    this.#field?.select();
    // Loads while the reader types; a failure is said when something is searched for.
    openIndex().catch(() => undefined);
  }

  /** Light DOM: the page's style sheets reach it. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const t = this.#t;
    const options = this.#options;
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
          <div
            id="search-list"
            role="listbox"
            aria-label=${t.results}
            ?hidden=${options === 0}
            @pointermove=${this.#onPointer}
          >
            ${options > 0 ? resultsView(this.results, this.#toDesk, this.#context) : nothing}
          </div>
          ${this.#stateView()}
        </div>
        ${footView(this.#context)}
        <p class="vh" role="status">${this.#spoken}</p>
      </div>
    </dialog>`;
  }

  protected override updated(): void {
    this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  #stateView(): unknown {
    if (this.state === 'empty') return emptyView(this.#context, query => this.#example(query));
    if (this.state === 'nothing') return nothingView(this.#context, this.query);
    if (this.state === 'failed') return failedView(this.#context, () => this.#ask(this.query, 0));
    if (this.state === 'searching') return html`<p class="search-say search-wait">${this.#t.searching}</p>`;
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

  get #toDesk(): boolean {
    return this.query !== '' && looksLikeOutput(this.#pasted ?? this.query);
  }

  get #options(): number {
    return countOptions(this.results, this.#toDesk);
  }

  get #spoken(): string {
    const { own, others, weak } = this.results;
    if (this.state === 'found') return fill(this.#t.found, { n: own.length + others.length + weak.length });
    if (this.state === 'nothing') return nothingTitle(this.#context, this.query);
    if (this.state === 'failed') return import.meta.env.DEV ? this.#t.notBuilt : this.#t.failed;
    return this.state === 'searching' ? this.#t.searching : '';
  }

  readonly #onInput = (event: Event) => {
    this.#pasted = null;
    this.#ask((event.currentTarget as HTMLInputElement).value, pause.typing);
  };

  /** A field of one line would join the lines of a paste; they are kept for the desk, and the first one is searched. */
  readonly #onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const lines = text.split(/\r?\n/).filter(line => line.trim() !== '');
    const [first] = lines;
    if (first === undefined || lines.length === 1) return;
    event.preventDefault();
    this.#pasted = text;
    this.#ask(first.trim().slice(0, 400), 0);
  };

  #example(query: string): void {
    this.#ask(query, 0);
    this.#field?.focus();
  }

  #ask(query: string, wait: number): void {
    const run = ++this.#run;
    this.query = query;
    this.refused = false;
    clearTimeout(this.#timer);
    if (!asksSomething(query)) {
      this.results = none;
      this.state = 'empty';
      return;
    }
    this.#timer = window.setTimeout(() => void this.#search(query, run), wait);
  }

  async #search(query: string, run: number): Promise<void> {
    const slow = window.setTimeout(() => {
      if (run !== this.#run) return;
      this.results = none;
      this.state = 'searching';
    }, pause.slow);
    try {
      const results = await search(query, this.#locale, await openIndex());
      if (run === this.#run) this.#show(results);
    } catch (reason) {
      if (run !== this.#run) return;
      console.error(reason);
      this.results = none;
      this.state = 'failed';
    } finally {
      clearTimeout(slow);
    }
  }

  #show(results: Results): void {
    this.results = results;
    this.active = 0;
    this.#inList = false;
    this.state = countOptions(results, false) > 0 ? 'found' : 'nothing';
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
    const options = this.#options;
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

  /** A paste is not kept when the dialog closes; the words of a search are. */
  #forget(): void {
    if (this.#pasted === null) return;
    this.#pasted = null;
    this.#ask('', 0);
  }
}

function optionOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-option]') : null;
}
