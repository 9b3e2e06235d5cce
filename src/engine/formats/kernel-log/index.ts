import { readCommand } from '../../text/command.ts';
import { countsLines, readCount } from '../../text/counted.ts';
import type { Format, SectionStart } from '../format.ts';
import { knownMessage } from './messages.ts';
import { readPrefix } from './prefix.ts';
import { isJournalRule, isRemark, LogReader } from './reader.ts';

/** The kernel's log: `dmesg` in every form, `journalctl -k`, syslog files, and a bare message that someone copied. */
export const kernelLog: Format = {
  id: 'kernel-log',
  detect(printed, start) {
    const text = uncounted(printed, start);
    const prefix = readPrefix(text);
    if (prefix?.kernel) return { score: 0.95, reason: 'a kernel log prefix' };
    if (knownMessage(text.slice(prefix?.from ?? 0).trim()))
      return { score: 0.9, reason: 'a message of the kernel' };
    if (prefix?.host) return { score: 0.85, reason: 'a syslog prefix' };
    if (prefix && readsLog(start))
      return { score: 0.7, reason: 'a time stamp below a command that prints a log' };
    if (readsLog(start) && isRemark(text)) return { score: 0.6, reason: 'a remark of dmesg or journalctl' };
    if (/\bdmesg\b/.test(start.command ?? '') && /^[\w"([].{0,300}: /.test(text))
      return { score: 0.6, reason: 'a message below dmesg' };
    if (isJournalRule(text) && /^-- (?:Logs begin|Journal begins|Boot|Reboot|No entries)/.test(text))
      return { score: 0.9, reason: 'a line of journalctl between the messages' };
    return null;
  },
  open: start => new LogReader('kernel', readsLog(start), countsLines(start.command)),
};

/** A line without the number that `uniq -c` put in front of it, where the command counts. */
export function uncounted(text: string, { command }: SectionStart): string {
  return countsLines(command) ? text.slice(readCount(text)?.length ?? 0) : text;
}

/** Whether the command prints the kernel's log, or filters a log file. */
function readsLog(start: SectionStart): boolean {
  if (start.command === null) return false;
  return readCommand(start.command).some(({ first }) => {
    if (first.program === 'dmesg' || first.program === 'journalctl') return true;
    return first.args.some(word => /(?:\/var\/log\/|kern\.log|syslog|messages|dmesg|journal)/.test(word));
  });
}
