import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { countLines, type Given, isEmpty, type Piece } from './given.ts';
import { icon } from './icon.ts';
import { t } from './locale.ts';
import { lineCount, say, size } from './say.ts';

export type BoxSize = 'big' | 'mid' | 'one';

/** What the box shows of itself. */
export interface BoxModel {
  readonly size: BoxSize;
  readonly given: Given;
  readonly placeholder: string;
  /** The report stands below: of the box only its bar is left. */
  readonly folded: boolean;
  readonly hasReport: boolean;
  readonly over: boolean;
  readonly stale: boolean;
  /** Whether there is an earlier paste to go back to. */
  readonly canGoBack: boolean;
}

export interface BoxHandlers {
  readonly onInput: (event: Event) => void;
  readonly onPaste: (event: ClipboardEvent) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onInterest: () => void;
  readonly onRead: () => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onClear: () => void;
  readonly onBack: () => void;
  readonly onFold: () => void;
  readonly onRemove: (piece: Piece) => void;
}

const ROWS: Readonly<Record<BoxSize, number>> = { big: 9, mid: 4, one: 1 };
/** Below a file. */
const FEWER_ROWS = 3;
/** The gutter numbers so many lines; a longer text has none. */
const MAX_GUTTER = 10_000;

/** The box: what was given, a field for more, and the keys. */
export function boxView(model: BoxModel, on: BoxHandlers): TemplateResult {
  const { size: box, given, folded, over } = model;
  return html`<div class="paste paste-${box} ${over ? 'is-over' : ''} ${folded ? 'is-folded' : ''}">
    <div class="paste-well" id=${box === 'big' ? 'paste-well' : nothing} ?hidden=${folded}>
      ${given.pieces.length > 0 ? piecesView(given.pieces, on.onRemove) : nothing}
      <div class="paste-text">${box === 'big' ? gutterView(given) : nothing}${fieldView(model, on)}</div>
    </div>
    ${folded ? foldedBar(model, on) : openBar(model, on)}
    ${over ? html`<p class="drop-here" aria-hidden="true">${icon('i-down')}${t.box.drop}</p>` : nothing}
  </div>`;
}

function fieldView({ size: box, given, placeholder }: BoxModel, on: BoxHandlers): TemplateResult {
  const follows = given.pieces.length > 0;
  return html`<textarea
    rows=${follows ? FEWER_ROWS : ROWS[box]}
    wrap=${box === 'big' ? 'off' : 'soft'}
    spellcheck="false"
    autocomplete="off"
    autocapitalize="off"
    translate="no"
    aria-label=${t.box.label}
    placeholder=${follows ? t.box.more : placeholder}
    .value=${live(given.text)}
    @input=${on.onInput}
    @paste=${on.onPaste}
    @keydown=${on.onKey}
    @focus=${on.onInterest}
    @scroll=${followScroll}
  ></textarea>`;
}

/** Lines are numbered as the report numbers them; they are not wrapped, so that the numbers stay beside them. */
function gutterView({ pieces, text }: Given): TemplateResult {
  const lines = Math.max(pieces.length > 0 ? FEWER_ROWS : ROWS.big, countLines(text));
  const numbers = lines > MAX_GUTTER ? '' : Array.from({ length: lines }, (_, index) => index + 1).join('\n');
  return html`<div class="gutter" aria-hidden="true">${numbers}</div>`;
}

function followScroll({ currentTarget }: Event): void {
  const area = currentTarget as HTMLTextAreaElement;
  const gutter = area.previousElementSibling;
  if (gutter) gutter.scrollTop = area.scrollTop;
}

function piecesView(pieces: readonly Piece[], onRemove: (piece: Piece) => void): TemplateResult {
  return html`<ul class="pieces">
    ${pieces.map(piece => {
      const name = piece.name ?? t.box.pasted;
      return html`<li class="piece">
        ${icon('i-file')}<b translate="no">${name}</b><span class="dim">${measureOf(piece)}</span>
        <button
          type="button"
          class="key key-s key-i"
          aria-label=${say(t.box.remove, { name })}
          @click=${() => onRemove(piece)}
        >
          ${icon('i-close')}
        </button>
      </li>`;
    })}
  </ul>`;
}

/** `48 MB, 325,646 lines` */
function measureOf({ blob, lines }: Piece): string {
  const bytes = size(blob.size);
  return lines === null ? bytes : `${bytes}${t.report.and}${lineCount(lines)}`;
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
function foldedBar({ given, canGoBack }: BoxModel, on: BoxHandlers): TemplateResult {
  const names = [
    ...given.pieces.map(piece => ({ name: piece.name ?? t.box.pasted, measure: measureOf(piece) })),
    ...(given.text === '' ? [] : [{ name: t.box.pasted, measure: lineCount(countLines(given.text)) }]),
  ];
  return html`<div class="paste-bar">
    <ul class="given">
      ${names.map(({ name, measure }) => html`<li>${icon('i-file')}<b translate="no">${name}</b><span class="dim">${measure}</span></li>`)}
    </ul>
    ${foldKey(true, on)} ${canGoBack ? backKey(on) : nothing}
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

function hintOf({ size: box, given, stale }: BoxModel): string {
  if (stale) return t.box.changed;
  if (given.text !== '') return lineCount(countLines(given.text));
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
