import type { NetworkCounter, NetworkCounters } from '../../model/network-counters.ts';
import { runs } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';
import { SENTENCES } from './sentences.ts';
import { TCP_SENTENCES } from './tcp-sentences.ts';

const SECTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...SENTENCES,
  ...TCP_SENTENCES,
};
/** `TcpExt:`; a kernel newer than the tool has sections that it knows nothing of, and prints their names as they are. */
const TITLE = /^\s{0,4}((?:Ip|Icmp|Udp|UdpLite)6?|IcmpMsg|Tcp6?|TcpExt|IpExt|MPTcpExt|Sctp):$/;
const HISTOGRAM = /^\s{1,16}ICMP (input|output) histogram:$|^ICMP (input|output) histogram:$/;
/** A counter that the tool has no sentence for: `    TCPLostRetransmit: 28`. */
const NAMED = /^\s{0,16}([A-Z][A-Za-z\d]{1,60}): (\d{1,20})$/;
const NUMBER = /(?<![\w.-])\d{1,20}(?![\w.-]*\w)/;
/** `-s -v` or a build of its own: settings in words. */
const SETTINGS = /^\s{1,8}(?:Forwarding is (?:enabled|disabled)|RTO algorithm is .{1,20})$/;
const TROUBLE =
  /^(?:error parsing \/proc\/net\/(?:snmp|netstat).{0,80}|Problem while parsing \/proc\/net\/\w{1,12}|cannot open \/proc\/net\/\w{1,12}: .{1,80})$/;
/** Names of TcpExt that no other section has, so that a line alone tells where it is from. */
const TCP_EXT =
  /^(?:TCP[A-Z]\w+|Tcp(?:Timeout|Duplicate)\w+|PAWS\w+|TWKilled|TWRecycled|Syncookies\w+|Listen(?:Drops|Overflows)|IPReversePathFilter|PFMemallocDrop|BusyPollRxPackets|ArpFilter|BeyondWindow|TSEcrRejected)$/;

/** `netstat -s`, in English; other languages of net-tools are not read. */
export const netstatStatistics: Format = {
  id: 'netstat-statistics',
  detect(text, start) {
    if (text.length > 400) return null;
    const { digit, colon } = signsOf(text);
    if (!digit && !colon && start.command === null) return null;
    if (TITLE.test(text)) return { score: 0.9, reason: 'a section of netstat -s' };
    if (HISTOGRAM.test(text)) return { score: 0.95, reason: 'a histogram of netstat -s' };
    if (counterOf(text, null)) return { score: 0.9, reason: 'a sentence of netstat -s' };
    if (TROUBLE.test(text) && asked(start)) return { score: 0.9, reason: 'netstat -s that failed' };
    return null;
  },
  open: () => new SentenceReader(),
  narrows: command => runs(command, 'netstat', args => args.some(word => /^-\w*[tuw6]/.test(word))),
};

function asked(start: SectionStart): boolean {
  return runs(start.command, 'netstat', args => args.some(word => /^(?:-\w*s|--statistics)/.test(word)));
}

class SentenceReader implements Reader {
  readonly #counters: NetworkCounter[] = [];
  readonly #names = new Set<string>();
  #section: string | null = null;

  line(line: Line): Outcome {
    const { text } = line;
    const title = TITLE.exec(text)?.[1];
    if (title) return this.#title(title);
    const histogram = HISTOGRAM.exec(text);
    if (histogram) {
      // Which protocol's it is only its title tells.
      const base = this.#section?.replace(/(?:In|Out)$/, '') ?? '?';
      this.#section = `${base}${(histogram[1] ?? histogram[2]) === 'input' ? 'In' : 'Out'}`;
      return 'noise';
    }
    if (SETTINGS.test(text) || TROUBLE.test(text)) return 'noise';
    const counter = text.length > 400 ? null : counterOf(text, this.#section);
    if (!counter) return 'refused';
    if (this.#names.has(counter.name)) return 'again';
    this.#names.add(counter.name);
    const { name, value, sentence, from } = counter;
    this.#counters.push({ name, value, rate: null, sentence, place: line.place(from, text.length) });
    return 'read';
  }

  #title(title: string): Outcome {
    if (title === 'Ip' && this.#counters.some(({ name }) => name.startsWith('IpIn'))) return 'again';
    this.#section = title;
    return 'noise';
  }

  close(): NetworkCounters | null {
    if (this.#counters.length === 0) return null;
    const counters = this.#counters;
    return { kind: 'network-counters', source: 'netstat -s', basis: 'since-boot', complete: false, counters };
  }
}

type Counter = { name: string; value: number; sentence: string; from: number };

/**
 * The counter that a line names. In a section its own sentences count; a line without one (`| grep`) is only read where
 * one section alone has that sentence: `4 packets received` can be IPv4 and IPv6.
 */
function counterOf(text: string, section: string | null): Counter | null {
  const sentence = text.trim();
  const from = text.indexOf(sentence);
  const named = NAMED.exec(text);
  if (named && !/^[a-z]/.test(sentence)) {
    const name = fullName(named[1] as string, section);
    if (name) return { name, value: Number(named[2]), sentence, from };
  }
  if (sentence.length > LONGEST + 1) return null;
  const number = NUMBER.exec(sentence);
  if (!number) return null;
  const form = (
    sentence.slice(0, number.index) +
    '#' +
    sentence.slice(number.index + number[0].length)
  ).replace(/\.$/, '');
  const name = (section && nameIn(section, form)) ?? onlyName(form);
  return name ? { name, value: Number(number[0]), sentence, from } : null;
}

/** `IcmpIn` also holds what stands below `Icmp`: the counters go on behind a histogram. */
function nameIn(section: string, form: string): string | null {
  const base = section.replace(/(?:In|Out)$/, '');
  for (const candidate of [section, base]) {
    const name = Object.hasOwn(SECTIONS, candidate) ? SECTIONS[candidate]?.[form] : undefined;
    if (name) return base + name;
  }
  return null;
}

function onlyName(form: string): string | null {
  return ONLY.get(form) ?? null;
}

/** The sentences that stand for one counter only, whatever section they are in. */
const ONLY: ReadonlyMap<string, string> = new Map(
  Object.values(SECTIONS)
    .flatMap(sentences => Object.keys(sentences))
    .flatMap(form => {
      const names = new Set(Object.keys(SECTIONS).flatMap(section => nameIn(section, form) ?? []));
      return names.size === 1 ? [[form, [...names][0] as string] as const] : [];
    }),
);
/** No sentence is longer, its number put in. */
const LONGEST = 20 + Math.max(...[...ONLY.keys()].map(form => form.length));

/** `Ip6InOctets` is printed in full; others below their section. */
function fullName(name: string, section: string | null): string | null {
  if (/^(?:Ip6|Icmp6|Udp6|UdpLite6|Tcp6)[A-Z]/.test(name)) return name;
  const base = section?.replace(/^(Icmp6?)(?:In|Out)$/, '$1') ?? null;
  if (base && base !== '?' && !/^\?/.test(base) && !(base === 'Tcp' && TCP_EXT.test(name)))
    return base + name;
  return TCP_EXT.test(name) ? `TcpExt${name}` : null;
}
