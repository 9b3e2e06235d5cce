import type { ConntrackStats, StatsRow } from '../../model/conntrack-stats.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader } from '../format.ts';

/** `entries  clashres found new invalid …` (2021 and later), `entries  searched found new …` (before). */
const HEADER = /^\s{0,8}entries\s+(?:searched|clashres)\s+found\s+\w[\w\s]{0,300}$/;
const ROW = /^\s{0,8}[0-9a-f]{8}(?:\s+[0-9a-f]{8}){4,40}\s*$/;

/**
 * `/proc/net/stat/nf_conntrack`: the counters in hexadecimal, one row a CPU; columns are known by the header
 * alone (column 2 is `searched` on old kernels and `clashres` on new ones). `entries` is the table's whole
 * count, the same on every row.
 */
export const procConntrackStats: Format = {
  id: 'proc-conntrack-stats',
  detect(text) {
    return HEADER.test(text) ? { score: 0.95, reason: 'the header of /proc/net/stat/nf_conntrack' } : null;
  },
  open: () => new ProcStatsReader(),
};

class ProcStatsReader implements Reader {
  #columns: string[] = [];
  readonly #rows: StatsRow[] = [];

  line(line: Line): Outcome {
    if (HEADER.test(line.text)) {
      if (this.#columns.length > 0) return 'again';
      this.#columns = line.text.trim().split(/\s+/);
      return 'noise';
    }
    if (!ROW.test(line.text)) return 'refused';
    const words = [...line.text.matchAll(/[0-9a-f]{8}/g)];
    if (words.length !== this.#columns.length) return 'refused';
    const values: Record<string, number> = {};
    const marks: Record<string, { start: number; end: number }> = {};
    for (const [i, word] of words.entries()) {
      const key = this.#columns[i] as string;
      values[key] = Number.parseInt(word[0], 16);
      marks[key] = line.place(word.index, word.index + 8).mark as { start: number; end: number };
    }
    this.#rows.push({ cpu: this.#rows.length, values, marks, place: line.place() });
    return 'read';
  }

  close(): ConntrackStats | null {
    if (this.#rows.length === 0) return null;
    return {
      kind: 'conntrack-stats',
      source: '/proc/net/stat/nf_conntrack',
      rows: this.#rows,
      trusted: true,
    };
  }
}
