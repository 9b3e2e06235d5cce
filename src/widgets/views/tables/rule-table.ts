import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Count, RuleAnswer, RuleColumn, RuleRow, RulesAnswer } from '../../../explore/rules/question.ts';
import type { Report } from '../../report.ts';
import { number, say } from '../../say.ts';
import { type Column, filterField, lineButton, type Sort, stateView, t, tableView } from './parts.ts';
import { ruleDetail } from './rule-detail.ts';
import { VirtualRows } from './virtual-rows.ts';

const r = t.rules;

const COLUMNS: readonly Column<RuleColumn>[] = [
  { name: 'table', label: r.table },
  { name: 'chain', label: r.chain },
  { name: 'number', label: r.number, numeric: true },
  { name: 'packets', label: r.packets, numeric: true },
  { name: 'bytes', label: r.bytes, numeric: true },
  { name: 'target', label: r.target },
  { name: 'rule', label: r.rule },
  { name: 'line', label: t.line, numeric: true },
];

/** What the rows are narrowed to. */
interface Narrowing {
  readonly table: number | null;
  readonly chain: string;
  readonly target: string;
  readonly text: string;
  readonly counting: boolean;
  readonly duplicates: boolean;
}

const WIDE: Narrowing = { table: null, chain: '', target: '', text: '', counting: false, duplicates: false };

/** The rules of a paste, and any of them explained. */
export class RuleTableView extends LitElement {
  static override properties = { report: { attribute: false }, shown: { attribute: false } };

  declare report: Report;
  declare shown: boolean;
  #asked: Report | null = null;
  #narrowing = WIDE;
  #sort: Sort<RuleColumn> = { column: 'line', descending: false };
  #answer: RulesAnswer | null = null;
  #chosen: number | null = null;
  #detail: RuleAnswer | null = null;
  readonly #rows = new VirtualRows<RuleRow>(this, async (from, count, signal) => {
    const answer = await this.report.ask(
      'rules',
      { ...this.#narrowing, sort: this.#sort, from, count },
      signal,
    );
    this.#answer = answer;
    return answer;
  });

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if ((!changed.has('shown') && !changed.has('report')) || !this.shown || this.report === this.#asked)
      return;
    this.#asked = this.report;
    this.#narrowing = WIDE;
    this.#sort = { column: 'line', descending: false };
    this.#answer = null;
    this.#chosen = null;
    this.#detail = null;
    this.#rows.reset();
  }

  protected override render(): unknown {
    if (!this.#asked) return nothing;
    const answer = this.#answer;
    return html`${this.#barView()} ${this.#statusView()}
      <div class="rules-room ${this.#detail ? 'has-detail' : ''}">
        <div>
          ${this.#rows.rows ? this.#tableView() : nothing}
          ${stateView(this.#rows, answer?.rules === 0 ? r.empty : r.none)}
          ${answer && answer.left > 0 ? html`<p class="rows-note">${say(r.left, { n: number(answer.left) })}</p>` : nothing}
        </div>
        <div id="rule-detail" aria-live="polite">
          ${this.#detail ? ruleDetail(this.#detail, () => this.#close()) : nothing}
        </div>
      </div>`;
  }

  #narrow(change: Partial<Narrowing>): void {
    this.#narrowing = { ...this.#narrowing, ...change };
    this.#rows.reset();
    this.requestUpdate();
  }

  async #choose(id: number): Promise<void> {
    if (this.#chosen === id) {
      this.#close();
      return;
    }
    this.#chosen = id;
    this.requestUpdate();
    const { report } = this;
    try {
      const detail = await report.ask('rule', { id });
      if (this.#chosen !== id || this.report !== report) return;
      this.#detail = detail;
    } catch {
      this.#close();
      return;
    }
    this.requestUpdate();
    await this.updateComplete;
    this.querySelector('.rule-detail')?.scrollIntoView({ block: 'nearest' });
  }

  /** The rule that was explained has the focus again, if it is still in sight. */
  #close(): void {
    const held = this.querySelector<HTMLElement>('.rule-text[aria-expanded="true"]');
    const within = this.querySelector('#rule-detail')?.contains(document.activeElement);
    this.#chosen = null;
    this.#detail = null;
    this.requestUpdate();
    if (within) held?.focus();
  }

  #barView(): TemplateResult {
    const { tables = [], chains = [], targets = [], counters = true } = this.#answer ?? {};
    const own = this.#narrowing;
    return html`<div class="rows-bar">
      ${
        tables.length > 1
          ? html`<label class="field"
              ><span>${r.table}</span
              ><select
                @change=${(event: Event) => {
                  const { value } = event.currentTarget as HTMLSelectElement;
                  this.#narrow({ table: value === '' ? null : Number(value), chain: '' });
                }}
              >
                <option value="" ?selected=${own.table === null}>${r.all}</option>
                ${tables.map(
                  ({ id, name, family, line, rules }) =>
                    html`<option value=${id} ?selected=${own.table === id}>
                      ${say(r.tableName, {
                        name: `${name ?? r.unnamed}${family === 'ipv6' ? ' (IPv6)' : ''}`,
                        line: number(line),
                        n: rules,
                      })}
                    </option>`,
                )}
              </select></label
            >`
          : nothing
      }
      ${filterField(r.chain, own.chain, chain => this.#narrow({ chain }), chains, 'rule-chains')}
      ${filterField(r.targetNft, own.target, target => this.#narrow({ target }), targets, 'rule-targets')}
      ${filterField(r.text, own.text, text => this.#narrow({ text }))}
      <label class="tick"
        ><input
          type="checkbox"
          .checked=${own.counting}
          ?disabled=${!counters}
          aria-describedby=${counters ? nothing : 'no-counters'}
          @change=${(event: Event) =>
            this.#narrow({ counting: (event.currentTarget as HTMLInputElement).checked })}
        />${r.counting}</label
      >
      <label class="tick"
        ><input
          type="checkbox"
          .checked=${own.duplicates}
          @change=${(event: Event) =>
            this.#narrow({ duplicates: (event.currentTarget as HTMLInputElement).checked })}
        />${r.duplicates}</label
      >
      ${counters ? nothing : html`<p class="rows-note" id="no-counters">${r.noCounters}</p>`}
    </div>`;
  }

  #statusView(): TemplateResult {
    const answer = this.#answer;
    const narrowed = JSON.stringify(this.#narrowing) !== JSON.stringify(WIDE);
    return html`<p class="rows-said">
      <span role="status"
        >${
          this.#rows.waiting || !answer
            ? t.working
            : say(r.shown, { rows: answer.rows, all: number(answer.rules) })
        }</span
      >
      ${
        narrowed
          ? html`<button type="button" class="key key-q key-s" @click=${() => this.#narrow(WIDE)}>
              ${t.reset}
            </button>`
          : nothing
      }
    </p>`;
  }

  #tableView(): TemplateResult {
    return tableView<RuleRow, RuleColumn>({
      rows: this.#rows,
      label: r.caption,
      kind: 'rule',
      columns: COLUMNS,
      sort: this.#sort,
      onSort: sort => {
        this.#sort = sort;
        this.#rows.reset();
        this.requestUpdate();
      },
      cells: row => this.#cells(row),
      rowClass: row => (row.id === this.#chosen ? 'is-chosen' : ''),
    });
  }

  #cells(row: RuleRow): TemplateResult {
    const name =
      row.number === null
        ? say(r.explainUnnumbered, { line: number(row.line) })
        : say(r.explain, { number: number(row.number), chain: row.chain });
    return html`<td translate="no">${row.table ?? html`<span class="dim">${r.unnamed}</span>`}</td>
      <td translate="no" title=${row.chain}>${row.chain}</td>
      <td class="is-n">${row.number === null ? '' : number(row.number)}</td>
      ${countCell(row.packets)} ${countCell(row.bytes)}
      <td translate="no" title=${row.target}>
        ${row.target || html`<span class="dim">${r.noTarget}</span>`}
      </td>
      <td translate="no" class="c-rule">
        ${row.copies > 1 ? html`<b class="tag" title=${say(r.copies, { n: row.copies })}>${row.copies}×</b>` : nothing}<button
          type="button"
          class="rule-text"
          aria-expanded=${row.id === this.#chosen ? 'true' : 'false'}
          aria-controls="rule-detail"
          aria-description=${name}
          title=${row.text}
          @click=${() => this.#choose(row.id)}
        >
          <code>${row.text}</code>
        </button>
      </td>
      <td class="is-n">${lineButton(row.line)}</td>`;
  }
}

/** `12M` stands as printed, and says what it may be. */
function countCell(count: Count | null): TemplateResult {
  if (!count)
    return html`<td class="is-n"><span class="vh">${r.notPrinted}</span><span aria-hidden="true">–</span></td>`;
  if (count.low === count.high) return html`<td class="is-n">${number(count.low)}</td>`;
  const between = say(r.between, {
    printed: count.printed,
    low: number(count.low),
    high: number(count.high),
  });
  return html`<td class="is-n is-about" title=${between}>
    <span aria-hidden="true">${count.printed}</span><span class="vh">${between}</span>
  </td>`;
}
