import type { Stamp } from '../../model/log-events.ts';
import { signsOf } from '../../text/signs.ts';

export interface Prefixed {
  readonly stamp: Stamp | null;
  readonly host: string | null;
  /** The program of a syslog prefix; `kernel` for a prefix that only the kernel's log has. */
  readonly program: string | null;
  /** True where the prefix is one that only the kernel's log has (`[ 12.345678]`, `kernel:`). */
  readonly kernel: boolean;
  /** True for `[  +0.000123]` of dmesg -H: the line is of the same minute as the last stamp. */
  readonly sameMinute: boolean;
  /** Where the message begins. */
  readonly from: number;
}

/** Months and days of the week as `date`, journalctl and `dmesg -T` print them: of English, Chinese, Japanese and Korean locales. */
const MONTH = '(?<month>\\w{3}| ?\\d{1,2}[月월])';
const WEEKDAY = '(?:\\w{3}|周?[日月火水木金土一二三四五六]|[일월화수목금토])';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What grep puts before a line of a log file: `/var/log/messages:`, `/var/log/messages-20261122:118:`, `118:`. */
const GREPPED =
  /^(?:[\w./-]{1,120}:)?(?:\d{1,8}[:-])?(?=\w{3} {1,2}\d{1,2} \d\d:|\d{4}-\d\d-\d\d[T ]|\[[ \d]|<\d)/;
/** `<4>`, or `kern  :warn  : ` of `dmesg -x`. */
const LEVEL = /^(?:<\d{1,3}>|\w{3,8}\s{0,3}:\w{3,7}\s{0,3}: )/;
/** What `dmesg -d` adds: ` <    0.000123>` */
const DELTA = '(?: <\\s{0,12}\\d{1,10}\\.\\d{6}>)?';
/** `[12345.678901] `, with the thread that `CONFIG_PRINTK_CALLER` adds: `[12345.678901][  T411] ` */
const UPTIME = new RegExp(`^\\[\\s{0,10}(\\d{1,10}\\.\\d{6})${DELTA}\\](?:\\[\\s{0,6}[TC]\\d{1,9}\\])? ?`);
/** `[Sun Nov 22 03:07:41 2026] ` */
const HUMAN = new RegExp(
  `^\\[${WEEKDAY} {1,2}${MONTH} {1,2}(?<day>\\d{1,2}) (?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d) (?<year>\\d{4})${DELTA}\\] ?`,
);
/** dmesg -H: `[Nov22 03:07] ` once a minute, `[  +0.000123] ` for the others (sys-utils/dmesg.c, print_record()) */
const MINUTE = /^\[(?<month>[A-Z][a-z]{2}) ?(?<day>\d{1,2}) (?<hour>\d\d):(?<minute>\d\d)\] ?/;
const SAME_MINUTE = /^\[\s{1,8}\+\d{1,10}\.\d{6}\] ?/;
/** `2026-11-22T03:07:41,123456+00:00 ` with or without host and program behind it. */
const ISO =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)[T ](?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:[.,]\d{1,9})?(?<zone>Z|[+-]\d\d:?\d\d)?\s/;
/** `2026-11-22T03:07:41,123456+00:00 `: the comma and six digits are those of dmesg --time-format iso alone. */
const DMESG_ISO =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d),\d{6}(?<zone>[+-]\d\d:?\d\d) /;
/** RFC 5424: `<4>1 2026-11-22T03:07:41.123456+00:00 node-3 kernel - - - `, the level taken off before. */
const RFC5424 =
  /^1 (?=\d{4}-\d\d-\d\dT\S{8,30} [\w.:-]{1,120} [\w./@-]{1,80} (?:-|\d{1,10}) \S{1,32} (?:-|\[[^\]]{0,400}\]) )/;
const RFC5424_ORIGIN =
  /^([\w.:-]{1,120}) ([\w./@-]{1,80}) (?:-|\d{1,10}) \S{1,32} (?:-|\[[^\]]{0,400}\]) (?:\ufeff|BOM)?/;
/** journalctl -o short-full: `Sun 2026-11-22 03:07:41 UTC ` */
const FULL =
  /^[A-Z][a-z]{2} (?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.\d{1,9})? (?<zone>[A-Z+\-\d]{1,6}) /;
/** journalctl -o short-unix: `1795316861.123456 ` before a host and a program */
const UNIX = /^(\d{10})\.\d{6} (?=[\w.:-]{1,120} [\w./@-]{1,80}(?:\[\d{1,10}\])?:)/;
/** OpenWrt's logread: `Sun Nov 22 03:07:41 2026 ` before a facility and a program */
const LOGREAD = new RegExp(
  `^[A-Z]\\w{2} ${MONTH} {1,2}(?<day>\\d{1,2}) (?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d) (?<year>\\d{4}) (?=[a-z]{3,8}\\d?\\.[a-z]{3,6} )`,
);
/** `Nov 22 03:07:41 `, `Nov 22 03:07:41.123456 ` */
const SYSLOG = new RegExp(
  `^${MONTH} {1,2}(?<day>\\d{1,2}) (?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)(?:\\.\\d{1,9})? `,
);
/** `node-3 kernel: `, `node-3 kubelet[812]: `; a program's name has a letter, a host's name is no weight of a message. */
const ORIGIN =
  /^(?!(?:INFO|WARN|WARNING|ERROR|ERR|DEBUG|FATAL|TRACE|NOTICE|CRITICAL) )([\w.:-]{0,119}[\w.-]) ((?=[\d./@-]{0,80}[A-Za-z_])[\w./@-]{1,80})(?:\[\d{1,10}\])?: ?/i;
/** OpenWrt's logread, and busybox's syslogd: `kern.warn kernel: `, with the host in front or not. */
const FACILITY =
  /^(?:([\w.-]{1,120}) )?(?:kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local[0-7])\.(?:emerg|alert|crit|err|warn|notice|info|debug) ([\w./@-]{1,80})(?:\[\d{1,10}\])?: ?/;
/** Talos: `10.0.0.21: kern: warning: [2026-11-22T03:07:41.123456Z]: ` (talosctl dmesg) */
const TALOS =
  /^(?:([\w.:-]{1,120}): )?kern: {1,6}\w{3,7}: \[(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)\]: ?/;
/** journalctl -o short-monotonic: `[12345.678901] node-3 kernel: ` */
const KERNEL_ORIGIN = /^([\w.-]{1,120}) kernel: ?/;

/** A time of day or a fraction of a second: without either there is no stamp. */
const TIME = /\d\d:\d\d|\d\.\d{6}/;

/** Reads what stands before the message of a log line; null for a line without any of the known prefixes. */
export function readPrefix(text: string): Prefixed | null {
  if (!signsOf(text).digit || !TIME.test(text)) return null;
  let from = GREPPED.exec(text)?.[0].length ?? 0;
  from += LEVEL.exec(text.slice(from))?.[0].length ?? 0;
  return readKernel(text, from) ?? readWall(text, from);
}

/** The prefixes that only dmesg prints. */
function readKernel(text: string, from: number): Prefixed | null {
  const rest = text.slice(from);
  const known = { program: 'kernel', kernel: true, sameMinute: false, host: null } as const;
  const uptime = UPTIME.exec(rest);
  if (uptime) {
    const stamp = uptimeStamp(uptime[1] as string);
    const origin = KERNEL_ORIGIN.exec(rest.slice(uptime[0].length));
    const length = uptime[0].length + (origin?.[0].length ?? 0);
    return { ...known, stamp, host: origin?.[1] ?? null, from: from + length };
  }
  const talos = TALOS.exec(rest);
  if (talos)
    return { ...known, host: talos[1] ?? null, stamp: readStamp(talos), from: from + talos[0].length };
  const wall = HUMAN.exec(rest) ?? MINUTE.exec(rest) ?? DMESG_ISO.exec(rest);
  const stamp = wall ? readStamp(wall) : null;
  if (wall && stamp) return { ...known, stamp, from: from + wall[0].length };
  const same = SAME_MINUTE.exec(rest);
  return same ? { ...known, stamp: null, sameMinute: true, from: from + same[0].length } : null;
}

/** The prefixes of a syslog file and of the journal. */
function readWall(text: string, begin: number): Prefixed | null {
  const version = RFC5424.exec(text.slice(begin))?.[0].length ?? 0;
  const start = begin + version;
  const { stamp, length } = wallStamp(text.slice(start));
  if (!stamp) return null;
  const from = start + length;
  const origin =
    version > 0
      ? RFC5424_ORIGIN.exec(text.slice(from))
      : (FACILITY.exec(text.slice(from)) ?? ORIGIN.exec(text.slice(from)));
  if (!origin) return { stamp, host: null, program: null, kernel: false, sameMinute: false, from };
  const kernel = origin[2] === 'kernel';
  // A syslog that keeps the kernel's own stamp: `Nov 22 03:07:41 node-3 kernel: [12345.678901] nf_conntrack: …`
  const inner = kernel ? UPTIME.exec(text.slice(from + origin[0].length)) : null;
  return {
    stamp,
    host: origin[1] ?? null,
    program: origin[2] as string,
    kernel,
    sameMinute: false,
    from: from + origin[0].length + (inner?.[0].length ?? 0),
  };
}

function uptimeStamp(seconds: string): Stamp {
  return { clock: 'uptime', seconds: Number(seconds), dated: true, text: seconds };
}

function wallStamp(text: string): { stamp: Stamp | null; length: number } {
  const unix = UNIX.exec(text);
  if (unix) {
    const seconds = Number(unix[1]);
    return { stamp: { clock: 'wall', seconds, dated: true, text: unix[0].trim() }, length: unix[0].length };
  }
  const match = ISO.exec(text) ?? FULL.exec(text) ?? SYSLOG.exec(text) ?? LOGREAD.exec(text);
  if (!match) return { stamp: null, length: 0 };
  return { stamp: readStamp(match), length: match[0].length };
}

/** A wall-clock stamp as printed, whatever its zone; null for a month that is none. Without seconds the minute counts. */
export function readStamp({ 0: text, groups = {} }: RegExpExecArray): Stamp | null {
  const named = groups['month'] ?? '';
  const month = /^ ?\d/.test(named) ? Number.parseInt(named, 10) - 1 : MONTHS.indexOf(named);
  if (month < 0 || month > 11) return null;
  const part = (name: string) => Number(groups[name] ?? 0);
  // Without a year only differences within one log hold: one will do, a leap year for 29 February.
  const year = groups['year'] === undefined ? 2000 : part('year');
  const seconds = Date.UTC(year, month, part('day'), part('hour'), part('minute'), part('second')) / 1000;
  return {
    clock: 'wall',
    seconds,
    dated: groups['year'] !== undefined,
    text: text.trimEnd().replace(/^\[|\]$/g, ''),
    ...(groups['zone'] !== undefined && { zone: groups['zone'] }),
  };
}
