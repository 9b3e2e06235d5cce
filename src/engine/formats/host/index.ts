import type { DnsAnswers } from '../../model/dns-answers.ts';
import type { Line } from '../../text/line.ts';
import { asksFor } from '../asked.ts';
import { AnswersBuilder, bare, type Draft, isAddress } from '../dig/builder.ts';
import { DigLines } from '../dig/lines.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';

// bin/dig/host.c of BIND: the words of printmessage() and say_message().
const RECORD =
  /^(\S{1,255}) (has address|has IPv6 address|is an alias for|domain name pointer|name server|mail is handled by|descriptive text|has SOA record|has SRV record|has CAA record) (\S.{0,4000})$/;
const TYPES: Readonly<Record<string, string>> = {
  'has address': 'A',
  'has IPv6 address': 'AAAA',
  'is an alias for': 'CNAME',
  'domain name pointer': 'PTR',
  'name server': 'NS',
  'mail is handled by': 'MX',
  'descriptive text': 'TXT',
  'has SOA record': 'SOA',
  'has SRV record': 'SRV',
  'has CAA record': 'CAA',
};
/** `Host nothing.example.com not found: 3(NXDOMAIN)` */
const NOT_FOUND = /^Host (\S{1,255}) not found: \d{1,5}\(([A-Z]{2,20})\)$/;
/** `web.shop.svc.cluster.local has no AAAA record` */
const EMPTY = /^(\S{1,255}) has no ([A-Z]{1,10}) record$/;
const TRYING = /^Trying "([^"]{1,255})"$/;
const USING = /^Using domain server:$/;
const SERVER = /^(Name|Address|Aliases): ?(\S{0,255})$/;
/** getent hosts: `10.96.0.80      web.shop.svc.cluster.local web` */
const GETENT = /^(\S{2,60})\s{1,20}(\S{1,255}(?: \S{1,255}){0,20})$/;
/** getent ahosts: `192.0.2.10      STREAM edge.example.com` */
const AHOSTS = /^(\S{2,60})\s{1,20}(STREAM|DGRAM|RAW)(?: (\S{1,255}))?\s{0,8}$/;

/** `host`, with -a and -v; and `getent hosts`, which asks as programs do. */
export const host: Format = {
  id: 'host',
  detect(text, start) {
    // Without a command the first word is a name with a dot.
    const dot = text.indexOf('.');
    const named = dot >= 0 && dot < text.indexOf(' ');
    if (start.command === null && !named && !/^(?:Host|Trying|Using) /.test(text)) return null;
    if (NOT_FOUND.test(text) || TRYING.test(text) || USING.test(text))
      return { score: 0.95, reason: 'a line of host' };
    const record = RECORD.exec(text) ?? EMPTY.exec(text);
    const asked = asksFor(start, ['host']);
    if (record && (asked || looksLikeRecord(record)))
      return { score: 0.9, reason: 'a record as host prints it' };
    if (asked && text.startsWith(';; ')) return { score: 0.95, reason: 'a line below host' };
    if (asked && text.startsWith('host: ')) return { score: 0.9, reason: 'host that failed' };
    if (isGetent(start) && GETENT.test(text) && isAddress(text.split(/\s/, 1)[0] as string))
      return { score: 0.95, reason: 'an address below getent' };
    return null;
  },
  open: start => new HostReader(isGetent(start)),
};

function isGetent(start: SectionStart): boolean {
  return asksFor(start, ['getent']) && /\ba?hosts(?:v[46])?\b/.test(start.command ?? '');
}

/** `the service has address space` is prose: the name must have a dot, and an address must be one. */
function looksLikeRecord([, name, words, data]: RegExpExecArray): boolean {
  if (!/[.]/.test(name as string) || !/^[\w*.:-]{1,255}$/.test(name as string)) return false;
  if (words === 'has address' || words === 'has IPv6 address') return isAddress(data as string);
  return data === undefined || /^\S{1,255}\.$|^\d{1,5} \S{1,255}\.$|^".{0,400}"$/.test(data);
}

class HostReader implements Reader {
  readonly #builder: AnswersBuilder;
  readonly #lines: DigLines;
  readonly #getent: boolean;
  #server: { address: string; port: number | null; place: Draft['place'] } | null = null;
  #inServer = false;
  #tried: string[] = [];

  constructor(getent: boolean) {
    this.#getent = getent;
    this.#builder = new AnswersBuilder(getent ? 'getent' : 'host');
    this.#lines = new DigLines(this.#builder);
  }

  line(line: Line): Outcome {
    const text = line.text.trimEnd();
    if (text === '') return 'noise';
    if (this.#getent) return this.#address(line, text) ? 'read' : 'refused';
    const taken =
      this.#head(line, text) || this.#record(line, text) || this.#failed(line, text) || this.#digs(line);
    if (taken) return 'read';
    return text.startsWith('host: ') ? 'noise' : 'refused';
  }

  #head(line: Line, text: string): boolean {
    const trying = TRYING.exec(text);
    if (trying) {
      this.#tried.push(trying[1] as string);
      return this.#tried.length <= 100;
    }
    if (USING.test(text)) {
      this.#inServer = true;
      return true;
    }
    const server = this.#inServer ? SERVER.exec(text) : null;
    if (!server) return false;
    const port = /^(.{1,250})#(\d{1,5})$/.exec(server[2] as string);
    if (server[1] === 'Address' && port)
      this.#server = { address: port[1] as string, port: Number(port[2]), place: line.place() };
    if (server[1] === 'Aliases') this.#inServer = false;
    return true;
  }

  #record(line: Line, text: string): boolean {
    const record = RECORD.exec(text);
    if (!record) return false;
    const name = bare(record[1] as string);
    const type = TYPES[record[2] as string] as string;
    const draft = this.#for(line, name);
    draft.name ??= name;
    const data = type === 'TXT' || type === 'SOA' ? (record[3] as string) : bare(record[3] as string);
    this.#builder.record(line, { section: 'answer', name, ttl: null, type, data });
    return true;
  }

  /** The answer that a line about `name` belongs to: an alias leads from one name to the next. */
  #for(line: Line, name: string): Draft {
    const last = this.#builder.at(line);
    const same =
      last.name === null ||
      last.name === name ||
      last.records.some(record => record.name === name || record.data === name);
    return this.#fill(same && !last.empty && last.status === null ? last : this.#builder.begin(line));
  }

  #fill(draft: Draft): Draft {
    draft.server ??= this.#server;
    if (this.#tried.length > 0) draft.tried.push(...this.#tried);
    this.#tried = [];
    return draft;
  }

  #failed(line: Line, text: string): boolean {
    const failed = NOT_FOUND.exec(text);
    const empty = EMPTY.exec(text);
    if (!failed && !empty) return false;
    const last = this.#builder.at(line);
    const used = last.records.length > 0 || last.status !== null || last.empty;
    const draft = this.#fill(used ? this.#builder.begin(line) : last);
    draft.name = bare((failed ?? empty)?.[1] as string);
    if (failed) {
      draft.status = failed[2] as string;
      const from = text.lastIndexOf(draft.status);
      draft.statusPlace = line.place(from, from + draft.status.length);
    } else {
      draft.empty = true;
      draft.type = empty?.[2] as string;
    }
    return true;
  }

  #digs(line: Line): boolean {
    if (!this.#lines.take(line)) return false;
    if (this.#tried.length > 0 && this.#builder.last) this.#fill(this.#builder.last);
    return true;
  }

  #address(line: Line, text: string): boolean {
    const ahosts = AHOSTS.exec(text);
    const plain = ahosts ?? GETENT.exec(text);
    if (!plain || !isAddress(plain[1] as string)) return false;
    const address = plain[1] as string;
    const name = (ahosts ? (ahosts[3] ?? null) : (plain[2] as string).split(' ')[0]) ?? null;
    const last = this.#builder.last;
    const draft = last && (name === null || last.name === name) ? last : this.#builder.begin(line);
    draft.name ??= name;
    // ahosts prints an address once for each kind of socket.
    if (draft.records.some(record => record.data === address)) return true;
    const type = address.includes(':') ? 'AAAA' : 'A';
    this.#builder.record(line, { section: 'answer', name: draft.name ?? '', ttl: null, type, data: address });
    return true;
  }

  close(): DnsAnswers | null {
    return this.#builder.close();
  }
}
