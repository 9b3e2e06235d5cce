import { html, nothing, type TemplateResult } from 'lit';
import { href } from '../i18n/href.ts';
import type { ReportFinding, ReportReason } from '../i18n/report.ts';
import { evidenceView, linesLink, pasteKey } from './evidence-lines.ts';
import { icon } from './icon.ts';
import { inlineCode } from './inline-code.ts';
import { locale, t } from './locale.ts';
import { say } from './say.ts';
import { severitySign, verdictSign } from './signs.ts';

/** A finding and its place in the report. */
export interface Placed {
  readonly finding: ReportFinding;
  /** Counted from 1. */
  readonly rank: number;
  /** Begins the ids of everything that belongs to it. */
  readonly id: string;
  /** True where its sentence is the heading of the report already. */
  readonly leads: boolean;
}

/** What is or may be wrong: how sure, how bad, why, and the lines that show it. */
export function findingView(placed: Placed): TemplateResult {
  const { finding, rank, id } = placed;
  return html`<article class="finding" id=${id} aria-labelledby="${id}-h">
    <div class="finding-rail">
      <span class="rank" role="img" aria-label=${say(t.report.rank, { n: rank })}>${rank}</span>
      ${verdictSign(finding.verdict, finding.severity)} ${severitySign(finding.severity)}
    </div>
    ${bodyView(placed)}
  </article>`;
}

/** A cause that is ruled out or unknown, in full: where there are few and nothing is wrong. */
export function lookedView(placed: Placed): TemplateResult {
  const { finding, id } = placed;
  return html`<article class="looked" id=${id} aria-labelledby="${id}-h">
    <p>${verdictSign(finding.verdict, finding.severity)}</p>
    ${bodyView(placed)}
  </article>`;
}

function bodyView(placed: Placed): TemplateResult {
  const { finding, rank, id, leads } = placed;
  const idOf = lineIds(placed);
  // What keeps the damage small comes before the reasons.
  const stops = canStop(finding);
  return html`<div class="finding-body">
    <h3 id="${id}-h">${leads ? finding.title : finding.text}</h3>
    <p class="slug">
      ${leads ? nothing : html`<a href=${runbook(finding)}>${finding.title}</a>`}
      ${finding.host === null ? nothing : html`<span>${say(t.report.host, { host: finding.host })}</span>`}
    </p>
    ${stops ? actsView(finding) : nothing} ${explainedView(finding)} ${whysView(finding, idOf)} ${notesView(finding.notes, idOf)}
    ${evidenceView(finding, say(t.report.evidence, { n: rank }), idOf)} ${apartView(finding)}
    ${stops ? nothing : actsView(finding)}
  </div>`;
}

function canStop({ verdict, stop }: ReportFinding): boolean {
  return verdict === 'confirmed' && stop;
}

function actsView(finding: ReportFinding): TemplateResult {
  return html`<p class="acts">
    ${
      canStop(finding)
        ? html`<a class="key" href=${`${runbook(finding)}#stop`}>${t.report.stop}${icon('i-right')}</a>`
        : nothing
    }
    <a class="key key-q" href=${runbook(finding)}>${t.report.runbook}</a>
  </p>`;
}

/** The findings that bring this one about. */
function explainedView({ explainedBy }: ReportFinding): unknown {
  if (explainedBy.length === 0) return nothing;
  return html`<p class="explained">${say(t.report.explained, { titles: explainedBy.map(({ title }) => title).join(', ') })}</p>`;
}

/** What is taken for it, what brings it about and what comes of it, each with the test that tells them apart. */
function apartView({ apart, verdict }: ReportFinding): unknown {
  if (apart.length === 0 || verdict === 'clear') return nothing;
  return html`<details class="fold fold-s apart">
    <summary>${icon('i-chev', 'chev')}${t.report.apart}</summary>
    <dl>
      ${apart.map(other => html`<dt><a href=${runbook(other)}>${other.title}</a></dt><dd>${inlineCode(other.test)}</dd>`)}
    </dl>
  </details>`;
}

/** The address of a finding's runbook. */
export function runbook({ incident }: Pick<ReportFinding, 'incident'>): string {
  return href(locale, `incidents/${incident}/`);
}

/** The id of a line in the evidence of a finding. */
export function lineIds({ id }: Pick<Placed, 'id'>): (line: number) => string {
  return line => `${id}-L${line}`;
}

/** Reasons for and against side by side; where one side has none, the other has the room. */
function whysView({ reasons, verdict }: ReportFinding, idOf: (line: number) => string): unknown {
  if (reasons.length === 0) return nothing;
  const sides = (verdict === 'clear' ? [false, true] : [true, false]).map(speaks => ({
    speaks,
    reasons: reasons.filter(reason => reason.for === speaks),
  }));
  const alone = sides.some(side => side.reasons.length === 0);
  return html`<div class="whys ${alone ? 'whys-one' : ''}">
    ${sides.map(
      side => html`<div>
        <h4 class="legend">${side.speaks ? t.report.for : t.report.against}</h4>
        <ul>
          ${
            side.reasons.length > 0
              ? side.reasons.map(reason => whyView(reason, idOf))
              : html`<li class="why why-none">${t.report.none}</li>`
          }
        </ul>
      </div>`,
    )}
  </div>`;
}

/** A reason, with a plus or a minus and the lines that show it. */
export function whyView(reason: ReportReason, idOf: (line: number) => string): TemplateResult {
  const side = reason.for ? 'for' : 'against';
  return html`<li class="why why-${side}">
    ${icon(reason.for ? 'i-plus' : 'i-minus')}
    <span><span class="vh">${t.report[side]}: </span>${reason.text}</span>${placesView(reason, idOf)}
  </li>`;
}

/** Where its lines stand: in the excerpt below, and in the whole paste. */
function placesView(
  reason: ReportReason,
  idOf: (line: number) => string,
  onlyFirst = false,
): TemplateResult | typeof nothing {
  if (reason.evidence.length === 0) return nothing;
  return html`<span class="why-at">${linesLink(reason, idOf, onlyFirst)}${pasteKey(reason)}</span>`;
}

/** What else the paste shows of the matter: which states fill the table. */
export function notesView(notes: readonly ReportReason[], idOf: (line: number) => string): unknown {
  if (notes.length === 0) return nothing;
  return html`<div class="notes">
    <h4 class="legend">${t.report.notes}</h4>
    <ul>
      ${notes.map(note => html`<li class="why"><span></span><span>${note.text}</span>${placesView(note, idOf, true)}</li>`)}
    </ul>
  </div>`;
}
