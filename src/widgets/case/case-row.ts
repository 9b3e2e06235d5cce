import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icon.ts';
import { say, size } from '../say.ts';
import { verdictSign } from '../signs.ts';
import type { StoredCase } from './store.ts';
import { nameField } from './tabs-view.ts';
import { labelsOf, timeOf, words } from './words.ts';

/** So many outputs of a case are named in its row; the others are counted. */
const MAX_NAMED = 3;

interface Row {
  readonly about: StoredCase;
  readonly title: string;
  /** Its name is being changed. */
  readonly naming: boolean;
}

interface RowHandlers {
  readonly onOpen: () => void;
  readonly onNaming: (naming: boolean) => void;
  readonly onRename: (name: string) => void;
  readonly onDelete: () => void;
}

/** One case: how sure, what was found, when, and of which outputs. */
export function rowView({ about, title, naming }: Row, on: RowHandlers): TemplateResult {
  const { main, time, bytes } = about;
  return html`<li data-case=${about.id}>
    ${main ? verdictSign(main.verdict, main.severity) : html`<span></span>`}
    <div class="case-what">
      ${
        naming
          ? nameField(title, say(words.kept.name, { name: title }), {
              save: words.kept.save,
              cancel: words.kept.cancel,
              onSave: on.onRename,
              onCancel: () => on.onNaming(false),
            })
          : html`<button type="button" class="case-open" @click=${on.onOpen}>${title}</button>`
      }
      <p class="case-of">
        <time datetime=${new Date(time).toISOString()}>${timeOf(time)}</time>
        <span>${size(bytes)}</span>
        ${outputsView(about)}
      </p>
    </div>
    ${naming ? nothing : keysView(title, on)}
  </li>`;
}

function outputsView({ pastes }: StoredCase): TemplateResult {
  const labels = labelsOf(pastes);
  const more = labels.length - MAX_NAMED;
  return html`<span class="case-names">
    ${labels.slice(0, MAX_NAMED).map(label => html`<code translate="no">${label}</code>`)}
    ${more > 0 ? html`<span>${say(words.tabs.more, { n: more })}</span>` : nothing}
  </span>`;
}

function keysView(title: string, on: RowHandlers): TemplateResult {
  const rename = say(words.kept.rename, { name: title });
  const remove = say(words.kept.delete, { name: title });
  return html`<div class="case-keys">
    <button type="button" class="key key-s key-i" aria-label=${rename} title=${rename} @click=${() => on.onNaming(true)}>
      ${icon('i-edit')}
    </button>
    <button type="button" class="key key-s key-i" aria-label=${remove} title=${remove} @click=${on.onDelete}>
      ${icon('i-trash')}
    </button>
  </div>`;
}

/** What was deleted a moment ago, and the way back. */
export function undoView(title: string, onUndo: () => void): TemplateResult {
  return html`<p class="case-undo">
    <span id="case-undo">${say(words.kept.deleted, { name: title })}</span>
    <button type="button" class="key key-s" aria-describedby="case-undo" @click=${onUndo}>${words.kept.undo}</button>
  </p>`;
}
