import { html, nothing, type TemplateResult } from 'lit';
import { formatNames } from '../../../i18n/format-names.ts';
import { placeOf } from '../../evidence-lines.ts';
import { t as widget } from '../../locale.ts';
import { say } from '../../say.ts';
import type { LineNotes } from './line-notes.ts';
import type { LineStore } from './line-store.ts';
import { t } from './words.ts';

/** Which output a line belongs to: stands above the lines, for the first that is seen. */
export function headView(line: number, store: LineStore, notes: LineNotes): TemplateResult {
  const section = store.section(line);
  const words = notes.unread.has(line) ? t.unread : section === null ? t.between : '';
  if (!section || words !== '') return html`<p class="viewer-at">${words}</p>`;
  const { format, command, host, firstLine, lastLine } = section;
  return html`<p class="viewer-at">
    <b translate="no">${formatNames[format]}</b>
    ${command !== null && command !== formatNames[format] ? html`<code translate="no">${command}</code>` : nothing}
    ${host !== null ? html`<span>${say(widget.report.host, { host })}</span>` : nothing}
    <span class="viewer-of">${placeOf([[firstLine, lastLine]])}</span>
  </p>`;
}
