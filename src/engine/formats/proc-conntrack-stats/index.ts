import type { ConntrackStats, StatsRow } from '../../model/conntrack-stats.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader } from '../format.ts';

/**
 * `entries  clashres found new invalid …` (5.10 and later), `entries  searched found new …` (before); the oldest end in
 * `expect_delete`, those since 2.6.35 in `search_restart`.
 */
const HEADER = /^\s{0,8}entries\s{1,4}(?:searched|clashres)\s{1,4}found\s{1,4}[a-z_][a-z_ \t]{0,400}$/;
const HEADER_END = /\s(?:expect_delete\s{1,4}search_restart|expect_delete)\s{0,4}$/;
/** A header that a terminal broke within its first words. */
const HEADER_BEGIN = /^\s{0,8}entries\s{1,4}(?:searched|clashres)\s/;
const ROW = /^\s{0,8}[0-9a-f]{8}(?:\s{1,4}[0-9a-f]{8}){4,40}\s{0,4}$/;
/** A row that a terminal broke: whole words, then a part of one or nothing. */
const ROW_BEGIN = /^\s{0,8}[0-9a-f]{8}(?:\s{1,4}[0-9a-f]{8}){2,40}(?:\s{1,4}[0-9a-f]{0,8})?$/;

/**
 * `/proc/net/stat/nf_conntrack` (kernel, nf_conntrack_standalone.c, ct_cpu_seq_show()): the counters in hexadecimal, one row a
 * CPU; columns are known by the header alone (column 2 is `searched` on old kernels and `clashres` on new ones). `entries` is the
 * table's whole count, the same on every row.
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

  line(line: Line, whole: boolean): Outcome {
    if (HEADER_BEGIN.test(line.text)) return this.#takeHeader(line.text, whole);
    const words = ROW.test(line.text) ? [...line.text.matchAll(/[0-9a-f]{8}/g)] : [];
    if (words.length === 0 || words.length < this.#columns.length)
      return !whole && ROW_BEGIN.test(line.text) ? 'more' : 'refused';
    if (words.length > this.#columns.length) return 'refused';
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

  #takeHeader(text: string, whole: boolean): Outcome {
    if (!HEADER.test(text)) return 'refused';
    if (!whole && !HEADER_END.test(text)) return 'more';
    if (this.#columns.length > 0) return 'again';
    this.#columns = text.trim().split(/\s+/);
    return 'noise';
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
