import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Bar, BarGroup, Bars } from '../../../explore/pictures/picture.ts';
import { say } from '../../say.ts';
import { type Cell, type Column, sheetView } from './sheet.ts';
import { interval, isName, labelText, p } from './words.ts';

/** The ids of the hatchings, which the element draws once. */
export const HATCH = 'pic-hatch';
export const HATCH_DROP = 'pic-hatch-drop';

/** Names, counts, and a bar for each. */
export function barsView({ groups, longest, unit }: Bars, label: string): TemplateResult {
  const rows = groups.flatMap(group => group.rows);
  const unreplied = rows.some(row => (row.unreplied ?? 0) > 0);
  const drops = rows.some(row => row.drops);
  return html`<div class="pic-bars" role="img" aria-label=${label}>${groups.map(group => groupView(group, longest))}</div>
    ${unreplied || drops ? html`<p class="pic-key">${keyView(unreplied ? HATCH : HATCH_DROP, unreplied)}</p>` : nothing}
    ${unit === 'ports' && rows.some(({ of }) => of !== null) ? html`<p class="pic-key">${p.range}</p>` : nothing}`;
}

function keyView(pattern: string, unreplied: boolean): TemplateResult {
  return html`<svg class="pic-swatch" aria-hidden="true"><rect class="bar-back" width="100%" height="100%" /><rect
      class=${unreplied ? 'bar-hatched' : 'bar-dropped'} fill="url(#${pattern})" width="100%" height="100%" /></svg
    >${unreplied ? p.unreplied : p.drops}`;
}

function groupView({ label, rows, more }: BarGroup, longest: number): TemplateResult {
  return html`<div class="pic-group">
    ${label ? html`<p class="pic-group-name" translate=${isName(label) ? 'no' : nothing}>${labelText(label)}</p>` : nothing}
    ${rows.map(row => rowView(row, longest))}
    ${more !== null && more > 0 ? html`<p class="pic-more">${say(p.more, { n: more })}</p>` : nothing}
  </div>`;
}

function rowView({ label, low, high, of, unreplied, drops }: Bar, longest: number): TemplateResult {
  const percent = (value: number) =>
    `${longest > 0 ? Math.min(100, (value / longest) * 100).toFixed(3) : 0}%`;
  const answered = high - (unreplied ?? 0);
  const value = of === null ? interval(low, high) : say(p.ofRange, { n: high, of });
  return html`<div class="pic-row ${drops ? 'is-dropping' : ''}">
    <span class="pic-name ${isName(label) ? 'is-code' : ''}" translate=${isName(label) ? 'no' : nothing}>${labelText(label)}</span>
    <span class="pic-value">${value}</span>
    <svg class="pic-bar" aria-hidden="true">
      ${of === null ? nothing : svg`<rect class="track" width=${percent(of)} height="100%" />`}
      ${
        drops
          ? svg`<rect class="bar-back" width=${percent(high)} height="100%" /><rect class="bar-dropped" fill="url(#${HATCH_DROP})" width=${percent(high)} height="100%" />`
          : svg`<rect class="bar-1" width=${percent(answered)} height="100%" />`
      }
      ${
        unreplied
          ? svg`<rect class="bar-back" x=${percent(answered)} width=${percent(unreplied)} height="100%" /><rect class="bar-hatched" fill="url(#${HATCH})" x=${percent(answered)} width=${percent(unreplied)} height="100%" />`
          : nothing
      }
      ${low === high ? nothing : svg`<rect class="bar-open" x=${percent(low)} width=${percent(high - low)} height="100%" />`}
    </svg>
  </div>`;
}

/** The same as a table. */
export function barsSheet(
  { groups, unit }: Bars,
  caption: string,
  onLine: (line: number) => void,
): TemplateResult {
  const rows = groups.flatMap(group => group.rows);
  const grouped = groups.some(group => group.label !== null);
  const unreplied = rows.some(row => row.unreplied !== null && row.unreplied > 0);
  const range = rows.some(row => row.of !== null);
  const columns: Column[] = [
    ...(grouped ? [{ head: p.columns.group }] : []),
    { head: p.columns.name },
    { head: p.columns[unit], isNumber: true },
    ...(unreplied ? [{ head: p.unreplied, isNumber: true }] : []),
    ...(range ? [{ head: p.columns.range, isNumber: true }] : []),
    { head: p.columns.line, isNumber: true },
  ];
  const cells = groups.flatMap(({ label, rows: of }) =>
    of.map((row): Cell[] => [
      ...(grouped ? [label ? cellOf(label) : ''] : []),
      cellOf(row.label),
      { n: interval(row.low, row.high) },
      ...(unreplied ? [{ n: row.unreplied === null ? '' : interval(row.unreplied, row.unreplied) }] : []),
      ...(range ? [{ n: row.of === null ? p.unknown : interval(row.of, row.of) }] : []),
      { line: row.line },
    ]),
  );
  return sheetView(caption, columns, cells, onLine);
}

function cellOf(label: Bar['label']): Cell {
  return isName(label) ? { code: labelText(label) } : labelText(label);
}
