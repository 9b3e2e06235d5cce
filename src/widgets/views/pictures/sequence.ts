import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Sequence, Step, Talk, TalkId } from '../../../explore/pictures/picture.ts';
import { number, say } from '../../say.ts';
import { type Cell, sheetView } from './sheet.ts';
import { duration, p } from './words.ts';

/** A wait of this and more breaks the axis. In seconds. */
const BREAK = 0.15;

/** Lifelines side by side, time downwards, an arrow for each packet. */
export function sequenceView(
  { ends, steps, talks, talk, moreTalks }: Sequence,
  label: string,
  onTalk: (talk: TalkId) => void,
): TemplateResult {
  const centre = (end: number) => ((end + 0.5) / ends.length) * 100;
  return html`${talks.length > 1 ? chooser(talks, talk, moreTalks, onTalk) : nothing}
    <div class="pic-seq" role="img" aria-label=${label}>
      <div class="seq-head n-${ends.length}" translate="no">${ends.map(name => html`<span>${name}</span>`)}</div>
      <div class="seq-body">
        <svg class="seq-lives" aria-hidden="true">
          ${ends.map((_, i) => svg`<line class="seq-life" x1="${centre(i)}%" x2="${centre(i)}%" y1="0" y2="100%" />`)}
        </svg>
        ${steps.map(step => [pauseView(step), stepView(step, ends.length, centre)])}
      </div>
    </div>`;
}

/** What stands between this packet and the one before: packets that are not drawn, or a wait. */
function pauseView({ skipped, wait }: Step): unknown {
  if (skipped > 0) return html`<p class="seq-break"><span>${say(p.skipped, { n: skipped })}</span></p>`;
  if (wait === null || wait < BREAK) return nothing;
  return html`<p class="seq-break"><span>${say(p.wait, { t: duration(wait) })}</span></p>`;
}

function stepView(step: Step, ends: number, centre: (end: number) => number): TemplateResult {
  const { from, to, kind, at } = step;
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  const more = remarksOf(step);
  const right = to > from;
  return html`<div class="seq-step is-${kind}">
    <span class="seq-time">${stamp(at)}</span>
    <div class="seq-lane n-${ends}">
      <p class="seq-words gs-${first} ge-${last}">
        <span translate="no">${step.words}${step.length ? ` len ${step.length}` : ''}</span
        >${more.length > 0 ? html` <span class="seq-more">${more.join(p.and)}</span>` : nothing}
      </p>
    </div>
    <svg class="seq-arrow" aria-hidden="true">
      ${
        from === to
          ? svg`<circle class="seq-dot" cx="${centre(from)}%" cy="5" r="3.5" />`
          : svg`<line class="seq-way" x1="${centre(from)}%" x2="${centre(to)}%" y1="5" y2="5" />
            <svg x="${centre(to)}%" overflow="visible"><path class="seq-tip" d=${right ? 'M0 5l-8-4.500v9z' : 'M0 5l8-4.500v9z'} /></svg>`
      }
    </svg>
  </div>`;
}

/** Seconds since the first packet, as tcpdump writes them. */
function stamp(at: number | null): string {
  return at === null ? '' : at.toFixed(6);
}

/** What is to be said of a packet, in words. */
function remarksOf({ kind, since, seen, remarks }: Step): string[] {
  return [
    ...(kind === 'again' ? [since === null ? p.again : say(p.againAfter, { t: duration(since) })] : []),
    ...(kind === 'undecided' ? [p.undecided] : []),
    ...(seen > 1 ? [say(p.seen, { n: seen })] : []),
    ...remarks.map(remark => p.remarks[remark]),
  ];
}

function chooser(
  talks: readonly Talk[],
  { section, index }: TalkId,
  more: number,
  onTalk: (talk: TalkId) => void,
): TemplateResult {
  const onChange = (event: Event) => {
    const chosen = talks[(event.currentTarget as HTMLSelectElement).selectedIndex];
    if (chosen) onTalk(chosen);
  };
  return html`<label class="pic-choose"
    ><span>${p.conversation}</span>
    <select translate="no" @change=${onChange}>
      ${talks.map(
        talk =>
          html`<option ?selected=${talk.section === section && talk.index === index}>${talk.name} · ${optionText(talk)}</option>`,
      )}
    </select>
    ${more > 0 ? html`<span class="dim">${say(p.more, { n: more })}</span>` : nothing}</label
  >`;
}

function optionText({ packets, trouble }: Talk): string {
  return [say(p.packets, { n: packets }), ...trouble.map(one => p.trouble[one])].join(p.and);
}

/** The same as a table: a row for each packet, with the line of the paste that shows it. */
export function sequenceSheet(
  { ends, steps }: Sequence,
  caption: string,
  onLine: (line: number) => void,
): TemplateResult {
  const rows = steps.map((step): Cell[] => [
    { n: stamp(step.at) },
    { code: ends[step.from] ?? '' },
    { code: ends[step.to] ?? '' },
    { code: step.words },
    { n: step.length === null ? '' : number(step.length) },
    [...remarksOf(step), ...(step.points.length > 0 ? [step.points.join(', ')] : [])].join(p.and),
    { line: step.line },
  ]);
  return sheetView(
    caption,
    [
      { head: p.columns.after, isNumber: true },
      { head: p.columns.source },
      { head: p.columns.destination },
      { head: p.columns.packet },
      { head: p.columns.bytes, isNumber: true },
      { head: p.columns.remark },
      { head: p.columns.line, isNumber: true },
    ],
    rows,
    onLine,
  );
}
