import type { Clock, Stamp } from '../../model/log-events.ts';
import { runs } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import type { Format, Reader, SectionStart } from '../format.ts';
import { readUptime } from './uptime.ts';

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

const TIME = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)(?: (?<half>[AP]M))?';
const DATES = [
  // `Sun Nov 22 03:07:41 UTC 2026`, `Sun Nov  2 03:07:41 AM +09 2026`
  new RegExp(
    `^\\w{3} (?<month>\\w{3}) {1,2}(?<day>\\d{1,2}) ${TIME}(?: (?<zone>[A-Z+\\-\\d]{1,6}))? (?<year>\\d{4})$`,
  ),
  // `Sun 22 Nov 2026 03:07:41 AM JST`
  new RegExp(
    `^\\w{3} (?<day>\\d{1,2}) (?<month>\\w{3}) (?<year>\\d{4}) ${TIME}(?: (?<zone>[A-Z+\\-\\d]{1,6}))?$`,
  ),
  // `2026年 11月 22日 日曜日 03:07:41 JST`, `2026年11月22日 星期日 03:07:41 CST`, `2026. 11. 22. (일) 03:07:41 KST`
  new RegExp(
    `^(?<year>\\d{4})[年.] ?(?<monthNumber>\\d{1,2})[月.] ?(?<day>\\d{1,2})[日.] ?\\(?[日月火水木金土星期一二三四五六曜요일]{1,3}\\)? (?:(?<local>오전|오후|上午|下午|午前|午後) ?)?${TIME}(?: (?<zone>[A-Z+\\-\\d]{1,6}))?$`,
  ),
];
/** `date -Is`, `date --rfc-3339=s`, `date '+%F %T'`: a line of a log can look the same. */
const ISO =
  /^(?<year>\d{4})-(?<monthNumber>\d\d)-(?<day>\d\d)[T ](?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:[.,]\d{1,9})? ?(?<zone>Z|UTC|[+-]\d\d:?\d\d)?$/;
/** The head of the table below the first line of `w`. */
const W_HEADER = /^USER\s+TTY\s+(?:FROM\s+)?LOGIN@\s+IDLE\s+(?:JCPU\s+PCPU\s+)?WHAT$/;

/** What `date` and `uptime` print: the moment of the paste, against which a log line is old or new. */
export const clock: Format = {
  id: 'clock',
  detect(text, start) {
    const { digit, colon } = signsOf(text);
    if (!digit || !colon) return null;
    if (readUptime(text) && !/^\s{0,4}top - /.test(text)) return { score: 0.9, reason: 'the line of uptime' };
    if (readDate(text.trim(), DATES)) return { score: 0.9, reason: 'the line of date' };
    if (asksDate(start) && readDate(text.trim(), [ISO]))
      return { score: 0.9, reason: 'a moment, below date' };
    return null;
  },
  open: start => new ClockReader(asksDate(start) ? [...DATES, ISO] : DATES),
};

function asksDate(start: SectionStart): boolean {
  return runs(start.command, 'date', () => true);
}

class ClockReader implements Reader {
  readonly #dates: readonly RegExp[];
  readonly #stamps: Clock['stamps'][number][] = [];

  constructor(dates: readonly RegExp[]) {
    this.#dates = dates;
  }

  line(line: Line) {
    const { text } = line;
    if (W_HEADER.test(text)) return 'noise' as const;
    const up = /^\s{0,4}top - /.test(text) ? null : readUptime(text);
    const stamp: Stamp | null = up
      ? { clock: 'uptime', seconds: up.seconds, dated: true, text: text.trim() }
      : readDate(text.trim(), this.#dates);
    if (!stamp) return 'refused' as const;
    this.#stamps.push({ stamp, load: up?.load ?? null, place: line.place() });
    return 'read' as const;
  }

  close(): Clock | null {
    return this.#stamps.length > 0 ? { kind: 'clock', stamps: this.#stamps } : null;
  }
}

function readDate(text: string, forms: readonly RegExp[]): Stamp | null {
  if (text.length > 100) return null;
  const groups = forms.map(pattern => pattern.exec(text)).find(match => match !== null)?.groups;
  if (!groups) return null;
  const month = groups['month'] ? MONTHS.indexOf(groups['month']) / 3 : Number(groups['monthNumber']) - 1;
  if (month < 0 || month > 11 || !Number.isInteger(month)) return null;
  const [year, day, hour, minute, second] = ['year', 'day', 'hour', 'minute', 'second'].map(name =>
    Number(groups[name]),
  ) as [number, number, number, number, number];
  const half = groups['half'] ?? groups['local'];
  const hours = half ? (hour % 12) + (/^(?:PM|오후|下午|午後)$/.test(half) ? 12 : 0) : hour;
  return {
    clock: 'wall',
    seconds: Date.UTC(year, month, day, hours, minute, second) / 1000,
    dated: true,
    text,
    ...(groups['zone'] !== undefined && { zone: groups['zone'] }),
  };
}
