import { html, nothing, type TemplateResult } from 'lit';
import { mostTelling, type ReportFinding } from '../i18n/report.ts';
import { LARGE } from './clip.ts';
import { icon } from './icon.ts';
import { t } from './locale.ts';
import { commandView, miniCommand } from './next-command.ts';
import { number } from './say.ts';

/** More commands than this are no help. */
const MOST = 7;

/** The command that would tell most, a field for what it prints, and the others that would help. */
export function nextView(
  findings: readonly ReportFinding[],
  onAdd: (text: string) => void,
): TemplateResult | typeof nothing {
  const [first, ...others] = mostTelling(findings).slice(0, MOST);
  if (!first) return nothing;
  return html`<aside class="next" aria-labelledby="next-h">
    <h2 class="next-h" id="next-h">${t.next.title}</h2>
    ${commandView(first)} ${addView(onAdd)}
    ${
      others.length > 0
        ? html`<details class="fold fold-s">
            <summary>
              ${icon('i-chev', 'chev')}${t.next.others}<span class="n">${number(others.length)}</span>
            </summary>
            <ul class="plain others">
              ${others.map(command => html`<li><span>${command.purpose}</span>${miniCommand(command)}</li>`)}
            </ul>
          </details>`
        : nothing
    }
  </aside>`;
}

/** A field whose text joins what was read. A paste is taken at once; typing waits for the key. */
function addView(onAdd: (text: string) => void): TemplateResult {
  const take = (area: HTMLTextAreaElement) => {
    const text = area.value;
    area.value = '';
    if (text.trim() !== '') onAdd(text);
  };
  const onPaste = (event: ClipboardEvent) => {
    const area = event.currentTarget as HTMLTextAreaElement;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const typed = area.value === '' ? '' : area.value.replace(/\n?$/, '\n');
    // What is large never enters the field, not even beside what was typed.
    if (text === '' || (typed !== '' && text.length <= LARGE)) return;
    event.preventDefault();
    area.value = '';
    onAdd(`${typed}${text}`);
  };
  const areaOf = (event: Event) =>
    (event.currentTarget as Element).closest('.paste')?.querySelector('textarea');
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    take(event.currentTarget as HTMLTextAreaElement);
  };
  return html`<div class="paste paste-mid">
    <div class="paste-well">
      <textarea
        rows="4"
        spellcheck="false"
        autocomplete="off"
        autocapitalize="off"
        translate="no"
        aria-label=${t.next.paste}
        placeholder=${t.next.paste}
        @paste=${onPaste}
        @keydown=${onKey}
      ></textarea>
    </div>
    <div class="paste-bar">
      <span class="hint">${t.next.joins}</span>
      <button
        type="button"
        class="key key-main"
        @click=${(event: Event) => {
          const area = areaOf(event);
          if (area) take(area);
        }}
      >
        ${t.next.add}
      </button>
    </div>
  </div>`;
}
