import type { Process } from '../../model/processes.ts';
import type { Line } from '../../text/line.ts';
import { decimalNumber, type Word, wholeNumber, wordsOf } from '../../text/words.ts';

/** Headers of columns that procps (ps/output.c, top/top.c) and busybox print; each is one word without blanks. */
const COLUMNS = new Set(
  `PID PPID TID LWP SPID NLWP THCNT PGID PGRP SID SESS TPGID UID EUID RUID USER RUSER EUSER GROUP GID %CPU %MEM %VSZ C CP PCPU PMEM VSZ
VIRT RSS RES SHR SZ SIZE SWAP S STAT STATE TTY TT START STARTED STIME TIME TIME+ ELAPSED PRI PR NI NICE CLS PSR P CPU WCHAN
COMMAND CMD COMM ARGS F ADDR RTPRIO POL PSS USS CODE DATA nMaj nMin nDRT Flags BLOCKED CAUGHT IGNORED PENDING EIP ESP CGROUP LABEL
WIDE UNIT NUMA nTH`.split(/\s+/),
);

/** The columns of a table, in their order, when its header is cut off: `ps aux`, `ps -ef`, `top`. */
export const AUX = 'USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND'.split(' ');
export const FULL = 'UID PID PPID C STIME TTY TIME CMD'.split(' ');
export const TOP = 'PID USER PR NI VIRT RES SHR S %CPU %MEM TIME+ COMMAND'.split(' ');

/**
 * The columns that a header names; null where the line is none. One that ends in the command has it to the end of the
 * line; so `PID TTY TIME CMD` and `PID USER PR NI … COMMAND` are read whatever their order is.
 */
export function readHeader(text: string): readonly string[] | null {
  if (text.length > 400 || !(text.includes('ID') || text.includes('LWP'))) return null;
  if (!/\b(?:PID|LWP|TID)\b/.test(text)) return null;
  const words = text.trim().split(/\s+/);
  if (words.length < 2 || !words.every(word => COLUMNS.has(word))) return null;
  if (new Set(words).size !== words.length) return null;
  return words;
}

/** Reads a row below a header; null where its words do not fit the columns. */
export function readProcess(line: Line, columns: readonly string[]): Process | null {
  const words = wordsOf(line.text, 400);
  const open = /^(?:COMMAND|CMD|ARGS)$/.test(columns.at(-1) as string);
  const cells: Record<string, string> = {};
  let at = 0;
  for (const [i, column] of columns.entries()) {
    const word = words[at];
    if (!word) return null;
    if (open && i === columns.length - 1) {
      cells[column] = line.text.slice(word.from).trimEnd();
      at = words.length;
    } else {
      const length = column === 'STARTED' || column === 'START' ? dateLength(words, at) : 1;
      cells[column] = words
        .slice(at, at + length)
        .map(({ text }) => text)
        .join(' ');
      at += length;
    }
  }
  return at === words.length && fits(cells) ? toProcess(cells, line) : null;
}

/** `Mon Nov 23 04:10:13 2026` (lstart) is five words, `Nov 22` (start) two. */
function dateLength(words: readonly Word[], at: number): number {
  const text = words[at]?.text ?? '';
  if (/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)$/.test(text)) return 5;
  return /^[A-Z][a-z]{2}$/.test(text) ? 2 : 1;
}

/** Whether the cells are of the kind that their columns hold: what a wrapped or shifted line is not. */
function fits(cells: Readonly<Record<string, string>>): boolean {
  const number = (key: string) => cells[key] === undefined || wholeNumber(cells[key]) !== null;
  const share = (key: string) =>
    cells[key] === undefined || percent(cells[key]) !== null || cells[key] === '-';
  const state = cells['S'] ?? cells['STAT'] ?? cells['STATE'];
  return (
    number('PID') &&
    number('PPID') &&
    share('%CPU') &&
    share('%MEM') &&
    (state === undefined || /^[A-Za-z][A-Za-z<+\d]{0,8}$/.test(state))
  );
}

/** `98.7`; busybox prints `31%`. */
function percent(text: string | undefined): number | null {
  return decimalNumber(text?.replace(/%$/, ''));
}

const OWN = new Set(
  'PID PPID USER UID %CPU PCPU %MEM PMEM S STAT STATE TIME TIME+ COMMAND CMD COMM ARGS'.split(' '),
);

function toProcess(cells: Readonly<Record<string, string>>, line: Line): Process {
  const cpu = cells['%CPU'] ?? cells['PCPU'] ?? cells['C'];
  return {
    pid: wholeNumber(cells['PID'] ?? cells['LWP'] ?? cells['TID']),
    parent: wholeNumber(cells['PPID']),
    user: cells['USER'] ?? cells['UID'] ?? null,
    state: cells['STAT'] ?? cells['STATE'] ?? cells['S'] ?? null,
    cpu: percent(cpu),
    memory: percent(cells['%MEM'] ?? cells['PMEM']),
    time: cells['TIME+'] ?? cells['TIME'] ?? null,
    command: cells['COMMAND'] ?? cells['CMD'] ?? cells['ARGS'] ?? cells['COMM'] ?? '',
    other: Object.fromEntries(Object.entries(cells).filter(([key]) => !OWN.has(key))),
    place: line.place(),
  };
}
