import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { KindCount, Redacted, Row, Sample } from '../../explore/redact/kinds.ts';
import type { ReportFinding } from '../../i18n/report.ts';
import { takeAlongStrings } from '../../i18n/strings/desk/take-along.ts';
import { icon } from '../icon.ts';
import { locale, t as words } from '../locale.ts';
import { number, say } from '../say.ts';
import type { RedactedCase, Redaction } from './redaction.ts';

const t = takeAlongStrings[locale].redact;
const kinds = takeAlongStrings[locale].kinds;

interface Place {
  /** The page is printed as it is. */
  readonly prints: boolean;
  readonly onOpen: () => void;
}

/** The switch, and below it what is replaced by what, some lines before and after, and what stays. */
export function redactView(
  redaction: Redaction,
  findings: readonly ReportFinding[],
  { prints, onOpen }: Place,
): TemplateResult {
  return html`<section class="take-redact" aria-labelledby="take-redact-h">
    <h3 class="legend" id="take-redact-h">${t.title}</h3>
    <label class="take-switch">
      <input
        type="checkbox"
        .checked=${live(redaction.on)}
        @change=${(event: Event) => redaction.switch((event.currentTarget as HTMLInputElement).checked)}
      />
      <span>${t.switch}</span>
    </label>
    ${prints ? html`<p class="take-hint">${takeAlongStrings[locale].printAsIs}</p>` : nothing}
    ${redaction.on ? stateView(redaction, findings, onOpen) : nothing}
  </section>`;
}

function stateView(redaction: Redaction, findings: readonly ReportFinding[], onOpen: () => void): unknown {
  const { working, failed, done } = redaction;
  const cancel = () => redaction.switch(false);
  return [
    html`<p class="take-hint">${t.hint}</p>`,
    working
      ? html`<p class="take-wait">
          ${t.working}<button type="button" class="key key-s" @click=${cancel}>${t.cancel}</button>
        </p>`
      : nothing,
    failed ? html`<p class="take-wrong">${takeAlongStrings[locale].failed}</p>` : nothing,
    done && !failed ? doneView(redaction, done, findings, onOpen) : nothing,
  ];
}

function doneView(
  redaction: Redaction,
  { redacted, differ }: RedactedCase,
  findings: readonly ReportFinding[],
  onOpen: () => void,
): unknown {
  const count = redacted.kinds.reduce((sum, kind) => sum + kind.count, 0);
  if (count === 0) return html`<p class="take-wait">${t.nothing}</p>`;
  return html`${redaction.working ? nothing : outcomeView(redaction, redacted, differ, findings)}
    ${rowsView(redaction, redacted)} ${samplesView(redacted.samples)}
    <details class="fold fold-s">
      <summary>${icon('i-chev', 'chev')}${t.missed}</summary>
      <p class="take-hint">${t.missedText}</p>
    </details>
    <p class="take-open">
      <button type="button" class="key key-s" ?disabled=${redaction.ready === null} @click=${onOpen}>${t.open}</button>
      <span class="take-hint">${t.openHint}</span>
    </p>`;
}

function outcomeView(
  redaction: Redaction,
  { kinds: counts, rows }: Redacted,
  differ: readonly string[],
  findings: readonly ReportFinding[],
): TemplateResult {
  const kept = rows.filter(row => redaction.keeps(row) && !redaction.keepsKind(row.kind));
  const n = counts.reduce(
    (sum, { kind, count }) => (redaction.keepsKind(kind) ? sum : sum + count),
    -kept.reduce((sum, { count }) => sum + count, 0),
  );
  const titles = differ.map(
    incident => findings.find(found => found.incident === incident)?.title ?? incident,
  );
  return html`<p class="take-outcome">
    <b>${say(t.replaced, { n })}</b>
    ${
      differ.length === 0
        ? html`<span class="is-same">${icon('i-check')}${t.same}</span>`
        : html`<span class="take-wrong">${say(t.differ, { n: differ.length, titles: titles.join(words.report.and) })}</span>`
    }
  </p>`;
}

/** Every kind with its rows; a row or a whole kind can be left as it is. */
function rowsView(redaction: Redaction, { kinds: counts, rows, moreRows }: Redacted): TemplateResult {
  return html`<details class="fold fold-s take-rows">
    <summary>${icon('i-chev', 'chev')}${t.rows}<span class="n">${number(rows.length + moreRows)}</span></summary>
    <div class="take-scroll" tabindex="0" role="group" aria-label=${t.rows}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t.replace}</th>
            <th scope="col">${t.original}</th>
            <th scope="col">${t.pseudonym}</th>
            <th scope="col" class="num">${t.times}</th>
          </tr>
        </thead>
        ${counts.map(kind =>
          kindView(
            redaction,
            kind,
            rows.filter(row => row.kind === kind.kind),
          ),
        )}
      </table>
    </div>
    ${moreRows > 0 ? html`<p class="take-hint">${say(t.moreRows, { n: moreRows })}</p>` : nothing}
  </details>`;
}

function kindView(redaction: Redaction, { kind, different, orMore, count }: KindCount, rows: readonly Row[]) {
  const stays = redaction.keepsKind(kind);
  const onKind = (event: Event) =>
    redaction.replaceKind(kind, (event.currentTarget as HTMLInputElement).checked);
  return html`<tbody>
    <tr class="take-kind">
      <td>
        <input
          type="checkbox"
          aria-label=${say(t.all, { kind: kinds[kind] })}
          .checked=${live(!stays)}
          @change=${onKind}
        />
      </td>
      <th scope="rowgroup" colspan="2">${kinds[kind]} <span class="dim">${number(different)}${orMore ? '+' : ''}</span></th>
      <td class="num">${number(count)}</td>
    </tr>
    ${rows.map(row => rowView(redaction, row, stays))}
  </tbody>`;
}

function rowView(redaction: Redaction, row: Row, kindStays: boolean): TemplateResult {
  const stays = kindStays || redaction.keeps(row);
  const onRow = (event: Event) => redaction.replace(row, (event.currentTarget as HTMLInputElement).checked);
  return html`<tr class=${stays ? 'is-kept' : ''}>
    <td>
      <input
        type="checkbox"
        aria-label="${t.replace}: ${row.original}"
        .checked=${live(!stays)}
        ?disabled=${kindStays}
        @change=${onRow}
      />
    </td>
    <td><code translate="no">${row.original}</code></td>
    <td>${stays ? html`<span class="dim">${t.stays}</span>` : html`<code translate="no">${row.pseudonym}</code>`}</td>
    <td class="num">${number(row.count)}</td>
  </tr>`;
}

function samplesView(samples: readonly Sample[]): unknown {
  if (samples.length === 0) return nothing;
  return html`<details class="fold fold-s" open>
    <summary>${icon('i-chev', 'chev')}${t.samples}</summary>
    <ol class="take-samples">
      ${samples.map(
        ({ line, before, after }) => html`<li>
          <p class="legend">${say(t.line, { n: line })}</p>
          <dl translate="no">
            <div><dt translate="yes">${t.before}</dt><dd><code>${changed(before, after)}</code></dd></div>
            <div><dt translate="yes">${t.after}</dt><dd><code>${changed(after, before)}</code></dd></div>
          </dl>
        </li>`,
      )}
    </ol>
  </details>`;
}

/** Marks the words that the other line does not have. */
function changed(line: string, other: string): unknown[] {
  const others = new Set(other.split(/[\s,="']+/));
  return line
    .split(/([\s,="']+)/)
    .map((part, at) => (at % 2 === 1 || part === '' || others.has(part) ? part : html`<mark>${part}</mark>`));
}
