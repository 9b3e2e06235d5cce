import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Texts } from '../../i18n/texts.ts';
import { say, size } from '../say.ts';
import { texts } from '../texts.ts';
import { rowView, undoView } from './case-row.ts';
import {
  bringBack,
  forgetAllCases,
  forgetCase,
  keepWithin,
  keptCase,
  keptCases,
  onCasesChanged,
  renameCase,
  tooOld,
} from './cases.ts';
import { openStored } from './current.ts';
import { allow, keepCases, keepsCases, mostBytes } from './keeping.ts';
import { askView, settingsView } from './settings-view.ts';
import type { StoredBlobs, StoredCase } from './store.ts';
import { titleOf, words } from './words.ts';

/** So many stand at once; the others are one press away. */
const FIRST = 6;

/** What is asked before something is lost. */
type Question =
  | { readonly about: 'all' | 'off'; readonly n: number }
  | { readonly about: 'less'; readonly n: number; readonly most: number };

/**
 * `<case-list>`: the cases that are kept in this browser, the newest first. Each can be opened, renamed and deleted; below them, how much
 * may be kept, and the switch.
 */
export class CaseList extends LitElement {
  static override properties = {
    cases: { state: true },
    whole: { state: true },
    naming: { state: true },
    lost: { state: true },
    question: { state: true },
    gone: { state: true },
  };

  /** Null until they are known: their place has its size already. `blocked` where the browser keeps nothing. */
  declare cases: readonly StoredCase[] | 'blocked' | null;
  /** All of them are shown. */
  declare whole: boolean;
  /** The one whose name is being changed. */
  declare naming: string | null;
  /** Deleted a moment ago. */
  declare lost: (StoredCase & StoredBlobs) | null;
  declare question: Question | null;
  /** What was to be opened is no longer kept. */
  declare gone: boolean;

  #texts: Texts | null = null;
  #end = () => {};

  constructor() {
    super();
    this.cases = null;
    this.whole = false;
    this.naming = null;
    this.lost = null;
    this.question = null;
    this.gone = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#end = onCasesChanged(() => void this.#list());
    void this.#list();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end();
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): unknown {
    const { cases } = this;
    const all = cases === 'blocked' || cases === null ? [] : cases;
    return html`<section class="cases" aria-labelledby="cases-h">
      <h2 class="legend" id="cases-h" tabindex="-1">
        ${words.kept.title}
        ${all.length > 0 ? html`<span>${say(words.kept.used, { used: size(bytesOf(all)), most: size(mostBytes()) })}</span>` : nothing}
      </h2>
      ${this.lost ? undoView(this.#titleOf(this.lost), () => void this.#undo()) : nothing}
      ${cases === 'blocked' ? html`<p class="small">${words.kept.blocked}</p>` : this.#listView(all)}
      ${this.gone ? html`<p class="note" role="alert">${words.kept.gone}</p>` : nothing}
    </section>`;
  }

  #listView(all: readonly StoredCase[]): TemplateResult {
    const shown = this.whole ? all : all.slice(0, FIRST);
    const n = all.length - shown.length;
    const empty = keepsCases() ? words.kept.none : words.kept.off;
    return html`${
      all.length === 0
        ? this.lost
          ? nothing
          : html`<p class="small ${this.cases === null ? 'is-coming' : ''}">${empty}</p>`
        : html`<ol class="plain case-rows">
              ${shown.map(about => this.#rowView(about))}
            </ol>`
    }
      ${n > 0 ? html`<button type="button" class="key key-s" @click=${() => this.#showAll()}>${say(words.kept.all, { n })}</button>` : nothing}
      ${settingsView(
        { keeps: keepsCases(), most: mostBytes(), any: all.length > 0 },
        {
          onSwitch: on => this.#switch(on, all.length),
          onMost: most => void this.#allow(most, all),
          onDeleteAll: () => {
            this.question = { about: 'all', n: all.length };
          },
        },
        this.#questionView(),
      )}`;
  }

  #rowView(about: StoredCase): TemplateResult {
    return rowView(
      { about, title: this.#titleOf(about), naming: this.naming === about.id },
      {
        onOpen: () => void this.#open(about.id),
        onNaming: naming => {
          this.naming = naming ? about.id : null;
        },
        onRename: name => {
          this.naming = null;
          void renameCase(about.id, name.trim() || null);
        },
        onDelete: () => void this.#delete(about.id),
      },
    );
  }

  #questionView(): TemplateResult | typeof nothing {
    const { question } = this;
    if (!question) return nothing;
    const { about, n } = question;
    const asks = { all: words.kept.sure, off: words.kept.offAsk, less: words.kept.lessAsk }[about];
    return askView(say(asks, { n }), yes => void this.#answer(question, yes));
  }

  #titleOf(about: StoredCase): string {
    return titleOf(about, this.#texts);
  }

  async #list(): Promise<void> {
    this.#texts ??= await texts.catch(() => null);
    this.cases = await keptCases().catch(() => 'blocked' as const);
  }

  async #open(id: string): Promise<void> {
    this.lost = null;
    this.gone = !(await openStored(id));
    await this.#list();
  }

  async #delete(id: string): Promise<void> {
    this.lost = await keptCase(id);
    await forgetCase(id);
    await this.#list();
    await this.updateComplete;
    this.querySelector<HTMLElement>('.case-undo button')?.focus();
  }

  async #undo(): Promise<void> {
    const { lost } = this;
    this.lost = null;
    if (lost) await bringBack(lost);
    await this.#list();
    await this.updateComplete;
    this.querySelector<HTMLElement>(`[data-case="${lost?.id}"] .case-open`)?.focus();
  }

  #switch(on: boolean, n: number): void {
    keepCases(on);
    this.question = !on && n > 0 ? { about: 'off', n } : null;
    this.requestUpdate();
  }

  async #allow(most: number, all: readonly StoredCase[]): Promise<void> {
    const n = tooOld(all, most).length;
    if (n > 0) this.question = { about: 'less', n, most };
    else {
      allow(most);
      this.question = null;
    }
    this.requestUpdate();
  }

  async #answer(question: Question, yes: boolean): Promise<void> {
    this.question = null;
    if (yes) {
      this.lost = null;
      if (question.about === 'less') {
        allow(question.most);
        await keepWithin(question.most);
      } else await forgetAllCases();
    }
    await this.#list();
    await this.updateComplete;
    this.querySelector<HTMLElement>('#cases-h')?.focus();
  }

  async #showAll(): Promise<void> {
    this.whole = true;
    await this.updateComplete;
    this.querySelectorAll<HTMLElement>('.case-open')[FIRST]?.focus();
  }
}

function bytesOf(cases: readonly StoredCase[]): number {
  return cases.reduce((sum, { bytes }) => sum + bytes, 0);
}
