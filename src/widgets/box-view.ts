import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { BoxModel, BoxSize } from './box-model.ts';
import { addKey, type TabsHandlers, tabHead, tabRow } from './case/tabs-view.ts';
import { labelsOf, measureOf, words } from './case/words.ts';
import { countLines, type Given, isEmpty, isText, linesOf, type Piece } from './given.ts';
import { icon } from './icon.ts';
import { t } from './locale.ts';
import { lineCount, say } from './say.ts';

export interface BoxHandlers extends TabsHandlers {
  readonly onInput: (event: Event) => void;
  readonly onPaste: (event: ClipboardEvent) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onInterest: () => void;
  readonly onRead: () => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onClear: () => void;
  readonly onBack: () => void;
  readonly onFold: () => void;
}

const ROWS: Readonly<Record<BoxSize, number>> = { big: 9, mid: 4, one: 1 };
/** Below a file. */
const FEWER_ROWS = 3;
/** The gutter numbers so many lines; a longer text has none. */
const MAX_GUTTER = 10_000;
/** From here on the numbers of lines are wider than the usual gutter. */
const DEEP = 9_000;
/** So many outputs are named beside the keys; the others are counted. */
const MAX_NAMED = 4;

/** The box: what was given, a field for more, and the keys. */
export function boxView(model: BoxModel, on: BoxHandlers): TemplateResult {
  const { size: box, given, folded, over, open, naming } = model;
  const tabs = open && { pieces: given.pieces, open, naming };
  return html`<div class="paste paste-${box} ${over ? 'is-over' : ''} ${folded ? 'is-folded' : ''}">
    <div class="paste-well" id=${box === 'big' ? 'paste-well' : nothing} ?hidden=${folded}>
      ${tabs ? tabRow(tabs, on) : nothing}
      <div
        role=${tabs ? 'tabpanel' : nothing}
        id=${tabs ? 'paste-panel' : nothing}
        aria-labelledby=${open ? `paste-tab-${open.key}` : nothing}
      >
        ${tabs ? tabHead(tabs, on) : chipsView(model, on)}
        <div class="paste-text ${(linesBefore(model) ?? 0) >= DEEP ? 'is-deep' : ''}">${box === 'big' ? gutterView(model) : nothing}${fieldView(model, on)}</div>
      </div>
    </div>
    ${folded ? foldedBar(model, on) : openBar(model, on)}
    ${over ? html`<p class="drop-here" aria-hidden="true">${icon('i-down')}${t.box.drop}</p>` : nothing}
  </div>
  ${model.note === null ? nothing : html`<p class="note case-note" role="status">${model.note}</p>`}`;
}

/** Whether the field stands below something that is not shown, and is for more. */
function follows({ size: box, given, open }: BoxModel): boolean {
  return box === 'big' ? open !== null && !isText(open) : chipsOf(given).length > 0;
}

function fieldView(model: BoxModel, on: BoxHandlers): TemplateResult {
  const { size: box, placeholder, text, given } = model;
  const below = follows(model);
  return html`<textarea
    rows=${below ? FEWER_ROWS : ROWS[box]}
    wrap=${box === 'big' ? 'off' : 'soft'}
    spellcheck="false"
    autocomplete="off"
    autocapitalize="off"
    translate="no"
    aria-label=${t.box.label}
    placeholder=${below || given.pieces.length > 1 ? t.box.more : placeholder}
    .value=${live(text)}
    @input=${on.onInput}
    @paste=${on.onPaste}
    @keydown=${on.onKey}
    @focus=${on.onInterest}
    @scroll=${followScroll}
  ></textarea>`;
}

/** Lines are numbered as the report numbers them; they are not wrapped, so that the numbers stay beside them. */
function gutterView(model: BoxModel): TemplateResult {
  const lines = Math.max(follows(model) ? FEWER_ROWS : ROWS.big, countLines(model.text));
  const before = linesBefore(model);
  const numbered = before !== null && lines <= MAX_GUTTER;
  const numbers = numbered ? Array.from({ length: lines }, (_, index) => before + index + 1).join('\n') : '';
  return html`<div class="gutter" aria-hidden="true">${numbers}</div>`;
}

/** Lines of the case above those of the field; null where nobody has counted them. */
function linesBefore({ given: { pieces }, open }: BoxModel): number | null {
  if (!open) return 0;
  const above = pieces.slice(0, pieces.indexOf(open) + (isText(open) ? 0 : 1));
  return above.reduce<number | null>((sum, piece) => {
    const lines = linesOf(piece);
    return sum === null || lines === null ? null : sum + lines;
  }, 0);
}

function followScroll({ currentTarget }: Event): void {
  const area = currentTarget as HTMLTextAreaElement;
  const gutter = area.previousElementSibling;
  if (gutter) gutter.scrollTop = area.scrollTop;
}

/** In a box without tabs: what does not stand in its field. */
function chipsOf({ pieces }: Given): readonly Piece[] {
  const last = pieces.at(-1);
  return last && isText(last) ? pieces.slice(0, -1) : pieces;
}

function chipsView({ size: box, given }: BoxModel, on: BoxHandlers): TemplateResult | typeof nothing {
  const chips = box === 'big' ? [] : chipsOf(given);
  if (chips.length === 0) return nothing;
  return html`<ul class="pieces">
    ${chips.map(piece => {
      const name = piece.name ?? t.box.pasted;
      return html`<li class="piece">
        ${icon('i-file')}<b translate="no">${name}</b><span class="dim">${measureOf(piece)}</span>
        <button
          type="button"
          class="key key-s key-i"
          aria-label=${say(t.box.remove, { name })}
          @click=${() => on.onRemove(piece)}
        >
          ${icon('i-close')}
        </button>
      </li>`;
    })}
  </ul>`;
}

function openBar(model: BoxModel, on: BoxHandlers): TemplateResult {
  const { size: box, given, canGoBack, hasReport } = model;
  return html`<div class="paste-bar">
    ${
      box === 'big'
        ? html`<button type="button" class="key key-q" @click=${() => chooseFiles(on.onFiles)}>
            ${icon('i-file')}${t.box.files}
          </button>`
        : nothing
    }
    ${box === 'one' ? nothing : html`<span class="hint">${hintOf(model)}</span>`}
    ${box === 'big' && canGoBack ? backKey(on) : nothing}
    ${
      box === 'big' && !isEmpty(given)
        ? html`<button type="button" class="key key-s" @click=${on.onClear}>${t.box.clear}</button>`
        : nothing
    }
    ${hasReport ? foldKey(false, on) : nothing}
    <button type="button" class="key key-main" @click=${on.onRead}>
      ${t.box.read}${box === 'big' ? html`<kbd aria-hidden="true">${isMac ? '⌘ ↵' : 'Ctrl ↵'}</kbd>` : nothing}
    </button>
  </div>`;
}

/** What is left of the box while its report is read. */
function foldedBar({ size: box, given, canGoBack }: BoxModel, on: BoxHandlers): TemplateResult {
  const labels = labelsOf(given.pieces);
  const named = given.pieces.slice(0, MAX_NAMED);
  const more = given.pieces.length - named.length;
  return html`<div class="paste-bar">
    <ul class="given">
      ${named.map(
        (piece, index) =>
          html`<li>${icon('i-file')}<b translate="no">${labels[index]}</b><span class="dim">${measureOf(piece)}</span></li>`,
      )}
      ${more > 0 ? html`<li class="dim">${say(words.tabs.more, { n: more })}</li>` : nothing}
    </ul>
    ${foldKey(true, on)} ${box === 'big' ? addKey(on.onAdd) : nothing} ${canGoBack ? backKey(on) : nothing}
    <button type="button" class="key key-q fresh" @click=${on.onClear}>${icon('i-plus')}${t.box.fresh}</button>
  </div>`;
}

function foldKey(folded: boolean, on: BoxHandlers): TemplateResult {
  return html`<button
    type="button"
    class="key key-s"
    aria-expanded=${folded ? 'false' : 'true'}
    aria-controls="paste-well"
    @click=${on.onFold}
  >
    ${folded ? t.box.show : t.box.hide}
  </button>`;
}

function backKey(on: BoxHandlers): TemplateResult {
  return html`<button type="button" class="key key-s" @click=${on.onBack}>${icon('i-left')}${t.box.before}</button>`;
}

function hintOf({ size: box, text, stale }: BoxModel): string {
  if (stale) return t.box.changed;
  if (text !== '') return lineCount(countLines(text));
  return box === 'big' ? t.box.filesHint : t.box.stays;
}

const isMac = /^Mac/.test(navigator.platform);

function chooseFiles(onFiles: (files: readonly File[]) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.addEventListener('change', () => {
    if (input.files && input.files.length > 0) onFiles([...input.files]);
  });
  input.click();
}
