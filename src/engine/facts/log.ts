import type { LogMessage, Stamp } from '../model/log-events.ts';
import type { Place } from '../model/place.ts';
import type { Facts, LoggedEvent } from './facts.ts';
import { secondsTo } from './moments.ts';

/** A message older than this, measured by the newest stamp of its log or by `date` and `uptime`, is of the past. In seconds. */
const OLD_AFTER = 3600;

/** What the logs of the paste say of one message. */
export interface Told {
  readonly events: readonly LoggedEvent[];
  /** The latest lines first: they tell most. */
  readonly places: readonly Place[];
  /** Seconds between the latest of them and the moment of the paste; null where the paste does not tell. */
  readonly age: number | null;
  /** Whether the latest is of the past. */
  readonly old: boolean;
  /** True where no line has the stamp or prefix of a log: a document that quotes the message looks the same. */
  readonly bare: boolean;
  /** For a sentence: how often, when last (`stamped` is `wall`, `uptime` or `no`), how many whole hours ago. */
  readonly values: {
    readonly times: number;
    readonly stamp: string;
    readonly stamped: string;
    readonly hours: number;
  };
}

/** Every time that a message was logged, as far as `test` accepts it; null where it was not. */
export function told(
  facts: Facts,
  message: LogMessage,
  test: (event: LoggedEvent) => boolean = () => true,
): Told | null {
  const events = facts.logged(message).filter(test);
  const latest = events.at(-1);
  if (!latest) return null;
  const age = ageOf(facts, latest);
  return {
    events,
    places: events.map(({ place }) => place).reverse(),
    age,
    old: age !== null && age > OLD_AFTER,
    bare: !events.some(({ prefixed }) => prefixed),
    values: {
      times: events.length,
      stamp: latest.stamp?.text ?? '',
      stamped: latest.stamp ? latest.stamp.clock : 'no',
      hours: Math.round((age ?? 0) / 3600),
    },
  };
}

/** Seconds between a message and the moment of the paste; null where the paste does not tell. */
export function ageOf(facts: Facts, event: LoggedEvent): number | null {
  const stamp = event.stamp;
  if (!stamp) return null;
  const later = [event.log.newest, ...facts.clocks().map(clock => clock.stamp)];
  const ages = later.flatMap(other => (other ? (secondsAfter(stamp, other) ?? []) : []));
  return ages.length > 0 ? Math.max(...ages) : null;
}

const DAY = 86_400;

/** Seconds from a stamp to another; null where their clocks cannot be compared. */
function secondsAfter(stamp: Stamp, other: Stamp): number | null {
  if (stamp.clock !== other.clock || (stamp.dated && !other.dated)) return null;
  if (stamp.dated === other.dated) return secondsTo(stamp, other);
  // `Nov 22 03:07:41` beside a full date: the last such day before it, or within a day behind it (time zones).
  const year = new Date(other.seconds * 1000).getUTCFullYear();
  const inYear = (of: number) => new Date(stamp.seconds * 1000).setUTCFullYear(of) / 1000;
  const seconds = inYear(year) > other.seconds + DAY ? inYear(year - 1) : inYear(year);
  return other.seconds - seconds;
}

/** A kernel log that begins within so many seconds of the boot holds all of it. */
const BEGINS_AT_BOOT = 2;

/**
 * The first lines of kernel logs that are there from the boot on, whole: what such a log does not say, the kernel has not said.
 * A ring buffer that has turned over begins later.
 */
export function wholeKernelLog(facts: Facts): Place[] {
  return facts.all('log-events').flatMap(({ section, document: { oldest, boots } }) => {
    const whole =
      section.format === 'kernel-log' &&
      section.partial === null &&
      boots.length === 0 &&
      oldest?.clock === 'uptime' &&
      oldest.seconds < BEGINS_AT_BOOT;
    return whole ? [{ line: section.firstLine, span: section.span }] : [];
  });
}
