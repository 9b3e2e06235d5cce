import type { ConntrackStats, StatsRow } from '../../model/conntrack-stats.ts';
import { runs } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';

/** `cpu=0   \tfound=27 invalid=12 insert=0 insert_failed=0 drop=4411 early_drop=240 …`; the keys differ by kernel and tool. */
const ROW = /^\s{0,8}cpu=(\d{1,5})\s+((?:[a-z_]+\d?=\d{1,20}\s*){1,40})$/;
/** A row that a terminal broke, at any place. */
const BROKEN = /^\s{0,8}cpu=\d{1,5}\s+(?:[a-z_]+\d?=\d{1,20}\s+){1,40}[a-z_]*\d?=?$/;
const REFUSED = /^conntrack v[\d.]+ \(conntrack-tools\): Operation failed: sorry, you must be root/;

/** `conntrack -S`: counters since boot, one row a CPU. */
export const conntrackStats: Format = {
  id: 'conntrack-stats',
  detect(text, start) {
    if (ROW.test(text) || BROKEN.test(text))
      return { score: 0.95, reason: 'a row «cpu=N key=value» of conntrack -S' };
    if (REFUSED.test(text) && asksForStats(start))
      return { score: 0.9, reason: 'conntrack -S that was refused' };
    return null;
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
  #trusted = true;

  line(line: Line, whole: boolean): Outcome {
    if (REFUSED.test(line.text)) {
      this.#trusted = false;
      return 'noise';
    }
    const match = ROW.exec(line.text);
    if (!match) return !whole && BROKEN.test(line.text) ? 'more' : 'refused';
    const cpu = Number(match[1]);
    const last = this.#rows.at(-1);
    if (last && cpu <= last.cpu) return 'again';
    this.#rows.push(readRow(line, cpu, match[2] as string));
    return 'read';
  }

  close(): ConntrackStats | null {
    if (this.#rows.length === 0) return null;
    // Without root the tool prints the old file instead, `entries` first (seen with 1.4.7).
    const trusted = this.#trusted && this.#rows.every(row => !('entries' in row.values));
    return { kind: 'conntrack-stats', source: 'conntrack -S', rows: this.#rows, trusted };
  }
}

function readRow(line: Line, cpu: number, pairs: string): StatsRow {
  const values: Record<string, number> = {};
  const marks: Record<string, { start: number; end: number }> = {};
  let at = line.text.indexOf(pairs);
  for (const pair of pairs.split(/(\s+)/)) {
    const equals = pair.indexOf('=');
    if (equals > 0) {
      const key = pair.slice(0, equals);
      values[key] = Number(pair.slice(equals + 1));
      marks[key] = line.place(at, at + pair.length).mark as { start: number; end: number };
    }
    at += pair.length;
  }
  return { cpu, values, marks, place: line.place() };
}
