import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icon.ts';
import { size } from '../say.ts';
import { ALLOWANCES } from './keeping.ts';
import { words } from './words.ts';

interface Settings {
  readonly keeps: boolean;
  readonly most: number;
  /** Whether there is anything to delete. */
  readonly any: boolean;
}

interface SettingsHandlers {
  readonly onSwitch: (on: boolean) => void;
  readonly onMost: (bytes: number) => void;
  readonly onDeleteAll: () => void;
}

/** Whether cases are kept, how much of them, and the way to be rid of all. `question` is asked before something is lost. */
export function settingsView(
  { keeps, most, any }: Settings,
  on: SettingsHandlers,
  question: unknown,
): TemplateResult {
  const checked = (event: Event) => (event.currentTarget as HTMLInputElement).checked;
  return html`<details class="fold fold-s case-settings">
    <summary>${icon('i-chev', 'chev')}${words.kept.settings}</summary>
    <div class="case-set">
      <label>
        <input type="checkbox" .checked=${keeps} @change=${(event: Event) => on.onSwitch(checked(event))} />
        ${words.kept.switch}
      </label>
      <fieldset ?disabled=${!keeps}>
        <legend>${words.kept.most}</legend>
        ${ALLOWANCES.map(
          bytes => html`<label>
            <input type="radio" name="case-most" .checked=${bytes === most} @change=${() => on.onMost(bytes)} />
            ${size(bytes)}
          </label>`,
        )}
      </fieldset>
      <p class="small">${words.kept.oldest}</p>
      ${
        any
          ? html`<p><button type="button" class="key key-s" @click=${on.onDeleteAll}>${icon('i-trash')}${words.kept.deleteAll}</button></p>`
          : nothing
      }
      ${question}
    </div>
  </details>`;
}

/** A question in its place, with both answers beside it. */
export function askView(question: string, onAnswer: (yes: boolean) => void): TemplateResult {
  return html`<div class="case-ask" role="alertdialog" aria-labelledby="case-ask">
    <p id="case-ask">${question}</p>
    <button type="button" class="key key-s" @click=${() => onAnswer(true)}>${words.kept.yes}</button>
    <button type="button" class="key key-s" @click=${() => onAnswer(false)}>${words.kept.no}</button>
  </div>`;
}
