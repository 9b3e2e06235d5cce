import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Counter, Series } from '../../../explore/pictures/picture.ts';
import { number, say } from '../../say.ts';
import { type Cell, sheetView } from './sheet.ts';
import { change, duration, p } from './words.ts';

/** Pixels of a small drawing. */
const TOP = 6;
const BOTTOM = 38;

/** A small drawing for each counter, from its first to its last reading; each has its own scale. */
export function seriesView({ rows, more }: Series, label: string): TemplateResult {
  return html`<div class="pic-small" role="img" aria-label=${label}>
      ${rows.map(
        row => html`<div class="pic-counter">
          <p class="is-code" translate="no">${row.name}</p>
          <p class="pic-change"><b>${change(row.rise)}</b>${row.rate === null ? nothing : html` <span>${rateText(row.rate)}</span>`}</p>
          ${drawing(row)}
        </div>`,
      )}
    </div>
    ${more > 0 ? html`<p class="pic-more">${say(p.more, { n: more })}</p>` : nothing}`;
}

function rateText(rate: number): string {
  return say(p.rate, { n: Number(rate.toPrecision(3)) });
}

function drawing({ points }: Counter): TemplateResult {
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const last = points.at(-1)?.at ?? null;
  const timed = last !== null && last > 0 && points.every(({ at }) => at !== null);
  const x = (i: number) =>
    2 +
    96 * (timed ? ((points[i]?.at ?? 0) as number) / (last as number) : i / Math.max(1, points.length - 1));
  const y = (value: number) =>
    high === low ? BOTTOM : BOTTOM - ((value - low) / (high - low)) * (BOTTOM - TOP);
  return html`<svg class="pic-svg h-small" aria-hidden="true">
    <line class="grat" x1="0" x2="100%" y1=${BOTTOM} y2=${BOTTOM} />
    ${points
      .slice(1)
      .map(
        ({ value }, i) =>
          svg`<line class="pic-line" x1="${x(i).toFixed(2)}%" x2="${x(i + 1).toFixed(2)}%" y1=${y(values[i] as number).toFixed(1)} y2=${y(value).toFixed(1)} />`,
      )}
    ${points.map(({ value }, i) => svg`<circle class="pic-dot" cx="${x(i).toFixed(2)}%" cy=${y(value).toFixed(1)} r="3" />`)}
    <text class="t-dim" x="0" y="53">${number(values[0] as number)}</text>
    <text class="t-dim" x="100%" y="53" text-anchor="end">${number(values.at(-1) as number)}</text>
  </svg>`;
}

/** The same as a table: a row for each reading. */
export function seriesSheet(
  { rows }: Series,
  caption: string,
  onLine: (line: number) => void,
): TemplateResult {
  const cells = rows.flatMap(({ name, points, rise, rate }) =>
    points.map(({ at, value, line }, i): Cell[] => [
      { code: name },
      { n: at === null ? p.unknown : duration(at) },
      { n: number(value) },
      { n: i < points.length - 1 ? '' : change(rise) },
      { n: i < points.length - 1 ? '' : rate === null ? p.unknown : rateText(rate) },
      { line },
    ]),
  );
  return sheetView(
    caption,
    [
      { head: p.columns.counter },
      { head: p.columns.after, isNumber: true },
      { head: p.columns.value, isNumber: true },
      { head: p.columns.rise, isNumber: true },
      { head: p.columns.rate, isNumber: true },
      { head: p.columns.line, isNumber: true },
    ],
    cells,
    onLine,
  );
}
