import type { Facts } from '../../engine/facts/facts.ts';
import type { Phases, TimingSample, Timings } from '../../engine/model/timings.ts';
import { phasesOf } from '../../engine/model/timings.ts';
import type { Phase } from './picture.ts';

/** The phases that a request can be drawn by, in seconds since it began. */
export interface Course {
  readonly total: number;
  readonly url: string | null;
  readonly phases: readonly CoursePhase[];
  readonly line: number;
}

export interface CoursePhase {
  readonly phase: Phase;
  readonly from: number;
  readonly to: number;
  readonly reached: boolean;
}

/** The course of one request; null where its times do not grow (redirects), or too few of them are printed. */
export function courseOf(sample: TimingSample): Course | null {
  const phases = sample.phases ? inARow(sample.phases) : fromTimes(sample);
  const total = sample.numbers.time_total ?? phases.at(-1)?.to ?? 0;
  if (phases.length === 0 || total <= 0) return null;
  return {
    total,
    url: sample.texts.url_effective ?? sample.texts.url ?? null,
    phases,
    line: sample.place.line,
  };
}

/** httpstat prints durations: each phase begins where the one before ends. */
function inARow(phases: Phases): CoursePhase[] {
  let at = 0;
  return (['dns', 'connect', 'tls', 'server', 'transfer'] as const).flatMap(phase => {
    const took = phases[phase];
    if (took === null) return [];
    const from = at;
    at += took;
    return [{ phase, from, to: at, reached: true }];
  });
}

/** curl's times are cumulative. What is 0 was not reached, or there was nothing to do. Null where they do not grow. */
function fromTimes({ numbers }: TimingSample): CoursePhase[] {
  const total = numbers.time_total;
  if (total === undefined || (numbers.time_redirect ?? 0) > 0) return [];
  const phases: CoursePhase[] = [];
  let at = 0;
  for (const { phase, until } of stepsOf(numbers)) {
    if (until === undefined) continue;
    // Begun, and the request ended within.
    if (until === 0 && total > at) return [...phases, { phase, from: at, to: total, reached: false }];
    if (until < at) return [];
    if (until > at) phases.push({ phase, from: at, to: until, reached: true });
    at = until;
  }
  // With no other time printed it is not known what filled it.
  return phases.some(({ phase }) => phase !== 'rest') ? phases : [];
}

/** The phases and when each ended. A phase whose beginning is not printed is called by all that it holds. */
function stepsOf(
  times: TimingSample['numbers'],
): { phase: CoursePhase['phase']; until: number | undefined }[] {
  const {
    time_namelookup: named,
    time_connect,
    time_appconnect,
    time_pretransfer,
    time_starttransfer,
  } = times;
  // A literal address can leave a 0 where there was nothing to look up: what follows says so.
  const lookup = named === 0 && (time_connect === undefined || time_connect > 0) ? undefined : named;
  return [
    { phase: 'dns', until: lookup },
    { phase: named === undefined ? 'connect-dns' : 'connect', until: time_connect },
    // Without TLS it stays 0.
    {
      phase: 'tls',
      until: time_appconnect === 0 || time_connect === undefined ? undefined : time_appconnect,
    },
    {
      phase: 'prepare',
      until: time_pretransfer === 0 || time_connect === undefined ? undefined : time_pretransfer,
    },
    { phase: time_pretransfer === undefined ? 'first-byte' : 'server', until: time_starttransfer },
    { phase: time_starttransfer === undefined ? 'rest' : 'transfer', until: times.time_total },
  ];
}

const PHASES = ['dns', 'connect', 'connect-dns', 'tls', 'server', 'first-byte', 'total'] as const;

/** Durations of one phase over all requests, smallest first, in seconds. */
export interface Spread {
  readonly phase: (typeof PHASES)[number];
  readonly sorted: Float64Array;
}

/** How each phase is spread over all requests of the paste, those beyond the ones that are kept one by one included. */
export function spreadsOf(facts: Facts): Spread[] {
  const found: Record<Spread['phase'], number[]> = {
    dns: [],
    connect: [],
    'connect-dns': [],
    tls: [],
    server: [],
    'first-byte': [],
    total: [],
  };
  for (const { document } of facts.all('timings')) addTo(found, document);
  return PHASES.flatMap(phase =>
    found[phase].length > 0 ? [{ phase, sorted: Float64Array.from(found[phase]).sort() }] : [],
  );
}

const TIMES = [
  'time_namelookup',
  'time_connect',
  'time_appconnect',
  'time_pretransfer',
  'time_starttransfer',
  'time_total',
  'time_redirect',
] as const;

type Times = Partial<Record<(typeof TIMES)[number], number>>;

function addTo(all: Record<Spread['phase'], number[]>, timings: Timings): void {
  const columns = TIMES.map(
    name => [name, timings.columns.find(column => column.name === name)?.values] as const,
  );
  for (let i = 0; i < timings.count; i++) {
    const numbers: Times = {};
    for (const [name, values] of columns) {
      const value = values?.[i];
      if (value !== undefined && value !== null) numbers[name] = value;
    }
    const printed = timings.samples[i]?.phases ?? null;
    const { dns, connect, tls, server } = phasesOf({ numbers, phases: printed });
    const total = numbers.time_total ?? null;
    const found = {
      dns,
      connect,
      'connect-dns': connectWithDns(numbers),
      tls,
      server,
      'first-byte': firstByte(numbers, connect),
      total,
    };
    for (const phase of PHASES) {
      const seconds = found[phase];
      if (seconds !== null && seconds > 0) all[phase].push(seconds);
    }
  }
}

/** Only time_connect is printed: the lookup is within it. */
function connectWithDns({ time_namelookup, time_connect = 0, time_redirect = 0 }: Times): number | null {
  return time_namelookup === undefined && time_redirect === 0 && time_connect > 0 ? time_connect : null;
}

/** From the connection to the first byte, where nothing tells when the request was sent. */
function firstByte(numbers: Times, connect: number | null): number | null {
  const { time_connect = 0, time_appconnect = 0, time_starttransfer = 0, time_pretransfer } = numbers;
  if (connect === null || time_pretransfer !== undefined || time_starttransfer <= 0) return null;
  return time_starttransfer - Math.max(time_connect, time_appconnect);
}
