import type { Checksum } from '../../model/packets.ts';
import { numberAt, numberEnd, wholeNumberAt } from './scan.ts';

/** The fields of a TCP line. One object is used again for all lines; null is what the line does not say. */
export class Tcp {
  flags: string | null = null;
  syn = false;
  ackFlag = false;
  fin = false;
  rst = false;
  seqFrom: number | null = null;
  seqTo: number | null = null;
  ack: number | null = null;
  win: number | null = null;
  mss: number | null = null;
  wscale: number | null = null;
  length: number | null = null;
  checksum: Checksum | null = null;

  clear(): void {
    this.flags = this.seqFrom = this.seqTo = this.ack = this.win = null;
    this.mss = this.wscale = this.length = this.checksum = null;
    this.syn = this.ackFlag = this.fin = this.rst = false;
  }
}

/**
 * Reads `Flags [S.], cksum 0x1773 (incorrect -> 0x1300), seq 5:80, ack 1, win 63, options […], length 75: HTTP: …`
 * (print-tcp.c, 4.0 and later) from `at`. False where the line ends before the length: it was cut.
 */
export function readTcp(text: string, at: number, tcp: Tcp): boolean {
  tcp.clear();
  const end = text.indexOf(']', at + 7);
  if (end < 0) return false;
  setFlags(tcp, flagsAt(text, at + 7, end));
  let i = end + 1;
  while (text.charCodeAt(i) === 0x2c) {
    i = readField(text, i + 2, tcp);
    if (i < 0) return false;
    if (tcp.length !== null) return true;
  }
  return false;
}

/** The flags as they stand; of the usual ones always the same string. */
function flagsAt(text: string, from: number, to: number): string {
  if (to - from === 2 && text.charCodeAt(from + 1) === 0x2e) {
    const first = text.charCodeAt(from);
    if (first === 0x50) return 'P.';
    if (first === 0x53) return 'S.';
    if (first === 0x46) return 'F.';
  }
  return text.slice(from, to);
}

function setFlags(tcp: Tcp, flags: string): void {
  tcp.flags = flags;
  for (let i = 0; i < flags.length; i++) {
    const code = flags.charCodeAt(i);
    if (code === 0x2e) tcp.ackFlag = true;
    else if (code === 0x53) tcp.syn = true;
    else if (code === 0x46) tcp.fin = true;
    else if (code === 0x52) tcp.rst = true;
  }
}

/** Reads the field at `at`; where the next comma stands, or -1 at the end of a cut line. */
function readField(text: string, at: number, tcp: Tcp): number {
  switch (text.charCodeAt(at)) {
    case 0x73: // seq
      return readSequence(text, at + 4, tcp);
    case 0x61: // ack
      tcp.ack = wholeNumberAt(text, at + 4);
      return numberEnd;
    case 0x77: // win
      tcp.win = wholeNumberAt(text, at + 4);
      return numberEnd;
    case 0x6f: // options
      return readOptions(text, at, tcp);
    case 0x6c: // length
      return readLength(text, at, tcp);
    case 0x63: // cksum
      return readChecksum(text, at, tcp);
    default:
      return text.indexOf(', ', at); // urg 5
  }
}

/**
 * A terminal can break the line within this last number, `length 1` and `448`. Where it touches the end, the sequence numbers
 * must say the same; 0 cannot go on.
 */
function readLength(text: string, at: number, tcp: Tcp): number {
  const length = text.startsWith('length ', at) ? numberAt(text, at + 7) : Number.NaN;
  if (Number.isNaN(length)) return -1;
  const { seqFrom, seqTo } = tcp;
  const told = seqFrom === null || seqTo === null ? null : (seqTo - seqFrom) >>> 0;
  if (numberEnd === text.length && length > 0 && told !== null && told !== length) return -1;
  tcp.length = length;
  return numberEnd;
}

function readSequence(text: string, at: number, tcp: Tcp): number {
  const from = wholeNumberAt(text, at);
  if (text.charCodeAt(numberEnd) !== 0x3a) {
    tcp.seqFrom = tcp.seqTo = from;
    return numberEnd;
  }
  tcp.seqFrom = from;
  tcp.seqTo = wholeNumberAt(text, numberEnd + 1);
  return numberEnd;
}

function readOptions(text: string, at: number, tcp: Tcp): number {
  const end = text.indexOf('], ', at);
  if (end < 0) return -1;
  if (tcp.syn) {
    tcp.mss = optionOf(text, 'mss ', at, end);
    tcp.wscale = optionOf(text, 'wscale ', at, end);
  }
  return end + 1;
}

function optionOf(text: string, name: string, from: number, to: number): number | null {
  const at = text.indexOf(name, from);
  if (at < 0 || at > to) return null;
  const value = numberAt(text, at + name.length);
  return Number.isNaN(value) ? null : value;
}

/** `cksum 0x1773 (incorrect -> 0x1300)`, `cksum 0x1300 (correct)`; before 4.0 `(incorrect (-> 0x1300)`. */
function readChecksum(text: string, at: number, tcp: Tcp): number {
  const end = text.indexOf('), ', at);
  const open = text.indexOf(' (', at);
  if (end < 0 || open < 0 || open > end) return text.indexOf(', ', at);
  const arrow = text.indexOf('-> ', open);
  const bad = text.startsWith('incorrect', open + 2);
  tcp.checksum = {
    header: 'tcp',
    verdict: bad ? 'bad' : 'good',
    found: text.slice(at + 6, open),
    expected: bad && arrow > 0 && arrow < end ? text.slice(arrow + 3, end) : null,
  };
  return end + 1;
}

/** tcpdump before 4.0 (2008): `S 2340116947:2340116947(0) ack 1 win 43690 <mss 1460,…>`, `. ack 80 win 46`, `P 1:80(79) ack 1 win 46`. */
const OLD =
  /^([SFRPWE]{1,4}|\.),? (?:cksum 0x[\da-f]{1,4} \((?:correct|incorrect \(-> 0x[\da-f]{1,4}\))\),? )?(?:(\d{1,10}):(\d{1,10})\((\d{1,6})\) ?)?(?:ack (\d{1,10}) ?)?win (\d{1,9})(?: urg \d{1,5})?(?: <([^>]{0,120})>)?/;

/** Reads a TCP line of the old form; the flags are given as today's tcpdump writes them. */
export function readOldTcp(text: string, at: number, tcp: Tcp): boolean {
  const first = text.charCodeAt(at);
  if (first !== 0x2e && !(first >= 0x45 && first <= 0x57)) return false;
  const match = OLD.exec(text.slice(at, at + 400));
  if (!match) return false;
  tcp.clear();
  const [, flags = '', from, to, length, ack, win, options = ''] = match;
  setFlags(tcp, flags === '.' ? '.' : ack === undefined ? flags : `${flags}.`);
  tcp.seqFrom = from === undefined ? null : Number(from);
  tcp.seqTo = to === undefined ? null : Number(to);
  tcp.length = length === undefined ? 0 : Number(length);
  tcp.ack = ack === undefined ? null : Number(ack);
  tcp.win = Number(win);
  if (tcp.syn) tcp.mss = optionOf(options, 'mss ', 0, options.length);
  return true;
}
