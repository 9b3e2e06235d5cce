import { html, nothing, type TemplateResult } from 'lit';
import { placeOf } from '../../evidence-lines.ts';
import { icon } from '../../icon.ts';
import { t as widget } from '../../locale.ts';
import { say } from '../../say.ts';
import { expected } from '../../unread-list.ts';
import type { LineNote, LineNotes } from './line-notes.ts';
import { t } from './words.ts';

/** So many reasons are told of a line; the rest is counted. */
const TOLD = 4;

/** What the report says of the first of some lines of which it says anything, below the lines; of none, what the marks mean. */
export function saidView(lines: readonly (number | null)[], notes: LineNotes): TemplateResult {
  const line = lines.find(other => other !== null && (notes.of(other).length > 0 || notes.unread.has(other)));
  if (line == null) return legendView(notes);
  const told = notes.of(line);
  const unread = notes.unread.get(line);
  return html`<div class="viewer-said">
    <p class="viewer-line">${placeOf([[line, line]])}</p>
    <ul>
      ${told.slice(0, TOLD).map(reasonView)}
      ${told.length > TOLD ? html`<li class="dim">${say(t.moreReasons, { n: told.length - TOLD })}</li>` : nothing}
      ${unread ? html`<li class="said-unread"><span class="hatch"></span><span>${t.unread}. ${expected(unread.within)}</span></li>` : nothing}
    </ul>
  </div>`;
}

/** The same in one sentence, for a screen reader that follows the keys. */
export function spokenLine(line: number, notes: LineNotes): string {
  const reasons = notes
    .of(line)
    .map(({ rank, title, reason }) =>
      [
        say(t.finding, { n: rank, title }),
        `${widget.report[reason.for ? 'for' : 'against']}: ${reason.text}`,
      ].join(', '),
    );
  const unread = notes.unread.has(line) ? [t.unread] : [];
  return [placeOf([[line, line]]), ...reasons, ...unread].join('. ');
}

function reasonView({ rank, title, reason }: LineNote): TemplateResult {
  const side = reason.for ? 'for' : 'against';
  const name = say(t.finding, { n: rank, title });
  return html`<li class="why-${side}">
    ${icon(reason.for ? 'i-plus' : 'i-minus')}
    <a class="tag" href=${`#f${rank}`} aria-label=${name} title=${name}>${rank}</a>
    <span><span class="vh">${widget.report[side]}: </span>${reason.text}</span>
  </li>`;
}

function legendView({ unread, lines }: LineNotes): TemplateResult {
  return html`<div class="viewer-said is-legend">
    ${
      lines.length > 0
        ? html`<span><mark class="for">${widget.report.for}</mark></span>
          <span><mark class="against">${widget.report.against}</mark></span>`
        : nothing
    }
    ${unread.size > 0 ? html`<span><span class="hatch"></span> ${t.unread}</span>` : nothing}
    <span class="viewer-hint">${t.keys}</span>
  </div>`;
}

/** What stands there where lines could not be read again. */
export function failedView(onAgain: () => void): TemplateResult {
  return html`<div class="viewer-said" role="alert">
    <p>${t.failed}</p>
    <p><button type="button" class="key key-s" @click=${onAgain}>${t.again}</button></p>
  </div>`;
}
