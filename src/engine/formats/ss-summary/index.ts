import type { SocketSummary, TcpCounts, TransportCounts } from '../../model/socket-summary.ts';
import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import { wholeNumber, wordsOf } from '../../text/words.ts';
import type { Format, Outcome, Reader } from '../format.ts';

/** `Total: 180 (kernel 0)`; since iproute2 5.0 without the second number. */
const TOTAL = /^\s{0,4}Total: (\d{1,9})(?: \(kernel (\d{1,9})\))?$/;
/**
 * `TCP:   65 (estab 0, closed 8, orphaned 0, synrecv 0, timewait 1/0), ports 0`; newer without `synrecv`, the second
 * number of timewait (of IPv6) and `ports`: misc/ss.c, print_summary.
 */
const TCP =
  /^\s{0,4}TCP:\s{1,12}(\d{1,9}) \(estab (\d{1,9}), closed (\d{1,9}), orphaned (\d{1,9}),(?: synrecv (\d{1,9}),)? timewait (\d{1,9})(?:\/\d{1,9})?\)(?:, ports (\d{1,9}))?$/;
const HEADER = /^\s{0,4}Transport\s+Total\s+IP\s+IPv6$/;
const ROW =
  /^\s{0,4}(\*|RAW|UDP|TCP|INET|FRAG|MPTCP|SCTP|DCCP|UDPLITE)\s{1,16}(\d{1,9})\s{1,16}(\d{1,9}|-)\s{1,16}(\d{1,9}|-)\s{0,16}$/;
/** /proc/net/sockstat (net/ipv4/proc.c) and sockstat6. */
const USED = /^\s{0,4}sockets: used (\d{1,9})$/;
const SOCKSTAT_TCP =
  /^\s{0,4}TCP: inuse (\d{1,9}) orphan (\d{1,9}) tw (\d{1,9}) alloc (\d{1,9}) mem (\d{1,9})$/;
const SOCKSTAT_ROW =
  /^\s{0,4}((?:TCP|UDP|UDPLITE|RAW|FRAG)6?): inuse (\d{1,9})(?: (?:mem|memory) \d{1,12})?$/;

/** `ss -s`, `cat /proc/net/sockstat`. */
export const ssSummary: Format = {
  id: 'ss-summary',
  detect(text) {
    if (text.length > 300) return null;
    const { digit, colon, first } = signsOf(text);
    if (!(digit && colon) && first !== 'T') return null;
    if (TCP.test(text)) return { score: 0.95, reason: 'the TCP line of ss -s' };
    if (HEADER.test(text)) return { score: 0.95, reason: 'the table of ss -s' };
    if (USED.test(text) || SOCKSTAT_TCP.test(text) || SOCKSTAT_ROW.test(text))
      return { score: 0.95, reason: 'a line of /proc/net/sockstat' };
    if (TOTAL.test(text)) return { score: 0.7, reason: 'the first line of ss -s' };
    return null;
  },
  open: () => new SummaryReader(),
};

class SummaryReader implements Reader {
  #source: SocketSummary['source'] = 'ss -s';
  #total: number | null = null;
  #kernel: number | null = null;
  #tcp: TcpCounts | null = null;
  readonly #transports: TransportCounts[] = [];
  #known = false;

  line(line: Line, whole: boolean): Outcome {
    const { text } = line;
    const total = TOTAL.exec(text);
    if (total) {
      if (this.#total !== null || this.#known) return 'again';
      this.#total = Number(total[1]);
      this.#kernel = wholeNumber(total[2]);
      return 'read';
    }
    if (HEADER.test(text)) {
      if (this.#transports.length > 0) return 'again';
      this.#known = true;
      return 'noise';
    }
    const tcp = TCP.exec(text);
    if (tcp) return this.#summary(line, tcp);
    if (!whole && /^\s{0,4}TCP:\s{1,12}\d{1,9} \(estab [\w, ]{1,80}$/.test(text)) return 'more';
    // The rest of that line, broken by a terminal between two parts that look whole.
    const ports = /^(?:,? ?ports )(\d{1,9})$/.exec(text);
    if (ports && this.#tcp?.ports === null) {
      this.#tcp = { ...this.#tcp, ports: Number(ports[1]) };
      return 'read';
    }
    const row = ROW.exec(text);
    if (row) {
      if (this.#transports.some(({ name }) => name === row[1])) return 'again';
      this.#known = true;
      return this.#row(line, row[1] as string, row.slice(2));
    }
    return this.#sockstat(line);
  }

  #summary(line: Line, [, ...numbers]: RegExpExecArray): Outcome {
    if (this.#tcp) return 'again';
    this.#known = true;
    const [total, established, closed, orphaned, synReceived, timeWait, ports] = numbers.map(wholeNumber);
    this.#tcp = {
      ...NONE,
      total: total ?? null,
      established: established ?? null,
      closed: closed ?? null,
      orphaned: orphaned ?? null,
      synReceived: synReceived ?? null,
      timeWait: timeWait ?? null,
      ports: ports ?? null,
      place: line.place(),
    };
    return 'read';
  }

  #sockstat(line: Line): Outcome {
    const used = USED.exec(line.text);
    const tcp = SOCKSTAT_TCP.exec(line.text);
    const row = SOCKSTAT_ROW.exec(line.text);
    if (!used && !tcp && !row) return 'refused';
    if ((used && this.#total !== null) || (tcp && this.#tcp)) return 'again';
    this.#source = '/proc/net/sockstat';
    this.#known = true;
    if (used) this.#total = Number(used[1]);
    if (tcp) {
      const [inUse, orphaned, timeWait, allocated, memoryPages] = wordsOf(line.text)
        .map(word => wholeNumber(word.text))
        .filter(number => number !== null) as [number, number, number, number, number];
      this.#tcp = { ...NONE, inUse, orphaned, timeWait, allocated, memoryPages, place: line.place() };
    }
    if (row) {
      if (this.#transports.some(({ name }) => name === row[1])) return 'again';
      return this.#row(line, row[1] as string, [row[2] as string]);
    }
    return 'read';
  }

  #row(line: Line, name: string, [total, ipv4, ipv6]: string[]): Outcome {
    this.#transports.push({
      name,
      total: wholeNumber(total),
      ipv4: wholeNumber(ipv4),
      ipv6: wholeNumber(ipv6),
      place: line.place(),
    });
    return 'read';
  }

  close(): SocketSummary | null {
    // `Total: 12` alone is a line of anything.
    if (!this.#known) return null;
    return {
      kind: 'socket-summary',
      source: this.#source,
      total: this.#total,
      kernel: this.#kernel,
      tcp: this.#tcp,
      transports: this.#transports,
    };
  }
}

const NONE = {
  total: null,
  established: null,
  closed: null,
  orphaned: null,
  synReceived: null,
  timeWait: null,
  ports: null,
  inUse: null,
  allocated: null,
  memoryPages: null,
};
