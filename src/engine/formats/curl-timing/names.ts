import type { NumberVariable, TextVariable, TimeVariable } from '../../model/timings.ts';

export type Variable = TimeVariable | NumberVariable | TextVariable;

export const TIMES: ReadonlySet<string> = new Set<TimeVariable>([
  'time_queue',
  'time_namelookup',
  'time_connect',
  'time_appconnect',
  'time_pretransfer',
  'time_posttransfer',
  'time_redirect',
  'time_starttransfer',
  'time_total',
  'time_real',
]);

export const NUMBERS: ReadonlySet<string> = new Set<NumberVariable>([
  'http_code',
  'response_code',
  'http_connect',
  'size_download',
  'size_upload',
  'size_header',
  'size_request',
  'speed_download',
  'speed_upload',
  'num_connects',
  'num_redirects',
  'num_headers',
  'num_retries',
  'remote_port',
  'local_port',
  'exitcode',
  'ssl_verify_result',
  'proxy_ssl_verify_result',
]);

export const TEXTS: ReadonlySet<string> = new Set<TextVariable>([
  'errormsg',
  'url',
  'url_effective',
  'remote_ip',
  'local_ip',
  'content_type',
  'http_version',
  'method',
  'redirect_url',
  'scheme',
  'referer',
  'filename_effective',
]);

/**
 * What people write for curl's variables in format files, in small letters and without blanks and punctuation. Only times:
 * a `size:` or `code:` may be anything.
 */
const ALIASES: ReadonlyMap<string, TimeVariable> = new Map(
  Object.entries({
    time_namelookup:
      'namelookup dns dnslookup dnstime timedns dnsresolution dnsresolve lookup lookuptime nameresolution namelookuptime dnslookuptime resolve resolution',
    time_connect:
      'connect connecttime tcp tcpconnect tcpconnection tcphandshake tcptime timeconnect connection connectiontime tcpconnecttime establishconnection connected connectdone',
    time_appconnect:
      'appconnect tls tlshandshake tlstime ssl sslhandshake ssltime sslhandshaketime tlsconnect sslconnect appconnecttime tlshandshaketime sslnegotiation tlsssl ssltls handshake',
    time_pretransfer: 'pretransfer pretransfertime requestready',
    time_redirect: 'redirect redirecttime redirects',
    time_starttransfer:
      'starttransfer starttransfertime ttfb timetofirstbyte firstbyte firstbytetime timettfb ttfbtime firstbyteat',
    time_total: 'total totaltime timetotal totalelapsed elapsed overall totalelapsedtime duration',
  } satisfies Partial<Record<TimeVariable, string>>).flatMap(([name, words]) =>
    words.split(' ').map(word => [word, name as TimeVariable] as const),
  ),
);

export interface Named {
  readonly name: Variable;
  /** curl's own name, not one that a person chose. */
  readonly own: boolean;
}

/** The variable that a word stands for; null for any other word. */
export function variableOf(word: string): Named | null {
  const name = word.trim().toLowerCase().replaceAll('-', '_').replaceAll(' ', '_');
  if (TIMES.has(name) || NUMBERS.has(name) || TEXTS.has(name)) return { name: name as Variable, own: true };
  const alias =
    ALIASES.get(name.replaceAll(/[^a-z0-9]/g, '').replace(/^time(?=.)/, '')) ??
    ALIASES.get(name.replaceAll(/[^a-z0-9]/g, ''));
  return alias ? { name: alias, own: false } : null;
}
