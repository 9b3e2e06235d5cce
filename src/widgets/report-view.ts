import { html, nothing, type TemplateResult } from 'lit';
import type { Severity, Verdict } from '../engine/model/finding.ts';
import type { ReportFinding } from '../i18n/report.ts';
import type { Reading } from '../worker/reading.ts';
import { findingView, lookedView, type Placed } from './finding-view.ts';
import { icon } from './icon.ts';
import { restView } from './ledger.ts';
import { t } from './locale.ts';
import { nextView } from './next-view.ts';
import type { Report } from './report.ts';
import { lineCount, number, say, size } from './say.ts';
import { sectionList } from './section-list.ts';
import { scaleView } from './section-scale.ts';
import { isPositive, verdictSign } from './signs.ts';
import { unreadView } from './unread-list.ts';
import { elementOf, panelView, tabsView, type ViewId, viewsOf } from './views/tabs.ts';

/** So many causes that are ruled out or unknown are told in full, where nothing else is. */
const FEW = 2;

const VERDICTS: readonly Verdict[] = ['confirmed', 'suspected', 'clear', 'undecided'];

/** Where the reader is in a report. */
export interface ReportState {
  readonly view: ViewId;
  /** The line of the paste to be shown, counted from 1; null where none was asked for. */
  readonly line: number | null;
  /** False in the first moment: only what stands above is drawn. */
  readonly whole: boolean;
}

export interface ReportHandlers {
  /** Text that joins the case. */
  readonly onAdd: (text: string) => void;
  readonly onView: (view: ViewId) => void;
}

/** The whole report of the big box: the answer, what was read, and the views of it. */
export function reportView(report: Report, state: ReportState, on: ReportHandlers): TemplateResult {
  const { reading, findings } = report;
  const heading = headingOf(findings, reading);
  const placed = findings.map(
    (finding, index): Placed => ({
      finding,
      rank: index + 1,
      id: `f${index + 1}`,
      leads: finding.text === heading,
    }),
  );
  const wrong = placed.filter(({ finding }) => isPositive(finding));
  const rest = placed.filter(({ finding }) => !isPositive(finding));
  const [first, ...others] = wrong;
  const few = !first && rest.length <= FEW;
  return html`<header class="said">
      <h2 id="said" tabindex="-1">${heading}</h2>
      ${tallyView(findings)}
      <take-along .report=${report}></take-along>
    </header>
    <section class="read" aria-labelledby="read-h">
      <h2 class="legend" id="read-h">
        ${t.read.title} <span>${lineCount(reading.lines)}${t.report.and}${size(reading.bytes)}</span>
      </h2>
      ${scaleView(reading, few ? rest : wrong, 'unread')}
      <div class="read-more">${sectionList(report)} ${unreadView(reading, 'unread', true)}</div>
    </section>
    ${tabsView(report, state.view, on.onView)}
    ${panelView(
      'findings',
      state.view,
      html`<div class="verdicts">
          <h2 class="vh">${t.report.findings}</h2>
          ${first ? findingView(first) : few ? fewView(rest) : restView(rest, true)} ${nextView(findings, on.onAdd)}
          ${state.whole ? others.map(findingView) : nothing}
        </div>
        ${state.whole && first ? html`${restView(rest, false)} ${jumpView()}` : nothing}`,
    )}
    ${viewsOf(reading)
      .filter(view => view !== 'findings' && state.whole)
      .map(view => panelView(view, state.view, elementOf(view, report, state)))}`;
}

/** On a phone the next step is far from most findings: a key at the thumb leads there. */
function jumpView(): TemplateResult {
  return html`<a class="key jump" href="#next-h">${icon('i-down')}${t.next.title}</a>`;
}

function fewView(rest: readonly Placed[]): TemplateResult {
  return html`<div class="rest">${rest.map(lookedView)}</div>`;
}

/** The one sentence: what is or may be wrong; else what the only check says, or that none of them found anything. */
function headingOf(findings: readonly ReportFinding[], { sections, moreSections }: Reading): string {
  const [top] = findings;
  const n = sections.length + moreSections;
  if (top && (isPositive(top) || findings.length === 1)) return top.text;
  const ruledOut = findings.some(({ verdict }) => verdict === 'clear');
  return say(ruledOut ? t.report.nothing : t.report.undecided, { n });
}

/** What a status region says: the first verdict and its cause. */
export function spokenOf(findings: readonly ReportFinding[]): string {
  const [top] = findings;
  return top ? say(t.report.spoken, { verdict: t.verdicts[top.verdict].label, title: top.title }) : '';
}

function tallyView(findings: readonly ReportFinding[]): TemplateResult {
  const counts = VERDICTS.flatMap(verdict => {
    const of = findings.filter(finding => finding.verdict === verdict);
    return of.length > 0
      ? [{ verdict, count: of.length, severity: (of[0]?.severity ?? 'notice') as Severity }]
      : [];
  });
  return html`<ul class="tally" aria-label=${t.report.tally}>
    ${counts.map(
      ({ verdict, count, severity }) =>
        html`<li><b>${number(count)}</b>${verdictSign(verdict, severity)}</li>`,
    )}
  </ul>`;
}
