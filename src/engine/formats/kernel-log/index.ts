import type { LogEvent, LogEvents, Stamp } from '../../model/log-events.ts';
import { readCommand } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';
import { knownMessage } from './messages.ts';
import { readPrefix } from './prefix.ts';

/** At most so many events are kept a section; the rest is counted. */
const MAX_EVENTS = 10_000;

/** The kernel's log: `dmesg` in every form, `journalctl -k`, syslog files, and a bare message that someone copied. */
export const kernelLog: Format = {
  id: 'kernel-log',
  detect(text, start) {
    const prefix = readPrefix(text);
    if (prefix?.kernel) return { score: 0.95, reason: 'a kernel log prefix' };
    if (knownMessage(text.slice(prefix?.from ?? 0).trim()))
      return { score: 0.9, reason: 'a message of the kernel' };
    if (prefix?.host) return { score: 0.85, reason: 'a syslog prefix' };
    if (prefix && readsLog(start))
      return { score: 0.7, reason: 'a time stamp below a command that prints a log' };
    return null;
  },
  open: start => new LogReader(readsLog(start)),
};

/** Whether the command prints the kernel's log, or filters a log file. */
function readsLog(start: SectionStart): boolean {
  if (start.command === null) return false;
  return readCommand(start.command).some(({ first }) => {
    if (first.program === 'dmesg' || first.program === 'journalctl') return true;
    return first.args.some(word => /(?:\/var\/log\/|kern\.log|syslog|messages|dmesg|journal)/.test(word));
  });
}

class LogReader implements Reader {
  #lines = 0;
  readonly #events: LogEvent[] = [];
  #newest: Stamp | null = null;
  readonly #fromCommand: boolean;

  constructor(fromCommand: boolean) {
    this.#fromCommand = fromCommand;
  }

  line(line: Line): Outcome {
    const prefix = readPrefix(line.text);
    const from = prefix?.from ?? line.text.length - line.text.trimStart().length;
    const message = line.text.slice(from).trimEnd();
    const known = knownMessage(message);
    if (!prefix && !known)
      return isJournalRule(line.text) || this.#fromCommand ? this.#other(line) : 'refused';
    this.#lines++;
    if (prefix?.stamp) this.#newest = later(this.#newest, prefix.stamp);
    if (known && this.#events.length < MAX_EVENTS) {
      this.#events.push({
        ...known,
        stamp: prefix?.stamp ?? null,
        host: prefix?.host ?? null,
        prefixed: prefix !== null || this.#fromCommand,
        place: line.place(from, from + message.length),
      });
    }
    return 'read';
  }

  /** `-- Logs begin at …`, `-- Boot …`, `-- No entries --`; below `dmesg -t` any text is a message. */
  #other(line: Line): Outcome {
    if (isJournalRule(line.text)) return 'noise';
    if (/^[\w"(].*: /.test(line.text) && this.#lines > 0) {
      this.#lines++;
      return 'read';
    }
    return 'refused';
  }

  close(): LogEvents | null {
    if (this.#lines === 0) return null;
    return { kind: 'log-events', lines: this.#lines, events: this.#events, newest: this.#newest };
  }
}

function isJournalRule(text: string): boolean {
  return /^-- .{1,200} --$/.test(text);
}

/** The later of two stamps of one log. */
function later(one: Stamp | null, other: Stamp): Stamp {
  if (!one || one.clock !== other.clock) return other;
  return other.seconds >= one.seconds ? other : one;
}
