import type { NetworkCounter, NetworkCounters } from '../../model/network-counters.ts';
import { isFiltered, readCommand } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { wordsOf } from '../../text/words.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';

const PREFIX = '(?:Ip|Icmp|Udp|UdpLite)6?|IcmpMsg|Tcp|TcpExt|IpExt|MPTcpExt|Sctp';
/** iproute2 misc/nstat.c: `%-32s%-16llu%6.1f%s`; /proc/net/snmp6 has the first two columns. */
const ROW = new RegExp(
  `^\\s{0,8}((?:${PREFIX})[A-Z][A-Za-z\\d]{1,50})\\s{1,40}(\\d{1,20})(?:\\s{1,20}(\\d{1,16}\\.\\d))?(?: \\(overflow\\))?\\s{0,8}$`,
);
/** `#kernel`; with a daemon of nstat `#1234.1804289383 sampling_interval=1 time_const=60`. */
const HEADER = /^#(?:kernel|\d{1,10}\.\d{1,20} sampling_interval=\d{1,6} time_const=\d{1,9})$/;
/** /proc/net/snmp and /proc/net/netstat: the names, then the same prefix and the values. */
const NAMES = new RegExp(
  `^\\s{0,4}(${PREFIX}): ((?:[A-Z][A-Za-z\\d]{1,50} ){0,200}[A-Z][A-Za-z\\d]{1,50} ?)$`,
);
const VALUES = new RegExp(`^\\s{0,4}(${PREFIX}): ((?:-?\\d{1,20} ){0,200}-?\\d{1,20} ?)$`);
/** `nstat -j`: `{"kernel":{"IpInReceives":12,…}}`; with -p a line each. */
const JSON_PAIR = new RegExp(`"((?:${PREFIX})[A-Z][A-Za-z\\d]{1,50})": ?(\\d{1,20})`, 'g');
const JSON_LINE = new RegExp(
  `^\\s{0,16}(?:\\{\\s{0,4})?(?:"kernel": ?\\{\\s{0,4})?"(?:${PREFIX})[A-Z][A-Za-z\\d]{1,50}": ?\\d{1,20}`,
);
const JSON_FRAME =
  /^\s{0,16}(?:\{|\}|"kernel": ?\{|\{\s{0,4}"kernel": ?\{|\}\s{0,4}\}|\{\s{0,4}"kernel": ?\{\s{0,4}\}\s{0,4}\})$/;
const TROUBLE = /^nstat: (?:history is (?:aged out, resetting|stale, ignoring it\.)|.{1,120})$/;

/** `nstat`, and the files that it reads. */
export const nstat: Format = {
  id: 'nstat',
  detect(text, start) {
    if (start.command === null && !/^\s*(?:[#{"]|Ip|Icmp|Udp|Tcp|MPTcp|Sctp)/.test(text)) return null;
    if (HEADER.test(text))
      return { score: start.command === null ? 0.6 : 0.9, reason: 'the head line of nstat' };
    if (ROW.test(text)) return { score: 0.9, reason: 'a counter of nstat' };
    if (NAMES.test(text)) return { score: 0.9, reason: 'the names of /proc/net/snmp or netstat' };
    if (VALUES.test(text)) return { score: 0.6, reason: 'values of /proc/net/snmp or netstat' };
    if (JSON_LINE.test(text)) return { score: 0.9, reason: 'a counter of nstat -j' };
    const called = start.command !== null && calls(start.command) !== null;
    if (called && (TROUBLE.test(text) || JSON_FRAME.test(text)))
      return { score: 0.9, reason: 'what nstat says' };
    return null;
  },
  open: start => new CounterReader(start),
  narrows: command => (calls(command) ?? []).some(word => !word.startsWith('-') && !word.startsWith('/')),
};

/** The arguments of nstat in a command line; null where it does not run. */
function calls(command: string): readonly string[] | null {
  return readCommand(command).find(({ first }) => first.program === 'nstat')?.first.args ?? null;
}

class CounterReader implements Reader {
  readonly #counters: NetworkCounter[] = [];
  readonly #seen = new Set<string>();
  readonly #args: readonly string[];
  readonly #command: string | null;
  #source: NetworkCounters['source'] | null = null;
  #pending: { prefix: string; names: string[] } | null = null;
  #reset = false;

  constructor(start: SectionStart) {
    this.#command = start.command;
    this.#args = start.command === null ? [] : (calls(start.command) ?? []);
  }

  line(line: Line, whole: boolean): Outcome {
    const { text } = line;
    if (HEADER.test(text)) return this.#head();
    if (TROUBLE.test(text)) {
      this.#reset ||= text.includes('aged out') || text.includes('stale');
      return 'noise';
    }
    const row = ROW.exec(text);
    if (row) return this.#row(line, row);
    const names = NAMES.exec(text);
    if (names) return this.#names(names[1] as string, (names[2] as string).trim().split(' '));
    const values = VALUES.exec(text);
    if (values) return this.#values(line, values[1] as string, whole);
    if (JSON_LINE.test(text)) return this.#json(line);
    return JSON_FRAME.test(text) ? 'noise' : 'refused';
  }

  #head(): Outcome {
    if (this.#counters.length > 0) return 'again';
    this.#source = 'nstat';
    return 'noise';
  }

  #row(line: Line, [, name, value, rate]: RegExpExecArray): Outcome {
    if (this.#seen.has(name as string)) return 'again';
    if (rate !== undefined) this.#source ??= 'nstat';
    const from = line.text.indexOf(name as string);
    this.#add(name as string, Number(value), rate === undefined ? null : Number(rate), line.place(from));
    return 'read';
  }

  #names(prefix: string, names: string[]): Outcome {
    if (names.some(name => this.#seen.has(prefix + name))) return 'again';
    this.#pending = { prefix, names };
    return 'noise';
  }

  #values(line: Line, prefix: string, whole: boolean): Outcome {
    const pending = this.#pending;
    if (pending?.prefix !== prefix) return 'refused';
    const words = wordsOf(line.text).slice(1);
    if (words.length < pending.names.length && !whole) return 'more';
    if (words.length !== pending.names.length) return 'refused';
    this.#source ??= /^(?:TcpExt|IpExt|MPTcpExt)$/.test(prefix) ? '/proc/net/netstat' : '/proc/net/snmp';
    pending.names.forEach((name, i) => {
      const { text, from, to } = words[i] as (typeof words)[number];
      this.#add(prefix + name, Number(text), null, line.place(from, to));
    });
    this.#pending = null;
    return 'read';
  }

  #json(line: Line): Outcome {
    const pairs = [...line.text.matchAll(JSON_PAIR)];
    if (pairs.some(pair => this.#seen.has(pair[1] as string))) return 'again';
    this.#source ??= 'nstat';
    for (const pair of pairs) {
      const place = line.place(pair.index, pair.index + pair[0].length);
      this.#add(pair[1] as string, Number(pair[2]), null, place);
    }
    return 'read';
  }

  #add(name: string, value: number, rate: number | null, place: NetworkCounter['place']): void {
    this.#seen.add(name);
    this.#counters.push({ name, value, rate, sentence: null, place });
  }

  close(): NetworkCounters | null {
    const called = this.#command !== null && calls(this.#command) !== null;
    // `#kernel` alone is an answer of nstat: nothing moved. A paste without its command may be anything.
    if (this.#counters.length === 0 && !(called && this.#source === 'nstat')) return null;
    const source = this.#source ?? (called ? 'nstat' : '/proc/net/snmp6');
    const file = source !== 'nstat';
    const whole = this.#command !== null && !isFiltered(this.#command);
    const zeros = this.#args.some(word => /^-\w*z|^--zeros$/.test(word));
    const patterns = this.#args.some(word => !word.startsWith('-'));
    return {
      kind: 'network-counters',
      source,
      basis:
        file || this.#reset || this.#args.some(all)
          ? 'since-boot'
          : isSecondRun(this.#command)
            ? 'last-run'
            : 'unknown',
      complete: whole && (file || (zeros && !patterns)),
      counters: this.#counters,
    };
  }
}

/** `-a` prints what the kernel has, not the change since the last run. */
function all(word: string): boolean {
  return /^-\w*a|^--ignore$/.test(word);
}

/** `nstat -n; sleep 10; nstat`, `nstat >/dev/null; sleep 10; nstat`: the first sets the mark, the second prints what changed (nstat(8)). */
function isSecondRun(command: string | null): boolean {
  const runs = readCommand(command ?? '').flatMap(({ first }) =>
    first.program === 'nstat' ? [first.args] : [],
  );
  const [first = [], ...others] = runs;
  const quiet = first.some(word => /^-\w*n|^--noout$|>\/dev\/null$/.test(word));
  return (
    quiet &&
    others.length === 1 &&
    !runs.flat().some(word => /^-\w*[ars]|^--(?:ignore|reset|noupdate)$/.test(word))
  );
}
