import { html, nothing, type TemplateResult } from 'lit';
import type { Picture, TalkId } from '../../../explore/pictures/picture.ts';
import type { ReportFinding } from '../../../i18n/report.ts';
import { placeOf } from '../../evidence-lines.ts';
import { t } from '../../locale.ts';
import { say } from '../../say.ts';
import { barsSheet, barsView } from './bars.ts';
import { gaugeSheet, gaugeView } from './gauge.ts';
import { histogramsSheet, histogramsView } from './histograms.ts';
import { sequenceSheet, sequenceView } from './sequence.ts';
import { seriesSheet, seriesView } from './series.ts';
import { waterfallSheet, waterfallView } from './waterfall.ts';
import { p, spoken } from './words.ts';

/** So many places in the paste, and findings, are named. */
const MAX_PLACES = 3;
const MAX_FINDINGS = 3;

export interface FigureHandlers {
  readonly onLine: (line: number) => void;
  readonly onTalk: (talk: TalkId) => void;
}

/** A picture with its heading, its sentence, where it is from, and the same as a table. */
export function figureView(
  picture: Picture,
  findings: readonly ReportFinding[],
  on: FigureHandlers,
): TemplateResult {
  const { kind, host, says, notes, id } = picture;
  const title = p.titles[kind];
  const sentence = spoken(says);
  const [drawing, sheet] = parts(picture, `${title}. ${sentence}`, on);
  return html`<figure class="pic pic-${kind}" aria-labelledby="pic-${id}">
    <figcaption>
      <h3 id="pic-${id}">${title}</h3>
      ${host === null ? nothing : html`<span class="dim">${say(t.report.host, { host })}</span>`}
    </figcaption>
    <p class="pic-says">${sentence}</p>
    ${drawing} ${notes.map(note => html`<p class="pic-note">${spoken(note)}</p>`)} ${fromView(picture, findings, on)} ${sheet}
  </figure>`;
}

function parts(
  { drawing, kind }: Picture,
  label: string,
  { onLine, onTalk }: FigureHandlers,
): [unknown, unknown] {
  const caption = p.titles[kind];
  switch (drawing.form) {
    case 'gauge':
      return [gaugeView(drawing, label), gaugeSheet(drawing, caption, onLine)];
    case 'bars':
      return [barsView(drawing, label), barsSheet(drawing, caption, onLine)];
    case 'histograms':
      return [histogramsView(drawing, label), histogramsSheet(drawing, caption, onLine)];
    case 'waterfall':
      return [waterfallView(drawing, label), waterfallSheet(drawing, caption, onLine)];
    case 'series':
      return [seriesView(drawing, label), seriesSheet(drawing, caption, onLine)];
    case 'sequence':
      return [sequenceView(drawing, label, onTalk), sequenceSheet(drawing, caption, onLine)];
  }
}

/** The findings that rest on the same lines, and the lines. */
function fromView(
  { findings: ranks, lines }: Picture,
  findings: readonly ReportFinding[],
  { onLine }: FigureHandlers,
): TemplateResult {
  return html`<p class="pic-from">
    ${ranks
      .slice(0, MAX_FINDINGS)
      .map(
        rank =>
          html`<a href="#f${rank + 1}">${say(t.report.rank, { n: rank + 1 })}<span class="pic-of">${findings[rank]?.title ?? ''}</span></a>`,
      )}
    ${lines
      .slice(0, MAX_PLACES)
      .map(
        ({ first, last }) =>
          html`<button type="button" class="ln" @click=${() => onLine(first)}>${placeOf([[first, last]])}</button>`,
      )}
  </p>`;
}
