import { html, nothing, type TemplateResult } from 'lit';
import type { ExplainedPart, Said } from '../../../explore/rules/explained.ts';
import type { Count, RuleAnswer } from '../../../explore/rules/question.ts';
import { icon } from '../../icon.ts';
import { number, say } from '../../say.ts';
import { sayExplained } from './explain-say.ts';
import { lineButton, t } from './parts.ts';

const r = t.rules;

/** One rule: its line in the paste, and what it says, part by part. */
export function ruleDetail(rule: RuleAnswer, onClose: () => void): TemplateResult {
  const { conditions, also = [], action, open } = rule.explained;
  const place = [rule.table, rule.chain, rule.number === null ? null : `#${rule.number}`].filter(Boolean);
  return html`<section class="rule-detail" aria-label=${r.detail}>
    <header>
      <h3 class="legend">${r.detail}</h3>
      <button type="button" class="key key-q key-s key-i" aria-label=${r.close} @click=${onClose}>
        ${icon('i-close')}
      </button>
    </header>
    <p class="rule-place"><span translate="no">${place.join(' · ')}</span> · <span>${t.line} ${lineButton(rule.line)}</span></p>
    <div>
    <h4 class="legend">${r.pasted}</h4>
    <pre class="rule-pasted" translate="no" tabindex="0"><code>${rule.pasted.trimStart()}</code></pre>
    <p class="says-count">${countView(rule)}</p>
    ${sameView(rule)}
    ${open.length > 0 ? html`<ul class="says-open">${open.map(said => html`<li>${sentence(said)}</li>`)}</ul>` : nothing}
    </div>
    <div>
    <h4 class="legend">${r.when}</h4>
    ${
      conditions.length === 0
        ? html`<p>${r.always}</p>`
        : html`<ol class="says">
            ${conditions.map(partView)}
          </ol>`
    }
    <h4 class="legend">${r.does}</h4>
    <ol class="says">
      ${[...also, action].map(partView)}
    </ol>
    </div>
  </section>`;
}

function partView({ code, said }: ExplainedPart): TemplateResult {
  return html`<li>
    ${code === '' ? nothing : html`<code translate="no">${code}</code>`}
    ${said.length > 0 ? said.map(one => html`<p>${sentence(one)}</p>`) : html`<p class="dim">${r.notExplained}</p>`}
  </li>`;
}

function sentence(said: Said): string {
  return sayExplained(said) ?? r.notExplained;
}

function countView({ packets, bytes }: RuleAnswer): string {
  if (!packets || !bytes) return r.countedNot;
  return say(r.counted, { packets: counted(packets), bytes: counted(bytes) });
}

function counted({ printed, low, high }: Count): string {
  return low === high ? number(low) : say(r.between, { printed, low: number(low), high: number(high) });
}

function sameView({ copies, sameForSure, sameLines }: RuleAnswer): unknown {
  if (copies < 2) return nothing;
  return html`<p class="says-same">
    ${say(sameForSure ? r.same : r.sameMaybe, { n: copies })} ${r.sameAt} ${sameLines.map(line => html`${lineButton(line)} `)}
  </p>`;
}
