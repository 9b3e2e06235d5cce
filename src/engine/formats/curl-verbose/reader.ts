import type { Place } from '../../model/place.ts';
import type { CurlError, CurlEvent, CurlTrace } from '../../model/timings.ts';
import type { Line } from '../../text/line.ts';
import { isCurlError, readCurlError } from '../curl-timing/errors.ts';
import type { Outcome, Reader } from '../format.ts';
import { isRequest, readInfo, statusOf, type Told } from './events.ts';
import { type Marked, split } from './marks.ts';
import { isMeterHead } from './meter.ts';

const MAX_EVENTS = 20_000;
const HEADER = /^[A-Za-z][A-Za-z0-9_-]{0,60}:(?: .{0,8000})?$/;
/** What curl prints below a certificate error, in its versions (src/tool_operate.c). */
const ADVICE =
  /^(?:More details here: |curl failed to verify|curl performs SSL cert|establish a secure connection|how to fix it, please|of Certificate Authority|bundle file isn't|If this HTTPS server|the bundle, the certificate|If you'd like to turn|HTTPS-proxy has similar|problem with the certificate|not match the domain name|the -k \(or --insecure\)|using the --cacert|using the -k|curl: try 'curl --help'|To learn more about this situation)/;
/** A line of data below `=> Send header, 78 bytes (0x4e)`. */
const DATA = /^([\da-f]{4}): ?(.{0,200})$/;

/** Reads the trace of one command, which may make several requests. */
export class TraceReader implements Reader {
  readonly #events: CurlEvent[] = [];
  readonly #errors: CurlError[] = [];
  #others = 0;
  #timed = false;
  #request = 1;
  /** Whether headers are being printed, whose marks a mail reader or our own unquoting took for quote marks. */
  #headers = false;
  /** Whether lines of data follow, as --trace-ascii prints them, and whether of a header. */
  #data: 'header' | 'data' | null = null;
  #first: Place | null = null;

  /** A blank line ends the headers of -i. */
  keeps(text: string): boolean {
    return this.#headers && text.trim() === '';
  }

  line(line: Line): Outcome {
    const marked = split(line.text);
    if (this.#data !== null && DATA.test(marked.rest) && marked.mark === null)
      return this.#readData(line, marked);
    if (marked.mark === '=>' || marked.mark === '<=') {
      this.#data = marked.rest.includes(' header,') ? 'header' : 'data';
      this.#note(marked);
      return 'noise';
    }
    const outcome = this.#read(line, marked);
    if (outcome !== 'refused') {
      this.#note(marked);
      this.#data = null;
    }
    return outcome;
  }

  #note(marked: Marked): void {
    if (marked.time !== null) this.#timed = true;
  }

  #read(line: Line, marked: Marked): Outcome {
    const { mark, rest } = marked;
    if (isCurlError(rest)) return this.#readError(line, marked);
    if (mark === '*') return this.#readInfo(line, marked);
    if (mark === '{' || mark === '}')
      return /^\[\d{1,12} bytes data\]$/.test(rest) ? this.#other() : 'refused';
    if (mark === '>' || mark === '<' || this.#headers || statusOf(rest) !== null || isRequest(rest))
      return this.#readHeader(line, marked);
    const meter = marked.from > 0 && rest.trim() === '';
    return meter || isMeterHead(line.text) || ADVICE.test(rest) ? this.#other() : 'refused';
  }

  #other(): Outcome {
    this.#others++;
    return 'noise';
  }

  #readError(line: Line, marked: Marked): Outcome {
    const error = readCurlError({ ...line, text: marked.rest, place: () => line.place(marked.from) });
    if (!error || this.#errors.length >= MAX_EVENTS) return 'refused';
    this.#errors.push(error);
    this.#first ??= line.place();
    this.#request++;
    return 'read';
  }

  #readInfo(line: Line, marked: Marked): Outcome {
    this.#headers = false;
    const told = readInfo(marked.rest);
    // A list in a text has stars too; curl's own begin a trace.
    if (!told) return this.#events.length > 0 || marked.time !== null ? this.#other() : 'refused';
    if (told.event === 'closed' && this.#events.at(-1)?.event === 'closed') return this.#other();
    return this.#add(line, marked, told, marked.rest.trim());
  }

  #add(line: Line, marked: Marked, told: Told, text: string): Outcome {
    if (this.#events.length >= MAX_EVENTS) return 'refused';
    const place = line.place(marked.from, line.text.length);
    this.#first ??= line.place();
    this.#events.push({ ...told, time: marked.time, request: this.#request, text, place });
    if (told.event === 'left-intact' || told.event === 'closed') this.#request++;
    return 'read';
  }

  /** A request, a response, or one of their header lines. */
  #readHeader(line: Line, marked: Marked): Outcome {
    const text = marked.rest.trimEnd();
    const none = { host: null, address: null, port: null, after: null };
    const status = marked.mark === '>' ? null : statusOf(text);
    if (status !== null) {
      this.#headers = true;
      return this.#add(line, marked, { event: 'response', status, ...none }, text);
    }
    if (isRequest(text)) {
      this.#headers = true;
      return this.#add(line, marked, { event: 'request', status: null, ...none }, text);
    }
    if (text === '') {
      this.#headers = false;
      return this.#other();
    }
    if (marked.mark !== null || HEADER.test(text)) return this.#other();
    this.#headers = false;
    return 'refused';
  }

  #readData(line: Line, marked: Marked): Outcome {
    const [, offset, text = ''] = DATA.exec(marked.rest) as RegExpExecArray;
    const begins =
      this.#data === 'header' && offset === '0000' && (statusOf(text) !== null || isRequest(text));
    if (!begins) return this.#other();
    const outcome = this.#readHeader(line, {
      ...marked,
      rest: text,
      from: marked.from + marked.rest.length - text.length,
    });
    this.#headers = false;
    return outcome;
  }

  close(): CurlTrace | null {
    if (!this.#first) return null;
    return {
      kind: 'curl-trace',
      timed: this.#timed,
      events: this.#events,
      errors: this.#errors,
      otherLines: this.#others,
      first: this.#first,
    };
  }
}
