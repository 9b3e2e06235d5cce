import type { Stamp } from '../../model/log-events.ts';

export interface Prefixed {
  readonly stamp: Stamp | null;
  readonly host: string | null;
  /** True where the prefix is one that only the kernel's log has (`[ 12.345678]`, `kernel:`). */
  readonly kernel: boolean;
  /** Where the message begins. */
  readonly from: number;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What grep puts before a line of a log file: `/var/log/messages:`, `/var/log/messages-20261122:118:`, `118:`. */
const GREPPED =
  /^(?:[\w./-]{1,120}:)?(?:\d{1,8}[:-])?(?=\w{3} {1,2}\d{1,2} \d\d:|\d{4}-\d\d-\d\d[T ]|\[[ \d]|<\d)/;
/** `<4>`, or `kern  :warn  : ` of `dmesg -x`. */
const LEVEL = /^(?:<\d{1,3}>|\w{3,8}\s{0,3}:\w{3,7}\s{0,3}: )/;
/** `[12345.678901] `, with the thread that `CONFIG_PRINTK_CALLER` adds: `[12345.678901][  T411] ` */
const UPTIME = /^\[\s{0,10}(\d{1,10}\.\d{6})\](?:\[\s{0,6}[TC]\d{1,9}\])? ?/;
/** `[Sun Nov 22 03:07:41 2026] ` */
const HUMAN =
  /^\[\w{3} (?<month>\w{3}) {1,2}(?<day>\d{1,2}) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d) (?<year>\d{4})\] ?/;
/** `2026-11-22T03:07:41,123456+00:00 ` with or without host and program behind it. */
const ISO =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)[T ](?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\s/;
/** `Nov 22 03:07:41 `, `Nov 22 03:07:41.123456 ` */
const SYSLOG =
  /^(?<month>\w{3}) {1,2}(?<day>\d{1,2}) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.\d{1,9})? /;
/** `node-3 kernel: `, `node-3 kubelet[812]: ` */
const ORIGIN = /^([\w.:-]{0,119}[\w.-]) ([\w./@-]{1,80})(?:\[\d{1,10}\])?: ?/;

/** Reads what stands before the message of a log line; null for a line without any of the known prefixes. */
export function readPrefix(text: string): Prefixed | null {
  let from = GREPPED.exec(text)?.[0].length ?? 0;
  from += LEVEL.exec(text.slice(from))?.[0].length ?? 0;
  const uptime = UPTIME.exec(text.slice(from));
  if (uptime)
    return {
      stamp: uptimeStamp(uptime[1] as string),
      host: null,
      kernel: true,
      from: from + uptime[0].length,
    };
  const { stamp, length, bracketed } = wallStamp(text.slice(from));
  if (!stamp) return null;
  from += length;
  if (bracketed) return { stamp, host: null, kernel: true, from };
  const origin = ORIGIN.exec(text.slice(from));
  if (!origin) return { stamp, host: null, kernel: false, from };
  from += origin[0].length;
  // A syslog that keeps the kernel's own stamp: `Nov 22 03:07:41 node-3 kernel: [12345.678901] nf_conntrack: …`
  const inner = UPTIME.exec(text.slice(from));
  return {
    stamp,
    host: origin[1] as string,
    kernel: origin[2] === 'kernel',
    from: from + (inner?.[0].length ?? 0),
  };
}

function uptimeStamp(seconds: string): Stamp {
  return { clock: 'uptime', seconds: Number(seconds), dated: true, text: seconds };
}

function wallStamp(text: string): { stamp: Stamp | null; length: number; bracketed: boolean } {
  const human = HUMAN.exec(text);
  const match = human ?? ISO.exec(text) ?? SYSLOG.exec(text);
  if (!match) return { stamp: null, length: 0, bracketed: false };
  return { stamp: readStamp(match), length: match[0].length, bracketed: human !== null };
}

/** A wall-clock stamp as printed, whatever its zone; null for a month that is none. */
function readStamp({ 0: text, groups = {} }: RegExpExecArray): Stamp | null {
  const named = groups['month'] ?? '';
  const month = /^\d/.test(named) ? Number(named) - 1 : MONTHS.indexOf(named);
  if (month < 0 || month > 11) return null;
  const part = (name: string) => Number(groups[name]);
  // Without a year only differences within one log hold: one will do, a leap year for 29 February.
  const year = groups['year'] === undefined ? 2000 : part('year');
  const seconds = Date.UTC(year, month, part('day'), part('hour'), part('minute'), part('second')) / 1000;
  return {
    clock: 'wall',
    seconds,
    dated: groups['year'] !== undefined,
    text: text.replace(/^\[|\]?\s*$/g, ''),
  };
}
