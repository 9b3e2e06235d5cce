import { html, nothing, type TemplateResult } from 'lit';
import type { ReportFinding } from '../i18n/report.ts';
import { evidenceView } from './evidence-lines.ts';
import { runbook } from './finding-view.ts';
import { icon } from './icon.ts';
import { t } from './locale.ts';
import { commandView } from './next-command.ts';
import type { Report } from './report.ts';
import { say } from './say.ts';
import { isPositive, verdictSign } from './signs.ts';
import { unreadView } from './unread-list.ts';

interface Asked {
  /** The incident of the page; null shows the first finding. */
  readonly incident: string | null;
  /** The box's own id, from which the ids of the lines are made. */
  readonly id: string;
  readonly onAgain: () => void;
}

/** What a box inside a runbook answers: one line on the page's incident, and the evidence below it. */
export function answerView({ reading, findings }: Report, { incident, id, onAgain }: Asked): TemplateResult {
  const about = findings.filter(finding => finding.incident === incident);
  const shown = about.length > 0 ? about : findings.slice(0, 1);
  const others = findings.filter(finding => isPositive(finding) && !shown.includes(finding));
  return html`${shown.map((finding, index) => lineView(finding, `${id}-${index + 1}`, index === 0 ? onAgain : null))}
    ${
      others.length > 0
        ? html`<ul class="plain also">
            ${others.map(
              other =>
                html`<li>${verdictSign(other.verdict, other.severity)}<a href=${runbook(other)}>${other.title}</a></li>`,
            )}
          </ul>`
        : nothing
    }
    ${unreadView(reading, `${id}-unread`)}`;
}

function lineView(finding: ReportFinding, id: string, onAgain: (() => void) | null): TemplateResult {
  const { verdict, severity, host, text } = finding;
  const command = verdict === 'suspected' || verdict === 'undecided' ? finding.next[0] : undefined;
  return html`<div class="answer is-${verdict}" tabindex="-1">
      ${verdictSign(verdict, severity)}
      <p>${host === null ? nothing : html`<span class="dim">${say(t.report.host, { host })}</span> `}<b>${text}</b></p>
      ${onAgain ? html`<button type="button" class="key key-s" @click=${onAgain}>${t.box.again}</button>` : nothing}
    </div>
    ${evidenceView(finding, t.report.evidenceHere, line => `${id}-L${line}`)}
    ${command ? html`<p class="legend">${t.next.title}</p>${commandView(command)}` : nothing}
    ${
      verdict === 'confirmed'
        ? html`<p class="acts"><a class="key" href="#stop">${t.report.stop}${icon('i-down')}</a></p>`
        : nothing
    }`;
}
