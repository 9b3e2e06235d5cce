import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../icon.ts';
import { number, say } from '../../say.ts';
import type { LineFinder } from './line-finder.ts';
import { t } from './words.ts';

export interface BarModel {
  readonly finder: LineFinder;
  /** Lines of evidence; at which of them the reader is, counted from 0, -1 where at none. */
  readonly evidence: { readonly n: number; readonly at: number };
  /** Whether the evidence of ruled-out causes is marked; null where that makes no difference. */
  readonly all: boolean | null;
  /** Lines of the paste. */
  readonly lines: number;
}

export interface BarHandlers {
  readonly onSearch: (text: string) => void;
  /** To the next match, or to the one before. */
  readonly onHit: (forward: boolean) => void;
  readonly onLine: (line: number) => void;
  readonly onEvidence: (forward: boolean) => void;
  readonly onAll: (all: boolean) => void;
  /** Back to the lines. */
  readonly onLeave: () => void;
}

/** The bar above the lines: search, evidence, a line by its number. */
export function barView(model: BarModel, on: BarHandlers): TemplateResult {
  return html`<div class="viewer-bar">${searchView(model, on)}${evidenceView(model, on)}${goView(model, on)}</div>`;
}

function searchView({ finder }: BarModel, on: BarHandlers): TemplateResult {
  const onKey = (event: KeyboardEvent) => {
    // An input method's Enter takes a word, it does not search.
    if (event.isComposing) return;
    if (event.key === 'Enter') on.onHit(!event.shiftKey);
    else if (event.key === 'Escape') on.onLeave();
    else return;
    event.preventDefault();
  };
  const onInput = (event: Event) => on.onSearch((event.currentTarget as HTMLInputElement).value);
  const none = finder.lines.length === 0;
  return html`<div class="viewer-group" role="search">
    <label class="vfind">
      ${icon('i-search')}<span class="vh">${t.search}</span>
      <input type="search" class="vfind-text" placeholder=${t.search} spellcheck="false" autocomplete="off" autocapitalize="off"
        @input=${onInput} @keydown=${onKey} />
    </label>
    ${stepKeys(on.onHit, none, [t.previousHit, t.nextHit])}
    <span class="viewer-n" role="status">${hitsWords(finder)}</span>
  </div>`;
}

function evidenceView({ evidence: { n, at }, all }: BarModel, on: BarHandlers): unknown {
  if (n === 0 && all === null) return nothing;
  const onAll = (event: Event) => on.onAll((event.currentTarget as HTMLInputElement).checked);
  return html`<div class="viewer-group" role="group" aria-label=${t.evidence}>
    <span class="viewer-name">${t.evidence}</span>
    ${stepKeys(on.onEvidence, n === 0, [t.previousEvidence, t.nextEvidence])}
    <span class="viewer-n">${at < 0 ? number(n) : say(t.evidenceAt, { at: at + 1, n })}</span>
    ${
      all === null
        ? nothing
        : html`<label class="viewer-all"><input type="checkbox" .checked=${all} @change=${onAll} />${t.all}</label>`
    }
  </div>`;
}

function goView({ lines }: BarModel, on: BarHandlers): TemplateResult {
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('line') as HTMLInputElement;
    // `1,234`, `1 234` and `L12` are numbers of lines too.
    const line = Number(field.value.replaceAll(/\D/g, ''));
    if (line > 0) on.onLine(Math.min(line, lines));
  };
  return html`<form class="viewer-group viewer-go" @submit=${onSubmit}>
    <label class="vfind"><span class="viewer-name">${t.goTo}</span
      ><input name="line" class="vgo-text" inputmode="numeric" autocomplete="off" enterkeyhint="go" maxlength="15" /></label>
    <button type="submit" class="key key-s">${t.go}</button>
  </form>`;
}

function stepKeys(
  on: (forward: boolean) => void,
  disabled: boolean,
  [before, after]: readonly [string, string],
): TemplateResult {
  const key = (forward: boolean, name: string) =>
    html`<button type="button" class="key key-s key-i" aria-label=${name} title=${name} ?disabled=${disabled}
      @click=${() => on(forward)}>${icon(forward ? 'i-down' : 'i-up')}</button>`;
  return html`<span class="viewer-keys">${key(false, before)}${key(true, after)}</span>`;
}

function hitsWords({ text, lines: { length: n }, at, busy, more, failed }: LineFinder): string {
  if (text.trim() === '') return '';
  if (failed) return t.failed;
  if (at < 0) return busy ? say(t.searching, { n }) : t.noHits;
  return say(busy || more ? t.hitsMore : t.hits, { at: at + 1, n });
}
