import type { Place } from './place.ts';

/**
 * How long requests took, as curl's `-w` and httpstat print it. A run of a hundred thousand samples fits: they are columns of
 * numbers, one value a sample.
 */
export interface Timings {
  readonly kind: 'timings';
  readonly source: 'curl -w' | 'httpstat';
  /** Samples that were read. */
  readonly count: number;
  /** Each variable that any sample has; in the order of the first line that has it. */
  readonly columns: readonly TimingColumn[];
  /** The first samples one by one, with all that is no number; the columns begin with the same ones. */
  readonly samples: readonly TimingSample[];
  /** curl's own error lines between the samples. */
  readonly errors: readonly CurlError[];
  /** Variables that a format file in the paste asks for, where the paste shows the file itself. */
  readonly asked: readonly string[];
  readonly first: Place;
}

/** Times of `-w`, cumulative from the start, in seconds. */
export type TimeVariable =
  | 'time_queue'
  | 'time_namelookup'
  | 'time_connect'
  | 'time_appconnect'
  | 'time_pretransfer'
  | 'time_posttransfer'
  | 'time_redirect'
  | 'time_starttransfer'
  | 'time_total'
  /** `real` of the shell's `time`. */
  | 'time_real';

/** Other numbers of `-w`: bytes, bytes a second, counts, curl's exit code. */
export type NumberVariable =
  | 'http_code'
  | 'response_code'
  | 'http_connect'
  | 'size_download'
  | 'size_upload'
  | 'size_header'
  | 'size_request'
  | 'speed_download'
  | 'speed_upload'
  | 'num_connects'
  | 'num_redirects'
  | 'num_headers'
  | 'num_retries'
  | 'remote_port'
  | 'local_port'
  | 'exitcode'
  | 'ssl_verify_result'
  | 'proxy_ssl_verify_result';

export type TextVariable =
  | 'errormsg'
  | 'url'
  | 'url_effective'
  | 'remote_ip'
  | 'local_ip'
  | 'content_type'
  | 'http_version'
  | 'method'
  | 'redirect_url'
  | 'scheme'
  | 'referer'
  | 'filename_effective';

/** Values by sample, in its order; null where the sample does not have the variable. Without null it is an array of doubles. */
export interface TimingColumn {
  readonly name: TimeVariable | NumberVariable;
  readonly values: readonly (number | null)[];
}

/**
 * One request. A time of zero means that the phase was not reached, or that there was none (no name to look up, no TLS): curl
 * prints 0.000000 for both. It stays 0 here; `reached` of `phasesOf` tells.
 */
export interface TimingSample {
  readonly numbers: Readonly<Partial<Record<TimeVariable | NumberVariable, number>>>;
  readonly texts: Readonly<Partial<Record<TextVariable, string>>>;
  /** Smallest step of the printed times in seconds: 1e-6 for curl since 7.61, 1e-3 before and for httpstat. */
  readonly step: number;
  /** The unit of httpstat's own phases; null for curl. */
  readonly phases: Phases | null;
  readonly place: Place;
  /** Where each value stands. */
  readonly places: Readonly<Partial<Record<TimeVariable | NumberVariable | TextVariable, Place>>>;
}

/** Durations in seconds; null where a phase was not reached, did not happen, or cannot be told. */
export interface Phases {
  readonly dns: number | null;
  readonly connect: number | null;
  readonly tls: number | null;
  /** From the request sent to the first byte of the answer. */
  readonly server: number | null;
  readonly transfer: number | null;
}

/** `curl: (28) Connection timed out after 5001 milliseconds` */
export interface CurlError {
  readonly exitCode: number;
  readonly text: string;
  readonly error: CurlErrorKind;
  /** Seconds that the message names (`after 5001 milliseconds`). */
  readonly after: number | null;
  /** Bytes that had come (`with 0 bytes received`). */
  readonly bytes: number | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly place: Place;
}

/** What curl says, whatever its version words it like. connect-timeout: no connection. operation-timeout: connected, or not known. */
export type CurlErrorKind =
  | 'resolve-failed'
  | 'resolve-timeout'
  | 'connect-refused'
  | 'connect-timeout'
  | 'no-route'
  | 'connect-failed'
  | 'operation-timeout'
  | 'tls-timeout'
  | 'tls-failed'
  | 'certificate'
  | 'reset'
  | 'empty-reply'
  | 'partial'
  | 'send-failed'
  | 'too-many-redirects'
  | 'http-error'
  | 'other';

/**
 * The phases of a sample with curl's cumulative times. Null where the times do not grow (`-L` with redirects: connect can be
 * smaller than appconnect), where a time is missing, or where a zero says that the phase was not reached.
 */
export function phasesOf({ numbers, phases }: Pick<TimingSample, 'numbers' | 'phases'>): Phases {
  if (phases) return phases;
  const { time_namelookup, time_connect, time_appconnect, time_pretransfer, time_starttransfer, time_total } =
    numbers;
  const reached = [
    time_namelookup,
    time_connect,
    time_appconnect,
    time_pretransfer,
    time_starttransfer,
    time_total,
  ].filter((time): time is number => time !== undefined && time > 0);
  const grows = reached.every((time, i) => i === 0 || time >= (reached[i - 1] as number));
  if (!grows || (numbers.time_redirect ?? 0) > 0)
    return { dns: null, connect: null, tls: null, server: null, transfer: null };
  return {
    // A literal address leaves some microseconds here, or nothing at all once connected.
    dns:
      time_namelookup !== undefined && (time_namelookup > 0 || (time_connect ?? 0) > 0)
        ? time_namelookup
        : null,
    connect: between(time_namelookup, time_connect, true),
    tls: between(time_connect, time_appconnect, false),
    server: between(time_pretransfer, time_starttransfer, false),
    transfer: between(time_starttransfer, time_total, false),
  };
}

/** `fromZero`: whether the first time may be zero, since no name had to be looked up. */
function between(from: number | undefined, to: number | undefined, fromZero: boolean): number | null {
  if (from === undefined || to === undefined || to <= 0 || (from <= 0 && !fromZero)) return null;
  return to - from;
}

/** The values of one variable over all samples that have it, smallest first. Times of zero, phases not reached, are left out. */
export function sortedValues(timings: Timings, name: TimeVariable | NumberVariable): Float64Array {
  const column = timings.columns.find(candidate => candidate.name === name);
  const isTime = name.startsWith('time_');
  const known = (column?.values ?? []).filter(
    (value): value is number => value !== null && (!isTime || value > 0),
  );
  return Float64Array.from(known).sort();
}

/** The value below which the part `q` (0 to 1) of `sorted` lies, by the nearest rank; null for none. */
export function quantile(sorted: Float64Array, q: number): number | null {
  if (sorted.length === 0) return null;
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] as number;
}

/** What curl -v tells of its way, line by line; several requests in a row are told apart by `request`. */
export interface CurlTrace {
  readonly kind: 'curl-trace';
  /** True where each line has a time (`--trace-time`). */
  readonly timed: boolean;
  readonly events: readonly CurlEvent[];
  readonly errors: readonly CurlError[];
  /** Lines that say nothing for a diagnosis. */
  readonly otherLines: number;
  readonly first: Place;
}

export type CurlEventKind =
  | 'resolved'
  | 'resolve-failed'
  | 'trying'
  | 'connected'
  | 'connect-failed'
  | 'reused'
  | 'tls-message'
  | 'tls-done'
  | 'certificate'
  | 'certificate-problem'
  | 'request'
  | 'response'
  | 'timeout'
  | 'reset'
  | 'empty-reply'
  | 'proxy'
  | 'redirect'
  | 'left-intact'
  | 'closed';

export interface CurlEvent {
  readonly event: CurlEventKind;
  /** Seconds since midnight, as `--trace-time` prints them. */
  readonly time: number | null;
  /** The first request of the section is 1. */
  readonly request: number;
  /** Host name, address or URL that the line is about. */
  readonly host: string | null;
  readonly address: string | null;
  readonly port: number | null;
  /** Seconds that the line names (`after 5001 ms`). */
  readonly after: number | null;
  /** The status of a response. */
  readonly status: number | null;
  /** `TLSv1.3 (OUT), TLS handshake, Client hello`; method and path of a request; the words of an error. */
  readonly text: string;
  readonly place: Place;
}
