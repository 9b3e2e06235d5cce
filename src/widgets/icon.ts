import { html, type TemplateResult } from 'lit';

/** An icon of the page's sprite. Beside a word, or inside a button that has a name. */
export function icon(name: string, extra = ''): TemplateResult {
  return html`<svg class="i ${extra}" aria-hidden="true"><use href=${`#${name}`}></use></svg>`;
}
