import { html, nothing, type TemplateResult } from 'lit';
import { href } from '../i18n/href.ts';
import { type Locale, localeInfo } from '../i18n/locales.ts';
import type { SearchStrings } from '../i18n/strings/search.ts';
import type { Belonging } from '../search/evidence.ts';
import type { Piece } from '../search/excerpt.ts';
import type { PageEntry } from '../search/page.ts';
import type { Hit, SectionHit } from '../search/results.ts';
import { icon } from './icon.ts';
import type { Shown } from './search-run.ts';

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
export function countOptions({ results: { own, others, weak }, belongs, toDesk }: Shown): number {
  const hits = [...own, ...others, ...weak];
  return hits.reduce((sum, { sections }) => sum + 1 + sections.length, belongs.length + (toDesk ? 1 : 0));
}

/** The list of results: what the engine says of a line, the way to the desk, pages of this language, of others, and below a line the weaker ones. */
export function resultsView(
  { results: { own, others, weak }, belongs, toDesk }: Shown,
  context: ViewContext,
): TemplateResult {
  const { t } = context;
  const options = new Options(context.active);
  const pages = (hits: readonly Hit[], said = '') => hits.map(hit => pageView(hit, options, context, said));
  return html`${belongs.length > 0 ? html`${bandView('found-engine', t.evidence.belongs)}${belongs.map(one => belongsView(one, options, context))}` : nothing}
    ${toDesk ? deskView(options, context) : nothing} ${pages(own)}
    ${others.length > 0 ? html`${bandView('found-others', t.others)}${pages(others)}` : nothing}
    ${weak.length > 0 ? html`${bandView('found-weak', t.weak.title, t.weak.note)}${pages(weak, `${t.weak.title}: `)}` : nothing}`;
}

/** Words above a part of the list. Those who listen hear them with the name of each page. */
function bandView(name: string, title: string, note?: string): TemplateResult {
  return html`<div class="found-band ${name}" role="presentation">
    <b>${title}</b>${note ? html` <span>${note}</span>` : nothing}
  </div>`;
}

/** A runbook to which the engine says that the line belongs, with its sentence. */
function belongsView(
  { incident, title, verdict, severity, text }: Belonging,
  options: Options,
  { t, locale }: ViewContext,
): TemplateResult {
  return options.view(
    href(locale, `incidents/${incident}/`),
    'found-head found-belongs',
    html`<span class="found-name">${title}</span
      ><span class="found-tags"
        ><span class="v">${icon(`v-${verdict}`)}${verdict === 'confirmed' ? t.evidence.verdicts.confirmed : t.evidence.verdicts.suspected}</span
        ><span class="sev sev-${severity}">${icon(`s-${severity}`)}${t.severity[severity]}</span></span
      ><span class="found-line">${text}</span>`,
  );
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

function tagsView(
  { kind, severity, component, written }: PageEntry,
  { t, locale }: ViewContext,
): TemplateResult {
  const { lang, name } = localeInfo[written];
  return html`<span class="found-tags"
    ><span>${t.kinds[kind]}</span><span>${t.components[component]}</span>${
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
