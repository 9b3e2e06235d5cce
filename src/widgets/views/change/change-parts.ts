import { html, nothing, type TemplateResult } from 'lit';
import type { Moved, RuleChange, RuleChanges, VerdictChange } from '../../../engine/model/comparison.ts';
import { href } from '../../../i18n/href.ts';
import { changeStrings } from '../../../i18n/strings/desk/change.ts';
import type { Texts } from '../../../i18n/texts.ts';
import { locale } from '../../locale.ts';
import { once } from '../../once.ts';
import { showLine } from '../../report-place.ts';
import { number, say } from '../../say.ts';
import { verdictSign } from '../../signs.ts';

const t = changeStrings[locale];
const rates = once(() => new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }));
const signed = once(() => new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' }));

/** Findings side by side: what each paste shows alone, and what both show together. */
export function verdictsView(
  changes: readonly VerdictChange[],
  texts: Texts | null,
): TemplateResult | typeof nothing {
  if (changes.length === 0) return nothing;
  return html`<section aria-labelledby="change-verdicts">
    <h3 class="legend" id="change-verdicts">${t.verdicts}</h3>
    <div class="table-scroll" tabindex="0" role="group" aria-labelledby="change-verdicts">
      <table class="sheet">
        <thead>
          <tr>
            <th scope="col">${t.incident}</th>
            <th scope="col">${t.before}</th>
            <th scope="col">${t.after}</th>
            <th scope="col">${t.together}</th>
          </tr>
        </thead>
        <tbody>
          ${changes.map(
            ({ incident, severity, before, after, together }) => html`<tr>
              <th scope="row">
                <a href=${href(locale, `incidents/${incident}/`)}>${texts?.incidents[incident]?.title ?? incident}</a>
              </th>
              <td>${verdictSign(before, severity)}</td>
              <td>${verdictSign(after, severity)}</td>
              <td>${verdictSign(together, severity)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** The counters that moved. `linked` where their lines stand in the paste that is shown. */
export function movedView(moved: readonly Moved[], timed: boolean, linked: boolean): TemplateResult {
  return html`<div class="table-scroll" tabindex="0" role="group" aria-labelledby="change-moved">
    <table class="sheet">
      <thead>
        <tr>
          <th scope="col">${t.counter}</th>
          <th scope="col" class="num">${t.before}</th>
          <th scope="col" class="num">${t.after}</th>
          <th scope="col" class="num">${t.change}</th>
          ${timed ? html`<th scope="col" class="num">${t.rate}</th>` : nothing}
          ${linked ? html`<th scope="col" class="num">${t.line}</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${moved.map(row => movedRow(row, timed, linked))}
      </tbody>
    </table>
  </div>`;
}

function movedRow(
  { of, name, host, before, after, rise, rate, places }: Moved,
  timed: boolean,
  linked: boolean,
) {
  return html`<tr>
    <th scope="row" translate="no">
      <span class="dim">${host === null ? '' : `${host} `}${of}</span> <code>${name}</code>
    </th>
    <td class="num">${number(before)}</td>
    <td class="num">${number(after)}</td>
    <td class="num"><b>${signed().format(rise)}</b></td>
    ${timed ? html`<td class="num">${rate === null ? '' : rates().format(rate)}</td>` : nothing}
    ${linked ? html`<td class="num">${lineKey(places.before.line)} ${lineKey(places.after.line)}</td>` : nothing}
  </tr>`;
}

function lineKey(line: number): TemplateResult {
  const onClick = (event: Event) => showLine(event.currentTarget as Element, line);
  return html`<button type="button" class="ln" @click=${onClick}>
    <span class="vh">${t.line} </span>${number(line)}
  </button>`;
}

/** Rules that came and went, with plus and minus. */
export function rulesView({ came, went, leftOut, count }: RuleChanges): TemplateResult | typeof nothing {
  if (count === null) return nothing;
  const same = came.length === 0 && went.length === 0;
  return html`<section aria-labelledby="change-rules">
    <h3 class="legend" id="change-rules">${say(t.rules, count)}</h3>
    ${same ? html`<p>${t.sameRules}</p>` : nothing} ${rulesList(came, 'for', t.came)}
    ${rulesList(went, 'against', t.went)} ${leftOut > 0 ? html`<p class="dim">${say(t.more, { count: leftOut })}</p>` : nothing}
  </section>`;
}

function rulesList(rules: readonly RuleChange[], side: 'for' | 'against', title: string) {
  if (rules.length === 0) return nothing;
  return html`<h4>${title} <span class="n">${number(rules.length)}</span></h4>
    <div class="lines" role="group" aria-label=${title} tabindex="0" translate="no">
      <ol>
        ${rules.map(
          ({
            syntax,
            table,
            chain,
            rule,
            times,
          }) => html`<li class="is-${side}" data-n=${side === 'for' ? '+' : '−'}>
            <code>${syntax === 'nft' ? `${table} ${chain}:` : `${table ? `-t ${table} ` : ''}-A ${chain}`} ${rule}${times > 1 ? `  # ${say(t.times, { count: times })}` : ''}</code>
          </li>`,
        )}
      </ol>
    </div>`;
}
