import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { keyStrings } from '../../i18n/strings/desk/keys.ts';
import { recall, remember } from '../../scripts/memory.ts';
import { isEditable } from '../clip.ts';
import { icon } from '../icon.ts';
import { locale } from '../locale.ts';
import { pressed, SHORTCUTS, type Shortcut } from './shortcuts.ts';

const t = keyStrings[locale];
/** What is remembered of the switch: `off`, or nothing. */
const SWITCH = 'keys';

/** `<key-sheet>`: a key that opens the sheet of shortcuts, the sheet, and the single keys of the desk themselves. */
export class KeySheet extends LitElement {
  static override properties = { on: { state: true } };

  /** Whether single keys do something. */
  declare on: boolean;

  constructor() {
    super();
    this.on = recall(SWITCH) !== 'off';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#onKey);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`<button type="button" class="key key-s" @click=${() => this.#dialog?.showModal()}>
        ${t.open}<kbd aria-hidden="true">?</kbd>
      </button>
      <dialog class="sheet-dialog" aria-labelledby="keys-h" @click=${this.#onClick}>
        <div class="sheet-in">
          <header>
            <h2 id="keys-h">${t.title}</h2>
            <button type="button" class="key key-q key-i" aria-label=${t.close} @click=${() => this.#dialog?.close()}>
              ${icon('i-close')}
            </button>
          </header>
          ${(['anywhere', 'box', 'report', 'paste'] as const).map(
            group => html`<h3 class="legend">${t.groups[group]}</h3>
              <dl class="keys">${SHORTCUTS.filter(shortcut => shortcut.group === group && isThere(shortcut)).map(rowView)}</dl>`,
          )}
          <label class="keys-switch">
            <input type="checkbox" .checked=${this.on} @change=${this.#onSwitch} />
            <span><b>${t.single}</b><span class="dim">${t.singleNote}</span></span>
          </label>
        </div>
      </dialog>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.querySelector('dialog');
  }

  /** A press beside the sheet closes it. */
  #onClick(event: Event): void {
    if (event.target === event.currentTarget) (event.currentTarget as HTMLDialogElement).close();
  }

  readonly #onSwitch = (event: Event): void => {
    this.on = (event.currentTarget as HTMLInputElement).checked;
    remember(SWITCH, this.on ? undefined : 'off');
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey, isComposing, target, defaultPrevented } = event;
    if (defaultPrevented || isComposing || ctrlKey || metaKey || altKey || !this.on) return;
    if (isEditable(target) || document.querySelector('dialog[open]')) return;
    if (key === '?') this.#dialog?.showModal();
    else if (!pressed(key)) return;
    event.preventDefault();
  };
}

/** The file to carry has no search of a site. */
function isThere({ does }: Shortcut): boolean {
  return does !== 'search' || document.querySelector('[data-search]') !== null;
}

function rowView({ keys, does }: Shortcut): TemplateResult {
  return html`<div>
    <dt>${keys.map((key, i) => html`${i > 0 && key !== '…' && keys[i - 1] !== '…' ? ' ' : nothing}${key === '…' ? '–' : html`<kbd>${key}</kbd>`}`)}</dt>
    <dd>${t.keys[does]}</dd>
  </div>`;
}
