import type { Place } from '../model/place.ts';
import { type Phases, phasesOf } from '../model/timings.ts';
import type { Facts } from './facts.ts';
import { remembered } from './remembered.ts';

/** One request: its phases in seconds, and where it stands. */
export interface Timed extends Phases {
  readonly total: number | null;
  /** True where `connect` holds the name lookup too, because only time_connect was printed. */
  readonly connectWithDns: boolean;
  readonly place: Place;
}

/** Every request of curl's `-w` and httpstat that the paste keeps one by one, in its order. */
export function timedRequests(facts: Facts): Timed[] {
  return facts.all('timings').flatMap(({ document }) =>
    document.samples.map(sample => {
      const { time_namelookup, time_connect, time_total } = sample.numbers;
      const phases = phasesOf(sample);
      const connectWithDns = time_namelookup === undefined && (time_connect ?? 0) > 0;
      return {
        ...phases,
        connect: connectWithDns ? (time_connect ?? null) : phases.connect,
        connectWithDns,
        total: time_total ?? null,
        place: sample.places.time_connect ?? sample.places.time_total ?? sample.place,
      };
    }),
  );
}

/**
 * After how many seconds a repeated SYN gets through. classic: the timeout begins at 1 s and doubles. linear: kernels since 6.5
 * repeat four times at 1 s before they double (tcp_syn_linear_timeouts, default 4; commit ccce324dabfe).
 */
export const SYN_RETRIES = {
  classic: [1, 3, 7, 15, 31, 63],
  linear: [1, 2, 3, 4, 5, 7, 11, 19, 35, 67],
} as const;

/** A connect that took as long as a repeated SYN makes it take. */
export interface LateConnect {
  /** The seconds of the cluster: 1, 3, 7, … */
  readonly cluster: number;
  /** Seconds, as measured. */
  readonly connect: number;
  readonly schedule: 'classic' | 'linear' | 'both';
  readonly place: Place;
}

export interface Connects {
  /** Requests whose connect phase is known. */
  readonly count: number;
  /** The median of the connects that are not late, in seconds; null where all of them are. */
  readonly usual: number | null;
  readonly late: readonly LateConnect[];
  /** Slow ones that fit no cluster: a slow path, or a slow peer. */
  readonly slow: readonly Timed[];
  /** Requests whose connect never came about: time_connect stayed at zero. */
  readonly failed: readonly Place[];
  /**
   * True where it is repeated SYNs that make them late, and not chance or a slow path: two requests or more are late, few are slow
   * in another way, and either the others are quick or the late ones fall into different clusters.
   */
  readonly firm: boolean;
}

/** Clusters that a lost DNS question makes too (resolv.conf(5), 5 s each): not told apart where the lookup is within the connect. */
const LOOKUPS: readonly number[] = [5, 15];
/** What is longer than this and fits no cluster is slow; in seconds. */
const SLOW = 0.5;

/**
 * The connect phases of all requests, told apart by whether a SYN was repeated. Tolerance: the clusters come up to 5 % late (timer
 * slack, measured on 6.18: 35.7 s for 35, 69.8 s for 67), plus 0.1 s for the connect itself, and the usual connect is taken off
 * first. A timer does not fire early: 0.05 s is for rounded times and for a usual connect that is above this one's.
 */
export const connects = remembered((facts): Connects => {
  const all = timedRequests(facts);
  // A line without its lookup among lines with one is torn: its connect holds who knows what.
  const split = all.some(({ dns }) => dns !== null);
  const known = all.filter(({ connect, connectWithDns }) => connect !== null && !(split && connectWithDns));
  const usual = median(known.map(({ connect }) => connect as number).filter(connect => connect < SLOW));
  const late: LateConnect[] = [];
  const slow: Timed[] = [];
  for (const request of known) {
    const connect = request.connect as number;
    if (connect < SLOW) continue;
    const cluster = clusterOf(connect - (usual ?? 0));
    const found = request.connectWithDns && cluster && LOOKUPS.includes(cluster.cluster) ? null : cluster;
    if (found) late.push({ ...found, connect, place: request.place });
    else slow.push(request);
  }
  const clusters = new Set(late.map(({ cluster }) => cluster)).size;
  // By chance a third of all connects between 1 and 5 s would fall into a cluster.
  const firm = late.length >= 2 && late.length >= 2 * slow.length && (usual !== null || clusters > 1);
  return { count: known.length, usual, late, slow, failed: failures(facts), firm };
});

function clusterOf(seconds: number): Pick<LateConnect, 'cluster' | 'schedule'> | null {
  const fits = (cluster: number) => seconds >= cluster - 0.05 && seconds <= cluster * 1.05 + 0.1;
  const classic = SYN_RETRIES.classic.find(fits);
  const linear = SYN_RETRIES.linear.find(fits);
  if (classic !== undefined) return { cluster: classic, schedule: linear === undefined ? 'classic' : 'both' };
  return linear === undefined ? null : { cluster: linear, schedule: 'linear' };
}

function failures(facts: Facts): Place[] {
  return facts
    .all('timings')
    .flatMap(({ document }) =>
      document.samples
        .filter(({ numbers }) => numbers.time_connect === 0 && (numbers.time_total ?? 0) > 0)
        .map(({ place }) => place),
    );
}

/** The middle value; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
