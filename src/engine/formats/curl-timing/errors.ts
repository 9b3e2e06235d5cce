import type { CurlError, CurlErrorKind } from '../../model/timings.ts';
import type { Line } from '../../text/line.ts';

/** `curl: (28) Connection timed out after 5001 milliseconds` */
const ERROR = /^\s{0,4}curl: \((\d{1,3})\) (.{0,600})$/;

/** Whether the line is an error line of curl. */
export function isCurlError(text: string): boolean {
  return ERROR.test(text);
}

/** Reads an error line; null for any other. */
export function readCurlError(line: Line): CurlError | null {
  const match = ERROR.exec(line.text);
  if (!match) return null;
  const exitCode = Number(match[1]);
  const text = (match[2] as string).trim();
  const target = targetOf(text);
  return {
    exitCode,
    text,
    error: errorKind(text, exitCode),
    after: secondsAfter(text),
    bytes: bytesOf(text),
    ...target,
    place: line.place(),
  };
}

/** Kinds by their words, which outlive the numbers: from lib/connect.c, lib/hostip.c, lib/multi.c, lib/url.c and lib/strerror.c. */
const KINDS: readonly (readonly [RegExp, CurlErrorKind])[] = [
  [/^Could(?: not|n't) resolve (?:host|proxy)/i, 'resolve-failed'],
  [/^Resolving timed out|^Resolving host timed out|name lookup timed out/i, 'resolve-timeout'],
  [/Connection refused/i, 'connect-refused'],
  [/No route to host|Network is unreachable|Host is unreachable/i, 'no-route'],
  [/SSL connection timeout|TLS handshake timed? ?out/i, 'tls-timeout'],
  [
    /^Connection timed out|Connection time-?out|Failed to connect .{0,300}(?:timed out|Timeout was reached)/i,
    'connect-timeout',
  ],
  [/^Operation timed out|^Operation too slow|^Timeout was reached/i, 'operation-timeout'],
  [/certificate|self.signed/i, 'certificate'],
  [/Connection reset by peer|Connection was reset/i, 'reset'],
  [/^Empty reply from server/i, 'empty-reply'],
  [/SSL|TLS|handshake/i, 'tls-failed'],
  [/^transfer closed with|outstanding read data|end of response with/i, 'partial'],
  [/^Send failure|^Failed sending data/i, 'send-failed'],
  [/^Maximum \(\d{1,9}\) redirects/i, 'too-many-redirects'],
  [/^The requested URL returned error/i, 'http-error'],
  [/^Failed to connect|Couldn't connect to server|Could not connect to server/i, 'connect-failed'],
];

/** What the words of an error mean; where they say nothing, the exit code does (curl.1, EXIT CODES). */
export function errorKind(text: string, exitCode: number | null): CurlErrorKind {
  const kind = KINDS.find(([pattern]) => pattern.test(text))?.[1];
  // 7 is "failed to connect" whatever the reason; since 7.8x the words are `Couldn't connect to server` for a refusal too.
  if (kind) return kind;
  const byCode: Readonly<Record<number, CurlErrorKind>> = {
    6: 'resolve-failed',
    7: 'connect-failed',
    18: 'partial',
    22: 'http-error',
    28: 'operation-timeout',
    35: 'tls-failed',
    47: 'too-many-redirects',
    52: 'empty-reply',
    55: 'send-failed',
    56: 'reset',
    60: 'certificate',
  };
  return (exitCode !== null && byCode[exitCode]) || 'other';
}

/** `after 5001 milliseconds`, `after 5001 ms`, `after 5 seconds`; in seconds. */
export function secondsAfter(text: string): number | null {
  const match = /after (\d{1,9}) (ms|milliseconds|seconds|secs)/.exec(text);
  if (!match) return null;
  return match[2] === 'ms' || match[2] === 'milliseconds' ? Number(match[1]) / 1000 : Number(match[1]);
}

function bytesOf(text: string): number | null {
  const match = /with (\d{1,15})(?: out of -?\d{1,15})? bytes received/.exec(text);
  return match ? Number(match[1]) : null;
}

/** `Failed to connect to 10.96.0.5 port 80 after 0 ms`, `Could not resolve host: shop.default` */
export function targetOf(text: string): { host: string | null; port: number | null } {
  const to = /(?:connect|Connected) to (\S{1,200}?)(?: \((\S{1,80})\))? port (\d{1,5})/.exec(text);
  if (to) return { host: to[1] as string, port: Number(to[3]) };
  // curl 7.29 of CentOS 7: `Failed connect to 10.96.0.5:80; Connection refused`
  const old = /Failed connect to (\S{1,200}?):(\d{1,5});/.exec(text);
  if (old) return { host: old[1] as string, port: Number(old[2]) };
  const resolve = /resolve (?:host|proxy)(?: name)?:? '?([^\s'();]{1,255})/.exec(text);
  return { host: resolve?.[1] ?? null, port: null };
}
