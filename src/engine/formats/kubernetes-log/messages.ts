import type { ComponentMessage, LogLevel, LogValues } from '../../model/log-events.ts';
import { CLIENT_ERRORS, isClientError } from './client-errors.ts';
import { goSeconds } from './duration.ts';
import { type Frame, readDated } from './frames.ts';
import { NETWORK_ERRORS } from './network-errors.ts';
import { HUBBLE_DROP, MONITOR_DROP, policyValues } from './policy-verdicts.ts';

/** A message found in a line. */
export interface Found {
  readonly message: ComponentMessage;
  readonly values: LogValues;
  readonly level: LogLevel | null;
  /** Where it stands in the text that was looked through. */
  readonly at: number;
  readonly length: number;
}

type Groups = Readonly<Record<string, string | undefined>>;
type Pattern = readonly [ComponentMessage, RegExp, ((groups: Groups) => LogValues)?];

const DURATION = '(?:\\d{1,9}h)?(?:\\d{1,9}m)?\\d{1,9}(?:\\.\\d{1,9})?(?:ms|µs|us|ns|h|m|s)(?![a-z])';

// pkg/proxy/iptables/proxier.go, pkg/proxy/ipvs/proxier.go, pkg/proxy/conntrack, cmd/kube-proxy/app/{server_linux,conntrack}.go,
// pkg/util/iptables/iptables.go of Kubernetes 1.10 to 1.36; iptables' own words: iptables/xshared.c, nft.c.
const PATTERNS: readonly Pattern[] = [
  [
    'iptables-restore-failed',
    /Failed to execute iptables-restore(?:.{0,400}?exit status (?<status>\d{1,3}))?/,
    ({ status }) => (status === undefined ? {} : { status: Number(status) }),
  ],
  [
    'xtables-lock-held',
    /Another app is currently holding the xtables lock(?=(?<tail>.{0,300}))|[Ff]ailed to acquire (?:new |old )?iptables lock/,
    ({ tail = '' }) => waitedFor(tail),
  ],
  [
    'nft-transaction-failed',
    /\bline (?<line>\d{1,9}): (?<operation>(?:RULE|CHAIN|TABLE|SET|OBJ)_\w{2,20}) failed \((?<reason>[\w ]{2,60})\)/,
    ({ line, operation = '', reason = '' }) => ({ lineNumber: Number(line), operation, reason }),
  ],
  [
    'chain-missing',
    /Chain '(?<one>[\w-]{1,32})' does not exist|Couldn't load target `(?<other>[\w-]{1,32})'|No chain\/target\/match by that name/,
    ({ one, other }) => named(one ?? other),
  ],
  [
    'iptables-option-unknown',
    /ip6?tables(?:-restore)?(?: v[\d.]{1,12}(?: \(\w{1,12}\))?)?: (?:unknown|unrecognized) option [`"'](?<name>--[\w-]{1,40})["']/,
    ({ name }) => named(name),
  ],
  ['canary-lost', /[iI][pP][tT]ables canary (?:[\w/-]{1,60} )?deleted/],
  ['canary-unchecked', /Could not check for iptables canary/],
  [
    'rules-synced',
    new RegExp(`[Ss]yncProxyRules(?: complete"?[^\\n]{0,200}?elapsed"?[=:]"?| took )(?<elapsed>${DURATION})`),
    ({ elapsed }) => inSeconds(elapsed),
  ],
  ['rules-sync-failed', /"Sync failed"|Failed to sync (?:iptables|ipvs|proxy) rules|"nftables sync failed"/],
  [
    'iptables-slow',
    // `"iptables restore" (22-Nov-2026 03:07:41.123) (total time: 5013ms):`, before 1.19 `(started: 2026-11-22 … m=+12.3) (total time: 5.013721s):`
    new RegExp(
      `"(?<name>iptables [\\w .-]{2,60})" (?:\\([^()]{1,80}\\) )?\\(total time: (?<elapsed>${DURATION})\\)`,
    ),
    ({ name = '', elapsed }) => ({ name, ...inSeconds(elapsed) }),
  ],
  [
    'rules-reloaded',
    /"Reloading service iptables data"(?=.{0,300}numServices=(?<services>\d{1,9}))(?=.{0,300}numEndpoints=(?<endpoints>\d{1,9}))(?=.{0,300}numNATChains=(?<chains>\d{1,9}))(?=.{0,300}numNATRules=(?<rules>\d{1,9}))/,
    ({ services, endpoints, chains, rules }) => ({
      services: Number(services),
      endpoints: Number(endpoints),
      chains: Number(chains),
      rules: Number(rules),
    }),
  ],
  ['proxy-mode', /Using (?<mode>iptables|ipvs|nftables|userspace) [Pp]roxier/, ({ mode = '' }) => ({ mode })],
  ['ipvs-unusable', /[Cc]an't use (?:the )?(?:IPVS|ipvs) proxier|IPVS proxier (?:is )?not available/],
  // `open /proc/sys/net/netfilter/nf_conntrack_max: permission denied`
  [
    'sysctl-refused',
    /open \/proc\/sys\/(?<name>[\w./-]{3,160}): (?<reason>permission denied|read-only file system|no such file or directory)/,
    ({ name = '', reason = '' }) => ({ name: name.replaceAll('/', '.'), reason }),
  ],
  [
    'sysctl-refused',
    /(?:can't set sysctl|[Ff]ailed to set sysctl) (?<name>[\w./-]{3,160})(?: to (?<limit>\d{1,15}))?(?:: (?<reason>[\w ]{3,80}))?/,
    ({ name = '', limit, reason }) => ({
      name: name.replaceAll('/', '.'),
      ...(limit !== undefined && { limit: Number(limit) }),
      ...(reason !== undefined && { reason }),
    }),
  ],
  [
    'sysctl-refused',
    /write \/sys\/module\/nf_conntrack\/parameters\/hashsize: (?<reason>operation not supported|permission denied|read-only file system|invalid argument)/,
    ({ reason = '' }) => ({ name: 'net.netfilter.nf_conntrack_buckets', reason }),
  ],
  [
    'sysctl-refused',
    /readOnlySysFS|sysfs is not writable/,
    () => ({ name: 'net.netfilter.nf_conntrack_buckets', reason: 'read-only file system' }),
  ],
  [
    'conntrack-max-set',
    /Setting nf_conntrack_max"? (?:nf_?[cC]onntrack_?[mM]ax=|to )(?<limit>\d{1,12})/,
    ({ limit }) => (surely(limit, 10_000) ? { limit: Number(limit) } : {}),
  ],
  [
    'conntrack-buckets-set',
    /Setting conntrack hashsize"? (?:conntrack ?[hH]ashsize=|to )(?<buckets>\d{1,12})/,
    ({ buckets }) => (surely(buckets, 1024) ? { buckets: Number(buckets) } : {}),
  ],
  [
    'conntrack-delete-failed',
    /[Ee]rror deleting (?:conntrack|connection tracking) entries|Failed to delete (?:[\w/.:-]{1,200} )?(?:stale )?(?:service |service IP |endpoint )?connections?\b|Failed to (?:clean|clear|delete) (?:stale )?conntrack/,
  ],
  ['conntrack-tool-missing', /error looking for path of conntrack|"conntrack": executable file not found/],
  ['stale-conntrack-deleted', /Deleting conntrack stale entries for|"?Cleared conntrack entries"?/i],
  [
    'random-fully-unsupported',
    /Not using `?--random-fully`? in the MASQUERADE rule for (?<name>ip6?tables) because/,
    ({ name }) => named(name),
  ],
  [
    'no-endpoints',
    /no endpoints available for service "(?<name>[\w./:-]{1,253})"/,
    ({ name }) => named(name),
  ],
  [
    'network-plugin-failed',
    /NetworkPlugin cni failed|plugin type="[\w-]{1,60}" (?:name="[\w.-]{1,60}" )?failed|cni plugin not initialized/,
  ],
  ['probe-failed', /"Probe failed"(?:.{0,200}?pod="(?<name>[\w./-]{1,300})")?/, ({ name }) => named(name)],
  ['policy-denied', MONITOR_DROP, policyValues],
  ['policy-denied', HUBBLE_DROP, policyValues],
  ['dns-loop', /plugin\/loop: Loop \(\S{1,80} -> \S{1,80}\) detected for zone/],
  // CoreDNS: `10.244.0.7:41234 - 1234 "A IN example.com. udp 29 false 512" NXDOMAIN qr,rd,ra 104 0.001213s`
  [
    'dns-query',
    /^\[?(?<source>[\da-f.:]{3,45}?)\]?:(?<port>\d{1,5}) - \d{1,6} "(?<type>[A-Z0-9]{1,10}) IN (?<name>\S{1,255}) (?<protocol>udp|tcp) \d{1,6} \w{4,5} \d{1,6}" (?<code>[A-Z]{2,12}|-) \S{1,40} \d{1,6} (?<seconds>\d{1,6}\.\d{1,9})s$/,
    ({ source = '', port, type = '', name = '', protocol = '', code = '', seconds }) => ({
      source,
      sourcePort: Number(port),
      type,
      name: name.length > 1 ? name.replace(/\.$/, '') : name,
      protocol,
      code,
      seconds: Number(seconds),
    }),
  ],
];

/** A number at the end of a line may have lost digits: one that is far below what these settings have is not taken. */
function surely(digits: string | undefined, least: number): boolean {
  return Number(digits) >= least;
}

/**
 * `; waiting (1s) for it to exit...`, once a second (iptables 1.6.0 and 1.6.1), `; still 4s 0us time ahead …` of what is left (since 1.6.2), and
 * `. Stopped waiting after 5s.`: only the last, and an exit status, say that it gave up (iptables/xshared.c, xtables_lock()).
 */
function waitedFor(tail: string): LogValues {
  const stopped = /Stopped waiting after (\d{1,6})s/.exec(tail)?.[1];
  const waited = stopped ?? /^; waiting \((\d{1,6})s\)/.exec(tail)?.[1];
  const goesOn =
    stopped === undefined && !/exit status 4/.test(tail) && /^; (?:waiting \(|still )/.test(tail);
  return {
    ...(waited !== undefined && { seconds: Number(waited) }),
    ...(goesOn && { reason: 'waiting' }),
  };
}

function named(name: string | undefined): LogValues {
  return name === undefined ? {} : { name };
}

function inSeconds(text: string | undefined): LogValues {
  const seconds = goSeconds(text ?? '');
  return seconds === null ? {} : { seconds };
}

/** Every known message in a component's line; of network errors one, the most telling. */
export function findMessages(text: string): Found[] {
  const all: Found[] = [];
  for (const [message, pattern, values] of PATTERNS) {
    const match = pattern.exec(text);
    if (!match || all.some(found => found.message === message)) continue;
    const given = values ? values(match.groups ?? {}) : {};
    all.push({ message, values: given, level: null, at: match.index, length: match[0].length });
  }
  const network = findNetworkError(text);
  return network ? [...all, network] : all;
}

/** Words of which every network error has one. */
const TROUBLE =
  /refused|timed? ?out|timeout|assign|available|no free|resol|reset|no route|unreachable|no such host|deadline|getaddrinfo|connect E/i;

const LOCKED = 'Another app is currently holding the xtables lock';

/** The frame of a dated line of any program that tells of a connection or a lookup that failed, or of iptables' lock; null for other lines. */
export function readDatedError(text: string): Frame | null {
  const locked = text.includes(LOCKED);
  if (!/^\[?\d{4}[-/]\d\d/.test(text) || !(locked || TROUBLE.test(text))) return null;
  const frame = readDated(text);
  if (locked) return frame;
  return frame && findNetworkError(text.slice(frame.from, frame.from + 4000)) ? frame : null;
}

/** Lines of clients first: they are whole. */
const ERRORS = [...CLIENT_ERRORS, ...NETWORK_ERRORS];

function findNetworkError(text: string): Found | null {
  for (const [pattern, read] of ERRORS) {
    const match = pattern.exec(text);
    const found = match && read(match.groups ?? {});
    if (match && found) return { ...found, level: null, at: match.index, length: match[0].length };
  }
  return null;
}

/**
 * Lines that programs print without stamp or frame and that are nothing else: an error of iptables, of nc, of bash, of
 * kubectl, the first line of an exception. Prose that quotes one does not begin like them.
 */
const BARE: readonly RegExp[] = [
  MONITOR_DROP,
  HUBBLE_DROP,
  /^Another app is currently holding the xtables lock(?:[.;] ?.{0,120})?$/,
  /^(?:nc|ncat): connect to /,
  /^Connection to \S{1,255} (?:\(\S{1,80}\) )?\d{1,5} port \[(?:tcp|udp)\/\S{1,40}\] succeeded!$/,
  /^(?:-?(?:bash|sh|zsh): )(?:line \d{1,6}: )?\/dev\/(?:tcp|udp)\//,
  /^The connection to the server \S{1,255} was refused - did you specify the right host or port\?$/,
  /^Unable to connect to the server: /,
  /^(?:error: |Error: )?(?:Get|Post|Put|Patch|Delete|Head) "?https?:\/\/\S{1,500}"?: /,
  /^(?:Error: |error: )?dial (?:tcp|udp)[46]? \S{1,255}: /,
  /^(?:Uncaught )?(?:Error|\[?AggregateError\]?): (?:connect E[A-Z]{5,20} |getaddrinfo E)/,
  /^(?:Caused by: |Exception in thread "[^"]{1,80}" )?java\.net\.\w{5,40}Exception: /,
  /^(?:ConnectionRefusedError|ConnectionResetError|TimeoutError|OSError|socket\.gaierror|socket\.timeout): \[Errno -?\d{1,3}\] /,
  // The last line of a trace of Python, the first of one of Java or .NET: `psycopg2.OperationalError: could not translate …`
  /^(?:Caused by: )?(?:[a-z][\w.]{0,100}\.)?[A-Z]\w{0,60}(?:Error|Exception|Failure): /,
  /^(?:ping|ssh|nc|ncat|wget|git|getent|telnet|rsync): .{0,300}Temporary failure in name resolution$/,
  /^(?:[EW]: | {2})?Temporary failure resolving '/,
];

/** What all of them begin with. */
const BEGINS =
  /^(?:Another app|xx drop|Ncat|Connecting|\(UNKNOWN|[\w.-]{1,255} \[|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\.|nc|Connection|-?(?:bash|sh|zsh): |The connection|Unable|[Ee]rror|(?:Get|Post|Put|Patch|Delete|Head) |dial |Uncaught|\[?Aggregate|Caused|Exception|java|TimeoutError|OSError|socket|[A-Za-z][\w.]{0,160}(?:Error|Exception|Failure): |(?:ping|ssh|ncat|wget|git|getent|telnet|rsync): |(?:[EW]: | {2})?Temporary)/;

/** Knows a bare line by its beginning and by the error in it; null for any other. */
export function readBare(text: string): Found | null {
  if (text.length > 2000) return null;
  if (!BEGINS.test(text) || !(isClientError(text) || BARE.some(pattern => pattern.test(text)))) return null;
  return findMessages(text)[0] ?? null;
}
