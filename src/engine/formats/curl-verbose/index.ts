import { readCurl } from '../curl-timing/command.ts';
import { isCurlError } from '../curl-timing/errors.ts';
import type { Detection, Format, SectionStart } from '../format.ts';
import { readInfo, statusOf } from './events.ts';
import { split } from './marks.ts';
import { isMeterHead } from './meter.ts';
import { TraceReader } from './reader.ts';

/** A meter, a stamp, a mark, the head of the meter, an error, the status line of an answer. */
const BEGINS = /^\s*(?:[\d*<>{}=%[]|curl: |Dload|HTTP\/)/;

/** `curl -v`, `--trace-ascii -`, `-i` and `-I`, and the errors that curl prints without any of them. */
export const curlVerbose: Format = {
  id: 'curl-verbose',
  detect(text, start) {
    if (text.length > 8000) return null;
    if (!BEGINS.test(text)) return null;
    const { mark, rest, time } = split(text);
    if (isCurlError(rest)) return { score: 0.85, reason: 'an error line of curl' };
    if (mark === '*') return info(rest, time !== null, start);
    if (mark === '<' && statusOf(rest) !== null)
      return { score: 0.8, reason: 'the status line of an answer, as curl -v prints it' };
    if ((mark === '=>' || mark === '<=') && /^(?:Send|Recv) (?:header|data|SSL data), \d/.test(rest))
      return { score: 0.95, reason: 'a line of curl --trace' };
    return isMeterHead(text) ? { score: 0.55, reason: 'the progress meter of curl' } : answer(text, start);
  },
  open: () => new TraceReader(),
};

function info(rest: string, timed: boolean, start: SectionStart): Detection | null {
  const told = readInfo(rest);
  const reason = 'a line of curl -v about its way';
  if (!told) return timed && below(start) ? { score: 0.6, reason } : null;
  // Words that another tool, or a list in a text, could have behind a star.
  const plain =
    told.event === 'timeout' ||
    told.event === 'reset' ||
    told.event === 'certificate' ||
    told.event === 'proxy';
  if (!plain || below(start) || timed) return { score: 0.95, reason };
  return null;
}

/** `HTTP/1.1 200 OK` alone is also in a log or a book: it counts below a curl that prints headers. */
function answer(text: string, start: SectionStart): Detection | null {
  if (statusOf(text) === null || !below(start)) return null;
  return { score: 0.8, reason: 'the status line of an answer below curl' };
}

let lastCommand: string | null = null;
let lastIsCurl = false;

function below(start: SectionStart): boolean {
  if (start.command !== lastCommand) {
    lastCommand = start.command;
    lastIsCurl = readCurl(start.command) !== null;
  }
  return lastIsCurl;
}
