import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Histogram, Histograms } from '../../../explore/pictures/picture.ts';
import { number } from '../../say.ts';
import { logarithmic, markLines, ticks } from './axis.ts';
import { type Cell, type Column, sheetView } from './sheet.ts';
import { duration, isName, labelText, p, spoken } from './words.ts';

/** Pixels above the bars, and their height. */
const WITH_MARKS = 34;
const WITHOUT = 6;
const HEIGHT = 84;
/** What is there is seen. */
const LEAST = 2;

/** Counts over time, one drawing below the other on the same axis. */
export function histogramsView({ rows, series, axis }: Histograms, label: string): TemplateResult {
  return html`<div class="pic-stack" role="img" aria-label=${label}>
      ${rows.map(
        row => html`<div>
          ${row.phase ? html`<p class="pic-group-name">${p.phases[row.phase]}</p>` : nothing}
          ${row.facts ? html`<p class="pic-facts">${spoken(row.facts)}</p>` : nothing} ${drawing(row, axis)}
        </div>`,
      )}
    </div>
    ${
      series.length > 1
        ? html`<ul class="pic-legend">
            ${series.map((name, i) => html`<li><svg class="pic-swatch" aria-hidden="true"><rect class=${inkOf(i)} width="100%" height="100%" /></svg><span translate=${isName(name) ? 'no' : nothing} class=${isName(name) ? 'is-code' : ''}>${labelText(name)}</span></li>`)}
          </ul>`
        : nothing
    }`;
}

function inkOf(series: number): string {
  return `bar-${Math.min(4, series + 1)}`;
}

function drawing({ bins, marks }: Histogram, axis: Histograms['axis']): TemplateResult {
  const place = logarithmic(axis);
  const top = marks.length > 0 ? WITH_MARKS : WITHOUT;
  const bottom = top + HEIGHT;
  const most = bins.reduce((top, { counts }) => Math.max(top, totalOf(counts)), 0);
  const tallest = bins.find(({ counts }) => totalOf(counts) === most);
  return html`<svg class="pic-svg ${marks.length > 0 ? 'h-histogram' : 'h-histogram-s'}" aria-hidden="true">
    ${ticks(axis, place, top, bottom)}
    <line class="grad-l" x1="0" x2="100%" y1=${bottom} y2=${bottom} />
    ${bins.map(bin => binView(bin, place, most, bottom))} ${markLines(marks, place, top - 6, bottom)}
    ${tallest ? topView(tallest, place, top) : nothing}
  </svg>`;
}

type Bin = Histogram['bins'][number];

function binView(
  { from, below, counts }: Bin,
  place: (seconds: number) => number,
  most: number,
  bottom: number,
): unknown {
  const [x, end] = [place(from), place(below)];
  let y = bottom;
  return counts.map((count, i) => {
    if (count === 0) return nothing;
    const height = Math.max(LEAST, (count / most) * HEIGHT);
    y -= height;
    return svg`<rect class="${inkOf(i)} bar-cut" x="${x.toFixed(2)}%" width="${Math.max(0.6, end - x).toFixed(2)}%" y=${y.toFixed(1)} height=${height.toFixed(1)} />`;
  });
}

/** The tallest bar bears its number. */
function topView({ from, below, counts }: Bin, place: (seconds: number) => number, top: number): unknown {
  const beyond = place(below) > 80;
  const x = beyond ? place(from) : place(below);
  return svg`<text class="t-v" x="${x.toFixed(2)}%" dx=${beyond ? -4 : 4} y=${top + 10} text-anchor=${beyond ? 'end' : 'start'}>${number(totalOf(counts))}</text>`;
}

function totalOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The same as a table. */
export function histogramsSheet(
  { rows, series, unit }: Histograms,
  caption: string,
  onLine: (line: number) => void,
): TemplateResult {
  const several = rows.some(({ phase }) => phase !== null);
  const columns: Column[] = [
    ...(several ? [{ head: p.columns.phase }] : []),
    { head: p.columns.from, isNumber: true },
    { head: p.columns.below, isNumber: true },
    ...(series.length > 1
      ? series.map(name => ({ head: labelText(name), isNumber: true }))
      : [{ head: p.columns[unit], isNumber: true }]),
  ];
  const cells = rows.flatMap(({ phase, bins }) =>
    bins.map(({ from, below, counts }): Cell[] => [
      ...(several ? [phase ? p.phases[phase] : ''] : []),
      { n: duration(from) },
      { n: duration(below) },
      ...counts.map(count => ({ n: number(count) })),
    ]),
  );
  return sheetView(caption, columns, cells, onLine);
}
