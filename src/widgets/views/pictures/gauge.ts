import { html, svg, type TemplateResult } from 'lit';
import type { Gauge } from '../../../explore/pictures/picture.ts';
import { number, say } from '../../say.ts';
import { sheetView } from './sheet.ts';
import { p, spoken } from './words.ts';

const TENTHS = Array.from({ length: 11 }, (_, i) => i);

/** A count on a scale that ends at its maximum. */
export function gaugeView({ value, max, marks }: Gauge, label: string): TemplateResult {
  const ratio = Math.min(1, value / max);
  const level = marks.filter(({ at }) => value / max >= at).length;
  const ink = level === 0 ? 'bar-1' : level === 1 ? 'bar-warn' : 'bar-crit';
  return html`<svg class="pic-svg h-gauge" role="img" aria-label=${label}>
    <rect class="track" width="100%" y="18" height="14" />
    <rect class=${ink} width="${(ratio * 100).toFixed(3)}%" y="18" height="14" />
    ${TENTHS.map(
      i =>
        svg`<line class="grad ${i % 5 === 0 ? 'grad-l' : ''}" x1="${i * 10}%" x2="${i * 10}%" y1="34" y2=${i % 5 === 0 ? 43 : 39} />`,
    )}
    ${marks.map(
      ({ at, label: name }, i) => svg`<line class="lim" x1="${at * 100}%" x2="${at * 100}%" y1="13" y2="43" />
        <text class="t-dim" x="${at * 100}%" y="9" text-anchor=${i === marks.length - 1 ? 'start' : 'end'} dx=${i === marks.length - 1 ? -12 : 12}>${spoken(name)}</text>`,
    )}
    <text class="t-dim" x="0" y="57">0</text>
    <text class="t-dim" x="50%" y="57" text-anchor="middle">${number(Math.round(max / 2))}</text>
    <text class="t-dim" x="100%" y="57" text-anchor="end">${say(p.max, { max })}</text>
  </svg>`;
}

/** The same as a table. */
export function gaugeSheet(
  { value, max }: Gauge,
  caption: string,
  onLine: (line: number) => void,
): TemplateResult {
  return sheetView(
    caption,
    [
      { head: p.columns.count, isNumber: true },
      { head: p.columns.max, isNumber: true },
      { head: p.columns.share, isNumber: true },
    ],
    [[{ n: number(value) }, { n: number(max) }, { n: say(p.percent, { share: value / max }) }]],
    onLine,
  );
}
