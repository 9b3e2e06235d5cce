import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { isText, type Piece } from '../given.ts';
import { icon } from '../icon.ts';
import { t } from '../locale.ts';
import { say } from '../say.ts';
import { labelsOf, measureOf, words } from './words.ts';

/** The tabs of a case: one for each thing that was given. */
export interface TabsModel {
  readonly pieces: readonly Piece[];
  /** The one whose text stands below. */
  readonly open: Piece;
  /** Its name is being changed. */
  readonly naming: boolean;
}

export interface TabsHandlers {
  readonly onOpen: (key: number) => void;
  readonly onAdd: () => void;
  readonly onRemove: (piece: Piece) => void;
  readonly onNaming: (naming: boolean) => void;
  readonly onRename: (piece: Piece, name: string) => void;
}

/** The row of tabs, and the key that opens an empty one. Arrow keys go from tab to tab, Delete takes one away. */
export function tabRow({ pieces, open }: TabsModel, on: TabsHandlers): TemplateResult {
  const labels = labelsOf(pieces);
  const onKey = (event: KeyboardEvent) => {
    const at = pieces.indexOf(open);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: pieces.length - 1 }[event.key];
    const next = to === undefined ? undefined : pieces.at(to % pieces.length);
    if (event.key === 'Delete') on.onRemove(open);
    else if (event.key === 'F2') on.onNaming(true);
    else if (next) on.onOpen(next.key);
    else return;
    event.preventDefault();
    const list = event.currentTarget as Element;
    requestAnimationFrame(() => list.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  return html`<div class="case-tabs">
    <div
      class="paste-tabs"
      role="tablist"
      aria-label=${words.tabs.label}
      @keydown=${onKey}
      ${ref(list => bringIntoRow(list, open.key))}
    >
      ${pieces.map(
        (piece, index) => html`<button
          type="button"
          role="tab"
          class="paste-tab"
          id="paste-tab-${piece.key}"
          aria-controls="paste-panel"
          aria-selected=${piece === open ? 'true' : 'false'}
          tabindex=${piece === open ? '0' : '-1'}
          translate="no"
          @click=${() => on.onOpen(piece.key)}
        >
          ${labels[index]}
        </button>`,
      )}
    </div>
    ${addKey(on.onAdd)}
  </div>`;
}

/** The tab that the row has last been moved for: it stays where the person moves it. */
let inRow = 0;

/** On a phone the row is wider than the page: the open tab comes into it. Moves nothing but the row. */
function bringIntoRow(list: Element | undefined, key: number): void {
  if (!list || key === inRow) return;
  inRow = key;
  requestAnimationFrame(() => {
    const tab = list.querySelector<HTMLElement>('[aria-selected="true"]');
    if (!tab) return;
    const [row, place] = [list.getBoundingClientRect(), tab.getBoundingClientRect()];
    if (place.right > row.right) list.scrollLeft += place.right - row.right;
    else if (place.left < row.left) list.scrollLeft -= row.left - place.left;
  });
}

/** Opens an empty tab: what is put into it joins the case. */
export function addKey(onAdd: () => void): TemplateResult {
  return html`<button type="button" class="key key-s case-add" @click=${onAdd}>${icon('i-plus')}${words.tabs.add}</button>`;
}

/** The name of the open tab, what it weighs, and what can be done with it. */
export function tabHead({ pieces, open, naming }: TabsModel, on: TabsHandlers): TemplateResult {
  const name = labelsOf(pieces)[pieces.indexOf(open)] ?? '';
  if (naming) {
    return html`<div class="piece">
      ${nameField(name, say(words.tabs.name, { name }), {
        save: words.tabs.save,
        cancel: words.tabs.cancel,
        onSave: to => on.onRename(open, to),
        onCancel: () => on.onNaming(false),
      })}
    </div>`;
  }
  return html`<div class="piece">
    ${icon('i-file')}<b translate="no">${name}</b><span class="dim">${measureOf(open)}</span>
    <button
      type="button"
      class="key key-s key-i"
      aria-label=${say(words.tabs.rename, { name })}
      title=${say(words.tabs.rename, { name })}
      @click=${() => on.onNaming(true)}
    >
      ${icon('i-edit')}
    </button>
    <button
      type="button"
      class="key key-s key-i"
      aria-label=${say(t.box.remove, { name })}
      title=${say(t.box.remove, { name })}
      @click=${() => on.onRemove(open)}
    >
      ${icon('i-close')}
    </button>
    </div>
    ${isText(open) ? nothing : html`<p class="piece-note">${words.tabs.notShown}</p>`}`;
}

interface NameKeys {
  readonly save: string;
  readonly cancel: string;
  readonly onSave: (name: string) => void;
  readonly onCancel: () => void;
}

/** A field for a name: Enter keeps it, Escape does not. */
export function nameField(name: string, label: string, keys: NameKeys): TemplateResult {
  const typedIn = (event: Event) =>
    (event.currentTarget as Element).closest('.name-field')?.querySelector('input')?.value ?? name;
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Enter') keys.onSave(typedIn(event));
    else if (event.key === 'Escape') keys.onCancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  // Called before the field stands in the page, and again whenever it is drawn.
  const begin = (input?: Element) =>
    queueMicrotask(() => {
      if (!(input instanceof HTMLInputElement)) return;
      if (input.closest('.name-field')?.contains(document.activeElement)) return;
      input.focus();
      input.select();
    });
  return html`<span class="name-field">
    <input
      type="text"
      maxlength="120"
      autocomplete="off"
      spellcheck="false"
      translate="no"
      aria-label=${label}
      .value=${name}
      @keydown=${onKey}
      ${ref(begin)}
    />
    <button type="button" class="key key-s" @click=${(event: Event) => keys.onSave(typedIn(event))}>${keys.save}</button>
    <button type="button" class="key key-s" @click=${keys.onCancel}>${keys.cancel}</button>
  </span>`;
}
