import { html, nothing, type TemplateResult } from 'lit';
import { formatNames } from '../i18n/format-names.ts';
import type { Reading } from '../worker/reading.ts';
import { lineIds, type Placed } from './finding-view.ts';
import { t } from './locale.ts';
import { lineCount, number, say } from './say.ts';
import { holdsWords } from './section-list.ts';
import { type Segment, scaleOf, widthOf } from './segments.ts';
import { isPositive } from './signs.ts';

/** What was read, from the first line of the paste to the last; an output leads to the evidence that stands in it. */
export function scaleView(reading: Reading, placed: readonly Placed[], unreadId: string): TemplateResult {
  const { segments, more } = scaleOf(
    reading,
    placed.map(({ finding, rank }) => ({ rank, reasons: finding.reasons })),
  );
  return html`<ol class="scale" aria-label=${t.read.scale}>
    ${segments.map(segment => segmentView(segment, placed, unreadId))}
    ${more > 0 ? html`<li class="seg g1"><span class="seg-in"><span class="seg-v">${say(t.read.moreSections, { n: more })}</span></span></li>` : nothing}
  </ol>`;
}

function segmentView(segment: Segment, placed: readonly Placed[], unreadId: string): TemplateResult {
  if (segment.kind === 'unread') {
    return html`<li class="seg g1 is-unread">
      <a href=${`#${unreadId}`}>
        <span class="seg-k">${t.read.notUnderstood}</span><span class="seg-v">${lineCount(segment.lines)}</span>
      </a>
      <span class="seg-n">${number(segment.first)}</span>
    </li>`;
  }
  const { section, ranks, target } = segment;
  const home = placed.find(({ rank }) => rank === target?.rank);
  const words = html`<span class="seg-k">${formatNames[section.format]}</span><span class="seg-v">${holdsWords(section)}</span>`;
  return html`<li class="seg g${widthOf(segment.lines)}">
    ${
      home && target
        ? html`<a href=${`#${lineIds(home)(target.line)}`}>${words}</a>`
        : html`<span class="seg-in">${words}</span>`
    }
    <span class="seg-n">${number(segment.first)}</span>
    ${home && isPositive(home.finding) ? flagsView(ranks) : nothing}
  </li>`;
}

/** The numbers of the findings that have evidence there. */
function flagsView(ranks: readonly number[]): TemplateResult {
  return html`<span class="flags">
    ${ranks.map(rank => html`<b class="tag" title=${say(t.report.rank, { n: rank })}>${rank}</b>`)}
  </span>`;
}
