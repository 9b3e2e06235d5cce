/** What the first line of `uptime`, `w` and `top` says. */
export interface Uptime {
  /** Since boot; to the minute. */
  readonly seconds: number;
  readonly load: readonly [number, number, number] | null;
}

/**
 * ` 10:12:33 up 12 days,  3:04,  1 user,  load average: 0.00, 0.01, 0.05`; `up 5 min`, `up 1 day, 12 min`; `top - …`. Some
 * languages print `0,05`.
 */
const UPTIME =
  /^\s{0,4}(?:top - )?\d\d:\d\d(?::\d\d)? up {1,3}(?:(\d{1,6}) days?, {1,3})?(?:(\d{1,2}):(\d\d)|(\d{1,2}) min|(\d{1,2}) sec)(?:, .{0,60}?|,? {1,4})load averages?: (\d{1,6}[.,]\d\d),? {1,4}(\d{1,6}[.,]\d\d),? {1,4}(\d{1,6}[.,]\d\d)\s{0,4}$/;
/** Cut off behind the time; the load is not known then. */
const UPTIME_CUT =
  /^\s{0,4}(?:top - )?\d\d:\d\d(?::\d\d)? up {1,3}(?:(\d{1,6}) days?, {1,3})?(?:(\d{1,2}):(\d\d)|(\d{1,2}) min|(\d{1,2}) sec), .{0,60}load average/;

/** Null where the line is none of theirs. */
export function readUptime(text: string): Uptime | null {
  if (text.length > 200) return null;
  const up = UPTIME.exec(text) ?? UPTIME_CUT.exec(text);
  if (!up) return null;
  const [days, hours, minutes, onlyMinutes, onlySeconds] = up.slice(1, 6).map(part => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const seconds = days * 86400 + hours * 3600 + (minutes + onlyMinutes) * 60 + onlySeconds;
  const load = up.slice(6).map(part => Number(part.replace(',', '.')));
  return { seconds, load: load.length === 3 ? (load as [number, number, number]) : null };
}
