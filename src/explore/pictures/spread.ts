import { connects, SYN_RETRIES } from '../../engine/facts/connects.ts';
import type { Facts } from '../../engine/facts/facts.ts';
import { RESOLVER_TIMEOUT } from '../../engine/facts/lookups.ts';
import { quantile } from '../../engine/model/timings.ts';
import { linesOf, type Made, said } from './made.ts';
import type { Histogram, Mark } from './picture.ts';
import { type Spread, spreadsOf } from './requests.ts';

/** Fewer requests than these are no distribution. */
const LEAST = 3;
const SLOW = 0.5;
/** A literal address costs curl some 10 to 100 µs, a name from a file little more: no server was asked. In seconds. */
const ASKED = 0.0003;
/** An axis with slow requests on it reaches beyond the marks at 1, 3 and 7 s. In seconds. */
const MARKED = 7.5;
/** So many bins between a second and ten. */
const BINS = 12;
/** The axis is no finer than a tenth of a millisecond: what a name from a file costs. */
const FINEST = 1e-4;

/** How long many requests took, phase by phase, with the seconds at which what was lost is sent again. */
export function spreadPicture(facts: Facts): Made | null {
  const all = spreadsOf(facts);
  const split = all.some(({ phase }) => phase === 'connect' || phase === 'connect-dns');
  const shown = all.filter(
    spread => (spread.phase !== 'total' || !split) && (spread.phase !== 'dns' || last(spread) >= ASKED),
  );
  const [top] = [...shown].sort((a, b) => last(b) - last(a));
  if (!top || top.sorted.length < LEAST) return null;
  const slow = top.sorted.filter(seconds => seconds >= SLOW).length;
  const to = edgeAbove(Math.max(last(top), slow > 0 ? MARKED : 0.01));
  const from = edgeBelow(Math.max(FINEST, Math.min(...shown.map(({ sorted }) => sorted[0] as number))));
  const rows = shown.map(spread => rowOf(spread, from, to));
  const values = {
    count: top.sorted.length,
    slow,
    phase: top.phase,
    most: { seconds: last(top) },
  };
  return {
    kind: 'spread',
    says: said(slow > 0 ? 'spread-slow' : 'spread', values),
    notes: [
      ...lateNote(facts),
      ...(rows.some(({ marks }) => marks.length > 0) ? [said('spread-marks')] : []),
    ],
    lines: linesOf(facts.all('timings').map(({ section }) => section)),
    drawing: { form: 'histograms', unit: 'samples', axis: { from, to }, series: [], rows },
  };
}

function last({ sorted }: Spread): number {
  return sorted[sorted.length - 1] as number;
}

/** How many connects fit a SYN that was sent again: only where every request was looked at one by one. */
function lateNote(facts: Facts): ReturnType<typeof said>[] {
  const whole = facts.all('timings').every(({ document }) => document.samples.length === document.count);
  const { late, count, firm } = connects(facts);
  if (!whole || !firm) return [];
  const seconds = [...new Set(late.map(({ cluster }) => cluster))].sort((a, b) => a - b);
  return [said('spread-late', { n: late.length, count, seconds: seconds.join(', ') })];
}

const edge = (bin: number) => 10 ** (bin / BINS);
const binOf = (seconds: number) => Math.floor(Math.log10(seconds) * BINS + 1e-9);
const edgeBelow = (seconds: number) => edge(binOf(seconds));
const edgeAbove = (seconds: number) => edge(binOf(seconds) + 1);

function rowOf({ phase, sorted }: Spread, from: number, to: number): Histogram {
  const counts = new Map<number, number>();
  for (const seconds of sorted) {
    const bin = binOf(Math.max(seconds, from));
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  const [median, high] = [quantile(sorted, 0.5) ?? 0, quantile(sorted, 0.95) ?? 0];
  return {
    phase,
    facts: said('spread-facts', {
      count: sorted.length,
      median: { seconds: median },
      high: { seconds: high },
      most: { seconds: sorted[sorted.length - 1] as number },
    }),
    bins: [...counts]
      .sort(([a], [b]) => a - b)
      .map(([bin, n]) => ({ from: edge(bin), below: edge(bin + 1), counts: [n] })),
    marks: marksOf(phase, to),
  };
}

/**
 * Repeated SYNs for the connect, by the old schedule with a name, by that of kernels since 6.5 without one; questions that a resolver
 * asks again for the lookup. Only where something took that long.
 */
function marksOf(phase: Spread['phase'], to: number): Mark[] {
  const named = (seconds: number) => ({ at: seconds, label: said('mark', { at: { seconds } }) });
  const retried = [
    ...SYN_RETRIES.classic.map(named),
    ...SYN_RETRIES.linear
      .filter(at => !(SYN_RETRIES.classic as readonly number[]).includes(at))
      .map(at => ({ at, label: null })),
  ];
  const asked = [1, 2, 3].map(times => named(times * RESOLVER_TIMEOUT));
  const marks: readonly Mark[] =
    phase === 'connect' || phase === 'connect-dns' ? retried : phase === 'dns' ? asked : [];
  return marks.filter(({ at }) => at <= to).sort((a, b) => a.at - b.at);
}
