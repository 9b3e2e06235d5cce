import type { Processes } from '../../model/processes.ts';
import { readCommand } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import type { Format, Outcome, Reader } from '../format.ts';
import { ProcessList } from '../ps/list.ts';
import { readHeader, readProcess, TOP } from '../ps/table.ts';
import { type BuildingSummary, readSummary, summaryLine } from './summary.ts';

/** `   13 root      20   0       0      0      0 R  98.7   0.0  12:03.04 ksoftirqd/0`, in the usual columns. */
const ROW =
  /^\s{0,8}\d{1,10}\s+[\w+.$-]{1,32}\s+(?:-?\d{1,3}|rt)\s+-?\d{1,3}\s+[\d.]{1,10}[mgtp]?\s+[\d.]{1,10}[mgtp]?\s+[\d.]{1,10}[mgtp]?\s+[RSDTtZXI]\s+\d{1,4}(?:[.,]\d)?\s+\d{1,3}[.,]\d\s+\d{1,6}:\d\d(?:[.,:]\d\d)?\s+\S/;

/** `top -b -n1` and what is copied out of a running top, also of busybox. */
export const top: Format = {
  id: 'top',
  detect(text, start) {
    const { digit, colon, first } = signsOf(text);
    // Of headers the words are in capitals, but for `nMaj` and its kin.
    if (!(digit && colon) && !(first >= '%' && first <= 'Z') && first !== 'n') return null;
    const line = summaryLine(text);
    if (line === 'first') return { score: 0.97, reason: 'the first line of top' };
    if (line === 'tasks' || line === 'cpu') return { score: 0.92, reason: 'a line of the head of top' };
    if (line === 'memory' || line === 'load') return { score: 0.7, reason: 'a line of the head of top' };
    if (ROW.test(text.slice(0, 400))) return { score: 0.9, reason: 'a row of top' };
    const header = readHeader(text);
    const called =
      start.command !== null && readCommand(start.command).some(({ first }) => first.program === 'top');
    if (header?.includes('TIME+') || (header && (called || header.includes('%VSZ'))))
      return { score: 0.95, reason: 'the header of top' };
    return null;
  },
  open: () => new TopReader(),
};

class TopReader implements Reader {
  readonly #list = new ProcessList();
  #columns: readonly string[] | null = null;
  #summary: BuildingSummary | null = null;

  line(line: Line): Outcome {
    const { text } = line;
    if (text.length > 8000) return 'refused';
    const kind = summaryLine(text);
    if (kind !== null) {
      // The next screen of `top -b -n 3`.
      if (this.#list.total > 0 || this.#columns || (kind === 'first' && this.#summary)) return 'again';
      this.#summary = readSummary(this.#summary, line, kind);
      return kind === 'memory' ? 'noise' : 'read';
    }
    const header = readHeader(text);
    if (header) {
      if (this.#columns) return 'again';
      this.#columns = header;
      return 'noise';
    }
    const columns = this.#columns ?? (ROW.test(text) ? TOP : null);
    const row = columns && readProcess(line, columns);
    if (!row) return 'refused';
    this.#list.take(row);
    return 'read';
  }

  close(): Processes | null {
    return this.#list.close('top', this.#summary);
  }
}
