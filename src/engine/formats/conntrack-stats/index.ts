import type { ConntrackStats, StatsRow } from '../../model/conntrack-stats.ts';
import type { Place, Span } from '../../model/place.ts';
import { runs } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';

/** `cpu=0   \tfound=27 invalid=12 insert=0 insert_failed=0 drop=4411 early_drop=240 …`; the keys differ by kernel and tool. */
const ROW = /^\s{0,8}cpu=(\d{1,5})\s+((?:[a-z_]+\d?=\d{1,20}\s*){1,40})$/;
/** A row that a terminal broke, at any place. */
const BROKEN = /^\s{0,8}cpu=\d{1,5}\s+(?:[a-z_]+\d?=\d{1,20}\s+){1,40}[a-z_]*\d?=?$/;
/**
 * Tools before 1.0 print one counter a line, and those of the first CPU alone (conntrack.c of 0.9.15, `%-10s\t\t%-8u`):
 *   `entries   		213     `
 */
const COUNTER =
  /^\s{0,8}(entries|searched|found|new|invalid|ignore|delete|delete_list|insert|insert_failed|drop|early_drop|icmp_error|expect_new|expect_create|expect_delete|search_restart)\s{1,24}(\d{1,10})\s{0,8}$/;
const REFUSED = /^conntrack v[\d.]+ \(conntrack-tools\): Operation failed: sorry, you must be root/;

/** `conntrack -S`: counters since boot, one row a CPU. */
export const conntrackStats: Format = {
  id: 'conntrack-stats',
  detect(text, start) {
    if (start.command === null && !/^\s*c/.test(text)) return null;
    if (ROW.test(text) || BROKEN.test(text))
      return { score: 0.95, reason: 'a row «cpu=N key=value» of conntrack -S' };
    if (REFUSED.test(text) && asksForStats(start))
      return { score: 0.9, reason: 'conntrack -S that was refused' };
    // Without the command above it a name and a number may be anything.
    return start.command !== null && asksForStats(start) && COUNTER.test(text)
      ? { score: 0.9, reason: 'a counter below conntrack -S' }
      : null;
  },
  open: () => new StatsReader(),
};

function asksForStats(start: SectionStart): boolean {
  return (
    start.command === null ||
    runs(start.command, 'conntrack', args => args.some(word => /^(?:-S|--stats)/.test(word)))
  );
}

class StatsReader implements Reader {
  readonly #rows: StatsRow[] = [];
  readonly #first: Counters = { values: {}, marks: {}, places: {}, place: null };
  #trusted = true;

  line(line: Line, whole: boolean): Outcome {
    if (REFUSED.test(line.text)) {
      this.#trusted = false;
      return 'noise';
    }
    const counter = this.#rows.length === 0 ? COUNTER.exec(line.text) : null;
    if (counter) return this.#take(counter[1] as string, counter[2] as string, line);
    const match = this.#first.place ? null : ROW.exec(line.text);
    if (!match) return !whole && BROKEN.test(line.text) ? 'more' : 'refused';
    const cpu = Number(match[1]);
    const last = this.#rows.at(-1);
    if (last && cpu <= last.cpu) return 'again';
    this.#rows.push(readRow(line, cpu, match[2] as string));
    return 'read';
  }

  /** One counter of the oldest tools. */
  #take(key: string, text: string, line: Line): Outcome {
    if (key in this.#first.values) return 'again';
    const from = line.text.lastIndexOf(text);
    this.#first.values[key] = Number(text);
    const place = line.place(from, from + text.length);
    this.#first.marks[key] = place.mark as Span;
    this.#first.places[key] = place;
    this.#first.place ??= line.place();
    return 'read';
  }

  close(): ConntrackStats | null {
    const { values, marks, places, place } = this.#first;
    if (place) this.#rows.push({ cpu: 0, values, marks, places, place });
    if (this.#rows.length === 0) return null;
    // Without root the tool prints the old file instead, `entries` first (seen with 1.4.7); the oldest tools print one CPU of it.
    const trusted = this.#trusted && place === null && this.#rows.every(row => !('entries' in row.values));
    return { kind: 'conntrack-stats', source: 'conntrack -S', rows: this.#rows, trusted };
  }
}

interface Counters {
  readonly values: Record<string, number>;
  readonly marks: Record<string, Span>;
  readonly places: Record<string, Place>;
  place: Place | null;
}

function readRow(line: Line, cpu: number, pairs: string): StatsRow {
  const values: Record<string, number> = {};
  const marks: Record<string, Span> = {};
  let at = line.text.indexOf(pairs);
  for (const pair of pairs.split(/(\s+)/)) {
    const equals = pair.indexOf('=');
    if (equals > 0) {
      const key = pair.slice(0, equals);
      values[key] = Number(pair.slice(equals + 1));
      marks[key] = line.place(at, at + pair.length).mark as Span;
    }
    at += pair.length;
  }
  return { cpu, values, marks, place: line.place() };
}
