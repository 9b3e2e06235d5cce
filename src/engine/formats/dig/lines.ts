import type { DnsRecord } from '../../model/dns-answers.ts';
import type { Line } from '../../text/line.ts';
import { type AnswersBuilder, bare, type Draft, readServer } from './builder.ts';
import { readTrouble } from './troubles.ts';

/** `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 33087`; drill says `rcode:`, kdig separates with `;`. */
export const HEADER = /^;; ->>HEADER<<- opcode: \w{1,20}[,;] (?:status|rcode): (\w{1,20})[,;] id: (\d{1,5})$/;
/** `;; flags: qr aa rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0`; in brackets what is wrong with them. */
const FLAGS =
  /^;; [Ff]lags:((?: [a-z]{2}){0,8})(?: [\w() ]{1,60})? ?; QU\w{3,4}: \d{1,6}[,;] ANSWER: \d{1,6}[,;] AUTHORITY: \d{1,6}[,;] ADDITIONAL: \d{1,6} ?$/;
const SECTION =
  /^;; (QUESTION|ANSWER|AUTHORITY|ADDITIONAL|OPT PSEUDO|OPT PSEUDOSECTION|EDNS PSEUDO|TSIG PSEUDO|SIG0 PSEUDO|ZONE|UPDATE|PREREQUISITE) ?SECTION:$/;
const OPT = /^;; OPT PSEUDOSECTION:$/;
/** `;www.example.com.\t\tIN\tA`; with +multiline one blank; drill and kdig begin with `;; `. */
const QUESTION = /^;(?:; )?([^\s;]{1,255})\s{1,80}(?:IN|CH|HS|ANY)\s{1,8}([A-Z][A-Z0-9-]{0,15})$/;
/** `www.example.com.\t300\tIN\tCNAME\tedge.example.com.`; +noclass and +nottlid leave columns out: not taken. */
export const RECORD =
  /^([^\s;]{1,255})\s{1,80}(\d{1,10})\s{1,8}(?:IN|CH|HS)\s{1,8}([A-Z][A-Z0-9-]{0,15})\s{1,8}(\S.{0,4000})$/;
/** `;; Query time: 4 msec`, with -u `521 usec` */
const TIME = /^;; Query time: (\d{1,10}) (msec|usec)$/;
/** `;; SERVER: 10.77.1.1#53(10.77.1.1) (UDP)`; the transport since BIND 9.18 */
const SERVER = /^;; SERVER: ([^\s(]{1,255}(?:\([^)]{0,255}\))?)(?: \((\w{2,10})\))?$/;
const SIZE =
  /^;; MSG SIZE {2}(?:sent: \d{1,6}, )?rcvd: (\d{1,6})$|^;; MSG SIZE (?:sent: \d{1,6}, )?rcvd: (\d{1,6})$/;
/** dig +trace: `;; Received 239 bytes from 192.0.2.1#53(ns.example.com) in 12 ms`; host -v: `Received 142 bytes from 10.77.1.1#53 in 0 ms` */
const RECEIVED = /^(?:;; )?Received (\d{1,6}) bytes from (\S{1,300}) in (\d{1,9}) (ms|us)$/;
/** kdig: `;; From 10.96.0.10@53(UDP) in 5003.2 ms`, below `;; Received 56 B`. */
const FROM = /^;; From ([^\s@]{1,255})@(\d{1,5})\((\w{2,10})\) in (\d{1,9}(?:\.\d{1,3})?) ms$/;
const NOISE =
  /^(?:;; (?:global options:|Got answer:|WHEN: |WARNING: |Warning: |You are currently |EDNS: |Query time: |XFR size|BADCOOKIE|AUTHENTICATED|DNSSEC|Sending:|Version: \d|Received \d{1,6} B$|Time \d{4}-|->>)|; \(\d{1,3} servers? found\)$|; EDNS: version|; COOKIE: |; EDE: |; CLIENT-SUBNET|; NSID|; PAD|; TCP KEEPALIVE|; EXPIRE|; UDP: |; OPT)/;
/** The rest of a record with +multiline: `\t\t\t\t1700000000 ; serial`, `)` */
const MULTILINE = /^\s{4,80}(?:\S.{0,200}|\))$/;

export type SectionName = DnsRecord['section'];

/** The lines that dig prints, which host -a and host -v print too. */
export class DigLines {
  readonly #builder: AnswersBuilder;
  #section: SectionName | 'question' | 'other' = 'answer';
  #multiline = false;

  constructor(builder: AnswersBuilder) {
    this.#builder = builder;
  }

  /** True where the line was one of dig's. */
  take(line: Line): boolean {
    const text = line.text.trimEnd();
    if (this.#multiline && MULTILINE.test(text)) {
      this.#builder.extendRecord(text);
      this.#multiline = !endsRecord(text);
      return true;
    }
    return this.#header(line, text) || this.#body(line, text) || this.#footer(line, text);
  }

  #header(line: Line, text: string): boolean {
    const header = HEADER.exec(text);
    if (header) {
      const last = this.#builder.at(line);
      const draft = last.status === null && last.records.length === 0 ? last : this.#builder.begin(line);
      draft.status = header[1] as string;
      draft.id = Number(header[2]);
      const from = text.indexOf(draft.status);
      draft.statusPlace = line.place(from, from + draft.status.length);
      this.#section = 'other';
      return true;
    }
    const flags = FLAGS.exec(text);
    if (!flags) return this.#trouble(line);
    this.#builder.at(line).flags = (flags[1] as string).trim().split(' ').filter(Boolean);
    return true;
  }

  #trouble(line: Line): boolean {
    const trouble = readTrouble(line);
    if (!trouble) return false;
    const draft = this.#builder.at(line);
    draft.troubles.push(trouble);
    // dig 9.18 prints its banner behind the troubles, and `;; no servers could be reached` behind the banner.
    if (trouble.trouble === 'no-servers' || trouble.trouble === 'unknown-server') draft.done = true;
    if (/^;; connection timed out; no servers/.test(line.text)) draft.done = true;
    return true;
  }

  #body(line: Line, text: string): boolean {
    const section = SECTION.exec(text) ?? OPT.exec(text);
    if (section) {
      this.#section = sectionName(section[1] ?? 'OPT');
      return true;
    }
    const question = QUESTION.exec(text);
    if (question) {
      const draft = this.#builder.at(line);
      draft.name = bare(question[1] as string);
      draft.type = question[2] as string;
      return true;
    }
    const record = RECORD.exec(text);
    if (!record) return false;
    this.#record(line, record);
    return true;
  }

  #record(line: Line, [, name, ttl, type, data]: RegExpExecArray): void {
    const text = (data as string).trimEnd();
    this.#multiline = text.endsWith('(');
    const section = this.#section === 'question' || this.#section === 'other' ? 'answer' : this.#section;
    this.#builder.record(line, {
      section,
      name: bare(name as string),
      ttl: Number(ttl),
      type: type as string,
      data: /^(?:CNAME|NS|PTR|DNAME)$/.test(type as string) ? bare(text) : text,
    });
  }

  #footer(line: Line, text: string): boolean {
    const time = TIME.exec(text);
    if (time) {
      this.#time(this.#builder.at(line), line, time[1] as string, time[2] === 'usec' ? 1000 : 1);
      return true;
    }
    const server = SERVER.exec(text);
    if (server) {
      const draft = this.#builder.at(line);
      draft.server = readServer(server[1] as string, line);
      draft.transport = server[2] ?? null;
      return true;
    }
    const size = SIZE.exec(text);
    if (size) {
      const draft = this.#builder.at(line);
      draft.bytes = Number(size[1] ?? size[2]);
      draft.done = true;
      return true;
    }
    return this.#received(line, text) || NOISE.test(text);
  }

  #received(line: Line, text: string): boolean {
    const from = FROM.exec(text);
    if (from) {
      const draft = this.#builder.at(line);
      draft.server = readServer(`${from[1]}#${from[2]}`, line);
      draft.transport = from[3] as string;
      this.#time(draft, line, from[4] as string, 1);
      draft.done = true;
      return true;
    }
    const received = RECEIVED.exec(text);
    if (!received) return false;
    const draft = this.#builder.at(line);
    draft.bytes = Number(received[1]);
    draft.server = readServer(received[2] as string, line);
    this.#time(draft, line, received[3] as string, received[4] === 'us' ? 1000 : 1);
    draft.done = true;
    return true;
  }

  #time(draft: Draft, line: Line, digits: string, divisor: number): void {
    draft.milliseconds = Number(digits) / divisor;
    const from = line.text.lastIndexOf(digits);
    draft.timePlace = line.place(from, from + digits.length);
  }
}

/** `)`, or `5 )` with a remark behind it; the bracket in `; refresh (2 hours)` is of the remark. */
function endsRecord(text: string): boolean {
  return (text.split(';', 1)[0] as string).trimEnd().endsWith(')');
}

function sectionName(printed: string): SectionName | 'question' | 'other' {
  const name = printed.toLowerCase();
  if (name === 'question' || name === 'answer' || name === 'authority' || name === 'additional') return name;
  return 'other';
}
