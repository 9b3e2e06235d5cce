import type { Addresses, Links } from '../../model/interfaces.ts';
import type { Line } from '../../text/line.ts';
import type { Outcome, Reader } from '../format.ts';
import { NETSTAT_I, readBrief, readNetstatI } from './brief.ts';
import { type Building, newInterface } from './builder.ts';
import { isBrokenHead, readHead } from './head.ts';
import { readIfconfigHead, readIfconfigLine } from './ifconfig.ts';
import { isLongKind, type Reading, readInterfaceLine } from './lines.ts';

/** `2: eth0    inet 10.0.0.1/24 brd … scope global eth0\       valid_lft …`: `ip -o addr` repeats the name on each line. */
const ONELINE = /^\s{0,8}(\d{1,9}): ([^\s:@]{1,64})(?:@\S{1,64})? {1,16}(inet6? .{1,600})$/;
export const TROUBLE =
  /^(?:Device "[^"]{1,64}" does not exist\.|(?:Cannot find device|ip: can't find device) [^\s]{1,70}|RTNETLINK answers: .{1,80}|\S{1,40}: error fetching interface information: Device not found|Dump terminated|Error: .{1,120})$/;
/** A node with many pods has a few hundred; what goes beyond is listed as unread. */
const MAX_INTERFACES = 20_000;

/** Reads interfaces in every form; the two formats differ only in what they are called. */
export class InterfaceReader implements Reader {
  readonly #kind: 'addresses' | 'links';
  readonly #brief: boolean;
  readonly #interfaces: Building[] = [];
  readonly #names = new Map<string, Building>();
  #reading: Reading | null = null;
  #form: 'ip' | 'ifconfig' | 'netstat' | null = null;
  #metric = false;
  /** Whether the heads have a `mode`, which only `ip link` prints; null before the first. */
  #mode: boolean | null = null;
  /** A line that waits for its rest, put together from several or not, and how wide the terminal seems to be. */
  #pieces: { line: Line; width: number; joined: boolean } | null = null;
  /** A line that was put together, and what of it is still to be offered piece by piece. */
  #kept: Line | null = null;
  #rest = '';
  #errors = 0;

  /** `brief`: the command says that lines are names and states alone. */
  constructor(kind: 'addresses' | 'links', brief: boolean) {
    this.#kind = kind;
    this.#brief = brief;
  }

  line(line: Line, whole: boolean): Outcome {
    if (TROUBLE.test(line.text)) {
      this.#errors++;
      return 'noise';
    }
    if (this.#isOther(line.text)) return 'refused';
    const wrapped = this.#again(line, whole) ?? this.#wrapped(line, whole);
    return wrapped ?? this.#read(line, whole);
  }

  /** An interface that is there already, and whose head is of the other listing: `ip link; ip addr`. */
  #isOther(text: string): boolean {
    if (this.#mode === null || !/^\s{0,8}\d/.test(text)) return false;
    const head = readHead(text.split('\\', 1)[0] as string);
    return head !== null && head.mode !== this.#mode && this.#names.has(head.name);
  }

  #read(line: Line, whole: boolean): Outcome {
    return (
      this.#head(line, whole) ??
      this.#below(line) ??
      this.#oneline(line) ??
      this.#ifconfig(line) ??
      this.#table(line) ??
      'refused'
    );
  }

  /**
   * A line of `ip` may be broken at the width of the terminal where every part looks whole: `… dstport 84` and `72 nolearning`.
   * So one that is long waits for the next; that one is its rest where it is none of `ip`'s own lines. A piece as long as
   * the first has another behind it, unless the line happened to end there: see #again.
   */
  #wrapped(line: Line, whole: boolean): Outcome | null {
    const { text } = line;
    const before = this.#pieces;
    this.#pieces = null;
    if (whole || this.#form === 'ifconfig' || this.#form === 'netstat') return null;
    if (before && text.startsWith(before.line.text) && text.length > before.line.text.length) {
      const rest = text.slice(before.line.text.length);
      if (isOwnLine(rest) || this.#isRow(rest)) {
        if (before.joined) this.#kept = before.line;
        return 'refused';
      }
      if (rest.length < before.width) return null;
      this.#pieces = { line, width: before.width, joined: true };
      return rest.length === before.width ? 'more' : null;
    }
    if (!(text.length >= 79 && (this.#isRow(text) || isLongKind(text))) && !isBrokenHead(text)) return null;
    this.#pieces = { line, width: text.length, joined: false };
    return 'more';
  }

  /** Pieces that are offered singly after all: what they were together before the last one is read in their stead. */
  #again(line: Line, whole: boolean): Outcome | null {
    if (whole && this.#pieces?.joined) {
      this.#kept = this.#pieces.line;
      this.#pieces = null;
    }
    const kept = this.#kept;
    if (!kept) return null;
    if (!whole || !kept.text.startsWith(line.text)) {
      const piece = whole && this.#rest.startsWith(line.text);
      this.#rest = piece ? this.#rest.slice(line.text.length) : '';
      if (this.#rest === '') this.#kept = null;
      return piece ? 'read' : null;
    }
    this.#rest = kept.text.slice(line.text.length);
    return this.#read(kept, true);
  }

  /** Whether a line begins an interface, or an address of `ip -o addr`, cut off at its end or not. */
  #isRow(text: string): boolean {
    return (
      readHead(text.split('\\', 1)[0] as string) !== null ||
      /^\s{0,8}\d{1,9}: [^\s:@]{1,64}(?:@\S{1,64})? {1,16}inet6? \S/.test(text) ||
      /^[^\s:@]{1,64}(?:@\S{1,64})? {1,20}(?:UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT|NOTPRESENT|TESTING) /.test(
        text,
      )
    );
  }

  #head(line: Line, whole: boolean): Outcome | null {
    // `ip -o link` puts everything on one line, with a backslash where it would break.
    const [first, ...rest] = line.text.split('\\', 40) as [string, ...string[]];
    const head = readHead(first);
    if (!head) return !whole && isBrokenHead(first) ? 'more' : null;
    if (this.#names.has(head.name)) return 'again';
    const { mode, ...known } = head;
    this.#mode ??= mode;
    const now = Object.assign(newInterface(head.name, line.place()), known);
    if (!this.#begin(now)) return 'refused';
    this.#form = 'ip';
    for (const piece of rest) if (this.#reading) readInterfaceLine(this.#reading, line, piece);
    return 'read';
  }

  #begin(now: Building): boolean {
    if (this.#interfaces.length >= MAX_INTERFACES) return false;
    this.#interfaces.push(now);
    this.#names.set(now.name, now);
    this.#reading = { now, names: null };
    return true;
  }

  #below(line: Line): Outcome | null {
    if (!this.#reading || this.#form !== 'ip') return null;
    return readInterfaceLine(this.#reading, line, line.text) ? 'read' : null;
  }

  #oneline(line: Line): Outcome | null {
    const match = ONELINE.exec(line.text);
    if (!match) return null;
    const [, index, name, rest] = match as unknown[] as [string, string, string, string];
    let now = this.#names.get(name);
    if (!now) {
      now = newInterface(name, line.place());
      now.index = Number(index);
      if (!this.#begin(now)) return 'refused';
    }
    this.#form = 'ip';
    const reading: Reading = { now, names: null };
    return rest.split('\\', 10).every(piece => readInterfaceLine(reading, line, piece.trim()))
      ? 'read'
      : 'refused';
  }

  #ifconfig(line: Line): Outcome | null {
    const head = readIfconfigHead(line);
    if (head) {
      if (this.#names.has(head.name)) return 'again';
      this.#form = 'ifconfig';
      return this.#begin(head) ? 'read' : 'refused';
    }
    if (this.#form !== 'ifconfig' || !this.#reading) return null;
    return readIfconfigLine(this.#reading.now, line) ? 'read' : null;
  }

  #table(line: Line): Outcome | null {
    if (/^Kernel Interface table$/.test(line.text)) return this.#interfaces.length > 0 ? 'again' : 'noise';
    if (NETSTAT_I.test(line.text)) {
      if (this.#interfaces.length > 0) return 'again';
      this.#form = 'netstat';
      this.#metric = /\bMet\b/.test(line.text);
      return 'noise';
    }
    // An alias has no counters of its own: `ens192:1  1500      - no statistics available -  BMRU`.
    if (this.#form === 'netstat' && / - no statistics available - /.test(line.text)) return 'noise';
    const now =
      this.#form === 'netstat'
        ? readNetstatI(line, this.#metric)
        : this.#form === null
          ? readBrief(line, this.#brief || this.#interfaces.length > 0)
          : null;
    if (!now) return null;
    if (this.#names.has(now.name)) return 'again';
    const form = this.#form;
    const begun = this.#begin(now);
    this.#form = form;
    return begun ? 'read' : 'refused';
  }

  close(): Addresses | Links | null {
    if (this.#interfaces.length === 0 && this.#errors === 0) return null;
    return { kind: this.#kind, interfaces: this.#interfaces };
  }
}

/** Whether a line begins something of its own, so that it cannot be the rest of the one before. */
function isOwnLine(text: string): boolean {
  return (
    readHead(text) !== null ||
    isBrokenHead(text) ||
    /^\s{0,12}(?:link\/|inet6? |valid_lft |RX:|TX:|RX errors|TX errors|altname |alias |vxlan |veth |bridge |promiscuity |prog\/xdp|vf \d)/.test(
      text,
    ) ||
    /^\s{4,24}\d+(?:\s+\d+){3,9}\s*$/.test(text)
  );
}
