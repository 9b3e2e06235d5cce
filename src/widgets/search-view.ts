import { html, nothing, type TemplateResult } from 'lit';
import { href } from '../i18n/href.ts';
import { type Locale, localeInfo } from '../i18n/locales.ts';
import { fill } from '../i18n/strings/fill.ts';
import type { SearchStrings } from '../i18n/strings/search.ts';
import type { Piece } from '../search/excerpt.ts';
import type { PageEntry } from '../search/page.ts';
import type { Hit, Results, SectionHit } from '../search/query.ts';
import { icon } from './icon.ts';

/** What the views need to know of the dialog. */
export interface ViewContext {
  readonly t: SearchStrings;
  readonly locale: Locale;
  /** The option that Enter opens. */
  readonly active: number;
}

/** Numbers the options of one list from top to bottom: keyboard and `aria-activedescendant` go by these numbers. */
class Options {
  #next = 0;
  readonly #active: number;

  constructor(active: number) {
    this.#active = active;
  }

  view(address: string, name: string, content: TemplateResult): TemplateResult {
    const number = this.#next++;
    return html`<a
      class="found-option ${name}"
      id=${optionId(number)}
      href=${address}
      role="option"
      tabindex="-1"
      data-option=${number}
      aria-selected=${number === this.#active}
      >${content}</a
    >`;
  }
}

/** The id of an option by its number. */
export function optionId(number: number): string {
  return `search-option-${number}`;
}

/** How many options the list below will have. */
export function countOptions({ own, others, weak }: Results, toDesk: boolean): number {
  const hits = [...own, ...others, ...weak];
  return hits.reduce((sum, { sections }) => sum + 1 + sections.length, toDesk ? 1 : 0);
}

/** The list of results: the way to the desk, pages of this language, of others, and below a line the weaker ones. */
export function resultsView(
  { own, others, weak }: Results,
  toDesk: boolean,
  context: ViewContext,
): TemplateResult {
  const { t } = context;
  const options = new Options(context.active);
  const pages = (hits: readonly Hit[], said = '') => hits.map(hit => pageView(hit, options, context, said));
  return html`${toDesk ? deskView(options, context) : nothing} ${pages(own)}
    ${others.length > 0 ? html`${bandView('found-others', t.others)}${pages(others)}` : nothing}
    ${weak.length > 0 ? html`${bandView('found-weak', t.weak.title, t.weak.note)}${pages(weak, `${t.weak.title}: `)}` : nothing}`;
}

/** Words above a part of the list. Those who listen hear them with the name of each page. */
function bandView(name: string, title: string, note?: string): TemplateResult {
  return html`<div class="found-band ${name}" role="presentation">
    <b>${title}</b>${note ? html` <span>${note}</span>` : nothing}
  </div>`;
}

function deskView(options: Options, { t, locale }: ViewContext): TemplateResult {
  return options.view(
    href(locale),
    'found-desk',
    html`${icon('i-play')}<span class="found-name">${t.diagnose.title}</span><span class="found-line">${t.diagnose.note}</span>`,
  );
}

function pageView(hit: Hit, options: Options, context: ViewContext, said: string): TemplateResult {
  const { page } = hit;
  const { lang } = localeInfo[page.written];
  const address = href(page.locale, page.path);
  return html`<div class="found-page" role="group" aria-label=${`${said}${page.title}`}>
    ${options.view(
      address,
      'found-head',
      html`<span class="found-name" lang=${lang}>${piecesView(hit.title)}</span>${tagsView(page, context)}<span
          class="found-line"
          lang=${lang}
          >${piecesView(hit.excerpt)}</span
        >`,
    )}
    ${hit.sections.map(section => sectionView(section, address, lang, options))}
  </div>`;
}

function sectionView(section: SectionHit, address: string, lang: string, options: Options): TemplateResult {
  return options.view(
    `${address}#${section.id}`,
    'found-section',
    html`<span class="found-name" lang=${lang}>${piecesView(section.title)}</span
      ><span class="found-line" lang=${lang}>${piecesView(section.excerpt)}</span>`,
  );
}

function tagsView({ kind, severity, written }: PageEntry, { t, locale }: ViewContext): TemplateResult {
  const { lang, name } = localeInfo[written];
  return html`<span class="found-tags"
    ><span>${t.kinds[kind]}</span>${
      severity
        ? html`<span class="sev sev-${severity}">${icon(`s-${severity}`)}${t.severity[severity]}</span>`
        : nothing
    }${
      written === locale
        ? nothing
        : html`<span class="found-lang">${icon('i-lang')}<span lang=${lang}>${name}</span></span>`
    }</span
  >`;
}

function piecesView(pieces: readonly Piece[]): unknown[] {
  return pieces.map(({ text, marked }) => (marked ? html`<mark>${text}</mark>` : text));
}

/** Before anything is typed. */
export function emptyView({ t }: ViewContext, onExample: (query: string) => void): TemplateResult {
  return html`<div class="search-say">
    <h2 class="legend">${t.empty.title}</h2>
    <p>${t.empty.text}</p>
    <h2 class="legend">${t.empty.example}</h2>
    <div class="chips">
      ${t.empty.examples.map(
        query => html`<button type="button" class="chip" @click=${() => onExample(query)}>${query}</button>`,
      )}
    </div>
  </div>`;
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
    </ul>
  </div>`;
}

/** The index did not load; while developing, it may never have been built. */
export function failedView({ t }: ViewContext, onAgain: () => void): TemplateResult {
  return html`<div class="search-say">
    <p class="note">${import.meta.env.DEV ? t.notBuilt : t.failed}</p>
    <p><button type="button" class="key key-q" @click=${onAgain}>${t.again}</button></p>
  </div>`;
}

/** Which keys do what, and where the search takes place. */
export function footView({ t }: ViewContext): TemplateResult {
  return html`<div class="search-foot">
    <p class="search-here">${icon('i-lock')}<span>${t.here}</span></p>
    <p class="search-keys" aria-hidden="true">
      <span><kbd>↑</kbd><kbd>↓</kbd> ${t.keys.choose}</span><span><kbd>↵</kbd> ${t.keys.open}</span>
    </p>
  </div>`;
}
