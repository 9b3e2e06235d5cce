import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Waterfall } from '../../../explore/pictures/picture.ts';
import { type Cell, sheetView } from './sheet.ts';
import { duration, p, spoken } from './words.ts';

/** Per cent of the width: what is shorter is still seen, and stays within. */
const THIN = 0.4;

/** One request: a row for each phase, which begins where the one before ended. */
export function waterfallView({ phases, total, marks, url }: Waterfall, label: string): TemplateResult {
  const place = (seconds: number) => `${((seconds / total) * 100).toFixed(3)}%`;
  const longest = Math.max(...phases.map(({ from, to }) => to - from));
  const lines = marks.map(
    ({ at }) => svg`<line class="lim" x1=${place(at)} x2=${place(at)} y1="0" y2="100%" />`,
  );
  return html`${url === null ? nothing : html`<p class="pic-url" translate="no"><code>${url}</code></p>`}
    <div class="pic-fall" role="img" aria-label=${label}>
      <svg class="pic-svg h-axis" aria-hidden="true">
        <text class="t-dim" x="0" y="26">0</text>
        <text class="t-dim" x="100%" y="26" text-anchor="end">${duration(total)}</text>
        ${namedMarks(marks, total).map(
          ({ at, label: name }) =>
            svg`<text class="t-dim" x=${place(at)} y="11" text-anchor=${at / total > 0.94 ? 'end' : at / total < 0.06 ? 'start' : 'middle'}>${name ? spoken(name) : ''}</text>`,
        )}
      </svg>
      ${phases.map(
        ({ phase, from, to, reached }) => html`<div class="pic-phase">
          <span>${p.phases[phase]}</span><span class="pic-value">${duration(to - from)}${reached ? nothing : ` · ${p.unreached}`}</span>
          <svg class="pic-bar h-phase" aria-hidden="true">
            <line class="grat" x1="0" x2="100%" y1="100%" y2="100%" />
            ${lines}
            <rect
              class=${reached ? (to - from === longest ? 'bar-1' : 'bar-3') : 'bar-never'}
              x="${Math.min(100 - THIN, (from / total) * 100).toFixed(3)}%"
              width="${Math.max(THIN, ((to - from) / total) * 100).toFixed(3)}%"
              y="3"
              height="10"
            />
          </svg>
        </div>`,
      )}
    </div>`;
}

/** Those that have room for their names. */
function namedMarks(marks: Waterfall['marks'], total: number): Waterfall['marks'] {
  let last = -1;
  return marks.filter(({ at }) => {
    if (at / total - last < 0.1) return false;
    last = at / total;
    return true;
  });
}

/** The same as a table. */
export function waterfallSheet(
  { phases, total }: Waterfall,
  caption: string,
  onLine: (line: number) => void,
): TemplateResult {
  const rows = phases.map(({ phase, from, to, reached }): Cell[] => [
    reached ? p.phases[phase] : `${p.phases[phase]} (${p.unreached})`,
    { n: duration(from) },
    { n: duration(to) },
    { n: duration(to - from) },
  ]);
  return sheetView(
    caption,
    [
      { head: p.columns.phase },
      { head: p.columns.from, isNumber: true },
      { head: p.columns.to, isNumber: true },
      { head: p.columns.took, isNumber: true },
    ],
    [...rows, [p.phases.total, { n: duration(0) }, { n: duration(total) }, { n: duration(total) }]],
    onLine,
  );
}
