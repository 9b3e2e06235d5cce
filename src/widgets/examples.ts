import { html, type TemplateResult } from 'lit';
import type { Severity, Verdict } from '../engine/model/finding.ts';
import { icon } from './icon.ts';
import { t } from './locale.ts';

export type ExampleId = keyof typeof t.examples.names;

interface Example {
  readonly id: ExampleId;
  /** What the engine says of it; a test holds that it still does. */
  readonly verdict: Verdict;
  readonly severity: Severity;
}

export const EXAMPLES: readonly Example[] = [
  { id: 'full', verdict: 'confirmed', severity: 'critical' },
  { id: 'evicting', verdict: 'confirmed', severity: 'critical' },
  { id: 'recovered', verdict: 'suspected', severity: 'notice' },
  { id: 'healthy', verdict: 'clear', severity: 'notice' },
];

/** Loaded with the page that has the big box: choosing an example asks for nothing. */
const captures = document.querySelector('paste-box[size="big"]')
  ? import('./example-texts.ts').then(module => module.captures)
  : null;
captures?.catch(() => {});

/** The text of an example: a whole terminal scroll, as it was captured. */
export async function exampleText(id: ExampleId): Promise<string> {
  return (await captures)?.[id] ?? '';
}

export function examplesView(onChoose: (id: ExampleId) => void): TemplateResult {
  return html`<div class="examples">
    <h2 class="legend" id="examples-h">${t.examples.title}</h2>
    <ul class="chips" aria-labelledby="examples-h">
      ${EXAMPLES.map(
        ({ id, verdict, severity }) => html`<li>
          <button type="button" class="chip" data-example=${id} @click=${() => onChoose(id)}>
            <span class="v v-${verdict} ${verdict === 'clear' ? '' : `sev-${severity}`}">
              ${icon(`v-${verdict}`)}<span class="vh">${t.verdicts[verdict].label}</span>
            </span>
            ${t.examples.names[id]}
          </button>
        </li>`,
      )}
    </ul>
  </div>`;
}
