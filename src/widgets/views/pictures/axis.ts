import { type SVGTemplateResult, svg } from 'lit';
import type { Mark } from '../../../explore/pictures/picture.ts';
import { duration, spoken } from './words.ts';

/** Moments that an axis of time names, in seconds. */
const ROUND = [1e-4, 1e-3, 0.01, 0.1, 1, 10, 60, 600, 3600, 86_400, 432_000, 1_728_000];
/** Names nearer to each other than this would overlap on a phone; in percent of the axis. */
const APART = 15;

/** A place on a logarithmic axis, in percent. */
export function logarithmic({ from, to }: { from: number; to: number }): (seconds: number) => number {
  const span = Math.log(to / from);
  return seconds => Math.max(0, Math.min(100, (Math.log(Math.max(seconds, from) / from) / span) * 100));
}

/** The round moments of an axis, with a line through the drawing from `top` to `bottom` and names below it. */
export function ticks(
  axis: { from: number; to: number },
  place: (seconds: number) => number,
  top: number,
  bottom: number,
): SVGTemplateResult[] {
  let named = -APART;
  return ROUND.filter(at => at >= axis.from && at <= axis.to).map(at => {
    const x = place(at);
    const room = x - named >= APART;
    if (room) named = x;
    return svg`<line class="grat" x1="${x.toFixed(2)}%" x2="${x.toFixed(2)}%" y1=${top} y2=${bottom} />
      ${room ? svg`<text class="t-dim" x="${x.toFixed(2)}%" y=${bottom + 14} text-anchor=${anchorOf(x)}>${duration(at)}</text>` : ''}`;
  });
}

/** Dashed lines with names above, in two rows where they stand close. */
export function markLines(
  marks: readonly Mark[],
  place: (seconds: number) => number,
  top: number,
  bottom: number,
): SVGTemplateResult[] {
  const last = [-APART, -APART];
  return marks.map(({ at, label }) => {
    const x = place(at);
    const row = label ? last.findIndex(before => x - before >= APART) : -1;
    if (row >= 0) last[row] = x;
    const from = label === null ? bottom - 14 : row === 1 ? top - 12 : top;
    return svg`<line class=${label === null ? 'lim lim-s' : 'lim'} x1="${x.toFixed(2)}%" x2="${x.toFixed(2)}%" y1=${from} y2=${bottom} />
      ${label && row >= 0 ? svg`<text class="t-dim" x="${x.toFixed(2)}%" y=${top - 4 - row * 13} text-anchor=${anchorOf(x)}>${spoken(label)}</text>` : ''}`;
  });
}

function anchorOf(x: number): 'start' | 'middle' | 'end' {
  return x < 6 ? 'start' : x > 90 ? 'end' : 'middle';
}
