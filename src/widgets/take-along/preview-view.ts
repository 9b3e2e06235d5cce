import { html, nothing, type TemplateResult } from 'lit';
import { takeAlongStrings } from '../../i18n/strings/desk/take-along.ts';
import { icon } from '../icon.ts';
import { locale } from '../locale.ts';
import { say } from '../say.ts';

const t = takeAlongStrings[locale];

/** What is handed out, as it is. */
export interface Preview {
  readonly label: string;
  /** Null while it is being made. */
  readonly text: string | null;
  /** Lines of all of it; null where they are not told. */
  readonly lines: number | null;
  /** Lines beyond those of `text`. */
  readonly more: number;
  /** Names that go with it. */
  readonly names: readonly string[];
}

export function previewView(
  { label, text, lines, more, names }: Preview,
  onMore: () => void,
): TemplateResult {
  return html`<section class="take-preview" aria-labelledby="take-preview-h">
    <h3 class="legend" id="take-preview-h">
      ${label}${lines === null || text === null ? nothing : html` <span>${say(t.lines, { n: lines })}</span>`}
    </h3>
    ${names.length > 0 ? html`<ul class="take-names" translate="no">${names.map(name => html`<li>${icon('i-file')}${name}</li>`)}</ul>` : nothing}
    ${
      text === null
        ? html`<p class="take-wait">${t.working}</p>`
        : html`<pre class="take-pre" tabindex="0" role="group" aria-labelledby="take-preview-h" translate="no"><code>${text}</code></pre>`
    }
    ${more > 0 ? html`<button type="button" class="key key-s" @click=${onMore}>${say(t.moreLines, { n: more })}</button>` : nothing}
  </section>`;
}
