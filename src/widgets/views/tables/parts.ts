import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { tableStrings } from '../../../i18n/strings/desk/tables.ts';
import { icon } from '../../icon.ts';
import { locale } from '../../locale.ts';
import { showLine } from '../../report-place.ts';
import { number, say } from '../../say.ts';
import type { VirtualRows } from './virtual-rows.ts';

export const t = tableStrings[locale];

export interface Column<Name extends string> {
  readonly name: Name;
  readonly label: string;
  /** Numbers stand at the right edge, and their order begins with the greatest. */
  readonly numeric?: boolean;
}

export interface Sort<Name extends string> {
  readonly column: Name;
  readonly descending: boolean;
}

/** What a press on a heading makes of the order: the other way round, or by this column. */
export function sortedBy<Name extends string>({ name, numeric }: Column<Name>, sort: Sort<Name>): Sort<Name> {
  if (sort.column === name) return { column: name, descending: !sort.descending };
  return { column: name, descending: numeric === true && name !== 'line' && name !== 'number' };
}

interface TableParts<Row, Name extends string> {
  readonly rows: VirtualRows<Row>;
  readonly label: string;
  readonly kind: string;
  readonly columns: readonly Column<Name>[];
  readonly sort: Sort<Name>;
  readonly onSort: (sort: Sort<Name>) => void;
  /** The cells of a row, `<td>` each; undefined: not there yet. */
  readonly cells: (row: Row) => unknown;
  readonly rowClass?: (row: Row) => string;
}

/** A table of any length in a box of its own that scrolls. */
export function tableView<Row, Name extends string>(parts: TableParts<Row, Name>): TemplateResult {
  const { rows, columns, sort, label, kind } = parts;
  const { first, end, above, below, elementOf } = rows.drawn();
  const numbers = Array.from({ length: end - first }, (_, i) => first + i);
  return html`<div
    class="rows rows-${kind}"
    role="region"
    aria-label=${label}
    aria-busy=${rows.waiting ? 'true' : 'false'}
    tabindex="0"
    @scroll=${rows.onScroll}
    @focusin=${rows.onFocus}
  >
    <table aria-rowcount=${(rows.rows ?? 0) + 1}>
      <caption class="vh">${label}</caption>
      <thead>
        <tr aria-rowindex="1">
          ${columns.map(column => headView(column, sort, parts.onSort))}
        </tr>
      </thead>
      <tbody>
        <tr class="pad" data-px=${above} aria-hidden="true"></tr>
        ${repeat(numbers, elementOf, row => {
          const held = rows.at(row);
          return html`<tr
              class="row ${held && parts.rowClass ? parts.rowClass(held) : ''} ${row % 2 === 1 ? 'is-odd' : ''}"
              aria-rowindex=${row + 2}
            >
              ${held ? parts.cells(held) : html`<td class="is-coming" colspan=${columns.length}>…</td>`}
            </tr>`;
        })}
        <tr class="pad" data-px=${below} aria-hidden="true"></tr>
      </tbody>
    </table>
  </div>`;
}

function headView<Name extends string>(
  column: Column<Name>,
  sort: Sort<Name>,
  onSort: (sort: Sort<Name>) => void,
): TemplateResult {
  const own = sort.column === column.name;
  return html`<th
    scope="col"
    class="c-${column.name} ${column.numeric ? 'is-n' : ''}"
    aria-sort=${own ? (sort.descending ? 'descending' : 'ascending') : 'none'}
  >
    <button type="button" title=${say(t.sortBy, { column: column.label })} @click=${() => onSort(sortedBy(column, sort))}>
      ${column.label}${own ? icon(sort.descending ? 'i-down' : 'i-up') : nothing}
    </button>
  </th>`;
}

/** The number of a line of the paste, which leads there. */
export function lineButton(line: number): TemplateResult {
  return html`<button
    type="button"
    class="to-line"
    aria-label=${say(t.toLine, { line: number(line) })}
    @click=${(event: Event) => {
      event.stopPropagation();
      showLine(event.currentTarget as Element, line);
    }}
  >
    ${number(line)}
  </button>`;
}

/** A field that a table is filtered by: takes effect while one types. */
export function filterField(
  label: string,
  value: string,
  onInput: (value: string) => void,
  options: readonly string[] = [],
  id = '',
): TemplateResult {
  return html`<label class="field"
    ><span>${label}</span
    ><input
      type="search"
      autocomplete="off"
      spellcheck="false"
      maxlength="200"
      list=${options.length > 0 ? id : nothing}
      .value=${value}
      @input=${(event: Event) => onInput((event.currentTarget as HTMLInputElement).value)}
    />${
      options.length > 0
        ? html`<datalist id=${id}>${options.map(option => html`<option value=${option}></option>`)}</datalist>`
        : nothing
    }</label
  >`;
}

/** What stands where there are no rows: working, failed, or why there are none. */
export function stateView(rows: VirtualRows<unknown>, none: string): TemplateResult | typeof nothing {
  if (rows.failed)
    return html`<p class="rows-state" role="alert">
      ${t.failed} <button type="button" class="key key-q key-s" @click=${() => rows.reset()}>${t.retry}</button>
    </p>`;
  if (rows.rows === null) return html`<p class="rows-state">${t.working}</p>`;
  return rows.rows === 0 ? html`<p class="rows-state">${none}</p>` : nothing;
}
