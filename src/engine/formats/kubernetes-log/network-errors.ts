import type { LogValues, NetworkError } from '../../model/log-events.ts';

/** What a pattern found; null where the words turn out to be something else. */
export type NetworkFinding = { readonly message: NetworkError; readonly values: LogValues } | null;
type Groups = Readonly<Record<string, string | undefined>>;
export type NetworkPattern = readonly [RegExp, (groups: Groups) => NetworkFinding];

/** The words of strerror(3), of Go's net package and of errno names. */
const REASONS: readonly (readonly [RegExp, NetworkError])[] = [
  [/connection refused|ECONNREFUSED/i, 'connection-refused'],
  [/i\/o timeout|timed out|ETIMEDOUT|timeout/i, 'connection-timeout'],
  [/connection reset|ECONNRESET|broken pipe/i, 'connection-reset'],
  [/no route to host|EHOSTUNREACH|host is unreachable/i, 'no-route-to-host'],
  [/network is unreachable|ENETUNREACH/i, 'network-unreachable'],
  [
    /cannot assign requested address|can't assign requested address|address not available|EADDRNOTAVAIL/i,
    'cannot-assign-address',
  ],
  [/address already in use|EADDRINUSE/i, 'address-in-use'],
];

function reasonOf(words: string | undefined): NetworkError | null {
  return REASONS.find(([pattern]) => pattern.test(words ?? ''))?.[1] ?? null;
}

/** `10.96.0.1:443`, `[fd00::1]:443`, `web.shop:80`; a port that is none leaves only the text. */
function end(text: string | undefined): { address?: string; port?: number } {
  const match = /^\[?([^\s[\]]{1,255}?)\]?:(\d{1,5})$/.exec(text ?? '');
  return match ? { address: match[1] as string, port: Number(match[2]) } : text ? { address: text } : {};
}

function found(message: NetworkError | null, values: LogValues): NetworkFinding {
  return message && { message, values };
}

function own(text: string | undefined): LogValues {
  const { address, port } = end(text);
  return {
    ...(address !== undefined && { source: address }),
    ...(port !== undefined && { sourcePort: port }),
  };
}

function serverOf(text: string | undefined): LogValues {
  const { address, port } = end(text);
  return {
    ...(address !== undefined && { server: address }),
    ...(port !== undefined && { serverPort: port }),
  };
}

const END = '(?:\\[[0-9a-fA-F:.%]{2,60}\\]|[\\w.%-]{1,255}):\\d{1,5}';
const WORDS =
  '(?:connect: |read: |write: |bind: )?(?:connection refused|no route to host|network is unreachable|i/o timeout|connection timed out|operation timed out|operation was canceled|cannot assign requested address|address already in use|connection reset by peer|broken pipe)';

/**
 * Whole phrases only. In a line several may stand: the first of this list that fits counts, so that a name that was not
 * found is not taken for a connection that failed.
 */
export const NETWORK_ERRORS: readonly NetworkPattern[] = [
  // CoreDNS: `plugin/errors: 2 example.com. A: read udp 10.244.0.5:41234->8.8.8.8:53: i/o timeout`
  [
    new RegExp(
      `plugin/errors: \\d{1,3} (?<name>\\S{1,255}) (?<type>[A-Z0-9]{1,10}): (?:read|write|dial) (?<protocol>udp|tcp)[46]? (?:(?<source>${END})->)?(?<server>${END}): (?<words>${WORDS})`,
    ),
    ({ name = '', type = '', protocol = '', source, server, words }) => {
      const reason = reasonOf(words);
      const values = { name: withoutDot(name), type, protocol, ...own(source), ...serverOf(server) };
      return found(reason === 'connection-timeout' ? 'name-lookup-timeout' : 'name-lookup-failed', values);
    },
  ],
  // Go: `lookup web.shop on 10.96.0.10:53: read udp 10.244.1.7:40123->10.96.0.10:53: i/o timeout`, `… : no such host`
  [
    new RegExp(
      `\\blookup (?<name>[\\w.*-]{1,255})(?: on (?<server>${END}))?: (?<words>(?:(?:read|dial) (?:udp|tcp)[46]? (?:${END}->)?${END}: )?(?:${WORDS}|no such host|server misbehaving|Temporary failure in name resolution|no answer from DNS server|cannot unmarshal DNS message|Try again))`,
    ),
    ({ name = '', server, words = '' }) => {
      const refused = /connection refused$/i.test(words);
      const values = { name: withoutDot(name), ...serverOf(server), ...(refused && { reason: 'refused' }) };
      if (words.endsWith('no such host')) return found('name-not-found', values);
      return found(
        reasonOf(words) === 'connection-timeout' ? 'name-lookup-timeout' : 'name-lookup-failed',
        values,
      );
    },
  ],
  // Go: `dial tcp 10.244.1.7:40123->10.96.0.1:443: connect: connection refused`
  [
    new RegExp(
      `\\bdial (?<protocol>tcp|udp)[46]? (?:(?<source>${END})->)?(?<end>${END}): (?<words>${WORDS})`,
    ),
    ({ protocol = '', source, end: to, words }) =>
      found(reasonOf(words), { protocol, ...own(source), ...end(to) }),
  ],
  // Go: `read tcp 10.244.1.7:40123->10.96.0.1:443: read: connection reset by peer`
  [
    new RegExp(
      `\\b(?:read|write) (?<protocol>tcp|udp)[46]? (?<source>${END})->(?<end>${END}): (?<words>${WORDS})`,
    ),
    ({ protocol = '', source, end: to, words }) =>
      found(reasonOf(words), { protocol, ...own(source), ...end(to) }),
  ],
  [/net\/http: TLS handshake timeout/, () => found('tls-handshake-timeout', {})],
  // Node: `connect ECONNREFUSED 10.96.0.1:443`, `connect EADDRNOTAVAIL 10.0.0.1:80 - Local (0.0.0.0:0)`
  [
    /\bconnect (?<words>ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ECONNRESET) (?<end>[\w.:%-]{1,255}:\d{1,5})/,
    ({ words, end: to }) => found(reasonOf(words), { protocol: 'tcp', ...nodeEnd(to) }),
  ],
  [
    /\bgetaddrinfo (?<words>ENOTFOUND|EAI_AGAIN) (?<name>[\w.-]{1,255})/,
    ({ words, name = '' }) =>
      found(words === 'ENOTFOUND' ? 'name-not-found' : 'name-lookup-failed', { name }),
  ],
  // Java: `java.net.ConnectException: Connection refused (Connection refused)`, `java.net.UnknownHostException: web.shop`
  [
    /\bjava\.net\.(?<kind>ConnectException|SocketTimeoutException|NoRouteToHostException|UnknownHostException|BindException|SocketException): (?<words>[^\n]{1,120})/,
    ({ kind = '', words = '' }) => {
      if (kind === 'UnknownHostException')
        return found('name-not-found', { name: withoutDot(words.split(/[:\s]/)[0] as string) });
      return found(reasonOf(words) ?? (kind === 'NoRouteToHostException' ? 'no-route-to-host' : null), {});
    },
  ],
  // Python: `ConnectionRefusedError: [Errno 111] Connection refused`, `socket.gaierror: [Errno -3] Temporary failure in name resolution`
  [
    /\b(?:\w{1,30}Error|socket\.timeout|gaierror): \[Errno (?<number>-?\d{1,3})\] (?<words>[A-Za-z][\w ]{3,60})/,
    ({ number, words = '' }) => {
      if (number === '-2' || number === '-5') return found('name-not-found', {});
      if (number === '-3') return found('name-lookup-failed', {});
      return found(reasonOf(words), {});
    },
  ],
  // nginx: `connect() to 10.0.0.5:8080 failed (99: Cannot assign requested address) while connecting to upstream`; musl says
  // `Address not available` (ngx_event_connect.c)
  [
    new RegExp(
      `\\bconnect\\(\\) to (?:unix:\\S{1,200}|(?<end>${END})) failed \\(\\d{1,3}: (?<words>[A-Z][\\w ]{3,60})\\)`,
    ),
    ({ end: to, words }) =>
      to === undefined ? null : found(reasonOf(words), { protocol: 'tcp', ...end(to) }),
  ],
  // nginx: `connect() failed (111: Connection refused) while connecting to upstream, client: …, upstream: "http://10.0.0.5:8080/"`,
  // `upstream timed out (110: Connection timed out) while connecting to upstream`; reading an answer is another matter
  [
    new RegExp(
      `(?:\\bconnect\\(\\) failed|\\bupstream timed out) \\(\\d{1,3}: (?<words>[A-Z][\\w ]{3,60})\\) while connecting to upstream(?:.{0,800}? upstream: "[a-z]{2,8}://(?<end>${END}))?`,
    ),
    ({ words, end: to }) => found(reasonOf(words), { protocol: 'tcp', ...end(to) }),
  ],
  // nginx's resolver: `api.example.com could not be resolved (110: Operation timed out)`
  [
    /(?<name>[\w.-]{1,255}) could not be resolved \((?<code>\d{1,3}): (?<words>[A-Z][\w ]{3,60})\)/,
    ({ name = '', code, words }) => {
      if (code === '3') return found('name-not-found', { name });
      return found(reasonOf(words) === 'connection-timeout' ? 'name-lookup-timeout' : 'name-lookup-failed', {
        name,
      });
    },
  ],
  // HAProxy: `Connect() failed for backend be_api: no free ports.` (proto_tcp.c; until 2.3 with `server` in its words)
  [
    /\bConnect\(\) failed for (?:server|backend) (?<name>\S{1,200}): no free ports\b/,
    () => found('cannot-assign-address', {}),
  ],
  // EAI_AGAIN in the words of glibc and of apt: no name server gave an answer, or all said that they cannot tell
  [
    /(?:could not translate host name "(?<quoted>[\w.-]{1,255})" to address: |\bgetaddrinfo for host "(?<host>[\w.-]{1,255})" port \w{1,20}: |\b(?:resolve|resolving) (?:host|hostname)?:? ?'?(?<name>[\w.-]{1,255})'?: )?\bTemporary failure in name resolution\b|\bTemporary failure resolving '(?<resolving>[\w.-]{1,255})'/,
    ({ quoted, host, name, resolving }) => {
      const asked = quoted ?? host ?? name ?? resolving;
      return found('name-lookup-failed', asked === undefined ? {} : { name: asked });
    },
  ],
  // kubectl
  [
    /The connection to the server (?<end>[\w.:[\]-]{1,255}) was refused - did you specify the right host or port\?/,
    ({ end: to }) => found('connection-refused', { protocol: 'tcp', ...end(to) }),
  ],
  // bash: `bash: /dev/tcp/10.96.0.1/443: Connection refused`; the line before it names no address: `bash: connect: …`
  [
    /(?:^|: )\/dev\/(?<protocol>tcp|udp)\/(?<address>[\w.:-]{1,255})\/(?<port>\d{1,5}): (?<words>[A-Z][\w ]{3,60})$/,
    ({ protocol = '', address = '', port, words }) =>
      found(reasonOf(words), { protocol, address, port: Number(port) }),
  ],
  // netcat-openbsd and ncat
  [
    /\bnc(?:at)?: connect to (?<name>[\w.:-]{1,255}) (?:\((?<address>[\w.:]{1,80})\) )?port (?<port>\d{1,5}) \((?<protocol>tcp|udp)\) failed: (?<words>[A-Z][\w ]{3,60})/,
    ({ name = '', address, port, protocol = '', words }) =>
      found(reasonOf(words), { address: address ?? name, port: Number(port), protocol }),
  ],
  [
    /\bConnection to (?<name>[\w.:-]{1,255}) (?:\((?<address>[\w.:]{1,80})\) )?(?<port>\d{1,5}) port \[(?<protocol>tcp|udp)\/[\w.*-]{1,40}\] succeeded!/,
    ({ name = '', address, port, protocol = '' }) =>
      found('connection-succeeded', { address: address ?? name, port: Number(port), protocol }),
  ],
  [
    /\bcontext deadline exceeded\b|Client\.Timeout exceeded while awaiting headers/,
    () => found('deadline-exceeded', {}),
  ],
];

function withoutDot(name: string): string {
  return name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name;
}

/** Node prints IPv6 without brackets: `fd00::1:443`. */
function nodeEnd(text: string | undefined): LogValues {
  const match = /^(.{1,255}):(\d{1,5})$/.exec(text ?? '');
  return match ? { address: match[1] as string, port: Number(match[2]) } : {};
}
