import { html, nothing, type TemplateResult } from 'lit';
import type { ReportFinding, ReportReason } from '../i18n/report.ts';
import { pasteStrings } from '../i18n/strings/desk/paste.ts';
import { type EvidenceLine, evidenceLines, rangesOf } from './evidence.ts';
import { icon } from './icon.ts';
import { locale, t } from './locale.ts';
import { showLine } from './report-place.ts';
import { lineCount, number, say } from './say.ts';

const paste = pasteStrings[locale];

/** Ranges beyond these are only counted. */
const RANGES_SHOWN = 2;

/** The lines of the paste on which a finding rests, with marks and with what lies between them. */
export function evidenceView(
  finding: ReportFinding,
  label: string,
  idOf: (line: number) => string,
): TemplateResult | typeof nothing {
  const lines = evidenceLines(tellingFirst(finding), finding.notes);
  if (lines.length === 0) return nothing;
  const more = finding.reasons.reduce((sum, reason) => sum + reason.more, 0);
  return html`<div class="lines" role="group" aria-label=${label} tabindex="0" translate="no">
    <ol>
      ${lines.map((line, index) => [gapBefore(lines, index), lineView(line, idOf(line.line))])}
      ${more > 0 ? html`<li class="gap"><span>${say(t.report.moreLines, { n: more })}</span></li>` : nothing}
    </ol>
  </div>`;
}

/** The reasons that the verdict rests on first: where a part of a line speaks for both sides, it bears their mark. */
function tellingFirst({ reasons, verdict }: ReportFinding): ReportReason[] {
  const speaks = verdict !== 'clear';
  return [
    ...reasons.filter(reason => reason.for === speaks),
    ...reasons.filter(reason => reason.for !== speaks),
  ];
}

function gapBefore(lines: readonly EvidenceLine[], index: number): TemplateResult | typeof nothing {
  const between = (lines[index]?.line ?? 0) - (lines[index - 1]?.line ?? Number.POSITIVE_INFINITY) - 1;
  return between > 0 ? html`<li class="gap"><span>${lineCount(between)}</span></li>` : nothing;
}

function lineView({ line, side, parts }: EvidenceLine, id: string): TemplateResult {
  // No blank may stand inside <code>: it keeps white space.
  return html`<li id=${id} class=${side ? `is-${side}` : 'is-skip'} data-n=${number(line)}>
    <code>${parts.map(part => (part.side ? html`<mark class=${part.side}>${part.text}</mark>` : part.text))}</code>
  </li>`;
}

/** Where the lines of a reason stand, as a link to the first of them: `lines 6–10`. */
export function linesLink(
  { evidence, more }: ReportReason,
  idOf: (line: number) => string,
  onlyFirst = false,
): TemplateResult | typeof nothing {
  const lines = (onlyFirst ? evidence.slice(0, 1) : evidence).map(({ line }) => line);
  if (lines.length === 0) return nothing;
  const ranges = rangesOf(lines);
  const shown = ranges.slice(0, RANGES_SHOWN);
  const rest = ranges.slice(RANGES_SHOWN).reduce((sum, [first, last]) => sum + last - first + 1, 0) + more;
  const words = [placeOf(shown), ...(rest > 0 && !onlyFirst ? [say(t.report.more, { n: rest })] : [])];
  return html`<a class="ln" href=${`#${idOf(shown[0]?.[0] ?? 1)}`}>${words.join(' ')}</a>`;
}

/** The same lines in the view of the whole paste, which only the big report has. */
export function pasteKey({ evidence }: ReportReason): TemplateResult | typeof nothing {
  const ranges = rangesOf(evidence.map(({ line }) => line)).slice(0, RANGES_SHOWN);
  const first = ranges[0]?.[0];
  if (first === undefined) return nothing;
  const place = placeOf(ranges);
  const name = say(paste.show, { place });
  return html`<button type="button" class="to-paste" aria-label=${name} title=${name} @click=${toPaste(first)}>
    ${icon('i-file')}
  </button>`;
}

/** A place in the paste, as words that lead there: `lines 12–60`. */
export function pasteLink(first: number, last: number): TemplateResult {
  return html`<button type="button" class="to-paste ln" @click=${toPaste(first)}>${placeOf([[first, last]])}</button>`;
}

function toPaste(line: number): (event: Event) => void {
  return event => showLine(event.currentTarget as Element, line);
}

/** `line 3`, `lines 3–5`, `lines 3, 7–9` */
export function placeOf(ranges: readonly (readonly [number, number])[]): string {
  const lines = ranges
    .map(([first, last]) => (first === last ? number(first) : say(t.report.range, { first, last })))
    .join(t.report.and);
  const single = ranges.length === 1 && ranges[0]?.[0] === ranges[0]?.[1];
  return say(single ? t.report.line : t.report.lines, { lines });
}
