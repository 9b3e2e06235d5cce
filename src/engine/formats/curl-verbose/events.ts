import type { CurlEventKind } from '../../model/timings.ts';
import { secondsAfter } from '../curl-timing/errors.ts';

/** What a line of curl -v says. */
export interface Told {
  readonly event: CurlEventKind;
  readonly host: string | null;
  readonly address: string | null;
  readonly port: number | null;
  readonly after: number | null;
  readonly status: number | null;
}

type Reader = (match: RegExpExecArray) => Partial<Told>;

const nothing: Reader = () => ({});
const host: Reader = match => ({ host: match[1] as string });

/** The words of curl 7.29 to 8.16 (lib/connect.c, lib/cf-socket.c, lib/hostip.c, lib/url.c, lib/vtls/). The first that fits counts. */
const WORDS: readonly (readonly [RegExp, CurlEventKind, Reader])[] = [
  [/^\s{0,4}Trying (\S{1,80}?)\.\.\.(?:\s|$)/, 'trying', match => addressOf(match[1] as string)],
  [/^Connected to (\S{1,255}) \((\S{0,80})\) port (\d{1,5})/, 'connected', connected],
  [/^Established connection to (\S{1,255}) \((\S{1,80}) port (\d{1,5})\)/, 'connected', connected],
  [/^Host (\S{1,255}?)(?::\d{1,5})? was resolved/, 'resolved', host],
  [/^Could(?: not|n't) resolve (?:host|proxy)(?: name)?: ?(\S{1,255})/, 'resolve-failed', host],
  [
    /^(?:connect|Connect) to (\S{1,80}) port (\d{1,5}) (?:from \S{1,80} port \d{1,5} )?(?:\(\S{0,80}\) )?failed: /,
    'connect-failed',
    failed,
  ],
  [
    /^(?:Failed to connect|Could not connect) to (\S{1,255}) port (\d{1,5})/,
    'connect-failed',
    match => ({ host: match[1] as string, port: Number(match[2]) }),
  ],
  [/^Immediate connect fail for (\S{1,80}):/, 'connect-failed', match => ({ address: match[1] as string })],
  [/timed out|timeout was reached|connect timeout/i, 'timeout', nothing],
  [/Connection reset by peer|Connection was reset|SSL_ERROR_SYSCALL/i, 'reset', nothing],
  [/^Empty reply from server/, 'empty-reply', nothing],
  [
    /^(?:Re-?using existing|Connection #\d{1,9} to host \S{1,255} is alive|Reusing connection)/i,
    'reused',
    nothing,
  ],
  [
    /SSL certificate problem|certificate verify result: (?!ok)|SSL: no alternative certificate|certificate has expired|certificate verify failed/i,
    'certificate-problem',
    nothing,
  ],
  [/^\s{0,4}(?:subject|issuer|start date|expire date|subjectAltName):? /, 'certificate', nothing],
  [/^SSL connection using /, 'tls-done', nothing],
  [/^(?:\(\d{1,3}\) |)(?:TLSv1|SSLv3|TLS)[\w.]{0,6} \((?:IN|OUT)\), /, 'tls-message', nothing],
  [/^(?:Uses proxy|Establish(?:ed)? HTTP proxy tunnel|CONNECT |Proxy replied|SOCKS)/, 'proxy', nothing],
  [/^Issue another request to this URL: '(.{1,500})'/, 'redirect', host],
  [/^Connection #\d{1,9} to host (\S{1,255}) left intact/, 'left-intact', host],
  [/^(?:Closing|closing|shutting down) connection/, 'closed', nothing],
];

/** What a `*` line says; null for one that says nothing for a diagnosis. */
export function readInfo(text: string): Told | null {
  for (const [pattern, event, read] of WORDS) {
    const match = pattern.exec(text);
    if (match)
      return {
        event,
        host: null,
        address: null,
        port: null,
        status: null,
        after: afterOf(text),
        ...read(match),
      };
  }
  return null;
}

function connected(match: RegExpExecArray): Partial<Told> {
  return { host: match[1] as string, address: match[2] || null, port: Number(match[3]) };
}

function failed(match: RegExpExecArray): Partial<Told> {
  return { address: match[1] as string, port: Number(match[2]) };
}

/** `10.77.1.1:8080`, `[fd77:1::1]:8080`, and without a port before 7.76 (`10.77.1.1`, `fd77:1::1`). */
function addressOf(text: string): Partial<Told> {
  const match = /^(?:\[([^\]]{1,60})\]|([^:]{1,60})):(\d{1,5})$/.exec(text);
  return match ? { address: (match[1] ?? match[2]) as string, port: Number(match[3]) } : { address: text };
}

/** `after 2001 ms`, `ipv4 connect timeout after 2000ms, move on!` */
function afterOf(text: string): number | null {
  const close = /after (\d{1,9})ms\b/.exec(text);
  return close ? Number(close[1]) / 1000 : secondsAfter(text);
}

/** `HTTP/1.1 200 OK`, `HTTP/2 503`; the status. */
export function statusOf(text: string): number | null {
  const match = /^HTTP\/\d(?:\.\d)? (\d{3})(?: |$)/.exec(text);
  return match ? Number(match[1]) : null;
}

/** `GET /path HTTP/1.1` */
export function isRequest(text: string): boolean {
  return /^[A-Z]{3,12} \S{1,4000} HTTP\/\d(?:\.\d)?$/.test(text);
}
