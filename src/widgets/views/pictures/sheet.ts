import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../icon.ts';
import { number } from '../../say.ts';
import { p } from './words.ts';

/** A cell: a number stands to the right, a name of the paste is not translated, a line of the paste can be gone to. */
export type Cell =
  | string
  | { readonly n: string }
  | { readonly code: string }
  | { readonly line: number | null };

export interface Column {
  readonly head: string;
  readonly isNumber?: boolean;
}

/** The same data as a table, for those who cannot see the drawing or want the numbers. */
export function sheetView(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  onLine: (line: number) => void,
): TemplateResult {
  return html`<details class="fold fold-s pic-table">
    <summary>${icon('i-chev', 'chev')}${p.asTable}</summary>
    <div class="pic-scroll" tabindex="0" role="group" aria-label=${caption}>
      <table class="sheet">
        <caption class="vh">
          ${caption}
        </caption>
        <thead>
          <tr>
            ${columns.map(({ head, isNumber }) => html`<th scope="col" class=${isNumber ? 'num' : nothing}>${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(row => html`<tr>${row.map(cell => cellView(cell, onLine))}</tr>`)}
        </tbody>
      </table>
    </div>
  </details>`;
}

function cellView(cell: Cell, onLine: (line: number) => void): TemplateResult {
  if (typeof cell === 'string') return html`<td>${cell}</td>`;
  if ('n' in cell) return html`<td class="num">${cell.n}</td>`;
  if ('code' in cell) return html`<td><code translate="no">${cell.code}</code></td>`;
  const { line } = cell;
  if (line === null) return html`<td></td>`;
  return html`<td class="num"><button type="button" class="ln" @click=${() => onLine(line)}>${number(line)}</button></td>`;
}
