import { SYN_RETRIES } from '../../engine/facts/connects.ts';
import type { Facts } from '../../engine/facts/facts.ts';
import { linesOf, type Made, said } from './made.ts';
import type { Mark, Waterfall } from './picture.ts';
import { type Course, courseOf } from './requests.ts';

/** A connect is held against the marks of repeated SYNs from here on. In seconds. */
const SLOW = 0.5;
const MAX_URL = 200;

/** One request by its phases: the only one, or the slowest of many. */
export function requestPicture(facts: Facts): Made | null {
  const sources = facts.all('timings');
  const count = sources.reduce((sum, { document }) => sum + document.count, 0);
  let slowest: Course | null = null;
  let section = sources[0]?.section;
  for (const source of sources)
    for (const sample of source.document.samples) {
      const course = courseOf(sample);
      if (!course || course.total <= (slowest?.total ?? 0)) continue;
      slowest = course;
      section = source.section;
    }
  if (!slowest || !section) return null;
  const { total, url, phases } = slowest;
  const longest = phases.reduce((most, phase) =>
    phase.to - phase.from > most.to - most.from ? phase : most,
  );
  const took = longest.to - longest.from;
  const values = { total: { seconds: total }, took: { seconds: took }, share: took / total, count };
  const marks = marksOf(phases, total);
  return {
    kind: 'request',
    says: said(longest.reached ? (count > 1 ? 'request-slowest' : 'request') : 'request-unreached', {
      ...values,
      phase: longest.phase,
    }),
    notes: marks.length > 0 ? [said('request-retried')] : [],
    lines: linesOf([section]),
    drawing: { form: 'waterfall', total, url: url?.slice(0, MAX_URL) ?? null, phases, marks },
  };
}

/** Where a SYN that is sent again gets through, from where the connect began; only where it took that long. */
function marksOf(phases: Waterfall['phases'], total: number): Mark[] {
  const connect = phases.find(({ phase }) => phase === 'connect' || phase === 'connect-dns');
  if (!connect || connect.to - connect.from < SLOW) return [];
  return SYN_RETRIES.classic
    .map(seconds => ({ at: connect.from + seconds, label: said('mark', { at: { seconds } }) }))
    .filter(({ at }) => at <= total);
}
