import type { DnsAnswers } from '../../model/dns-answers.ts';
import type { Line } from '../../text/line.ts';
import { asksFor } from '../asked.ts';
import { AnswersBuilder, bare, type Draft, isAddress } from '../dig/builder.ts';
import { readTrouble } from '../dig/troubles.ts';
import type { Detection, Format, Outcome, Reader } from '../format.ts';

/** `Server:\t\t10.77.1.1`; old busybox pads with blanks. */
const SERVER = /^Server:\s{1,20}(\S{1,255})$/;
/** `Address:\t10.77.1.1#53` (BIND), `10.77.1.1:53` (busybox), `Address 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local` (old busybox) */
const ADDRESS = /^Address(?:es)?(?: \d{1,3})?:\s{1,20}(\S{1,80})(?: (\S{1,255}))?$/;
const PORT = /^(\S{1,80}?)[#:](\d{1,5})$/;
const NAME = /^Name:\s{1,20}(\S{1,255})$/;
/** `** server can't find nothing.example.com: NXDOMAIN`; REFUSED and SERVFAIL too. */
const FAILED = /^\*\* server can't find (\S{1,255}): ([A-Z]{2,20})$/;
/** `*** Can't find web.shop: No answer`; `Unknown host` stands there in busybox. */
const NO_ANSWER = /^\*{3} Can't find (\S{1,255}): (No answer|\(Null\)|Parse error)$/;
/** Old busybox: `nslookup: can't resolve 'web.shop': Name does not resolve` */
const UNRESOLVED = /^nslookup: can't resolve '([^']{0,255})'(?:: (.{1,80}))?$/;
const WRITE = /^nslookup: (?:write to|read from|send to) '(\S{1,80})': (.{1,60})$/;
/** `www.example.com\tcanonical name = edge.example.com.`; the words of the record types in bin/dig/nslookup.c */
const RECORD =
  /^(\S{1,255})\s{1,20}(canonical name|name|text|nameserver|mail exchanger|service|has AAAA address|internet address) ?=? (\S.{0,4000})$/;
const TYPES: Readonly<Record<string, string>> = {
  'canonical name': 'CNAME',
  name: 'PTR',
  text: 'TXT',
  nameserver: 'NS',
  'mail exchanger': 'MX',
  service: 'SRV',
  'has AAAA address': 'AAAA',
  'internet address': 'A',
};
const NOISE =
  /^(?:Non-authoritative answer:|Authoritative answers can be found from:|\*\*\* Can't find server (?:name|address).{0,300}|\s{1,20}(?:origin|mail addr|serial|refresh|retry|expire|minimum) = \S{1,255}|command terminated with exit code \d{1,3}|\s{0,8}\S{1,255}\s{1,20}origin = \S{1,255})$/;

/** `nslookup` of BIND and of busybox, new and old. */
export const nslookup: Format = {
  id: 'nslookup',
  detect(text, start) {
    if (start.command === null && !/^(?:\*\*|nslookup|Server|Address)/.test(text)) return null;
    const asked = asksFor(start, ['nslookup']);
    if (FAILED.test(text) || NO_ANSWER.test(text) || UNRESOLVED.test(text))
      return { score: 0.95, reason: 'what nslookup says of a name that it does not find' };
    if (SERVER.test(text)) return serverLine(text, asked);
    const address = ADDRESS.exec(text);
    if (address && /#53$/.test(address[1] as string))
      return { score: 0.9, reason: 'the name server as nslookup prints it' };
    return asked ? detectAsked(text) : null;
  },
  open: () => new NslookupReader(),
};

/** `Server:` stands in other outputs too (`Server: nginx` of curl -I, `Server: Docker Engine`). */
function serverLine(text: string, asked: boolean): Detection | null {
  const server = SERVER.exec(text)?.[1] as string;
  if (!asked && !isAddress(server)) return null;
  return { score: asked ? 0.98 : 0.85, reason: 'the first line of nslookup' };
}

function detectAsked(text: string): Detection | null {
  const known =
    NAME.test(text) || ADDRESS.test(text) || RECORD.test(text) || WRITE.test(text) || text.startsWith(';; ');
  return known ? { score: 0.95, reason: 'a line below nslookup' } : null;
}

class NslookupReader implements Reader {
  readonly #builder = new AnswersBuilder('nslookup');
  /** Whose addresses come next: the server's, or those of a name. */
  #of: 'server' | 'name' | null = null;
  #name: string | null = null;

  line(line: Line): Outcome {
    const text = line.text.trimEnd();
    if (text === '' || text === '>' || NOISE.test(text)) return 'noise';
    const taken =
      this.#server(line, text) ||
      this.#named(line, text) ||
      this.#failed(line, text) ||
      this.#trouble(line, text);
    return taken ? 'read' : 'refused';
  }

  #server(line: Line, text: string): boolean {
    const match = SERVER.exec(text);
    if (!match) return false;
    const last = this.#builder.last;
    // `;; Got SERVFAIL reply from 10.77.1.1` stands before the lines of the server that answers.
    const waiting =
      last !== null &&
      !last.done &&
      last.server === null &&
      last.records.length === 0 &&
      last.status === null;
    const draft = waiting ? last : this.#builder.begin(line);
    const address = match[1] as string;
    const from = text.indexOf(address);
    draft.server = { address, port: null, place: line.place(from, from + address.length) };
    this.#of = 'server';
    return true;
  }

  #named(line: Line, text: string): boolean {
    const name = NAME.exec(text);
    if (name) {
      this.#of = 'name';
      this.#name = bare(name[1] as string);
      this.#builder.at(line).name ??= this.#name;
      return true;
    }
    const address = ADDRESS.exec(text);
    if (address) return this.#address(line, address[1] as string);
    const record = RECORD.exec(text);
    if (!record) return false;
    this.#record(line, bare(record[1] as string), TYPES[record[2] as string] as string, record[3] as string);
    return true;
  }

  #address(line: Line, text: string): boolean {
    if (this.#of === 'server') {
      const draft = this.#builder.at(line);
      const port = isAddress(text) ? null : PORT.exec(text);
      const address = (port?.[1] ?? text).replace(/^\[|\]$/g, '');
      const from = line.text.indexOf(address);
      draft.server = {
        address,
        port: port ? Number(port[2]) : (draft.server?.port ?? null),
        place: line.place(from, from + address.length),
      };
      return true;
    }
    // Only behind `Name:`; an address alone has lost its beginning.
    if (this.#of !== 'name' || this.#name === null) return false;
    const type = text.includes(':') ? 'AAAA' : 'A';
    this.#builder.record(line, { section: 'answer', name: this.#name, ttl: null, type, data: text });
    return true;
  }

  #record(line: Line, name: string, type: string, data: string): void {
    const draft = this.#builder.at(line);
    draft.name ??= name;
    const value = type === 'TXT' ? data : bare(data);
    this.#builder.record(line, { section: 'answer', name, ttl: null, type, data: value });
    this.#of = null;
  }

  #failed(line: Line, text: string): boolean {
    const failed = FAILED.exec(text) ?? NO_ANSWER.exec(text) ?? UNRESOLVED.exec(text);
    if (!failed) return false;
    const name = bare(failed[1] as string);
    const draft = this.#forFailure(line, name);
    draft.name = name;
    const status = failed[2] ?? '';
    if (FAILED.test(text)) {
      draft.status = status;
      const from = text.lastIndexOf(status);
      draft.statusPlace = line.place(from, from + status.length);
    } else if (status === 'No answer') draft.empty = true;
    else draft.troubles.push({ trouble: 'other', server: null, port: null, from: null, place: line.place() });
    this.#of = null;
    return true;
  }

  /** A name that was found and then is not (A and AAAA are asked one by one) makes an answer of its own. */
  #forFailure(line: Line, name: string): Draft {
    const last = this.#builder.at(line);
    const taken =
      last.records.length > 0 ||
      last.status !== null ||
      last.empty ||
      (last.name !== null && last.name !== name);
    if (!taken) return last;
    const next = this.#builder.begin(line);
    next.server = last.server;
    return next;
  }

  #trouble(line: Line, text: string): boolean {
    const write = WRITE.exec(text);
    if (write) {
      const [, address = '', port] = PORT.exec(write[1] as string) ?? [null, write[1] as string];
      const trouble = /refused/i.test(write[2] as string)
        ? 'refused'
        : /unreach|route/i.test(write[2] as string)
          ? 'unreachable'
          : 'other';
      this.#builder.at(line).troubles.push({
        trouble,
        server: address,
        port: port ? Number(port) : null,
        from: null,
        place: line.place(),
      });
      return true;
    }
    const trouble = readTrouble(line);
    if (!trouble) return false;
    const draft = this.#builder.at(line);
    draft.troubles.push(trouble);
    if (trouble.trouble === 'no-servers' || /^;; connection timed out; no/.test(text)) draft.done = true;
    return true;
  }

  close(): DnsAnswers | null {
    return this.#builder.close();
  }
}
