import type { PingErrorKind, PingReply, PingRun, PingSummary, Pings } from '../../model/pings.ts';
import type { Line } from '../../text/line.ts';
import { asksFor } from '../asked.ts';
import type { Detection, Format, Outcome, Reader } from '../format.ts';
import { SWEPT, sweepTarget } from './sweep.ts';

// iputils ping/ping_common.c, ping.c, ping6_common.c; busybox networking/ping.c.
/** `PING db-1.example.net (10.77.3.2) from 10.77.1.2 eth0: 56(84) bytes of data.`, `PING fd77:3::2(fd77:3::2) 56 data bytes` */
const HEAD =
  /^PING (\S{1,255}?) ?\(([^()\s]{1,255}(?: \([^()\s]{1,80}\))?)\)(?: from (\S{1,80}?)(?: ([^\s:]{1,40}))?)?(?: ?:)? (\d{1,6})(?:\((\d{1,6})\) bytes of data\.?| data bytes)$/;
/** `64 bytes from db-1.example.net (10.77.3.2): icmp_seq=1 ttl=62 time=0.062 ms`; busybox says `seq=`. */
const REPLY =
  /^(?:\[\d{1,12}\.\d{1,9}\] )?(\d{1,6}) bytes from ([^()\s]{1,255}?)(?: \(([^()\s]{1,80})\))?: (?:icmp_seq|icmp_req|seq)=(\d{1,10})(?: ident=\d{1,6})?(?: ttl=(\d{1,3}))?(?: time[=<](\d{1,9}(?:\.\d{1,6})?) ms)?((?: \((?:DUP!|truncated|BAD CHECKSUM!|DIFFERENT ADDRESS!)\)){0,4})/;
/** `From 10.77.2.2 icmp_seq=1 Frag needed and DF set (mtu = 1400)`; old iputils has a colon behind the address. */
const ERROR =
  /^(?:\[\d{1,12}\.\d{1,9}\] )?From ([^()\s]{1,255}?)(?: \(([^()\s]{1,80})\))?:? icmp_seq=(\d{1,10}) (\S.{0,200})$/;
/** What an MTU can be; `mtu=140` is one that lost its end. */
const MTU = '(?:576|\\d{4,6})';
/** `ping: local error: message too long, mtu=1400`, `mtu: 1400` (IPv6), `Message too long, mtu=1400` (before 2016) */
const LOCAL = new RegExp(`^(?:ping6?: )?local error: [mM]essage too long, mtu[=:] ?(${MTU})$`);
/** `(mtu = 1400)`, `mtu=1400`; a router may say `(mtu = 0)`, which is none. */
const NAMED_MTU = new RegExp(`mtu ?[=:] ?(\\d{2,6}(?=\\))|${MTU}(?!\\d))`);
const SENDMSG = /^ping6?: send(?:msg|to): (.{1,80})$/;
/** `no answer yet …` of `ping -O`; `Request timeout for icmp_seq 0` of BSD and macOS. */
const NO_ANSWER =
  /^(?:(?:\[\d{1,12}\.\d{1,9}\] )?no answer yet for icmp_seq=|Request timeout for icmp_seq )(\d{1,10})$/;
/** macOS and BSD: `36 bytes from 10.0.0.1: Destination Host Unreachable`, and the header of the packet below it. */
const BSD_ERROR =
  /^\d{1,6} bytes from (?:\S{1,255} \()?([\w.:-]{1,80})\)?: ((?:Destination|Time to live|frag needed|Redirect|Communication).{0,80})$/;
const STATISTICS = /^--- (\S{1,255}) ping6? statistics ---$/;
const COUNTS =
  /^(\d{1,10}) packets transmitted, (\d{1,10}) (?:packets )?received,(?: \+(\d{1,10}) duplicates,)?(?: \+\d{1,10} corrupted,)?(?: \+(\d{1,10}) errors,)? (\d{1,3}(?:\.\d{1,6})?)% packet loss(?:, time (\d{1,12})ms)?$/;
const RTT =
  /^(?:rtt|round-trip) min\/avg\/max(?:\/(?:mdev|stddev))? = (\d{1,9}(?:\.\d{1,6})?)\/(\d{1,9}(?:\.\d{1,6})?)\/(\d{1,9}(?:\.\d{1,6})?)(?:\/(\d{1,9}(?:\.\d{1,6})?))? ms(?:, .{1,80})?$/;
/** `ping: nothing.example.net: Name or service not known`; `ping: bad address 'x'` (busybox) */
const UNRESOLVED =
  /^ping6?: (?:(\S{1,255}): (?:Name or service not known|Temporary failure in name resolution|No address associated with hostname)|unknown host (\S{1,255})|bad address '(\S{1,255})')$/;
const CONNECT = /^(?:ping6?: )?connect: (.{1,60})$/;
const NOISE =
  /^(?:pipe \d{1,6}|\^C.{0,4}|[.E ]{1,400}|WARNING: .{1,200}|ping6?: Warning: .{1,200}|Vr HL TOS {2}Len .{1,80}|\s\d {2}\d {2}\d\d [\da-f]{4} .{1,80}|(?:RR|TS):\s.{0,60}|\t\S{1,60}(?: absolute)?(?:\s\(same route\))?|ping6?: sock4\.fd: .{1,200}|ai->ai_family: .{1,200}|command terminated with exit code \d{1,3}|\d{1,9}\/\d{1,9} packets, \d{1,3}% loss.{0,120})$/;

/** pr_icmph() of iputils, by what stands behind the number. */
const ERRORS: readonly (readonly [RegExp, PingErrorKind])[] = [
  [/^Frag needed|^Packet too big/, 'fragmentation-needed'],
  [
    /^Destination Host Unreachable|^Destination unreachable: Address unreachable|^Destination Host Unknown/,
    'host-unreachable',
  ],
  [
    /^Destination Net Unreachable|^Destination unreachable: No route|^Destination Net Unknown/,
    'net-unreachable',
  ],
  [/^Destination Port Unreachable|^Destination unreachable: Port unreachable/, 'port-unreachable'],
  [/^Destination Protocol Unreachable/, 'protocol-unreachable'],
  [/^Destination Host Prohibited/, 'host-prohibited'],
  [/^Destination Net Prohibited/, 'net-prohibited'],
  [/^Packet filtered|^Destination unreachable: Administratively prohibited/, 'filtered'],
  [/^Time to live exceeded|^Time exceeded|^Frag reassembly time exceeded/, 'time-exceeded'],
  [/^Redirect/, 'redirect'],
];

const MAX_RUNS = 2000;
const MAX_REPLIES = 20_000;

/** What a line begins with that needs no command above it. */
const BEGINS = /^(?:PING |--- |\d|\[\d|From |ping|local error|no answer|rtt |round-trip )/;

/** `ping` of iputils and busybox, IPv4 and IPv6. */
export const ping: Format = {
  id: 'ping',
  detect(text, start) {
    if (start.command === null && !BEGINS.test(text)) return null;
    if (HEAD.test(text)) return { score: 0.98, reason: 'the first line of ping' };
    if (STATISTICS.test(text)) return { score: 0.95, reason: 'the summary of ping' };
    if (COUNTS.test(text)) return { score: 0.95, reason: 'the counts of ping' };
    if (REPLY.test(text) || ERROR.test(text)) return { score: 0.9, reason: 'an answer as ping prints it' };
    if (LOCAL.test(text) || UNRESOLVED.test(text) || NO_ANSWER.test(text))
      return { score: 0.9, reason: 'an error of ping' };
    if (SENDMSG.test(text)) return { score: 0.9, reason: 'ping that could not send' };
    if (text.startsWith('ping') && CONNECT.test(text))
      return { score: 0.9, reason: 'ping that found no route' };
    if (RTT.test(text)) return { score: 0.85, reason: 'the round trips of ping' };
    if (SWEPT.test(text) && sweepTarget(start.command) !== null)
      return { score: 0.95, reason: 'the counts of a ping of the size in front' };
    return asksFor(start, ['ping', 'ping6']) ? detectAsked(text) : null;
  },
  open: start => new PingReader(sweepTarget(start.command)),
};

function detectAsked(text: string): Detection | null {
  return CONNECT.test(text) ? { score: 0.95, reason: 'a line below ping' } : null;
}

type Draft = { -readonly [K in keyof PingRun]: PingRun[K] } & {
  replies: PingReply[];
  errors: PingRun['errors'][number][];
  /** True once the summary began. */
  summing: boolean;
};

function kindOf(words: string): PingErrorKind {
  return ERRORS.find(([pattern]) => pattern.test(words))?.[1] ?? 'other';
}

class PingReader implements Reader {
  readonly #runs: Draft[] = [];
  /** Of a loop over sizes. */
  readonly #target: string | null;

  constructor(target: string | null) {
    this.#target = target;
  }

  line(line: Line): Outcome {
    const text = line.text.trimEnd();
    if (text === '' || NOISE.test(text)) return 'noise';
    if (this.#swept(line, text)) return 'read';
    if (this.#head(line, text) || this.#answer(line, text) || this.#summary(line, text)) return 'read';
    return 'refused';
  }

  #head(line: Line, text: string): boolean {
    const match = HEAD.exec(text);
    const unresolved = match ? null : UNRESOLVED.exec(text);
    if (!match && !unresolved) return false;
    if (this.#runs.length >= MAX_RUNS) return false;
    const run = this.#begin(line);
    if (unresolved) {
      run.target = unresolved[1] ?? unresolved[2] ?? unresolved[3] ?? null;
      run.resolved = false;
      return true;
    }
    const [, target, address, from, device, payload, packet] = match as RegExpExecArray;
    run.target = target as string;
    // `PING db-1.example.net(db-1.example.net (fd77:3::2)) 56 data bytes`
    run.address = /\(([^()]{1,80})\)$/.exec(address as string)?.[1] ?? (address as string);
    run.from = device ?? from ?? null;
    run.payload = Number(payload);
    run.packetBytes = packet === undefined ? null : Number(packet);
    return true;
  }

  #swept(line: Line, text: string): boolean {
    const size = this.#target === null ? null : SWEPT.exec(text);
    if (!size || this.#runs.length >= MAX_RUNS) return false;
    const run = this.#begin(line);
    run.target = this.#target;
    run.payload = Number(size[1]);
    return this.#summary(line, text.slice(size[0].length));
  }

  #begin(line: Line): Draft {
    const run: Draft = {
      target: null,
      address: null,
      payload: null,
      packetBytes: null,
      from: null,
      replies: [],
      leftOut: 0,
      errors: [],
      summary: null,
      resolved: true,
      place: line.place(),
      summing: false,
    };
    this.#runs.push(run);
    return run;
  }

  /** The run that a line belongs to; its first line may be cut off. */
  #at(line: Line): Draft {
    const last = this.#runs.at(-1);
    return last && !last.summing && last.resolved ? last : this.#begin(line);
  }

  #answer(line: Line, text: string): boolean {
    const reply = REPLY.exec(text);
    // Small packets (`-s 8`) carry no time, nor do answers that came back cut; of others a line without one lost its end: `icmp_seq=1` of 12.
    if (reply) {
      const timeless = Number(reply[1]) < 24 || /truncated/.test(reply[7] ?? '');
      return (reply[6] !== undefined || timeless) && this.#reply(line, reply);
    }
    const error = ERROR.exec(text);
    if (error) {
      const words = error[4] as string;
      const kind = kindOf(words);
      const mtu = NAMED_MTU.exec(words)?.[1];
      return this.#error(line, kind, error[2] ?? (error[1] as string), error[3] as string, mtu ?? null);
    }
    const bsd = BSD_ERROR.exec(text);
    if (bsd) return this.#error(line, kindOf(bsd[2] as string), bsd[1] as string, null, null);
    const local = LOCAL.exec(text);
    if (local) return this.#error(line, 'message-too-long', null, null, local[1] as string);
    const unanswered = NO_ANSWER.exec(text);
    if (unanswered) return this.#error(line, 'no-answer', null, unanswered[1] as string, null);
    const failed = SENDMSG.exec(text) ?? CONNECT.exec(text);
    return failed ? this.#error(line, sendError(failed[1] as string), null, null, null) : false;
  }

  #reply(line: Line, [, bytes, name, address, seq, ttl, time, notes]: RegExpExecArray): boolean {
    const run = this.#at(line);
    if (run.replies.length >= MAX_REPLIES) {
      run.leftOut++;
      return true;
    }
    run.replies.push({
      seq: Number(seq),
      ttl: ttl === undefined ? null : Number(ttl),
      milliseconds: time === undefined ? null : Number(time),
      bytes: Number(bytes),
      from: address ?? (name as string),
      duplicate: notes?.includes('DUP!') ?? false,
      place: line.place(),
    });
    return true;
  }

  #error(
    line: Line,
    error: PingErrorKind,
    from: string | null,
    seq: string | null,
    mtu: string | null,
  ): boolean {
    const run = this.#at(line);
    if (run.errors.length < MAX_REPLIES)
      run.errors.push({
        error,
        from,
        seq: seq === null ? null : Number(seq),
        mtu: mtu === null ? null : Number(mtu),
        place: line.place(),
      });
    return true;
  }

  #summary(line: Line, text: string): boolean {
    const statistics = STATISTICS.exec(text);
    if (statistics) {
      const run = this.#at(line);
      run.target ??= statistics[1] as string;
      run.summing = true;
      return true;
    }
    const counts = COUNTS.exec(text);
    if (counts) {
      const last = this.#runs.at(-1);
      const run = last && last.summary === null && last.resolved ? last : this.#begin(line);
      run.summing = true;
      run.summary = readCounts(line, counts);
      return true;
    }
    const rtt = RTT.exec(text);
    const run = this.#runs.at(-1);
    if (!rtt || !run) return false;
    const [min, average, max] = rtt.slice(1, 4).map(Number) as [number, number, number];
    const deviation = rtt[4] === undefined ? null : Number(rtt[4]);
    // Without the counts the round trips alone are no summary.
    if (run.summary) run.summary = { ...run.summary, rtt: { min, average, max, deviation } };
    return run.summary !== null;
  }

  close(): Pings | null {
    if (this.#runs.length === 0) return null;
    return { kind: 'pings', runs: this.#runs.map(({ summing: _summing, ...run }) => run) };
  }
}

function readCounts(line: Line, counts: RegExpExecArray): PingSummary {
  const [, transmitted, received, duplicates, errors, loss, time] = counts;
  return {
    transmitted: Number(transmitted),
    received: Number(received),
    duplicates: Number(duplicates ?? 0),
    errors: Number(errors ?? 0),
    lossPercent: Number(loss),
    milliseconds: time === undefined ? null : Number(time),
    rtt: null,
    place: line.place(),
  };
}

/** `ping: sendmsg: Operation not permitted` is an own firewall rule. */
function sendError(words: string): PingErrorKind {
  if (/message too long/i.test(words)) return 'message-too-long';
  if (/not permitted/i.test(words)) return 'not-permitted';
  if (/buffer space/i.test(words)) return 'no-buffer';
  if (/network is unreachable/i.test(words)) return 'net-unreachable';
  if (/no route to host|host is (?:unreachable|down)/i.test(words)) return 'host-unreachable';
  return 'other';
}
