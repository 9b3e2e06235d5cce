import type { SocketState, Sockets } from '../../model/sockets.ts';
import { readCommand } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';
import { countsPeers, readCountedPeer } from './counted-peers.ts';
import { isDetail, readInfo } from './details.ts';
import { type RowRead, readNetstatRow, readSsRow } from './row.ts';
import { filteredState, isSocketsOnly, socketState } from './states.ts';
import { SocketTally } from './tally.ts';

/** `State  Recv-Q Send-Q  Local Address:Port  Peer Address:PortProcess`; words at the ends go with the columns shown. */
const SS_HEADER =
  /^\s{0,8}(?:Netid\s+)?(?:State\s*)?Recv-Q\s*Send-Q\s*Local Address:Port\s*Peer Address:Port/;
const NETSTAT_HEADER =
  /^\s{0,8}Proto\s+(?:Recv-Q\s+Send-Q\s+Local Address\s+Foreign Address|RefCnt\s+Flags\s+Type)/;
const NETSTAT_TITLE =
  /^Active (?:Internet connections|UNIX domain sockets|IPX sockets|NET\/ROM sockets|AX\.25 sockets|X\.25 sockets|Bluetooth sockets)(?: \(.{1,40}\))?$/;
/** net-tools netstat.c, and what grep leaves of it. */
const NETSTAT_TROUBLE =
  /^\s?(?:\(Not all processes could be identified, non-owned process info|will not be shown, you would have to be root to see it all\.\)|\(No info could be read for "-p": .{1,80}\)|netstat: no support for `AF .{1,40}' on this system\.)$/;
const SS_TROUBLE =
  /^(?:RTNETLINK answers: .{1,80}|Cannot open netlink socket: .{1,80}|Failed to (?:find|open) cgroup2 .{0,60})$/;
/** `sort | uniq -c`: `  12034 TIME-WAIT`; awk: `TIME_WAIT 12034`. */
const COUNTED = /^\s{0,12}(\d{1,9})\s+([A-Z][A-Z\d_-]{3,12})$/;
const COUNTED_BEHIND = /^\s{0,8}([A-Z][A-Z\d_-]{3,12})[ \t:=]{1,8}(\d{1,9})$/;
/** The header line that went through uniq -c as well: `      1 State`, `      1 (servers`, `      1 established)`. */
const COUNTED_HEADER =
  /^\s{0,12}(\d{1,3})\s+(?:State|Recv-Q|Netid|Foreign|\(servers|established\)|and|\(w\/o)$/;

/** What `ss` and `netstat` list: sockets with their states, and the counts that operators make of them. */
export const ss: Format = {
  id: 'ss',
  detect(text, start) {
    if (text.length > 4000) return null;
    // A row and a count have numbers.
    const { digit, first } = signsOf(text);
    if (start.command === null && !digit && !'NSRPAF'.includes(first)) return null;
    if (SS_HEADER.test(text)) return { score: 0.95, reason: 'the header of ss' };
    if (NETSTAT_HEADER.test(text) || NETSTAT_TITLE.test(text))
      return { score: 0.95, reason: 'the header of netstat' };
    const command = listing(start);
    if (/^Failed to find cgroup2 mount$/.test(text)) return { score: 0.85, reason: 'what ss -e says' };
    if (command && (SS_TROUBLE.test(text) || NETSTAT_TROUBLE.test(text)))
      return { score: 0.85, reason: 'what ss or netstat says' };
    if (isRow(readNetstatRow(detached(text)))) return { score: 0.85, reason: 'a row of netstat' };
    if (isRow(readSsRow(detached(text), command?.state ?? null)))
      return { score: 0.85, reason: 'a row of ss: state, two queues, two ends' };
    if (
      /^\s{0,8}[A-Z][A-Z\d-]{3,10}\s{1,12}\d{1,9}\s{1,12}\d{1,9}\s{1,80}\S{1,80}:\S{1,40}(?:\s{1,80}\S{1,80})?\s{0,80}$/.test(
        text,
      ) &&
      readSsRow(detached(text), null) === 'broken'
    )
      return { score: 0.8, reason: 'a row of ss, broken by a terminal' };
    if (command && countsPeers(start.command) && readCountedPeer(detached(text)))
      return { score: 0.86, reason: 'a number beside an address, below a command that counts peers' };
    const counted = readCount(text);
    if (counted && isSocketsOnly(counted.word))
      return { score: 0.85, reason: 'a number beside a state of ss' };
    if (command && (counted || COUNTED_HEADER.test(text)))
      return { score: 0.85, reason: 'a number beside a state, below ss or netstat' };
    return null;
  },
  open: start => new SocketsReader(start),
  narrows(command) {
    return readCommand(command).some(
      ({ first }) =>
        (first.program === 'ss' &&
          first.args.some(word => /^(?:state|sport|dport|src|dst|dev|exclude)$|[sd]port/.test(word))) ||
        ((first.program === 'ss' || first.program === 'netstat') &&
          first.args.some(word => /^-\w*l/.test(word) || /^-\w*[46]/.test(word))),
    );
  },
};

/** The tool by which the command lists sockets, and the one state that it asks for; null for another command. */
function listing(start: SectionStart): { tool: 'ss' | 'netstat'; state: SocketState | null } | null {
  if (start.command === null) return null;
  const found = readCommand(start.command).find(({ first }) => /^(?:ss|netstat)$/.test(first.program));
  if (!found) return null;
  return found.first.program === 'ss'
    ? { tool: 'ss', state: filteredState(found.first.args) }
    : { tool: 'netstat', state: null };
}

function isRow(read: RowRead): boolean {
  return read !== null && typeof read === 'object';
}

/** A line without a place, to look at. */
function detached(text: string): Line {
  const place = { line: 0, span: { start: 0, end: 0 } };
  return { number: 0, span: place.span, text, place: () => place };
}

function readCount(text: string): { word: string; state: SocketState; count: number } | null {
  const before = COUNTED.exec(text);
  const behind = before ? null : COUNTED_BEHIND.exec(text);
  const word = before?.[2] ?? behind?.[1];
  const state = socketState(word);
  if (!word || !state) return null;
  return { word, state, count: Number(before?.[1] ?? behind?.[2]) };
}

/** Whether a row could go on behind its last digit: at the width of a terminal, without a blank behind it. */
function mayBeCut(text: string): boolean {
  return text.length >= 79 && text.length <= 400 && /[:.\da-f]$/i.test(text);
}

class SocketsReader implements Reader {
  readonly #filter: SocketState | null;
  /** Whether the command counts the far ends of sockets. */
  readonly #counting: boolean;
  #tally: SocketTally | null = null;
  #source: Sockets['source'] | null = null;
  /** True below a header of ss that has no column of states. */
  #stateless = false;
  #begun = false;
  /** The tool that the command above runs to list sockets. */
  readonly #asked: 'ss' | 'netstat' | null;
  /** A row that waits for the next line, and whether it looked whole. */
  #waiting: { text: string; whole: boolean } | null = null;
  /** True where the line was put together from two. */
  #joined = false;

  constructor(start: SectionStart) {
    const asked = listing(start);
    this.#counting = countsPeers(start.command);
    this.#filter = asked?.state ?? null;
    this.#asked = asked?.tool ?? null;
  }

  line(line: Line, whole: boolean): Outcome {
    const { text } = line;
    const peer = this.#counting ? readCountedPeer(line) : null;
    if (peer === 'noise') return 'noise';
    if (peer) {
      this.#of('counts').peer(peer);
      return 'read';
    }
    const unfit = this.#joins(text);
    if (unfit) return unfit;
    const next = this.#source === null || this.#source === 'counts' ? null : this.#listed(line, whole);
    if (next) return next;
    if (SS_HEADER.test(text)) return this.#header(text);
    if (NETSTAT_HEADER.test(text) || NETSTAT_TITLE.test(text)) return this.#title(text);
    if (NETSTAT_TROUBLE.test(text) || SS_TROUBLE.test(text) || COUNTED_HEADER.test(text)) return 'noise';
    const counted = this.#source === null || this.#source === 'counts' ? readCount(text) : null;
    if (counted) {
      this.#of('counts').count(counted.state, counted.count, line.place());
      return 'read';
    }
    const listed = this.#source === null ? this.#listed(line, whole) : null;
    if (listed) return listed;
    if (!isDetail(text)) return 'refused';
    return this.#tally?.details(readInfo(line, 0)) ? 'read' : 'refused';
  }

  /** A row of the tool that is being read; the first row says which. */
  #listed(line: Line, whole: boolean): Outcome | null {
    const outcome = this.#row(line, whole, 'netstat', () => readNetstatRow(line));
    if (outcome) return outcome;
    const state = this.#filter ?? (this.#stateless ? 'UNKNOWN' : null);
    return this.#row(line, whole, 'ss', () => readSsRow(line, state));
  }

  #row(line: Line, whole: boolean, source: 'ss' | 'netstat', read: () => RowRead): Outcome | null {
    if (this.#source !== null && this.#source !== source) return null;
    const row = read();
    if (row === null) return null;
    if (row === 'broken') return whole ? null : this.#wait(line, false);
    if (row === 'other') {
      const words = line.text.trim().split(/\s+/, 12);
      const state = words.map(word => socketState(word)).find(found => found !== null) ?? 'UNKNOWN';
      this.#of(source).other(kindOf(words[0] as string), state, line.place());
    } else {
      if (!whole && !this.#joined && mayBeCut(line.text)) return this.#wait(line, true);
      this.#of(source).row(row.row);
    }
    return 'read';
  }

  /**
   * A long row that looks whole may have been broken within its last end: `…:44` and `3`. Only more of an end can be its
   * rest; what came of two lines waits for no third.
   */
  #joins(text: string): Outcome | null {
    const { text: before, whole } = this.#waiting ?? { text: null, whole: false };
    this.#waiting = null;
    this.#joined = before !== null && text.startsWith(before) && text.length > before.length;
    if (!this.#joined || !whole) return null;
    const rest = text.slice((before as string).length);
    const fits = /^[\da-f.:\]]{1,45}(?:\s|$)/i.test(rest);
    return fits && !isRow(readSsRow(detached(rest), 'UNKNOWN')) ? null : 'refused';
  }

  #wait(line: Line, whole: boolean): Outcome {
    this.#waiting = { text: line.text, whole };
    return 'more';
  }

  /** The header of another run: `ss -tan; sleep 5; ss -tan`. */
  #header(text: string): Outcome {
    if (this.#tally) return 'again';
    this.#stateless = !/\bState\b/.test(text);
    this.#begun = true;
    return 'noise';
  }

  /** netstat lists Unix sockets below the others in one run; a second title of the same is another run. */
  #title(text: string): Outcome {
    if (this.#begun && this.#tally && /^Active Internet/.test(text)) return 'again';
    this.#begun = true;
    return 'noise';
  }

  #of(source: Sockets['source']): SocketTally {
    this.#source ??= source;
    this.#tally ??= new SocketTally(this.#source);
    return this.#tally;
  }

  /** A header alone, below a command that lists sockets, says that there are none. */
  close(): Sockets | null {
    if (!this.#tally && this.#begun && this.#asked) this.#of(this.#asked);
    return this.#tally?.close() ?? null;
  }
}

/** `u_str`, `u_dgr`, `u_seq` and netstat's `unix` are Unix sockets. */
function kindOf(netid: string): string {
  if (/^(?:u_\w{3}|unix)$/.test(netid)) return 'unix';
  return /^(?:[A-Z`]|\d)/.test(netid) ? 'any' : netid;
}
