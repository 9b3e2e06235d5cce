import type { DnsAnswers } from '../../model/dns-answers.ts';
import { readCommand } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import { asksFor } from '../asked.ts';
import type { Detection, Format, Outcome, Reader, SectionStart } from '../format.ts';
import { AnswersBuilder, bare, isAddress } from './builder.ts';
import { DigLines, HEADER, RECORD } from './lines.ts';
import { readTrouble } from './troubles.ts';

/** `; <<>> DiG 9.18.49-1~deb12u3-Debian <<>> @10.77.1.1 www.example.com` */
const BANNER = /^; <<>> DiG ([\w.~+:-]{1,60}) <<>>(.{0,2000})$/;
const STATS =
  /^;; (?:Got answer:$|Query time: \d{1,10} [mu]sec$|SERVER: \S{1,300}|MSG SIZE {1,2}|global options: |QUESTION SECTION:$|ANSWER SECTION:$)/;
/** +short: one value a line; `edge.example.com.`, `192.0.2.10`, with +identify ` from server 10.77.1.1 in 0 ms.` */
const SHORT = /^(\S{1,255}|"[^"]{0,400}"|\d{1,5} \S{1,255})(?: from server (\S{1,80}) in (\d{1,9}) ms\.?)?$/;

/** `dig` in every form: whole, +short, +noall, +trace, +multiline, with what it says when no server answers. */
export const dig: Format = {
  id: 'dig',
  detect(text, start) {
    const { digit, first } = signsOf(text);
    if (start.command === null && !digit && first !== ';') return null;
    if (BANNER.test(text)) return { score: 0.98, reason: 'the first line of dig' };
    if (HEADER.test(text)) return { score: 0.95, reason: 'the header of a DNS answer as dig prints it' };
    if (text.startsWith(';; ') && (STATS.test(text) || readTroubleOf(text)))
      return { score: 0.9, reason: 'a line of dig' };
    return detectBare(text, start);
  },
  open: start => new DigReader(start),
};

/** Records and bare values, which only a command tells from other tables. */
function detectBare(text: string, start: SectionStart): Detection | null {
  const asked = asksFor(start, ['dig']);
  if (asked && text.startsWith('dig: ')) return { score: 0.9, reason: 'dig that failed' };
  const record = RECORD.exec(text);
  if (record && (asked || (record[1] as string).endsWith('.')))
    return { score: 0.9, reason: 'a record as dig prints it' };
  if (asked && isShort(start) && isShortValue(text))
    return { score: 0.9, reason: 'a value below dig +short' };
  return null;
}

function readTroubleOf(text: string): boolean {
  const place = () => ({ line: 0, span: { start: 0, end: 0 } });
  return readTrouble({ number: 0, span: { start: 0, end: 0 }, text, place }) !== null;
}

function isShort(start: SectionStart): boolean {
  return / \+(?:short|tcp \+short)\b/.test(start.command ?? '');
}

function isShortValue(text: string): boolean {
  const match = SHORT.exec(text.trimEnd());
  if (!match) return false;
  const value = match[1] as string;
  return isAddress(value) || value.endsWith('.') || value.startsWith('"');
}

class DigReader implements Reader {
  readonly #builder = new AnswersBuilder('dig');
  readonly #lines = new DigLines(this.#builder);
  readonly #short: boolean;
  readonly #question: { name: string; type: string | null } | null;

  constructor(start: SectionStart) {
    this.#short = isShort(start);
    this.#question = this.#short ? questionOf(start.command as string) : null;
  }

  line(line: Line): Outcome {
    const text = line.text.trimEnd();
    if (text === '') return 'noise';
    if (BANNER.test(text)) return this.#banner(line);
    if (this.#lines.take(line)) return 'read';
    if (/^dig: /.test(text)) return 'noise';
    return this.#short && isShortValue(text) ? this.#value(line, text) : 'refused';
  }

  /** dig 9.18 prints the time-outs before its banner: they belong to what follows. */
  #banner(line: Line): Outcome {
    const last = this.#builder.last;
    const waiting = last !== null && !last.done && last.status === null && last.records.length === 0;
    const draft = waiting ? last : this.#builder.begin(line);
    // What was asked; the question section, where one comes, says it again with the search list.
    const asked = questionOf(`dig ${BANNER.exec(line.text.trimEnd())?.[2] ?? ''}`);
    draft.name = asked?.name ?? null;
    draft.type = asked?.type ?? null;
    return 'read';
  }

  #value(line: Line, text: string): Outcome {
    const [, value, server, ms] = SHORT.exec(text) as RegExpExecArray;
    const draft = this.#builder.at(line);
    draft.name ??= this.#question?.name ?? null;
    draft.type ??= this.#question?.type ?? null;
    if (server) draft.server = { address: server, port: null, place: line.place() };
    if (ms) draft.milliseconds = Number(ms);
    this.#builder.record(line, {
      section: 'answer',
      name: draft.name ?? '',
      ttl: null,
      type: typeOf(value as string, draft.type),
      data: bare(value as string),
    });
    return 'read';
  }

  close(): DnsAnswers | null {
    return this.#builder.close();
  }
}

/** A name in an answer to A is what an alias points to. */
function typeOf(value: string, asked: string | null): string {
  if (isAddress(value)) return value.includes(':') ? 'AAAA' : 'A';
  if (asked === null || asked === 'A' || asked === 'AAAA') return value.startsWith('"') ? 'TXT' : 'CNAME';
  return asked;
}

/** The name and type among the words of the command; the last name counts where several are asked at once. */
function questionOf(command: string): { name: string; type: string | null } | null {
  const words = readCommand(command).flatMap(({ first }) => (first.program === 'dig' ? first.args : []));
  const plain = words.filter((word, i) => !/^[-+@]/.test(word) && !/^-[bfkpqtxy]$/.test(words[i - 1] ?? ''));
  const type =
    plain.find(word => /^(?:A|AAAA|ANY|CNAME|MX|NS|PTR|SOA|SRV|TXT)$/i.test(word))?.toUpperCase() ?? null;
  const names = plain.filter(word => word.toUpperCase() !== type);
  return names.length === 1 ? { name: bare(names[0] as string), type: type ?? 'A' } : null;
}
