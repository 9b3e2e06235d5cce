import type { FileLock, FileLocks } from '../../model/file-locks.ts';
import { readCommand } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import { type Word, wholeNumber, wordsOf } from '../../text/words.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';

/** `COMMAND  PID  TYPE SIZE MODE  M START END PATH`; other columns with `-o`: util-linux misc-utils/lslocks.c. */
const HEADER =
  /^\s{0,8}COMMAND\s+PID\s+(?=.{0,80}\b(?:MODE|TYPE)\b)(?:TYPE|SIZE|INODE|MAJ:MIN|MODE|M|START|END|PATH|BLOCKER|HOLDERS|\s){3,40}$/;
/** A row of the usual columns; a process that is gone has the name `(unknown)` or `(undefined)`. SIZE may be blank. */
const ROW =
  /^\s{0,16}(\S{1,64}(?: \S{1,32}){0,3}?)\s+(-?\d{1,10})\s+(FLOCK|POSIX|OFDLCK|LEASE|DELEG|ACCESS)\s+(?:(\d{1,9}(?:\.\d)?[BKMGTP]?)\s+)?(READ|WRITE|RW|NONE|\*NOEXIST\*)(\*?)\s+([01])\s+(\d{1,20})\s+(\d{1,20}|-1|EOF)(?:\s+(\S.{0,1000}?))?\s{0,8}$/;
/** psmisc fuser -v: `                     USER        PID ACCESS COMMAND`, `/run/xtables.lock:   root       1234 F.... iptables-restore`. */
const FUSER_HEADER = /^\s{1,80}USER\s+PID ACCESS COMMAND$/;
const FUSER_ROW =
  /^(?:(\/\S{1,300}):)?\s+(\S{1,32})\s+(\d{1,10}|kernel) ([cefFrm.]{5}) (\(?[\w./+:@-]{1,64}\)?|\S{1,64})$/;
/** fuser without -v: `/run/xtables.lock:    1234  5678`. */
const FUSER_PLAIN = /^(\/\S{0,300}\.lock):((?:\s{1,16}\d{1,10}[cefFrm]{0,4}){1,40})\s{0,4}$/;
/** `COMMAND  PID USER  FD  TYPE DEVICE SIZE/OFF NODE NAME` of lsof. */
const LSOF_HEADER =
  /^\s{0,4}COMMAND\s+PID\s+(?:TID\s+(?:TASKCMD\s+)?)?USER\s+FD\s+TYPE\s+DEVICE\s+SIZE\/OFF\s+NODE\s+NAME\s{0,4}$/;
const LSOF_ROW =
  /^\s{0,4}(\S{1,64})\s+(\d{1,10})\s+(\S{1,32})\s+(?:cwd|rtd|txt|mem|DEL|NOFD|err|\d{1,7}[rwu -]?([NrRwWuUxX]?))\s+(\w{2,8})\s+\S{1,24}\s+(?:\S{1,24}\s+)?\d{1,20}\s+(\/\S.{0,400})$/;
const TROUBLE =
  /^(?:lslocks: .{1,160}|lsof: (?:WARNING|status error).{1,160}|\s{6,12}Output information may be incomplete\.|fuser: .{1,160}|Cannot stat file \S{1,80}: .{1,60}|Specified filename \S{1,200} does not exist\.)$/;

/** `lslocks`; `fuser -v` and `lsof` of a lock file. */
export const lslocks: Format = {
  id: 'lslocks',
  detect(text, start) {
    const { digit, first } = signsOf(text);
    if (!digit && first !== 'C' && first !== 'U' && start.command === null) return null;
    if (text.length > 1500) return null;
    if (HEADER.test(text)) return { score: 0.95, reason: 'the header of lslocks' };
    if (ROW.test(text)) return { score: 0.92, reason: 'a row of lslocks' };
    const called = program(start);
    if (called === 'fuser' && (FUSER_HEADER.test(text) || FUSER_ROW.test(text) || FUSER_PLAIN.test(text)))
      return { score: 0.9, reason: 'a row of fuser' };
    if (FUSER_HEADER.test(text)) return { score: 0.9, reason: 'the header of fuser -v' };
    if (FUSER_PLAIN.test(text) || (FUSER_ROW.test(text) && text.startsWith('/')))
      return { score: 0.85, reason: 'a file and its users, of fuser' };
    if (LSOF_HEADER.test(text)) return { score: 0.95, reason: 'the header of lsof' };
    if (LSOF_ROW.test(text) && (called === 'lsof' || /xtables\.lock/.test(text)))
      return { score: 0.85, reason: 'a row of lsof' };
    return called && TROUBLE.test(text) ? { score: 0.9, reason: 'what the tool says' } : null;
  },
  open: start => new LockReader(start),
};

function program(start: SectionStart): string | null {
  if (start.command === null) return null;
  const found = readCommand(start.command).find(({ first }) =>
    /^(?:lslocks|fuser|lsof)$/.test(first.program),
  );
  return found?.first.program ?? null;
}

class LockReader implements Reader {
  readonly #locks: FileLock[] = [];
  #source: FileLocks['source'] | null = null;
  #columns: string[] | null = null;
  #path: string | null = null;
  #seen = false;

  constructor(start: SectionStart) {
    this.#seen = program(start) === 'lslocks';
  }

  line(line: Line): Outcome {
    const { text } = line;
    if (text.length > 1500) return 'refused';
    if (HEADER.test(text)) return this.#header('lslocks', text.trim().split(/\s+/));
    if (FUSER_HEADER.test(text)) return this.#header('fuser', null);
    if (LSOF_HEADER.test(text)) return this.#header('lsof', null);
    if (TROUBLE.test(text)) return 'noise';
    const lock = this.#own(line) ?? this.#fuser(line) ?? this.#lsof(line);
    if (!lock) return 'refused';
    this.#locks.push(...lock);
    return 'read';
  }

  #header(source: FileLocks['source'], columns: string[] | null): Outcome {
    if (this.#locks.length > 0) return 'again';
    this.#source = source;
    this.#columns = columns;
    return 'noise';
  }

  #own(line: Line): FileLock[] | null {
    if (this.#source !== null && this.#source !== 'lslocks') return null;
    const row = ROW.exec(line.text);
    if (row && (!this.#columns || this.#columns.at(-1) === 'PATH')) {
      this.#source = 'lslocks';
      const [, command, pid, type, , mode, waits, , , , path] = row;
      return [lock(line, { command, pid, type, mode, waits, path, blocker: undefined })];
    }
    return this.#columns ? this.#byColumns(line, this.#columns) : null;
  }

  /** `lslocks -o COMMAND,PID,TYPE,MODE,BLOCKER,PATH`: read only where every column has its word. */
  #byColumns(line: Line, columns: readonly string[]): FileLock[] | null {
    const words = wordsOf(line.text, 60);
    const blank = words.length === columns.length - 1 && columns.includes('BLOCKER');
    const shown = blank ? columns.filter(column => column !== 'BLOCKER') : columns;
    if (words.length !== shown.length) return null;
    const cell = (name: string) => (words[shown.indexOf(name)] as Word | undefined)?.text;
    if (wholeNumber(cell('PID')) === null) return null;
    const mode = cell('MODE');
    return [
      lock(line, {
        command: cell('COMMAND'),
        pid: cell('PID'),
        type: cell('TYPE'),
        mode: mode?.replace(/\*$/, ''),
        waits: mode?.endsWith('*') ? '*' : '',
        path: cell('PATH'),
        blocker: cell('BLOCKER'),
      }),
    ];
  }

  #fuser(line: Line): FileLock[] | null {
    if (this.#source !== null && this.#source !== 'fuser') return null;
    const plain = FUSER_PLAIN.exec(line.text);
    const row = plain ? null : FUSER_ROW.exec(line.text);
    if (!plain && (!row || (!row[1] && !this.#path))) return null;
    this.#source = 'fuser';
    this.#path = plain?.[1] ?? row?.[1] ?? this.#path;
    const path = this.#path ?? undefined;
    if (row) return [lock(line, { command: row[5], pid: row[3], path })];
    return wordsOf(plain?.[2] as string).map(word =>
      lock(line, { command: '', pid: word.text.replace(/\D+$/, ''), path }),
    );
  }

  #lsof(line: Line): FileLock[] | null {
    if (this.#source !== null && this.#source !== 'lsof') return null;
    const row = LSOF_ROW.exec(line.text);
    if (!row) return null;
    this.#source = 'lsof';
    return [lock(line, { command: row[1], pid: row[2], path: row[6] })];
  }

  close(): FileLocks | null {
    if (this.#locks.length === 0 && !(this.#seen && this.#source)) return null;
    return { kind: 'file-locks', source: this.#source ?? 'lslocks', locks: this.#locks };
  }
}

type Cells = Partial<
  Record<'command' | 'pid' | 'type' | 'mode' | 'waits' | 'path' | 'blocker', string | undefined>
>;

function lock(line: Line, cells: Cells): FileLock {
  const path = cells.path?.trim() ?? null;
  return {
    command: cells.command ?? '',
    pid: wholeNumber(cells.pid),
    type: cells.type ?? null,
    mode: cells.mode ?? null,
    waiting: cells.waits === '*',
    blocker: wholeNumber(cells.blocker),
    path,
    xtables: path !== null && /\/xtables\.lock$/.test(path),
    place: line.place(),
  };
}
