import type { Footer } from '../../model/flow-table.ts';
import type { Line } from '../../text/line.ts';

/**
 * `conntrack v1.4.7 (conntrack-tools): 64 flow events have been shown.` (conntrack.c, exit_msg). It goes to standard error,
 * so it may stand anywhere, behind the `^C` that ended a recording, and also in the midst of a record, at an edge of 4,096 bytes.
 */
const COUNT =
  /(?:\^C)?conntrack v(\d[\d.]{0,12}) \(conntrack-tools\): (\d{1,12}) (flow entries|flow events|expectations|expectation events) have been (shown|deleted|updated|created|added)\./;
/** Events came faster than they were read (conntrack.c); two lines of advice follow. */
const LOSS = /^WARNING: We have hit ENOBUFS! We are losing events\./;
/** Its other messages: `Operation failed: …`, `NOTICE: Netlink socket buffer size …`, and what follows a wrong option. */
const TROUBLE =
  /^(?:\^C|conntrack v[\d.]{1,12} \(conntrack-tools\): .{1,200}|nfct_labelmap_new: .{1,80}|Try `conntrack -h' or 'conntrack --help' for more information\.|WARNING: .{1,200}|NOTICE: .{1,200}|This message means that the current netlink socket buffer size is too small\.|Please, check --buffer-size in conntrack\(8\) manpage\.)$/;

export type Counted = 'flow entries' | 'flow events' | 'expectations' | 'expectation events';

/** A line without the count line that stood in it, and that count line. */
export interface CutLine {
  readonly text: string;
  /** null without one, and for one that counts no listing: `4 flow entries have been deleted.` */
  readonly footer: Footer | null;
  /** Whether one was cut out, of either kind. */
  readonly found: boolean;
  readonly counted: Counted | null;
  /** Whether the record goes on in the next line: the count line has its own newline. */
  readonly torn: boolean;
}

/** Cuts the count line out of a line; what is left is a record that it tore in two, or nothing. */
export function cutCountLine(line: Line): CutLine {
  const match = COUNT.exec(line.text);
  if (!match) return { text: line.text, footer: null, found: false, counted: null, torn: false };
  const end = match.index + match[0].length;
  return {
    text: line.text.slice(0, match.index) + line.text.slice(end),
    footer:
      match[4] === 'shown'
        ? { version: match[1] as string, shown: Number(match[2]), place: line.place(match.index, end) }
        : null,
    found: true,
    counted: match[3] as Counted,
    torn: match.index > 0 && line.text.slice(end).trim() === '',
  };
}

/** Whether a line is another message of the tool. */
export function isTrouble(text: string): boolean {
  return TROUBLE.test(text) && !COUNT.test(text);
}

/** Whether a line warns that events were lost. */
export function isLoss(text: string): boolean {
  return LOSS.test(text);
}
