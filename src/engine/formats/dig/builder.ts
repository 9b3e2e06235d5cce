import type { DnsAnswer, DnsAnswers, DnsRecord, DnsServer, DnsTrouble } from '../../model/dns-answers.ts';
import type { Line } from '../../text/line.ts';

/** Answers beyond this are counted. */
const MAX_ANSWERS = 5000;
/** Records of one answer beyond this are dropped: a zone transfer is no answer to a question. */
const MAX_RECORDS = 1000;
/** Characters of a record over several lines. */
const MAX_DATA = 4000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type Draft = Mutable<Omit<DnsAnswer, 'records' | 'troubles' | 'tried' | 'flags'>> & {
  records: DnsRecord[];
  troubles: DnsTrouble[];
  tried: string[];
  flags: readonly string[];
  /** True once the lines behind an answer came: the next ones are of another question. */
  done: boolean;
};

/** Collects answers while the lines of dig, nslookup, host or getent come by. */
export class AnswersBuilder {
  readonly #tool: DnsAnswer['tool'];
  readonly #drafts: Draft[] = [];
  #open: Draft | null = null;
  #leftOut = 0;

  constructor(tool: DnsAnswer['tool']) {
    this.#tool = tool;
  }

  /** The answer that is being read; begins one where none is, or the last is done. */
  at(line: Line): Draft {
    if (!this.#open || this.#open.done) return this.begin(line);
    return this.#open;
  }

  get last(): Draft | null {
    return this.#open;
  }

  begin(line: Line): Draft {
    const draft: Draft = {
      tool: this.#tool,
      name: null,
      type: null,
      status: null,
      id: null,
      flags: [],
      records: [],
      empty: false,
      server: null,
      transport: null,
      milliseconds: null,
      bytes: null,
      troubles: [],
      tried: [],
      place: line.place(),
      statusPlace: null,
      timePlace: null,
      done: false,
    };
    this.#open = draft;
    if (this.#drafts.length < MAX_ANSWERS) this.#drafts.push(draft);
    else this.#leftOut++;
    return draft;
  }

  record(line: Line, record: Omit<DnsRecord, 'place'>): void {
    const draft = this.at(line);
    if (draft.records.length < MAX_RECORDS) draft.records.push({ ...record, place: line.place() });
  }

  /** Adds the next line of the last record (`+multiline`), without its remark and brackets. */
  extendRecord(text: string): void {
    const records = this.#open?.records;
    const last = records?.at(-1);
    if (!records || !last || last.data.length > MAX_DATA) return;
    const rest = (text.split(';', 1)[0] as string).replace(/[()]/g, '').trim();
    const data = `${withoutBracket(last.data)} ${rest}`.trim();
    records[records.length - 1] = { ...last, data };
  }

  /** An answer that holds nothing yet takes what comes; one that holds something is left as it is. */
  close(): DnsAnswers | null {
    const answers = this.#drafts.filter(isSomething).map(({ done: _done, ...answer }) => answer);
    if (answers.length === 0) return null;
    return { kind: 'dns-answers', answers, leftOut: this.#leftOut };
  }
}

function isSomething(draft: Draft): boolean {
  return (
    draft.status !== null ||
    draft.records.length > 0 ||
    draft.troubles.length > 0 ||
    draft.empty ||
    draft.milliseconds !== null ||
    draft.server !== null ||
    draft.name !== null
  );
}

/** A name without its last dot; the root stays `.`. */
export function bare(name: string): string {
  return name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name;
}

/** `10.96.0.10`, `2001:db8::1`, `fe80::1%eth0`: an address that is not masked. */
export function isAddress(text: string): boolean {
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[0-9a-fA-F]{0,4}:)[0-9a-fA-F:]{2,39}(?:\.\d{1,3}){0,3})(?:%[\w.-]{1,40})?$/.test(
    text,
  );
}

/** `10.77.1.1#53`, `10.77.1.1#53(10.77.1.1)`, `kube-dns#53` */
export function readServer(text: string, line: Line): DnsServer {
  const [, address = text, port] = /^([^#()]{1,255})#(\d{1,5})/.exec(text) ?? [];
  const from = Math.max(0, line.text.indexOf(text));
  return {
    address,
    port: port === undefined ? null : Number(port),
    place: line.place(from, from + text.length),
  };
}

/** `ns.example.com. admin.example.com. (`: the record goes on in the lines below. */
function withoutBracket(data: string): string {
  return data.endsWith('(') ? data.slice(0, -1).trimEnd() : data;
}
