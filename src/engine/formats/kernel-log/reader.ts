import type { LogEvent, LogEvents, LogMessage, Stamp } from '../../model/log-events.ts';
import type { Place } from '../../model/place.ts';
import { behind, readCount } from '../../text/counted.ts';
import type { Line } from '../../text/line.ts';
import type { Outcome, Reader } from '../format.ts';
import { isEventHeading, readEvent } from '../kubernetes-log/events.ts';
import { type Frame, readFrame } from '../kubernetes-log/frames.ts';
import { type Found, findMessages, readBare, readDatedError } from '../kubernetes-log/messages.ts';
import { knownMessage } from './messages.ts';
import { beginsPacket } from './packet.ts';
import { type Prefixed, readPrefix } from './prefix.ts';

/** At most so many events are kept a section; the rest is counted. */
const MAX_EVENTS = 10_000;
/** Of messages that stand for single packets and questions, so that they leave room for the others. */
const MAX_OF_BULK = 2000;
const BULK: ReadonlySet<LogMessage> = new Set(['rule-log', 'rule-trace', 'dns-query', 'policy-denied']);
const MAX_BOOTS = 1000;
/** A component's message is looked through this far. */
const MAX_SEARCHED = 4000;
/** An error over several lines (`err=<` … ` >`) ends after so many at the latest. */
const MAX_INNER_LINES = 200;

/** No terminal is narrower; a line that one broke is at least as long. */
const MIN_BROKEN = 40;

/** What a section of log begins with: the kernel's own log, or that of a component. */
export type LogFamily = 'kernel' | 'component';

/** What is known of a line before its message is. */
type Origin = Pick<LogEvent, 'stamp' | 'host' | 'program' | 'level' | 'prefixed'>;

/** Reads log lines of both families; a syslog file holds them mixed. */
export class LogReader implements Reader {
  #lines = 0;
  readonly #events: LogEvent[] = [];
  #leftOut = 0;
  readonly #ofBulk = new Map<LogMessage, number>();
  #oldest: Stamp | null = null;
  #newest: Stamp | null = null;
  readonly #boots: Place[] = [];
  readonly #family: LogFamily;
  /** Whether the command above prints a log: then every line is one of it. */
  readonly #fromCommand: boolean;
  /** The minute of `dmesg -H`. */
  #minute: Stamp | null = null;
  /** Lines of `err=<` that are still to come at most, and what the line above them was. */
  #inner = 0;
  #outer: Origin | null = null;

  /** Whether `uniq -c` put a number in front of each line, and the one of this line. */
  readonly #counts: boolean;
  #counted: number | null = null;

  constructor(family: LogFamily, fromCommand: boolean, counts: boolean) {
    this.#family = family;
    this.#fromCommand = fromCommand;
    this.#counts = counts;
  }

  line(line: Line, whole: boolean): Outcome {
    const counted = this.#counts ? readCount(line.text) : null;
    this.#counted = counted?.count ?? null;
    return this.#line(counted ? behind(line, counted.length) : line, whole);
  }

  #line(line: Line, whole: boolean): Outcome {
    if (this.#inner > 0 && this.#innerLine(line)) return 'read';
    if (line.text.trim() === '') return 'noise';
    if (isJournalRule(line.text)) return this.#rule(line);
    if (this.#fromCommand && isRemark(line.text)) return 'noise';
    if (this.#family === 'component' && isEventHeading(line.text)) return 'noise';
    const frame = readFrame(line.text) ?? readEvent(line.text) ?? readDatedError(line.text);
    if (frame) return this.#framed(line, frame, whole);
    const prefix = readPrefix(line.text);
    if (prefix && this.#family === 'component' && prefix.kernel && prefix.host === null) return 'refused';
    return this.#kernelLine(line, prefix, whole);
  }

  #rule(line: Line): Outcome {
    if (/^-- (?:Boot |Reboot)/.test(line.text) && this.#boots.length < MAX_BOOTS)
      this.#boots.push(line.place());
    return 'noise';
  }

  /** A line of a component: klog, logrus, CoreDNS, … */
  #framed(line: Line, frame: Frame, whole: boolean): Outcome {
    // dmesg above kube-proxy's log without a prompt between them are two logs.
    if (this.#family === 'kernel' && frame.host === null && !this.#fromCommand) return 'refused';
    if (!whole && line.text.length >= MIN_BROKEN && hasOpenQuote(line.text.slice(frame.from))) return 'more';
    this.#count(frame.stamp);
    const { stamp, host, program, level } = frame;
    const known = { stamp, host, program, level, prefixed: true };
    this.#component(line, frame.from, known);
    if (/=<\s*$/.test(line.text)) {
      this.#inner = MAX_INNER_LINES;
      this.#outer = known;
    }
    return 'read';
  }

  #component(line: Line, from: number, known: Origin): void {
    for (const found of findMessages(line.text.slice(from, from + MAX_SEARCHED)))
      this.#push(line, from, found, known);
  }

  /** The lines of an error that klog prints one by one, each behind a tab, up to ` >`. */
  #innerLine(line: Line): boolean {
    const known = this.#outer;
    const begins = readFrame(line.text) !== null || readPrefix(line.text)?.kernel === true;
    if (begins || !known) {
      this.#inner = 0;
      return false;
    }
    this.#inner--;
    // The quote mark of a mail was taken off ` > ipFamily="IPv4"`.
    if (/^\s{0,8}(?:>|[a-zA-Z]\w{0,40}="|$)/.test(line.text)) this.#inner = 0;
    else this.#component(line, 0, known);
    return true;
  }

  #kernelLine(line: Line, prefix: Prefixed | null, whole: boolean): Outcome {
    const from = prefix?.from ?? line.text.length - line.text.trimStart().length;
    const message = line.text.slice(from).trimEnd();
    const known = knownMessage(line.text.slice(from));
    if (!prefix && !known) return this.#plain(line, from, message);
    // `… PROTO=TCP SPT=56608 DPT=80` and the rest on the next line
    const broken = known ? !known.whole : beginsPacket(message);
    if (broken && !whole && line.text.length >= MIN_BROKEN) return 'more';
    const stamp = this.#stampOf(prefix);
    this.#count(stamp);
    const origin = {
      stamp,
      host: prefix?.host ?? null,
      program: prefix?.program ?? null,
      level: null,
      prefixed: prefix !== null || this.#fromCommand,
    };
    if (known) {
      const { whole: _whole, ...event } = known;
      this.#keep({
        ...event,
        ...origin,
        counted: this.#counted,
        place: line.place(from, from + message.length),
      });
    } else if (prefix && !prefix.kernel && prefix.program !== null) this.#component(line, from, origin);
    return 'read';
  }

  /** A line without any prefix: a known message of a program, or, below a command that prints a log, any line. */
  #plain(line: Line, from: number, message: string): Outcome {
    const known = { stamp: null, host: null, program: null, level: null, prefixed: this.#fromCommand };
    // The steps of a trace, behind its first line: `Trace[573272458]: [2.374856s] [2.374856s] END`
    if (this.#family === 'component' && /^Trace\[\d{1,12}\]: /.test(message)) return 'noise';
    const bare = readBare(message);
    if (this.#family === 'component' && (this.#fromCommand || bare)) {
      this.#lines++;
      if (this.#fromCommand) this.#component(line, from, known);
      else if (bare) this.#push(line, from, bare, known);
      return 'read';
    }
    if (!this.#fromCommand) return 'refused';
    // Below `dmesg -t` any text is a message.
    if (/^[\w"([].*: /.test(line.text) && (this.#lines > 0 || this.#family === 'kernel')) {
      this.#lines++;
      return 'read';
    }
    return 'refused';
  }

  #stampOf(prefix: Prefixed | null): Stamp | null {
    if (!prefix) return null;
    if (prefix.sameMinute) return this.#minute;
    if (prefix.kernel && prefix.stamp?.clock === 'wall') this.#minute = prefix.stamp;
    return prefix.stamp;
  }

  #count(stamp: Stamp | null): void {
    this.#lines++;
    if (!stamp) return;
    this.#newest = further(this.#newest, stamp, 1);
    this.#oldest = further(this.#oldest, stamp, -1);
  }

  #push(line: Line, from: number, found: Found, known: Origin): void {
    const at = from + found.at;
    const place = line.place(at, Math.min(line.text.length, at + found.length));
    this.#keep({
      ...known,
      message: found.message,
      values: found.values,
      netns: null,
      suppressed: null,
      counted: this.#counted,
      packet: null,
      level: found.level ?? known.level,
      place,
    });
  }

  #keep(event: LogEvent): void {
    const bulk = BULK.has(event.message) ? (this.#ofBulk.get(event.message) ?? 0) + 1 : 0;
    if (bulk > 0) this.#ofBulk.set(event.message, bulk);
    if (this.#events.length < MAX_EVENTS && bulk <= MAX_OF_BULK) this.#events.push(event);
    else this.#leftOut++;
  }

  close(): LogEvents | null {
    if (this.#lines === 0 && this.#boots.length === 0) return null;
    return {
      kind: 'log-events',
      lines: this.#lines,
      events: this.#events,
      leftOut: this.#leftOut,
      oldest: this.#oldest,
      newest: this.#newest,
      boots: this.#boots,
    };
  }
}

/** `-- Logs begin at Sun 2026-11-22 …, end at … --`, `-- Boot 0a1b… --`, `-- Reboot --`, `-- No entries --` */
export function isJournalRule(text: string): boolean {
  return /^-- .{1,200} --$/.test(text);
}

/** Structured logs close every quote (Go's %q): one that stays open was broken by a terminal. */
function hasOpenQuote(message: string): boolean {
  if (!/^"|\bmsg="|="/.test(message) || message.length > 8000) return false;
  let open = false;
  for (let i = 0; i < message.length; i++) {
    if (message[i] === '\\') i++;
    else if (message[i] === '"') open = !open;
  }
  return open;
}

/** What dmesg and journalctl say of themselves. */
export function isRemark(text: string): boolean {
  return /^(?:dmesg: .{1,200}|Hint: You are currently not seeing messages from other users.{0,100}|\s{6}(?:Users in|Pass -q).{1,200}|No journal files were (?:found|opened).{0,100}|command terminated with exit code \d{1,3})$/.test(
    text,
  );
}

/** The later of two stamps of one log, or, with -1, the earlier. A stamp of another clock takes the place of the first. */
function further(one: Stamp | null, other: Stamp, sign: 1 | -1): Stamp {
  if (!one) return other;
  if (one.clock !== other.clock || one.dated !== other.dated) return sign === 1 ? other : one;
  return (other.seconds - one.seconds) * sign >= 0 ? other : one;
}
