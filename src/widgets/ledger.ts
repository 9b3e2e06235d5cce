import { html, nothing, type TemplateResult } from 'lit';
import type { ReportFinding } from '../i18n/report.ts';
import { evidenceView } from './evidence-lines.ts';
import { lineIds, notesView, type Placed, runbook, whyView } from './finding-view.ts';
import { icon } from './icon.ts';
import { t } from './locale.ts';
import { miniCommand } from './next-command.ts';
import { number, say } from './say.ts';
import { verdictSign } from './signs.ts';

/** So many causes of which nothing is known may stand open: more hide what is known. */
const FEW_UNDECIDED = 6;

/** Causes that are ruled out, and causes of which the paste says nothing; `open` where there is nothing else to see. */
export function restView(placed: readonly Placed[], open: boolean): TemplateResult | typeof nothing {
  if (placed.length === 0) return nothing;
  const clear = placed.filter(({ finding }) => finding.verdict === 'clear');
  const undecided = placed.filter(({ finding }) => finding.verdict === 'undecided');
  return html`<section class="rest" aria-labelledby="rest-h">
    <h2 class="legend" id="rest-h">${open ? t.report.findings : t.report.rest}</h2>
    ${fold(clear, t.report.clear, open, item => clearItem(item, open))}
    ${fold(undecided, t.report.undecidedNote, open && undecided.length <= FEW_UNDECIDED, undecidedItem)}
  </section>`;
}

function fold(
  placed: readonly Placed[],
  note: string,
  open: boolean,
  item: (placed: Placed) => TemplateResult,
): TemplateResult | typeof nothing {
  const first = placed[0];
  if (!first) return nothing;
  return html`<details class="fold" ?open=${open}>
    <summary>
      ${icon('i-chev', 'chev')}${verdictSign(first.finding.verdict, first.finding.severity)}
      <span class="n">${number(placed.length)}</span><span class="dim">${note}</span>
    </summary>
    <ul class="ledger ledger-cmd">
      ${placed.map(item)}
    </ul>
  </details>`;
}

/** A cause that is ruled out, and the lines that do it. */
function clearItem(placed: Placed, open: boolean): TemplateResult {
  const { finding, rank, id } = placed;
  const idOf = lineIds(placed);
  return html`<li id=${id}>
    <a href=${runbook(finding)}>${finding.title}</a>
    <span>${sentence(finding)}</span>
    <details class="fold fold-s ledger-why" ?open=${open}>
      <summary>${icon('i-chev', 'chev')}${t.report.evidenceHere}</summary>
      <ul>${finding.reasons.map(reason => whyView(reason, idOf))}</ul>
      ${notesView(finding.notes, idOf)} ${evidenceView(finding, say(t.report.evidence, { n: rank }), idOf)}
    </details>
  </li>`;
}

/** A cause of which the paste says nothing, and the command that would. */
function undecidedItem({ finding, id }: Placed): TemplateResult {
  const command = finding.next[0];
  return html`<li id=${id}>
    <a href=${runbook(finding)}>${finding.title}</a>
    <span>${sentence(finding)}</span>
    ${command ? miniCommand(command) : nothing}
  </li>`;
}

function sentence({ host, text }: ReportFinding): string {
  return host === null ? text : `${text} (${say(t.report.host, { host })})`;
}
