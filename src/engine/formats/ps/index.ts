import type { Processes } from '../../model/processes.ts';
import { readCommand } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import type { Format, Outcome, Reader } from '../format.ts';
import { ProcessList } from './list.ts';
import { AUX, FULL, readHeader, readProcess } from './table.ts';

/** `root        13  2.5  0.0      0     0 ?        S    Nov22  12:03 [ksoftirqd/0]`: eleven columns that nothing else has. */
const AUX_ROW =
  /^[\w+.$-]{1,32}\s+\d{1,10}\s+\d{1,4}[.,]\d\s+\d{1,3}[.,]\d\s+\d{1,12}\s+\d{1,12}\s+(?:\?|[\w/]{2,12})\s+[RSDTtZXIWK][<NLsl+]{0,6}\s+\S{4,10}\s+\d{1,6}:\d\d\s+\S/;
/** `root        13       2  2 Nov22 ?        00:12:03 [ksoftirqd/0]` */
const FULL_ROW =
  /^[\w+.$-]{1,32}\s+\d{1,10}\s+\d{1,10}\s+\d{1,3}\s+(?:\d\d:\d\d|[A-Z][a-z]{2}\d{1,2}|\d{4})\s+(?:\?|[\w/]{2,12})\s+(?:\d{1,5}-)?\d\d:\d\d:\d\d\s+\S/;
const TROUBLE = /^(?:error: .{1,120}|Usage:|\s{1,2}ps \[options\])$/;

/** `ps aux`, `ps -ef`, `ps -eo …`, also of busybox. */
export const ps: Format = {
  id: 'ps',
  detect(text, start) {
    const { digit, colon } = signsOf(text);
    if (digit && colon && AUX_ROW.test(text.slice(0, 400))) return { score: 0.9, reason: 'a row of ps aux' };
    if (digit && colon && FULL_ROW.test(text.slice(0, 400))) return { score: 0.9, reason: 'a row of ps -ef' };
    const header = readHeader(text);
    const called = start.command !== null && calls(start.command);
    // top's own header has a column that ps does not print under that name.
    if (header && !header.includes('TIME+') && (called || header.length >= 3))
      return { score: called ? 0.95 : 0.88, reason: 'the header of ps' };
    return null;
  },
  open: () => new ProcessReader(),
};

function calls(command: string): boolean {
  return readCommand(command).some(({ first }) => first.program === 'ps');
}

class ProcessReader implements Reader {
  readonly #list = new ProcessList();
  /** Null below `ps aux | grep x`: which columns there are, the rows then say themselves. */
  #columns: readonly string[] | null = null;

  line(line: Line): Outcome {
    const { text } = line;
    if (text.length > 8000) return 'refused';
    const header = readHeader(text);
    if (header) {
      if (this.#columns) return 'again';
      this.#columns = header;
      return 'noise';
    }
    if (TROUBLE.test(text)) return 'noise';
    const columns = this.#columns ?? (AUX_ROW.test(text) ? AUX : FULL_ROW.test(text) ? FULL : null);
    const row = columns && readProcess(line, columns);
    if (!row) return 'refused';
    this.#list.take(row);
    return 'read';
  }

  close(): Processes | null {
    return this.#list.close('ps', null);
  }
}
