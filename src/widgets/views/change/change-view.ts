import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ChangeFound, ChangeWanted } from '../../../explore/change/index.ts';
import { changeStrings } from '../../../i18n/strings/desk/change.ts';
import type { Texts } from '../../../i18n/texts.ts';
import { ReadingFailed } from '../../../worker/client.ts';
import { inlineCode } from '../../inline-code.ts';
import { locale } from '../../locale.ts';
import type { Report } from '../../report.ts';
import { say } from '../../say.ts';
import { texts } from '../../texts.ts';
import { movedView, rulesView, verdictsView } from './change-parts.ts';
import { type Choice, choices } from './choices.ts';

const t = changeStrings[locale];
/** Rows shown at once; the filter finds the others. */
const SHOWN = 200;
/** So many counters can be taken in at a glance. */
const FEW = 8;
/** The choice that stands for the readings within the paste. */
const WITHIN = '';

type State = 'idle' | 'working' | 'failed';

/** `<change-view>`: two readings side by side, within the paste, of two pastes of the case, or of two cases. */
export class ChangeView extends LitElement {
  static override properties = {
    report: { attribute: false },
    shown: { attribute: false },
    state: { state: true },
    found: { state: true },
    linked: { state: true },
    list: { state: true },
    earlier: { state: true },
    later: { state: true },
    filter: { state: true },
    words: { state: true },
  };

  declare report: Report | null;
  declare shown: boolean;
  declare state: State;
  /** Null before the first comparison, and where there is nothing to compare. */
  declare found: ChangeFound | null;
  /** Whether the lines of what was found stand in the paste that is shown. */
  declare linked: boolean;
  declare list: readonly Choice[];
  declare earlier: string;
  declare later: string;
  declare filter: string;
  declare words: Texts | null;

  #seconds = '';
  #asked: Report | null = null;
  #ending = new AbortController();

  constructor() {
    super();
    this.report = null;
    this.shown = false;
    this.state = 'idle';
    this.found = null;
    this.linked = false;
    this.list = [];
    this.earlier = WITHIN;
    this.later = WITHIN;
    this.filter = '';
    this.words = null;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ending.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('report') && this.report !== this.#asked) this.#ending.abort();
    if (!this.shown || !this.report || this.report === this.#asked) return;
    this.#asked = this.report;
    void this.#begin();
  }

  protected override render(): TemplateResult {
    return html`${this.#chooserView()}
      <div aria-live="polite">
        ${this.state === 'working' ? html`<p class="note">${t.working} …</p>` : nothing}
        ${this.state === 'failed' ? html`<p class="note">${t.failed}</p>` : nothing}
        ${this.state === 'idle' ? (this.found ? this.#foundView(this.found) : html`<p class="note">${t.nothing}</p>`) : nothing}
      </div>`;
  }

  #chooserView(): TemplateResult | typeof nothing {
    if (this.list.length < 2) return nothing;
    return html`<form class="choose" @submit=${this.#onSubmit}>
      <fieldset>
        <legend class="legend">${t.choose}</legend>
        ${this.#selectView('earlier')} ${this.#selectView('later')}
        <label>
          <span>${t.seconds} <span class="dim">${t.secondsHint}</span></span>
          <input
            type="number"
            min="0"
            step="any"
            inputmode="decimal"
            .value=${this.#seconds}
            @input=${(event: Event) => {
              this.#seconds = (event.currentTarget as HTMLInputElement).value;
            }}
          />
        </label>
        <button type="submit" class="key key-q">${t.compare}</button>
      </fieldset>
    </form>`;
  }

  #selectView(side: 'earlier' | 'later'): TemplateResult {
    const onChange = (event: Event) => this.#choose(side, (event.currentTarget as HTMLSelectElement).value);
    const within = side === 'earlier' ? t.withinFirst : t.withinLast;
    return html`<label>
      <span>${side === 'earlier' ? t.before : t.after}</span>
      <select .value=${this[side]} @change=${onChange}>
        <option value=${WITHIN} ?selected=${this[side] === WITHIN}>${within}</option>
        ${this.list.map(
          ({ id, name }) => html`<option value=${id} ?selected=${this[side] === id}>${name}</option>`,
        )}
      </select>
    </label>`;
  }

  #foundView(found: ChangeFound): TemplateResult {
    const { seconds, moved, still, rules, verdicts } = found;
    const wanted = this.filter.toLowerCase();
    const matching = moved.filter(({ of, name }) => `${of} ${name}`.toLowerCase().includes(wanted));
    const timed = seconds !== null;
    return html`<h2>${say(t.title, { timed: timed ? 'yes' : 'no', seconds: seconds ?? 0 })}</h2>
      <p>
        ${moved.length === 0 ? t.nothingMoved : say(t.moved, { count: moved.length, still })}
        ${timed ? nothing : html`<span class="dim">${inlineCode(t.untimed)}</span>`}
      </p>
      ${verdictsView(verdicts, this.words)}
      ${moved.length > 0 ? this.#countersView(matching, moved.length, timed) : nothing} ${rulesView(rules)}`;
  }

  #countersView(matching: ChangeFound['moved'], all: number, timed: boolean): TemplateResult {
    const onInput = (event: Event) => {
      this.filter = (event.currentTarget as HTMLInputElement).value;
    };
    return html`<section aria-labelledby="change-moved">
      <h3 class="legend" id="change-moved">${t.counters}</h3>
      ${
        all > FEW
          ? html`<label class="filter">
              <span>${t.filter}</span>
              <input type="text" spellcheck="false" autocomplete="off" .value=${this.filter} @input=${onInput} />
            </label>`
          : nothing
      }
      ${matching.length === 0 ? html`<p class="note">${t.noMatch}</p>` : movedView(matching.slice(0, SHOWN), timed, this.linked)}
      ${matching.length > SHOWN ? html`<p class="dim">${say(t.more, { count: matching.length - SHOWN })}</p>` : nothing}
    </section>`;
  }

  /** A reading within the paste can only be held against another one of it. */
  #choose(side: 'earlier' | 'later', id: string): void {
    const other = side === 'earlier' ? 'later' : 'earlier';
    this[side] = id;
    if (id === WITHIN) this[other] = WITHIN;
    else if (this[other] === WITHIN)
      this[other] = this.list.find(choice => choice.ofCase && choice.id !== id)?.id ?? id;
  }

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    void this.#compare();
  };

  /** What can be compared without asking: the readings within the paste, else the first and the last paste of the case. */
  async #begin(): Promise<void> {
    this.filter = '';
    this.earlier = WITHIN;
    this.later = WITHIN;
    [this.list, this.words] = await Promise.all([choices(), texts.catch(() => null)]);
    await this.#compare();
    const pastes = this.list.filter(({ ofCase }) => ofCase);
    const [first, last] = [pastes[0], pastes.at(-1)];
    if (this.found || !first || !last || first === last) return;
    this.earlier = first.id;
    this.later = last.id;
    await this.#compare();
  }

  async #compare(): Promise<void> {
    const { report } = this;
    if (!report) return;
    this.#ending.abort();
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    this.state = 'working';
    try {
      const wanted = await this.#wanted();
      const found = await report.ask('change', wanted, signal);
      if (signal.aborted) return;
      this.found = found;
      this.linked = wanted.between === null;
      this.state = 'idle';
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ReadingFailed)) console.error(error);
      this.state = 'failed';
    }
  }

  async #wanted(): Promise<ChangeWanted> {
    const seconds = this.#seconds.trim() === '' ? null : Number(this.#seconds);
    const given = seconds !== null && Number.isFinite(seconds) && seconds > 0 ? seconds : null;
    const [before, after] = [this.earlier, this.later].map(id => this.list.find(choice => choice.id === id));
    if (!before || !after) return { between: null, seconds: given };
    return { between: { before: await before.pieces(), after: await after.pieces() }, seconds: given };
  }
}
