import type { Hop, HopHost, Paths, PathTrace } from '../../model/paths.ts';
import type { Line } from '../../text/line.ts';
import { asksFor } from '../asked.ts';
import type { Format, Outcome, Reader } from '../format.ts';
import { emptyHop, readHost } from '../mtr/hops.ts';
import { readTracepath } from './tracepath.ts';

// traceroute 2.0 to 2.1 (traceroute.c), busybox networking/traceroute.c, BSD's.
/** `traceroute to db-1.example.net (10.77.3.2), 30 hops max, 60 byte packets`; `traceroute6 to … from …` */
const HEAD =
  /^traceroute6? to (\S{1,255}) \(([^()\s]{1,80})\)(?: from \S{1,80})?(?:, (\d{1,3}) hops? max)?(?:, (\d{1,6}) byte packets)?$/;
/** ` 2  gw-2.example.net (10.77.2.2)  0.389 ms  0.356 ms  0.337 ms`, ` 2  * * *` */
const HOP = /^\s{0,3}(\d{1,3})\s{1,4}(\S.{0,2000})$/;
/** The rest of a hop on a line of its own (busybox): `    10.77.2.6  0.4 ms` */
const REST = /^\s{3,8}(\S.{0,2000})$/;
const TROUBLE =
  /^(?:traceroute|tracepath)6?: .{1,200}$|^Cannot handle "host".{1,120}$|^\S{1,255}: (?:Name or service not known|Temporary failure in name resolution)$/;

const MAX_HOPS = 20_000;

/** `traceroute` (UDP, -I, -T, --mtu), and `tracepath`, which also finds the MTU of the way. */
export const traceroute: Format = {
  id: 'traceroute',
  detect(text, start) {
    if (start.command === null && !/^\s*(?:\d|traceroute|Too many|Resume)/.test(text)) return null;
    if (HEAD.test(text)) return { score: 0.98, reason: 'the first line of traceroute' };
    if (readTracepath(text) !== null) return { score: 0.95, reason: 'a line of tracepath' };
    const asked = asksFor(start, ['traceroute', 'traceroute6', 'tracepath', 'tracepath6']);
    if (asked && TROUBLE.test(text)) return { score: 0.9, reason: 'traceroute that failed' };
    const hop = HOP.exec(text);
    if (!hop || readProbes(hop[2] as string) === null) return null;
    return asked || /\d ms(?: |$)/.test(text) ? { score: 0.85, reason: 'a hop of traceroute' } : null;
  },
  open: () => new TracerouteReader(),
};

type Draft = { -readonly [K in keyof PathTrace]: PathTrace[K] } & { hops: Hop[] };

class TracerouteReader implements Reader {
  readonly #traces: Draft[] = [];
  #hops = 0;

  line(line: Line): Outcome {
    const text = line.text.trimEnd();
    if (text === '' || TROUBLE.test(text)) return 'noise';
    const head = HEAD.exec(text);
    if (head) {
      const [, target, address, maxHops, bytes] = head;
      this.#begin(line, 'traceroute', {
        target: target as string,
        address: address as string,
        maxHops: maxHops === undefined ? null : Number(maxHops),
        packetBytes: bytes === undefined ? null : Number(bytes),
      });
      return 'read';
    }
    if (this.#hops >= MAX_HOPS) return 'refused';
    return this.#tracepath(line, text) ?? this.#hop(line, text) ?? 'refused';
  }

  #begin(line: Line, tool: PathTrace['tool'], known: Partial<PathTrace>): Draft {
    const trace: Draft = {
      tool,
      target: null,
      address: null,
      maxHops: null,
      packetBytes: null,
      pathMtu: null,
      reached: null,
      place: line.place(),
      ...known,
      hops: [],
    };
    this.#traces.push(trace);
    return trace;
  }

  #hop(line: Line, text: string): Outcome | null {
    const match = HOP.exec(text);
    const probes = match ? readProbes(match[2] as string) : null;
    if (!match || !probes) return this.#rest(text);
    const number = Number(match[1]);
    const last = this.#traces.at(-1);
    const lastHop = last?.hops.at(-1);
    const goesOn = last?.tool === 'traceroute' && (!lastHop || number > lastHop.number);
    const trace = goesOn ? last : this.#begin(line, 'traceroute', {});
    this.#hops++;
    trace.hops.push({ ...emptyHop(number, line.place()), ...probes });
    trace.pathMtu = probes.mtu ?? trace.pathMtu;
    if (trace.address !== null) trace.reached = this.#isReached(trace);
    return 'read';
  }

  /** The target's own answer, and no mark (`!X`) at it. */
  #isReached(trace: Draft): boolean {
    const hop = trace.hops.at(-1) as Hop;
    return hop.marks.length === 0 && hop.hosts.some(host => host.address === trace.address);
  }

  #rest(text: string): Outcome | null {
    const rest = REST.exec(text);
    const probes = rest ? readProbes(rest[1] as string) : null;
    const hops = this.#traces.at(-1)?.hops;
    const hop = hops?.at(-1);
    if (!probes || !hops || !hop || probes.hosts.length === 0) return null;
    hops[hops.length - 1] = {
      ...hop,
      hosts: [...hop.hosts, ...probes.hosts],
      times: [...hop.times, ...probes.times],
      silent: hop.silent + probes.silent,
      marks: [...hop.marks, ...probes.marks],
    };
    return 'read';
  }

  #tracepath(line: Line, text: string): Outcome | null {
    const found = readTracepath(text);
    if (!found) return null;
    const last = this.#traces.at(-1);
    const open = last?.tool === 'tracepath' && last.reached === null ? last : null;
    if (found.resume !== null) {
      const trace = open ?? this.#begin(line, 'tracepath', {});
      trace.pathMtu = found.mtu ?? trace.pathMtu;
      // `Too many hops` and `Resume` without `hops` stand where the target was not reached.
      trace.reached =
        found.resume === 'too-many'
          ? false
          : found.reached || trace.hops.some(hop => hop.marks.includes('reached'));
      return 'read';
    }
    const before = open?.hops.at(-1);
    const trace =
      open && (!before || found.number >= before.number) ? open : this.#begin(line, 'tracepath', {});
    if (found.local) trace.pathMtu = found.mtu;
    else {
      this.#hops++;
      trace.hops.push({ ...emptyHop(found.number, line.place()), ...found.hop });
    }
    return 'read';
  }

  close(): Paths | null {
    const traces = this.#traces.filter(
      trace => trace.hops.length > 0 || trace.target !== null || trace.pathMtu !== null,
    );
    return traces.length > 0 ? { kind: 'paths', traces } : null;
  }
}

export interface Probes {
  readonly hosts: HopHost[];
  readonly times: number[];
  readonly silent: number;
  readonly marks: string[];
  readonly mtu: number | null;
}

/** One host, time, star or mark of a hop's line. */
const TOKEN =
  /(?:(\d{1,6}(?:\.\d{1,3})?) ms|(\*)|(![A-Z](?:-\d{1,5})?|!<\d{1,3}(?:-\d{1,3})?>|!\d{1,3}|!)|F=(\d{1,6})|<([^<>]{1,80})>|\[([^\][]{1,80})\]|(?!\d{1,6}(?:\.\d{1,3})?(?:\s|$))([A-Za-z0-9_][\w.:%-]{0,254})(?: \(([^()\s]{1,80})\))?)(?:\s{1,8}|$)/y;

/** Reads what stands behind the number of a hop; null where a word is none of traceroute's. */
export function readProbes(text: string): Probes | null {
  const hosts: HopHost[] = [];
  const times: number[] = [];
  const marks: string[] = [];
  let silent = 0;
  let mtu: number | null = null;
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (!token) return null;
    at = TOKEN.lastIndex;
    if (token[1] !== undefined) times.push(Number(token[1]));
    else if (token[2] !== undefined) silent++;
    else if (token[3] !== undefined) marks.push(token[3]);
    else if (token[4] !== undefined) mtu = Number(token[4]);
    else if (token[7] !== undefined) hosts.push(readHost(token[7], token[8]));
    const wanted = /^!F-(\d{1,5})$/.exec(token[3] ?? '')?.[1];
    if (wanted !== undefined) mtu = Number(wanted);
  }
  // A host without any time, or times without a host, are no hop.
  const answered = hosts.length > 0 && times.length > 0 && times.length <= 40;
  const unanswered = hosts.length === 0 && times.length === 0 && silent > 0;
  return (answered || unanswered) && hosts.length <= times.length
    ? { hosts, times, silent, marks, mtu }
    : null;
}
