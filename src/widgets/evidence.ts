import type { Evidence } from '../engine/model/finding.ts';

export type Side = 'for' | 'against';

/** A line of the paste with what matters in it marked. */
export interface EvidenceLine {
  readonly line: number;
  /** What the line speaks for; null for a line that is only shown. */
  readonly side: Side | null;
  readonly parts: readonly { readonly text: string; readonly side: Side | null }[];
}

interface Speaking {
  readonly for: boolean;
  readonly evidence: readonly Evidence[];
}

/** The lines behind reasons, each once and in the order of the paste; of notes the first line each, without a mark. */
export function evidenceLines(reasons: readonly Speaking[], notes: readonly Speaking[] = []): EvidenceLine[] {
  const lines = new Map<number, { text: string; paint: (Side | null)[] }>();
  const at = ({ line, text }: Evidence) => {
    const known = lines.get(line) ?? { text, paint: new Array<Side | null>(text.length).fill(null) };
    lines.set(line, known);
    return known;
  };
  for (const reason of reasons) {
    for (const evidence of reason.evidence) {
      const { paint, text } = at(evidence);
      const { from, to } = evidence.highlight ?? wholeOf(text);
      // Where a part speaks for and against, the reason that comes first keeps it.
      for (let i = from; i < to; i++) paint[i] ??= reason.for ? 'for' : 'against';
    }
  }
  for (const { evidence } of notes) {
    if (evidence[0]) at(evidence[0]);
  }
  return [...lines]
    .sort(([one], [other]) => one - other)
    .map(([line, { text, paint }]) => ({ line, side: sideOf(paint), parts: cut(text, paint) }));
}

function wholeOf(text: string): { from: number; to: number } {
  return { from: text.length - text.trimStart().length, to: text.trimEnd().length };
}

function sideOf(paint: readonly (Side | null)[]): Side | null {
  return paint.includes('for') ? 'for' : paint.includes('against') ? 'against' : null;
}

/** Cuts a text wherever its paint changes. */
function cut(text: string, paint: readonly (Side | null)[]): EvidenceLine['parts'] {
  const parts: { text: string; side: Side | null }[] = [];
  let from = 0;
  for (let i = 1; i <= text.length; i++) {
    if (i < text.length && paint[i] === paint[from]) continue;
    parts.push({ text: text.slice(from, i), side: paint[from] ?? null });
    from = i;
  }
  return parts;
}

/** `[3, 4, 5, 9]` → `[[3, 5], [9, 9]]` */
export function rangesOf(lines: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const line of [...new Set(lines)].sort((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last && line === last[1] + 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges;
}
