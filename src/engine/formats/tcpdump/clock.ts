import type { CaptureClock } from '../../model/packets.ts';
import type { Head } from './head.ts';

const DAY = 86_400;

/** Makes the stamps of one capture seconds on one clock. */
export class Clock {
  kind: CaptureClock | null = null;
  first: number | null = null;
  last: number | null = null;
  readonly #ts: number;
  #sum = 0;
  #days = 0;
  #before = 0;

  /** `ts`: how many `t` the command line has; 0 where it has none, or is not known. */
  constructor(ts: number) {
    this.#ts = ts;
  }

  /** The time of a line; null where it has no stamp, or where nothing says what its stamp counts. */
  read(head: Head): number | null {
    if (head.stamp === null) {
      this.kind ??= 'none';
      return null;
    }
    if (this.kind === null || this.kind === 'none') this.kind = this.#kindOf(head);
    const time = this.#timeOf(head);
    if (time === null) return null;
    if (this.first === null || time < this.first) this.first = time;
    if (this.last === null || time > this.last) this.last = time;
    return time;
  }

  /**
   * -ttt and -ttttt look like the time of day; their first stamp is 00:00:00.000000, and a blank stands before each.
   */
  #kindOf(head: Head): CaptureClock {
    if (head.stamp === 'date') return 'date';
    if (head.stamp === 'unix') return 'epoch';
    if (this.#ts === 3 || this.#ts === 5) return 'since-first';
    const small = head.seconds === 0 || head.seconds < 0 || (head.indented && head.seconds < 60);
    return this.#ts === 0 && small ? 'unknown' : 'time-of-day';
  }

  #timeOf(head: Head): number | null {
    switch (this.kind) {
      case 'since-first':
        if (this.#ts === 5) return head.seconds;
        this.#sum += head.seconds;
        return this.#sum;
      case 'time-of-day':
        if (head.seconds < this.#before - DAY / 2) this.#days++;
        else if (head.seconds > this.#before + DAY / 2 && this.#days > 0)
          return head.seconds + (this.#days - 1) * DAY;
        this.#before = head.seconds;
        return head.seconds + this.#days * DAY;
      case 'date':
      case 'epoch':
        return head.stamp === 'time' ? null : head.seconds;
      default:
        return null;
    }
  }
}
