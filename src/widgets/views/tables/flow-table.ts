import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import {
  type FlowColumn,
  type FlowFilter,
  type FlowGroup,
  type FlowLine,
  type FlowsAnswer,
  GROUPINGS,
  type Grouping,
  type GroupName,
} from '../../../explore/flows/question.ts';
import { localeInfo } from '../../../i18n/locales.ts';
import { icon } from '../../icon.ts';
import { locale } from '../../locale.ts';
import { once } from '../../once.ts';
import type { Report } from '../../report.ts';
import { number, say } from '../../say.ts';
import { type Column, filterField, lineButton, type Sort, stateView, t, tableView } from './parts.ts';
import { VirtualRows } from './virtual-rows.ts';

const f = t.flows;
const percent = once(
  () => new Intl.NumberFormat(localeInfo[locale].lang, { style: 'percent', maximumFractionDigits: 1 }),
);

/** A filter and what it says. */
interface Step extends FlowFilter {
  readonly name: string;
}

/** What is looked at next, after one of these was chosen. */
const NEXT: Readonly<Record<FlowFilter['by'], Grouping>> = {
  protocol: 'state',
  state: 'destination',
  destination: 'source',
  service: 'source',
  source: 'service',
  nat: 'source',
};

const GROUP_COLUMNS: readonly Column<FlowColumn>[] = [
  { name: 'name', label: f.name },
  { name: 'flows', label: f.count, numeric: true },
  { name: 'unreplied', label: f.unreplied, numeric: true },
  { name: 'assured', label: f.assured, numeric: true },
  { name: 'line', label: f.first, numeric: true },
];
const FLOW_COLUMNS: readonly Column<FlowColumn>[] = [
  { name: 'line', label: t.line, numeric: true },
  { name: 'protocol', label: f.protocol },
  { name: 'state', label: f.state },
  { name: 'timeout', label: f.timeout, numeric: true },
  { name: 'source', label: f.source },
  { name: 'destination', label: f.destination },
];

/** Flows of a connection table: put together, and one by one. */
export class FlowTableView extends LitElement {
  static override properties = { report: { attribute: false }, shown: { attribute: false } };

  declare report: Report;
  declare shown: boolean;
  #asked: Report | null = null;
  #table = 0;
  #by: Grouping = 'state';
  #steps: readonly Step[] = [];
  #text = '';
  #sort: Sort<FlowColumn> = { column: 'flows', descending: true };
  #answer: FlowsAnswer | null = null;
  /** What the rows that are shown are: the answer to what is chosen may still be under way. */
  #shownBy: Grouping = 'state';
  readonly #rows = new VirtualRows<FlowGroup | FlowLine>(this, async (from, count, signal) => {
    const by = this.#by;
    const answer = await this.report.ask(
      'flows',
      {
        table: this.#table,
        by,
        filters: this.#steps.map(({ by: of, key }) => ({ by: of, key })),
        text: this.#text,
        sort: this.#sort,
        from,
        count,
      },
      signal,
    );
    this.#answer = answer;
    this.#shownBy = by;
    return answer;
  });

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if ((!changed.has('shown') && !changed.has('report')) || !this.shown || this.report === this.#asked)
      return;
    this.#asked = this.report;
    this.#table = 0;
    this.#steps = [];
    this.#answer = null;
    this.#group('state');
  }

  protected override render(): unknown {
    if (!this.#asked) return nothing;
    return html`${this.#barView()} ${this.#pathView()} ${this.#statusView()}
    ${this.#rows.rows ? this.#tableView() : nothing}
    ${stateView(this.#rows as VirtualRows<unknown>, this.#answer?.flows === 0 ? f.empty : f.none)}
    ${this.#noteView()}`;
  }

  #group(by: Grouping): void {
    if ((by === 'flow') !== (this.#by === 'flow') || this.#answer === null)
      this.#sort =
        by === 'flow' ? { column: 'line', descending: false } : { column: 'flows', descending: true };
    this.#by = by;
    this.#text = '';
    this.#refresh();
  }

  #refresh(): void {
    this.#rows.reset();
    this.requestUpdate();
  }

  #drill(step: Step): void {
    this.#steps = [...this.#steps, step];
    const next = NEXT[step.by];
    const used = this.#steps.some(({ by }) => by === next || (by === 'destination' && next === 'service'));
    this.#group(used ? 'flow' : next);
  }

  #barView(): TemplateResult {
    const tables = this.#answer?.tables ?? [];
    return html`<div class="rows-bar">
      ${
        tables.length > 1
          ? html`<label class="field"
              ><span>${f.listing}</span
              ><select
                @change=${(event: Event) => {
                  this.#table = Number((event.currentTarget as HTMLSelectElement).value);
                  this.#steps = [];
                  this.#group('state');
                }}
              >
                ${tables.map(
                  ({ firstLine, flows }, at) =>
                    html`<option value=${at} ?selected=${at === this.#table}>
                      ${say(f.listingName, { line: number(firstLine), n: flows })}
                    </option>`,
                )}
              </select></label
            >`
          : nothing
      }
      <fieldset class="choice">
        <legend>${f.group}</legend>
        ${GROUPINGS.map(
          by => html`<label
            ><input
              type="radio"
              name="flows-by"
              .checked=${by === this.#by}
              @change=${() => this.#group(by)}
            /><span>${f.by[by]}</span></label
          >`,
        )}
      </fieldset>
      ${filterField(this.#by === 'flow' ? f.filterFlows : f.filterGroups, this.#text, text => {
        this.#text = text;
        this.#refresh();
      })}
    </div>`;
  }

  /** What the flows were narrowed to; each step can be taken back. */
  #pathView(): unknown {
    if (this.#steps.length === 0) return nothing;
    const to = (steps: readonly Step[]) => () => {
      this.#steps = steps;
      this.#group(this.#by);
    };
    return html`<nav class="path" aria-label=${f.path}>
      <ol>
        <li><button type="button" class="path-all" @click=${to([])}>${f.all}</button></li>
        ${this.#steps.map(
          step => html`<li>
            <span>${f.by[step.by]}</span> <b translate="no">${step.name}</b>
            <button
              type="button"
              class="path-off"
              aria-label=${say(f.remove, { name: step.name })}
              @click=${to(this.#steps.filter(other => other !== step))}
            >
              ${icon('i-close')}
            </button>
          </li>`,
        )}
      </ol>
    </nav>`;
  }

  #statusView(): unknown {
    const answer = this.#answer;
    const said =
      answer === null
        ? ''
        : this.#shownBy === 'flow'
          ? say(f.lines, { flows: answer.rows })
          : say(f.groups, { rows: answer.rows, flows: answer.filtered });
    return html`<p class="rows-said" role="status">${this.#rows.waiting ? t.working : said}</p>`;
  }

  #noteView(): unknown {
    const { flows = 0, tables = [] } = this.#answer ?? {};
    const told = tables[this.#table]?.flows ?? 0;
    return html`${
      this.#answer && flows !== told
        ? html`<p class="rows-note">${say(f.left, { shown: number(Math.min(flows, told)), flows: number(told) })}</p>`
        : nothing
    }${this.#by === 'nat' ? html`<p class="rows-note">${f.natNote}</p>` : nothing}${
      this.#by === 'service' ? html`<p class="rows-note">${f.serviceNote}</p>` : nothing
    }`;
  }

  #tableView(): TemplateResult {
    const single = this.#shownBy === 'flow';
    return tableView<FlowGroup | FlowLine, FlowColumn>({
      rows: this.#rows,
      label: single ? f.single : f.table,
      kind: single ? 'flow' : 'group',
      columns: single ? FLOW_COLUMNS : GROUP_COLUMNS,
      sort: this.#sort,
      onSort: sort => {
        this.#sort = sort;
        this.#refresh();
      },
      cells: row => (row.kind === 'flow' ? flowCells(row) : this.#groupCells(row)),
    });
  }

  #groupCells(row: FlowGroup): TemplateResult {
    const name = nameOf(row.name);
    const by = this.#shownBy as FlowFilter['by'];
    const all = this.#answer?.filtered ?? 0;
    const most = this.#answer?.most ?? 0;
    return html`<td class="c-name">
        <button
          type="button"
          class="drill"
          translate="no"
          title=${say(f.drill, { name })}
          @click=${() => this.#drill({ by, key: row.key, name })}
        >
          ${name}
        </button>
      </td>
       <td class="is-n"><div class="shares">
        <span class="share" aria-hidden="true"
          ><svg width="100%" height="6"><rect width="${most > 0 ? (row.flows / most) * 100 : 0}%" height="6"></rect></svg
        ></span>
        <span class="share-n">${all > 0 ? percent().format(row.flows / all) : ''}</span> <span>${number(row.flows)}</span></div></td>
      <td class="is-n">${number(row.unreplied)}</td>
      <td class="is-n">${number(row.assured)}</td>
      <td class="is-n">${lineButton(row.line)}</td>`;
  }
}

/** The cells of a flow, and below them its line as it stands. */
function flowCells(row: FlowLine): TemplateResult {
  return html`<td class="is-n">${lineButton(row.line)}</td>
    <td translate="no">${row.protocol}</td>
    <td translate="no">${row.state || html`<span class="dim">${f.noState}</span>`}</td>
    <td class="is-n">${row.timeout === null ? '' : number(row.timeout)}</td>
    <td translate="no">${row.source}</td>
    <td translate="no" class="c-last">
      ${row.destination}<code class="as-is" title=${row.text}>${row.text}</code>
    </td>`;
}

function nameOf(name: GroupName): string {
  if ('text' in name) return name.text;
  if ('unknown' in name) return f.unknown;
  const parts = [name.dnat && `DNAT ${name.dnat}`, name.snat && `SNAT ${name.snat}`].filter(Boolean);
  return parts.length > 0 ? parts.join(' · ') : f.same;
}
