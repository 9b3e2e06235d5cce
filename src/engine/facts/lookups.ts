import type { Place } from '../model/place.ts';
import { phasesOf } from '../model/timings.ts';
import { median } from './connects.ts';
import { remembered } from './remembered.ts';

/** One name that a request looked up. */
export interface Lookup {
  /** Seconds until the name was known; of one that never was, seconds until the request was given up. */
  readonly seconds: number;
  /** Seconds that the whole request took; null where not printed. */
  readonly total: number | null;
  readonly place: Place;
}

export interface Lookups {
  /** Names that were found, in the order of the paste. */
  readonly found: readonly Lookup[];
  /** Names that were never found: `time_namelookup` stays 0.000000 then, and so does every time behind it. */
  readonly unfinished: readonly Lookup[];
  /** The median of those below half a second; null where there are none. */
  readonly usual: number | null;
}

/** A literal address costs curl some 10 to 100 µs, a name from a file little more; less than this asked no server. In seconds. */
const ASKED = 0.0003;
const QUICK = 0.5;
/** A request that was given up sooner than this says nothing of a lookup. In seconds. */
const PATIENT = 1;
/** Times that are printed in milliseconds (curl before 7.61) cannot tell a quick lookup from none. */
const MICROSECOND = 1e-6;

/** The name lookups of all requests that curl and httpstat printed one by one. */
export const lookups = remembered((facts): Lookups => {
  const found: Lookup[] = [];
  const unfinished: Lookup[] = [];
  for (const { document } of facts.all('timings')) {
    const elsewhere = document.errors.some(({ error }) => !NAME_ERRORS.has(error));
    for (const sample of document.samples) {
      const { time_namelookup, time_connect, time_total, time_redirect } = sample.numbers;
      const seconds = time_namelookup ?? phasesOf(sample).dns;
      const total = time_total ?? null;
      const place = sample.places.time_namelookup ?? sample.place;
      if ((time_redirect ?? 0) > 0 || seconds === null) continue;
      if (seconds >= ASKED) found.push({ seconds, total, place });
      else if (seconds === 0 && time_connect === 0 && total !== null && total >= PATIENT) {
        if (sample.step <= MICROSECOND && !elsewhere && !isLiteral(sample.texts.url_effective))
          unfinished.push({ seconds: total, total, place });
      }
    }
  }
  const usual = median(found.map(({ seconds }) => seconds).filter(seconds => seconds < QUICK));
  return { found, unfinished, usual };
});

const NAME_ERRORS: ReadonlySet<string> = new Set([
  'resolve-timeout',
  'resolve-failed',
  'operation-timeout',
  'connect-timeout',
]);

function isLiteral(url: string | undefined): boolean {
  return /^(?:\w{1,10}:\/\/)?(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-fA-F:.]{2,45}\])(?:[:/]|$)/.test(url ?? '');
}

/** A lookup that took as long as a question that was lost and asked again. */
export interface LateLookup extends Lookup {
  /** The seconds of the cluster: 2.5, 5, 10, 15. */
  readonly cluster: number;
}

/** glibc waits 5 s for an answer where `options timeout:` says nothing (resolv.conf(5), RES_TIMEOUT). In seconds. */
export const RESOLVER_TIMEOUT = 5;
/** musl asks again after half of its 5 s (src/network/res_msend.c: timeout / attempts). In seconds. */
const MUSL_RETRY = 2.5;
/** A lookup with a lost question ends so many seconds later at most: timers are exact to milliseconds, the answer takes its time. */
const SLACK = 0.25;

/** Those that fit a cluster, for a resolver with this timeout in seconds. */
export function lateLookups({ found, usual }: Lookups, timeout: number | null): LateLookup[] {
  const wait = timeout ?? RESOLVER_TIMEOUT;
  const clusters = [...(timeout === null ? [MUSL_RETRY] : []), wait, 2 * wait, 3 * wait];
  return found.flatMap(lookup => {
    const late = lookup.seconds - (usual ?? 0);
    const cluster = clusters.find(seconds => late >= seconds - 0.05 && late <= seconds + SLACK);
    return cluster === undefined ? [] : { ...lookup, cluster };
  });
}
