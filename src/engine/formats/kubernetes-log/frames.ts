import type { LogLevel, Stamp } from '../../model/log-events.ts';
import { signsOf } from '../../text/signs.ts';
import { readPrefix, readStamp } from '../kernel-log/prefix.ts';

/** What stands around a component's message. */
export interface Frame {
  readonly stamp: Stamp | null;
  /** Of a syslog prefix around it. */
  readonly host: string | null;
  readonly program: string | null;
  readonly level: LogLevel | null;
  /** Where the message begins. */
  readonly from: number;
}

/**
 * `[pod/kube-proxy-x7k2p/kube-proxy] ` of `kubectl logs --prefix`, `kube-proxy-x7k2p kube-proxy ` of stern, `kube-proxy-1  | ` of
 * compose. The two latter count only before a message of a component.
 */
const POD =
  /^(?:\[pod\/[\w.-]{1,253}\/[\w.-]{1,253}\] |[a-z][\w.-]{4,252} [a-z][\w.-]{1,62} (?=[IWEF]\d{4} |level=|time="|\{"|\d{4}-\d\d-\d\d|\[(?:INFO|WARN|ERR))|[a-z][\w.-]{2,252}\s{1,20}\| )/;
/** containerd's file: `2026-11-22T03:07:41.123456789Z stderr F `; `kubectl logs --timestamps`: the stamp alone. */
const CRI =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.\d{1,9})?(?<zone>Z|[+-]\d\d:\d\d) (?:(?:stdout|stderr) [FP] )?/;
/** klog: `I1122 03:07:41.123456   12345 proxier.go:853] ` */
const KLOG =
  /^([IWEF])(?<month>\d\d)(?<day>\d\d) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)\.\d{6}\s{1,8}\d{1,10} [\w./-]{1,120}:\d{1,6}\] ?/;
/** logrus and slog: `time="2026-11-22T03:07:41.123456789Z" level=error msg="…"`; cilium sets `level=` first. */
const LOGRUS =
  /^(?:level=\w{3,8} )?(?:time|ts)="?(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.\d{1,9})?(?<zone>Z|[+-]\d\d:\d\d)"? level=(?<level>\w{3,8}) /;
const LEVEL_FIRST =
  /^level=(?<level>debug|info|warning|warn|error|fatal) (?:ts=\S{1,40} )?(?=msg=|caller=|component=)/;
/** Felix and its kin: `2026-11-22 03:07:41.123 [WARNING][45] felix/table.go 1210: ` */
const FELIX =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)\.\d{3} \[(?<level>DEBUG|INFO|WARNING|ERROR|FATAL|PANIC)\]\[\d{1,8}\] (?=[\w./-]{1,120} \d{1,6}: )/;
/** CoreDNS: `[ERROR] plugin/errors: 2 example.com. A: …`, `[INFO] 10.244.0.7:41234 - 1234 "A IN example.com. udp 29 false 512" NXDOMAIN …` */
const COREDNS =
  /^\[(?<level>DEBUG|INFO|WARNING|ERROR|FATAL|PANIC)\] (?=plugin\/\w|SIG\w{2,6}:|Reloading|Running configuration|[\da-f.:[\]]{3,45}:\d{1,5} - \d{1,6} "|HINFO: )/;
/** zap and its kin: `{"level":"error","ts":"2026-11-22T03:07:41.123Z","msg":"…"}`, and docker's `{"log":"…","stream":"stderr"` */
const JSON_LINE = /^\{"(?:level|severity|ts|time|timestamp|msg|message|log)":/;
const JSON_LEVEL = /"(?:level|severity)":"(?<level>\w{3,8})"/;
const JSON_TIME =
  /"(?:ts|time|timestamp)":"(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)/;

/** Any program's own stamp: `2026-11-22T03:07:41.123Z ERROR `, `2026/11/22 03:07:41 [crit] 31#31: *91 ` of nginx and of Go. */
const DATED =
  /^\[?(?<year>\d{4})[-/](?<month>\d\d)[-/](?<day>\d\d)[T ](?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d\d:?\d\d))?\]?:? {1,8}(?:\[?(?<level>[A-Za-z]{4,8})\]?:? )?/;

const KLOG_LEVELS: Readonly<Record<string, LogLevel>> = { I: 'info', W: 'warning', E: 'error', F: 'fatal' };
const LEVELS: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  notice: 'info',
  warn: 'warning',
  warning: 'warning',
  error: 'error',
  err: 'error',
  fatal: 'fatal',
  panic: 'fatal',
  crit: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
};

/** Every frame has a time of day, or begins with a level or a bracket. */
const FRAMED = /\d\d:\d\d|^level=|^\[[A-Zp]|^\{"/;

/** Reads the frame of a component's log line; null for a line that has none of the known ones. */
export function readFrame(text: string): Frame | null {
  const { digit, colon, first } = signsOf(text);
  if (!(digit && colon) && first !== 'l' && first !== '[' && first !== '{') return null;
  if (!FRAMED.test(text)) return null;
  const pod = POD.exec(text)?.[0].length ?? 0;
  const bare = readInner(text, pod);
  if (bare) return { ...bare, host: null, program: null };
  const cri = CRI.exec(text.slice(pod));
  if (cri) {
    const from = pod + cri[0].length;
    const inner = readInner(text, from);
    if (inner) return { ...inner, stamp: readStamp(cri), host: null, program: null };
    if (/ std(?:out|err) [FP] $/.test(cri[0]))
      return { stamp: readStamp(cri), host: null, program: null, level: null, from };
  }
  const prefix = readPrefix(text);
  if (!prefix || prefix.kernel || prefix.program === null) return null;
  const inner = readInner(text, prefix.from);
  return inner && { ...inner, stamp: prefix.stamp, host: prefix.host, program: prefix.program };
}

/** The frame of a line that begins with a date of any program; what stands behind it may be anything. */
export function readDated(text: string): Frame | null {
  const dated = DATED.exec(text);
  if (!dated || readPrefix(text)?.program != null) return null;
  const level = levelOf(dated);
  const from = level === null ? dated[0].length - wordLength(dated) : dated[0].length;
  return { stamp: readStamp(dated), host: null, program: null, level, from };
}

/** A word behind the stamp that is no level belongs to the message. */
function wordLength({ 0: all, groups }: RegExpExecArray): number {
  const word = groups?.['level'];
  return word === undefined ? 0 : all.length - all.lastIndexOf(word);
}

type Inner = Pick<Frame, 'stamp' | 'level' | 'from'>;

function readInner(text: string, from: number): Inner | null {
  const rest = text.slice(from);
  const klog = KLOG.exec(rest);
  if (klog)
    return {
      stamp: readStamp(klog),
      level: KLOG_LEVELS[klog[1] as string] ?? null,
      from: from + klog[0].length,
    };
  const dated = LOGRUS.exec(rest) ?? FELIX.exec(rest);
  if (dated) return { stamp: readStamp(dated), level: levelOf(dated), from: from + dated[0].length };
  const levelled = LEVEL_FIRST.exec(rest) ?? COREDNS.exec(rest);
  if (levelled) return { stamp: null, level: levelOf(levelled), from: from + levelled[0].length };
  if (!JSON_LINE.test(rest)) return null;
  const head = rest.slice(0, 4000);
  const time = JSON_TIME.exec(head);
  const level = JSON_LEVEL.exec(head);
  return { stamp: time ? readStamp(time) : null, level: level ? levelOf(level) : null, from };
}

function levelOf(match: RegExpExecArray): LogLevel | null {
  return LEVELS[match.groups?.['level']?.toLowerCase() ?? ''] ?? null;
}
