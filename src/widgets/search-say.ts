import { html, nothing, type TemplateResult } from 'lit';
import { href } from '../i18n/href.ts';
import { fill } from '../i18n/strings/fill.ts';
import { icon } from './icon.ts';
import type { Shown } from './search-run.ts';
import type { ViewContext } from './search-view.ts';

/** Before anything is typed: what was searched for before, what can be searched, the way without words. */
export function emptyView(
  { t, locale }: ViewContext,
  recent: readonly string[],
  onExample: (query: string) => void,
  onForget: () => void,
): TemplateResult {
  return html`<div class="search-say">
    ${
      recent.length > 0
        ? html`<h2 class="legend">${t.recent.title}</h2>
          <div class="chips search-recent">
            ${recent.map(query => chipView(query, onExample))}
            <button type="button" class="key key-q" @click=${onForget}>${icon('i-trash')}${t.recent.clear}</button>
          </div>`
        : nothing
    }
    <h2 class="legend">${t.empty.title}</h2>
    <p>${t.empty.text}</p>
    <h2 class="legend">${t.empty.example}</h2>
    <div class="chips">
      ${t.empty.examples.map(query => chipView(query, onExample))}
    </div>
    <p><a href=${href(locale, 'finder/')}>${t.finder.link}</a> ${t.finder.note}</p>
  </div>`;
}

function chipView(query: string, onExample: (query: string) => void): TemplateResult {
  return html`<button type="button" class="chip" @click=${() => onExample(query)}>${query}</button>`;
}

/** The sentence for it; a pasted page is not read out again. */
export function nothingTitle({ t }: ViewContext, query: string): string {
  return fill(t.nothing.title, { query: query.trim().slice(0, 80) });
}

/** Nothing at all was found: what to try. */
export function nothingView(context: ViewContext, query: string): TemplateResult {
  const { t, locale } = context;
  return html`<div class="search-say">
    <h2 class="search-none">${nothingTitle(context, query)}</h2>
    <ul class="search-tips">
      <li>${t.nothing.exact}</li>
      <li>${t.nothing.single}</li>
      <li><a href=${href(locale)}>${t.nothing.desk}</a> <span>${t.nothing.deskNote}</span></li>
      <li><a href=${href(locale, 'finder/')}>${t.finder.link}</a> <span>${t.finder.note}</span></li>
    </ul>
  </div>`;
}

/** What those who listen hear when a search ends: how much was found, and what the engine says before it. */
export function spoken(context: ViewContext, shown: Shown, query: string): string {
  const { t } = context;
  const { state, early, results, belongs } = shown;
  if (early) return '';
  if (state === 'found') {
    const { own, others, weak } = results;
    const found = fill(t.found, { n: own.length + others.length + weak.length });
    const [first] = belongs;
    return first ? `${t.evidence.belongs}: ${first.title}. ${found}` : found;
  }
  if (state === 'nothing') return nothingTitle(context, query);
  if (state === 'failed') return import.meta.env.DEV ? t.notBuilt : t.failed;
  return state === 'searching' ? t.searching : '';
}

/** The index did not load; while developing, it may never have been built. */
export function failedView({ t }: ViewContext, onAgain: () => void): TemplateResult {
  return html`<div class="search-say">
    <p class="note">${import.meta.env.DEV ? t.notBuilt : t.failed}</p>
    <p><button type="button" class="key key-q" @click=${onAgain}>${t.again}</button></p>
  </div>`;
}

/** Which keys do what, where the search takes place, and a link to it. */
export function footView({ t }: ViewContext, copied: string, onCopy: (() => void) | null): TemplateResult {
  return html`<div class="search-foot">
    <p class="search-here">${icon('i-lock')}<span>${t.here}</span></p>
    ${
      onCopy
        ? html`<p class="search-link"><button type="button" @click=${onCopy}>${icon('i-link')}${copied || t.link.copy}</button></p>`
        : nothing
    }
    <p class="search-keys" aria-hidden="true">
      <span><kbd>↑</kbd><kbd>↓</kbd> ${t.keys.choose}</span><span><kbd>↵</kbd> ${t.keys.open}</span>
    </p>
  </div>`;
}
