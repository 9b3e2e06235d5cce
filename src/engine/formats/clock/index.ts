import type { Clock, Stamp } from '../../model/log-events.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Reader } from '../format.ts';

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** ` 10:12:33 up 12 days,  3:04,  1 user,  load average: 0.00, 0.01, 0.05`; `up 5 min`, `up 1 day, 12 min`. */
const UPTIME =
  /^\s{0,4}\d\d:\d\d(?::\d\d)? up {1,3}(?:(\d{1,6}) days?, {1,3})?(?:(\d{1,2}):(\d\d)|(\d{1,2}) min|(\d{1,2}) sec), .{0,60}load average: /;
const TIME = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)(?: (?<half>[AP]M))?';
const DATES = [
  // `Sun Nov 22 03:07:41 UTC 2026`, `Sun Nov  2 03:07:41 AM +09 2026`
  new RegExp(
    `^\\w{3} (?<month>\\w{3}) {1,2}(?<day>\\d{1,2}) ${TIME}(?: [A-Z+\\-\\d]{1,6})? (?<year>\\d{4})$`,
  ),
  // `Sun 22 Nov 2026 03:07:41 AM JST`
  new RegExp(`^\\w{3} (?<day>\\d{1,2}) (?<month>\\w{3}) (?<year>\\d{4}) ${TIME}(?: [A-Z+\\-\\d]{1,6})?$`),
];

/** What `date` and `uptime` print: the moment of the paste, against which a log line is old or new. */
export const clock: Format = {
  id: 'clock',
  detect(text) {
    return readClock(text) ? { score: 0.9, reason: 'the line of date or uptime' } : null;
  },
  open: () => new ClockReader(),
};

class ClockReader implements Reader {
  readonly #stamps: Clock['stamps'][number][] = [];

  line(line: Line) {
    const stamp = readClock(line.text);
    if (!stamp) return 'refused' as const;
    this.#stamps.push({ stamp, place: line.place() });
    return 'read' as const;
  }

  close(): Clock {
    return { kind: 'clock', stamps: this.#stamps };
  }
}

function readClock(text: string): Stamp | null {
  const up = UPTIME.exec(text);
  if (up) {
    const [days, hours, minutes, onlyMinutes, onlySeconds] = up
      .slice(1)
      .map(part => Number(part ?? 0)) as number[];
    const seconds =
      (days ?? 0) * 86400 +
      (hours ?? 0) * 3600 +
      ((minutes ?? 0) + (onlyMinutes ?? 0)) * 60 +
      (onlySeconds ?? 0);
    return { clock: 'uptime', seconds, dated: true, text: text.trim() };
  }
  return readDate(text.trim());
}

function readDate(text: string): Stamp | null {
  const groups = DATES.map(pattern => pattern.exec(text)).find(match => match !== null)?.groups;
  if (!groups) return null;
  const month = MONTHS.indexOf(groups['month'] as string) / 3;
  if (month < 0 || !Number.isInteger(month)) return null;
  const [year, day, hour, minute, second] = ['year', 'day', 'hour', 'minute', 'second'].map(name =>
    Number(groups[name]),
  );
  const hours = groups['half']
    ? ((hour as number) % 12) + (groups['half'] === 'PM' ? 12 : 0)
    : (hour as number);
  const seconds = Date.UTC(year as number, month, day, hours, minute, second) / 1000;
  return { clock: 'wall', seconds, dated: true, text };
}
