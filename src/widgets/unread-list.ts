import { html, nothing, type TemplateResult } from 'lit';
import type { FormatId } from '../engine/model/document.ts';
import { formatNames } from '../i18n/format-names.ts';
import type { Reading } from '../worker/reading.ts';
import { rangesOf } from './evidence.ts';
import { pasteLink, placeOf } from './evidence-lines.ts';
import { icon } from './icon.ts';
import { t } from './locale.ts';
import { around, number, say } from './say.ts';
import { unreadRuns } from './segments.ts';

/** Lines beyond these are only counted. */
const LINES_SHOWN = 200;
/** Ranges beyond these are not named. */
const RANGES_NAMED = 3;

/**
 * The lines that nothing could read, one click away, and what was expected in their place. `inPaste` where the report has a view
 * of the whole paste, to which they then lead.
 */
export function unreadView(
  { unread, unreadLines }: Reading,
  id: string,
  inPaste = false,
): TemplateResult | typeof nothing {
  if (unreadLines === 0) return nothing;
  const ranges = rangesOf(unread.map(({ line }) => line));
  const named = ranges.slice(0, RANGES_NAMED);
  return html`<details class="fold fold-s unread" id=${id}>
    <summary>
      ${icon('i-chev', 'chev')}${say(t.read.unread, { n: unreadLines })}
      <span class="dim">${placeOf(named)}${ranges.length > RANGES_NAMED ? ' …' : ''}</span>
    </summary>
    ${unreadLinesView(unread.slice(0, LINES_SHOWN), unreadLines, true, inPaste)}
  </details>`;
}

/** Lines that nothing could read; `total` is how many there are. `explained` says what was expected in their place. */
export function unreadLinesView(
  unread: Reading['unread'],
  total: number,
  explained = false,
  inPaste = false,
): TemplateResult {
  const left = total - unread.length;
  return html`<div class="lines" role="group" aria-label=${say(t.read.unread, { n: total })} tabindex="0" translate="no">
    <ol>
      ${unreadRuns(unread).map(
        ({ within, lines }) => html`${lines.map(
          ({ line, text }) => html`<li class="is-skip" data-n=${number(line)}><code>${text}</code></li>`,
        )}
        ${explained ? html`<li class="gap" translate="yes"><span>${expected(within)}</span>${inPaste ? placeIn(lines) : nothing}</li>` : nothing}`,
      )}
      ${left > 0 ? html`<li class="gap" translate="yes"><span>${say(t.read.unreadMore, { n: left })}</span></li>` : nothing}
    </ol>
  </div>`;
}

/** A run of lines, as a way to them in the whole paste. */
function placeIn(lines: Reading['unread']): TemplateResult | typeof nothing {
  const [first, last] = [lines[0], lines.at(-1)];
  return first && last ? html` ${pasteLink(first.line, last.line)}` : nothing;
}

/** What would have been understood in the place of an unread line. */
export function expected(within: FormatId | null): unknown {
  if (within === null) return say(t.read.outside, { formats: knownFormats() });
  const [before, after] = around(t.read.within, 'format');
  return html`${before}<code>${formatNames[within]}</code>${after}`;
}

/** The outputs that are pasted most, as one list; the terminal's manual and the reference pages name all. */
const USUAL: readonly FormatId[] = [
  'iptables-list',
  'iptables-save',
  'nft-ruleset',
  'conntrack-list',
  'conntrack-stats',
  'kernel-log',
  'sysctl',
  'curl-timing',
  'tcpdump',
  'ss',
  'nstat',
  'kubectl-get',
];

export function knownFormats(): string {
  return USUAL.map(format => formatNames[format]).join(t.report.and);
}
