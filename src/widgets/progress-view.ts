import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icon.ts';
import { t } from './locale.ts';
import type { Work } from './reader.ts';
import { lineCount, say, size } from './say.ts';

/** How far the reading is: bytes, lines, time left, and a way out. */
export function progressView({ name, progress, left }: Work, onCancel: () => void): TemplateResult {
  const total = progress?.total ?? null;
  const shown = { name: name ?? t.box.nameless };
  return html`<div class="work" role="group" aria-label=${t.work.progress}>
    <p class="legend">${say(total === null ? t.work.unpacking : t.work.reading, shown)}</p>
    <div class="work-n">
      ${
        progress && total !== null
          ? html`<p>${say(t.work.done, { done: size(progress.bytes), total: size(total) })}</p>
              <p>${lineCount(progress.lines)}</p>
              ${leftView(left)}`
          : nothing
      }
      <button type="button" class="key key-q" @click=${onCancel}>${icon('i-close')}${t.work.cancel}</button>
    </div>
    ${
      progress && total !== null
        ? html`<progress max=${total} .value=${progress.bytes} aria-label=${t.work.progress}></progress>`
        : html`<progress aria-label=${t.work.progress}></progress>`
    }
    <div class="ticks" aria-hidden="true"></div>
    <p class="small">${t.work.here}</p>
  </div>`;
}

function leftView(left: number | null): TemplateResult | typeof nothing {
  if (left === null) return nothing;
  return html`<p>${say(t.work.left, { n: Math.ceil(left / 1000) })}</p>`;
}
