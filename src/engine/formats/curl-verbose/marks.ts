import { meterLength } from './meter.ts';

/** What stands before the words of a line: information, sent, received, a note on data, or a mark of --trace. */
export type Mark = '*' | '>' | '<' | '{' | '}' | '=>' | '<=';

export interface Marked {
  /** Seconds since midnight of --trace-time. */
  readonly time: number | null;
  readonly mark: Mark | null;
  readonly rest: string;
  /** Where `rest` begins in the line. */
  readonly from: number;
}

const STAMP = /^(\d\d):(\d\d):(\d\d)\.(\d{6}) /;
/** `[0-0] * …` of --trace-ids: the numbers of the transfer and of the connection (src/tool_cb_dbg.c, log_line_start()). */
const IDS = /^\[(?:\d{1,9}|n)-(?:\d{1,9}|x)\] (?=[*<>{}=])/;
/** `* [0-0] …`: the ids behind the mark. */
const MARKS = /^(?:== Info: |(\*|>|<|\{|\}|=>|<=)(?: |$))(?:\[\d{1,9}-(?:\d{1,9}|x)\] )?/;

/** Takes meter, stamp and mark off a line: `  0     0 … --:--:--     004:20:13.225214 *   Trying 10.9.9.9:8080...` */
export function split(text: string): Marked {
  let from = meterLength(text);
  const stamp = STAMP.exec(text.slice(from, from + 20));
  if (stamp) from += stamp[0].length;
  const time = stamp
    ? Number(stamp[1]) * 3600 + Number(stamp[2]) * 60 + Number(stamp[3]) + Number(stamp[4]) / 1e6
    : null;
  from += IDS.exec(text.slice(from, from + 40))?.[0].length ?? 0;
  const mark = MARKS.exec(text.slice(from, from + 60));
  if (mark) from += mark[0].length;
  return { time, mark: mark ? ((mark[1] ?? '*') as Mark) : null, rest: text.slice(from), from };
}
