import { html, nothing, type TemplateResult } from 'lit';
import type { Document } from '../../engine/model/document.ts';
import { viewStrings } from '../../i18n/strings/desk/views.ts';
import type { Reading } from '../../worker/reading.ts';
import { locale } from '../locale.ts';
import type { Report } from '../report.ts';
import type { ReportState } from '../report-view.ts';

const t = viewStrings[locale];

/** The ways to look at a paste, in the order of their tabs. */
const VIEWS = ['findings', 'pictures', 'paste', 'rules', 'flows', 'change'] as const;
export type ViewId = (typeof VIEWS)[number];

/** Which kinds of document a view shows; null where it shows any. */
const SHOWS: Readonly<Record<ViewId, readonly Document['kind'][] | null>> = {
  findings: null,
  paste: null,
  pictures: [
    'flow-table',
    'counted-lines',
    'settings',
    'timings',
    'packets',
    'ruleset',
    'nft-ruleset',
    'conntrack-stats',
    'network-counters',
  ],
  rules: ['ruleset', 'nft-ruleset'],
  flows: ['flow-table'],
  change: null,
};

/** The views that have something to show of a paste. */
export function viewsOf({ sections }: Reading): ViewId[] {
  const kinds = new Set(sections.map(({ kind }) => kind));
  return VIEWS.filter(view => SHOWS[view]?.some(kind => kinds.has(kind)) ?? true);
}

/** The tabs above the views. Arrow keys go from one to the next, as the pattern of the ARIA authoring practices has it. */
export function tabsView(
  { reading }: Report,
  selected: ViewId,
  onView: (view: ViewId) => void,
): TemplateResult {
  const views = viewsOf(reading);
  const onKey = (event: KeyboardEvent) => {
    const at = views.indexOf(selected);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: views.length - 1 }[event.key];
    const view = to === undefined ? undefined : views.at(to % views.length);
    if (!view) return;
    event.preventDefault();
    onView(view);
    (event.currentTarget as Element).querySelector<HTMLElement>(`#tab-${view}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${t.label} @keydown=${onKey}>
    ${views.map(
      view => html`<button
        type="button"
        role="tab"
        class="tab"
        id="tab-${view}"
        aria-controls="view-${view}"
        aria-selected=${view === selected ? 'true' : 'false'}
        tabindex=${view === selected ? '0' : '-1'}
        @click=${() => onView(view)}
      >
        ${t[view]}
      </button>`,
    )}
  </div>`;
}

/** The place of a view; what it holds stays when another is looked at. */
export function panelView(view: ViewId, selected: ViewId, content: unknown): TemplateResult {
  return html`<div
    role="tabpanel"
    class="view"
    id="view-${view}"
    aria-labelledby="tab-${view}"
    ?hidden=${view !== selected}
  >
    ${content}
  </div>`;
}

/** The element of a view: it asks for what it shows when it is looked at for the first time (`shown`). */
export function elementOf(view: ViewId, report: Report, { view: selected, line }: ReportState): unknown {
  const shown = view === selected;
  switch (view) {
    case 'paste':
      return html`<paste-view .report=${report} .line=${line} .shown=${shown}></paste-view>`;
    case 'pictures':
      return html`<picture-view .report=${report} .shown=${shown}></picture-view>`;
    case 'rules':
      return html`<rule-table .report=${report} .shown=${shown}></rule-table>`;
    case 'flows':
      return html`<flow-table .report=${report} .shown=${shown}></flow-table>`;
    case 'change':
      return html`<change-view .report=${report} .shown=${shown}></change-view>`;
    default:
      return nothing;
  }
}
