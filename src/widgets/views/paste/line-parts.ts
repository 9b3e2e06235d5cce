import type { LineMark } from '../../../explore/lines/index.ts';
import type { Side } from '../../evidence.ts';

/** A part of a line: what it speaks for, and whether it is what was searched for. */
export interface LinePart {
  readonly text: string;
  readonly side: Side | null;
  readonly hit: boolean;
}

/** Cuts a line wherever a mark or a hit begins or ends. Where a part speaks for and against, it bears the mark that comes first. */
export function partsOf(text: string, marks: readonly LineMark[], wanted: string): LinePart[] {
  const hits = hitsOf(text, wanted);
  const cuts = new Set([0, text.length]);
  for (const { from, to } of [...marks, ...hits]) cuts.add(from).add(to);
  const places = [...cuts].filter(at => at >= 0 && at <= text.length).sort((one, other) => one - other);
  return places.slice(0, -1).map((from, nth) => {
    const mark = marks.find(other => other.from <= from && from < other.to);
    return {
      text: text.slice(from, places[nth + 1]),
      side: mark ? (mark.for ? 'for' : 'against') : null,
      hit: hits.some(hit => hit.from <= from && from < hit.to),
    };
  });
}

/** Hits in one line beyond these are not shown. */
const MAX_HITS = 100;

function hitsOf(text: string, wanted: string): { from: number; to: number }[] {
  const lower = text.toLowerCase();
  const needle = wanted.toLowerCase();
  // `İ` becomes two characters: places in the one text are then none in the other.
  if (needle === '' || lower.length !== text.length) return [];
  const hits: { from: number; to: number }[] = [];
  for (let at = lower.indexOf(needle); at >= 0 && hits.length < MAX_HITS; at = lower.indexOf(needle, at)) {
    hits.push({ from: at, to: at + needle.length });
    at += needle.length;
  }
  return hits;
}
