import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { icon } from '../icon.ts';

interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly icon?: string;
  readonly lang?: string;
  readonly disabled?: boolean;
}

interface Choices<Value extends string> {
  /** The name of the group, once on the page. */
  readonly name: string;
  readonly legend: string;
  readonly options: readonly Choice<Value>[];
  readonly chosen: Value;
  /** Two in a row. */
  readonly pairs?: boolean;
  readonly onChoose: (value: Value) => void;
}

/** One of a few, side by side: radio buttons. */
export function choices<Value extends string>(of: Choices<Value>): TemplateResult {
  return html`<fieldset class="take-choice">
    <legend class="legend">${of.legend}</legend>
    <div class="take-options ${of.pairs ? 'in-pairs' : of.options.length === 4 ? 'is-four' : ''}">
      ${of.options.map(
        ({ value, label, icon: sign, lang, disabled = false }) =>
          html`<label class="take-option">
            <input
              type="radio"
              name=${of.name}
              value=${value}
              .checked=${live(value === of.chosen)}
              ?disabled=${disabled}
              @change=${() => of.onChoose(value)}
            />
            ${sign ? icon(sign) : nothing}<span lang=${lang ?? nothing}>${label}</span>
          </label>`,
      )}
    </div>
  </fieldset>`;
}
