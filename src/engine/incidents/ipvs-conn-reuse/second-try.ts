import type { Facts } from '../../facts/facts.ts';
import type { Place } from '../../model/place.ts';
import type { TimingSample } from '../../model/timings.ts';

/** Requests from one and the same source port, in a row. */
export interface SecondTry {
  readonly port: number;
  readonly requests: number;
  /** Those behind the first that took as long as one repeated SYN makes them take. */
  readonly late: number;
  /** The first was quick, and there are three or more, and every one behind it is late. */
  readonly always: boolean;
  readonly places: readonly Place[];
}

/** A request that takes longer is not quick; in seconds. */
const QUICK = 0.5;
/** The first SYN is repeated after so many seconds (RFC 6298); the connect itself, and with a total the answer, come on top. */
const RETRY = 1;
const SLACK = 0.3;
/** `--local-port 2348`; a range takes another port each time. */
const ONE_PORT = /\s--local-port[ =](\d{1,5})(?![\d-])/;

/** The runs of curl that keep their source port, where any but the first is late by one repeated SYN; null without. */
export function secondTry(facts: Facts): SecondTry | null {
  for (const { section, document } of facts.all('timings')) {
    const typed = ONE_PORT.exec(section.command ?? '')?.[1];
    const ports = new Map<number, TimingSample[]>();
    for (const sample of document.samples) {
      const port = sample.numbers.local_port ?? (typed === undefined ? 0 : Number(typed));
      if (port > 0) ports.set(port, [...(ports.get(port) ?? []).slice(0, 50), sample]);
    }
    for (const [port, samples] of ports) {
      const found = runOf(port, samples);
      if (found) return found;
    }
  }
  return null;
}

function runOf(port: number, samples: readonly TimingSample[]): SecondTry | null {
  const times = samples.map(({ numbers }) => numbers.time_connect ?? numbers.time_total ?? 0);
  const [first = 0, ...others] = times;
  const late = others.filter(isOneRetry).length;
  if (late === 0 || first <= 0 || first >= QUICK) return null;
  const places = samples.map(({ place, places }) => places.time_connect ?? places.time_total ?? place);
  return { port, requests: times.length, late, always: others.length >= 2 && late === others.length, places };
}

function isOneRetry(seconds: number): boolean {
  return seconds >= RETRY - 0.05 && seconds < RETRY + SLACK;
}
