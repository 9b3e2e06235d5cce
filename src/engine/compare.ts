import { type AnalyzeOptions, analyze } from './analyze.ts';
import { counted } from './compare/counters.ts';
import { ruleChanges } from './compare/rules.ts';
import type { Analysis } from './model/analysis.ts';
import type { Comparison, Moved } from './model/comparison.ts';
import { SNIFF_BYTES, sniff } from './text/decode.ts';

/** Counters that moved, beyond this, are not listed: the ones that moved most come first. */
const MAX_MOVED = 1000;

export interface CompareOptions extends Omit<AnalyzeOptions, 'apart'> {
  /** Seconds between the two, where the person knows them. */
  readonly seconds?: number | null;
}

/**
 * Holds two pastes of the same host against each other: which counters moved and how fast, which rules came and went, which
 * findings appeared and which are gone; and the findings of both together, with rates. Rejects only when aborted,
 * or when a paste cannot be read.
 */
export async function compare(before: Blob, after: Blob, options: CompareOptions = {}): Promise<Comparison> {
  const { seconds = null, ...rest } = options;
  const [first, second] = [await asUtf8(before), await asUtf8(after)];
  const [earlier, later] = [await analyze(first, rest), await analyze(second, rest)];
  const apart = seconds === null ? {} : { apart: { at: first.size, seconds } };
  const together = await analyze(new Blob([first, '\n', second]), { ...rest, ...apart });
  const known = seconds ?? secondsTold(earlier, later);
  const { moved, still } = movement(earlier, later, known);
  return {
    seconds: known,
    together,
    moved,
    still,
    rules: ruleChanges(earlier.sections, later.sections),
    gone: onlyIn(earlier, later),
    appeared: onlyIn(later, earlier),
  };
}

/** Two pastes are read as one only in one encoding: UTF-16 is written anew. */
async function asUtf8(paste: Blob): Promise<Blob> {
  const sniffed = sniff(new Uint8Array(await paste.slice(0, SNIFF_BYTES).arrayBuffer()));
  if ('not' in sniffed || sniffed.encoding === 'utf-8') return paste;
  return new Blob([new TextDecoder(sniffed.encoding).decode(await paste.arrayBuffer())]);
}

/** Seconds between the first moment that each paste tells; null where one tells none, or they are of different clocks. */
function secondsTold(before: Analysis, after: Analysis): number | null {
  for (const clock of ['wall', 'uptime'] as const) {
    const [from, to] = [before, after].map(
      ({ sections }) =>
        sections
          .flatMap(({ document }) => (document.kind === 'clock' ? document.stamps : []))
          .find(({ stamp }) => stamp.clock === clock)?.stamp,
    );
    if (from && to && from.dated === to.dated && to.seconds > from.seconds) return to.seconds - from.seconds;
  }
  return null;
}

function movement(before: Analysis, after: Analysis, seconds: number | null) {
  const earlier = counted(before.sections);
  const moved: Moved[] = [];
  let still = 0;
  for (const [key, now] of counted(after.sections)) {
    const then = earlier.get(key);
    if (!then) continue;
    const rise = now.low > then.high ? now.low - then.high : now.high < then.low ? now.high - then.low : 0;
    if (rise === 0) still++;
    else
      moved.push({
        of: now.of,
        name: now.name,
        host: now.host,
        before: then.low,
        after: now.low,
        rise,
        rate: seconds === null ? null : rise / seconds,
        places: { before: then.place, after: now.place },
      });
  }
  moved.sort((a, b) => Math.abs(b.rise) - Math.abs(a.rise));
  return { moved: moved.slice(0, MAX_MOVED), still };
}

/** What one paste alone shows as confirmed or suspected, and the other alone does not. */
function onlyIn(one: Analysis, other: Analysis): string[] {
  const spoken = ({ findings }: Analysis) =>
    new Set(
      findings
        .filter(({ verdict }) => verdict === 'confirmed' || verdict === 'suspected')
        .map(({ incident }) => incident),
    );
  const others = spoken(other);
  return [...spoken(one)].filter(incident => !others.has(incident));
}
